"""Software put on computers: pilots and then everybody on Wednesday evenings, small things by day, agents at night."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.calendar import HOUR, MINUTE
from training.simulate.estate import ACCOUNTS
from training.simulate.pace import office_hours
from training.simulate.randomness import pick
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers.software_deployment import Push, push

PACKAGES = ("PDF Writer 11.2", "Browser 145", "Meetroom Client 6.4", "VPN Client 9.1", "Runtime Libraries 2026-02")
WINDOW = (19, 23)
"""Hours of Wednesday in which everybody's computers are changed."""


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the deployments of a day."""
    start, weekday = world.start_of(day), world.config.date_of(day).weekday()
    users = world.config.users
    night = start + 22 * HOUR + int(rng.integers(0, 50)) * MINUTE
    deploy(
        world,
        rng,
        world.tally("deploy", sink),
        night,
        ACCOUNTS["deploy"][0],
        "Agent self-update",
        "All Computers",
        users,
    )
    operator = world.estate.duties["deploy"]
    if weekday == 2:
        for package in PACKAGES[day % 3 : day % 3 + 2]:
            at = start + int(rng.uniform(WINDOW[0], WINDOW[1] - 2) * HOUR)
            change = f"CHG{10_000 + day}"
            deploy(world, rng, sink, at, operator.sam, package, "Pilot Ring", max(3, users // 12), change)
            deploy(
                world,
                rng,
                sink,
                at + int(rng.uniform(1, 1.9) * HOUR),
                operator.sam,
                package,
                "All Computers",
                users,
                change,
            )
    plan = world.plan(operator, day)
    if plan is not None:
        for at in office_hours(rng, plan.midnight, int(rng.poisson(0.9))):
            deploy(world, rng, sink, at, operator.sam, pick(rng, PACKAGES), "On Request", int(rng.integers(1, 4)))


def deploy(
    world: World, rng: Generator, sink: Sink, at: int, actor: str, what: str, scope: str, targets: int,
    change: str = "", *, script: bool = False, console: str = "", address: str = "",
) -> None:  # fmt: skip
    """Write one deployment from the console, or from the machine named."""
    own = world.estate.one("console")
    done = Push(actor, console or own.name, address or own.ip, what, scope, targets, change, script)
    push(world.estate.deployment, sink, rng, at, done)

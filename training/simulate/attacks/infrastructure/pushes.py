"""Attacks with the tools that put software on machines."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.infrastructure.cloud import send_command
from training.simulate.activity.infrastructure.logons import enter
from training.simulate.activity.infrastructure.rollouts import deploy
from training.simulate.attacks.infrastructure.ways import odd_hour, outside
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import MINUTE
from training.simulate.randomness import hexadecimal, pick
from training.simulate.world import World
from training.simulate.writers.cloudtrail import person_role
from training.simulate.writers.windows_event import account_of
from training.simulate.writers.windows_logon import REMOTE, Logon


def script_to_all(world: World, rng: Generator, scene: Scene) -> Entities:
    """Push a script to every computer at night, from a machine that is no console (T1072)."""
    person = (
        world.estate.duties["windows"] if scene.intensity == "loud" else victim(world, rng, scene, "admin", "office")
    )
    at = odd_hour(world, rng, scene, person)
    seat = world.own_seat(person, at)
    console = f"WS-{hexadecimal(rng, 5).upper()}" if not scene.quiet else person.laptop.name
    ip = f"10.20.8.{int(rng.integers(20, 240))}" if not scene.quiet else seat.inside
    own = world.estate.one("console")
    enter(
        world,
        rng,
        scene.sink,
        at - 5 * MINUTE,
        own,
        Logon(account_of(person), ip, kind=REMOTE, package="Negotiate", workstation=own.name),
    )
    machines = world.config.users + len(world.estate.windows_servers)
    for k in range(scene.volume(4)):
        what = f"{pick(rng, ('update', 'fix', 'setup', 'sync'))}-{hexadecimal(rng, 4)}.ps1"
        reached = max(2, scene.volume(machines))
        deploy(
            world,
            rng,
            scene.sink,
            at,
            person.sam,
            what,
            "All Systems",
            reached,
            script=True,
            console=console,
            address=ip,
        )
        at += int(rng.uniform(1, 4) * MINUTE) * (k + 1)
    # PDQ's report of deployments does not name the console.
    named = world.estate.deployment != "pdq"
    return {"user": [person.upn], "src_ip": [ip]} | ({"host": [console.lower()]} if named else {})


def command_to_cloud(world: World, rng: Generator, scene: Scene) -> Entities:
    """Send shell commands to forty machines of the cloud, as somebody of the helpdesk who never did (T1072)."""
    person = victim(world, rng, scene, "admin", "office")
    ip = outside(world, rng, scene)[0]
    who = person_role(person, "Operator", ip, "aws-cli/2.22.0")
    at = odd_hour(world, rng, scene, person)
    for _ in range(scene.volume(5)):
        send_command(rng, scene.sink, at, who, "AWS-RunShellScript", scene.volume(40))
        at += int(rng.uniform(20_000, 90_000))
    return {"user": [person.upn], "src_ip": [ip]}

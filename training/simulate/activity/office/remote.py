"""Remote access: whoever works outside the office connects to the gateway, some more than once a day."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.presence import PersonDay, Seat
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import duo, okta, vpn


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write all connections of a day."""
    for plan in world.plans[day]:
        _connections(world, plan, rng, sink)


def _connections(world: World, plan: PersonDay, rng: Generator, sink: Sink) -> None:
    outside = [(at, seat) for at, seat in plan.desk if seat.network.kind != "office"]
    if len(outside) < len(plan.desk):
        # A day in the office: the evening connects once in a while.
        outside = outside[-1:] if rng.random() < 0.12 else []
    for at in plan.times(rng, 1 + int(rng.poisson(0.4))) if outside else []:
        seat = plan.seat(at)
        if seat.network.kind == "office":
            continue
        if rng.random() < 0.03:
            vpn.connected(sink, rng, at - 15_000, seat, accepted=False)
        connect(world, rng, sink, at, seat)


def connect(world: World, rng: Generator, sink: Sink, at: int, seat: Seat) -> None:
    """Write one connection, with the second factor where it is asked for."""
    if world.stack.factor == "duo":
        duo.prompt(sink, rng, at - 2_000, seat, duo.APPROVED, "VPN")
    elif world.stack.identity == "okta":
        entry = okta.Entry("user.authentication.auth_via_radius", targets=(okta.app_target("VPN"),))
        okta.write(sink, rng, at - 1_000, seat, entry)
    vpn.connected(sink, rng, at, seat)

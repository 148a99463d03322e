"""Work in Atlas, the in-house application: a session a day, or a few."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.calendar import HOUR
from training.simulate.randomness import hexadecimal, overdispersed, pick
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import ocsf

OPERATIONS = ("cases", "customers", "orders", "notes", "timeline")
SESSION_HOURS = 10


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write everybody's work in Atlas on a day."""
    for plan in world.plans[day]:
        n = overdispersed(rng, plan.person.role.app * plan.load, 3.0)
        cookie, until = "", 0
        for at in plan.times(rng, n):
            seat = plan.seat(at)
            if at >= until:
                cookie, until = hexadecimal(rng, 32), at + SESSION_HOURS * HOUR
                ocsf.sign_in(sink, rng, at - 2_000, seat, cookie)
            case = 10_000 + (plan.person.index * 37 + int(rng.zipf(1.6))) % 9_000
            if rng.random() < 0.5:
                ocsf.read(sink, rng, at, seat, cookie, case)
            else:
                ocsf.call(sink, rng, at, seat, cookie, pick(rng, OPERATIONS), case)

"""Probes from outside: every few minutes, is it there, how fast, and is it still the same page."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.calendar import DAY
from training.simulate.pace import even
from training.simulate.shop import FRONT_SIZE, front_hash
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers.exports import probe
from training.simulate.writers.shop import SHOP

TARGETS: tuple[tuple[str, int, int], ...] = ((SHOP, FRONT_SIZE, 288), ("www.halden.example", 24_310, 288))
"""Site, size of its front page, probes a day."""


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the probes of a day."""
    for host, size, times in TARGETS:
        for at in even(rng, world.start_of(day), DAY, times):
            fails = rng.random() < max(0.0006, world.disturbances.failing(host, at))
            seen = world.disturbances.front_page(host, at) or size
            took = float(rng.lognormal(9.0, 0.3)) if fails else float(rng.lognormal(4.6, 0.25))
            body = "" if fails else front_hash(world, host, at, seen)
            url = f"https://{host}/"
            probe(sink, at, url, not fails, 503 if fails else 200, took, body, 0 if fails else seen)

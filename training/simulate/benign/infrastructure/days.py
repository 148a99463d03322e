"""When harmless things happen: on days of whoever does them, most of them within the days that are judged."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.benign.kind import judged_workday
from training.simulate.calendar import HOUR
from training.simulate.estate import on_windows
from training.simulate.presence import PersonDay
from training.simulate.randomness import pick
from training.simulate.world import World


def keeper_day(world: World, rng: Generator, duty: str) -> PersonDay:
    """Draw a workday of whoever has a duty, seven times in ten from the days on which attacks happen."""
    person = world.estate.duties[duty]
    first = world.config.first_attack_day if rng.random() < 0.7 else 0
    plans = [p for day in world.plans[first:] for p in day if p.person is person and p.load > 0.5]
    plans = plans or [p for day in world.plans for p in day if p.person is person]
    return pick(rng, plans) if plans else judged_workday(world, rng)


def windows_day(world: World, rng: Generator, *roles: str) -> PersonDay:
    """Draw a workday of somebody whose computer runs Windows, of these roles as far as there is one."""
    for attempt in range(60):
        plan = judged_workday(world, rng, *(roles if attempt < 30 else ()))
        if on_windows(plan.person):
            break
    return plan


def hour_of(rng: Generator, plan: PersonDay, earliest: float, latest: float) -> int:
    """Draw a moment between two local hours of somebody's day, ms."""
    return plan.midnight + int(rng.uniform(earliest, latest) * HOUR)


def some_day(world: World, rng: Generator) -> int:
    """Draw the start (UTC, ms) of a working day, seven times in ten of one that is judged."""
    return world.start_of(judged_workday(world, rng).day)

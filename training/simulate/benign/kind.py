"""What the tables of look-alikes hold, and what all look-alikes share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from numpy.random import Generator

from training.simulate.organisation import Person
from training.simulate.presence import PersonDay
from training.simulate.randomness import pick
from training.simulate.sink import Recorder
from training.simulate.world import World

Entities = dict[str, list[str]]
"""Entity type to the values concerned; users by canonical name."""


def everywhere(world: World) -> bool:
    """Hold for every organisation."""
    return True


@dataclass(frozen=True, slots=True)
class LookalikeKind:
    """One kind: what it could be taken for, how often it happens, and the function that writes it.

    Attributes
    ----------
    every
        Person-days between two of them; at least one happens in all but very small organisations.
    fits
        Whether an organisation has the systems that this kind needs.
    """

    name: str
    technique: str
    behaviour: str
    every: int
    write: Callable[[World, Generator, Recorder], Entities]
    fits: Callable[[World], bool] = everywhere


def workday(world: World, rng: Generator, *roles: str) -> PersonDay:
    """Draw an active workday of somebody of these roles (any, when there is none)."""
    for _ in range(400):
        plans = world.plans[int(rng.integers(world.config.days))]
        found = [p for p in plans if (not roles or p.person.role.name in roles) and p.load > 0.5]
        if found:
            return pick(rng, found)
    return next(p for plans in world.plans for p in plans)


def judged_workday(world: World, rng: Generator, *roles: str) -> PersonDay:
    """Draw a workday as `workday` does, seven times in ten from the days on which attacks happen too.

    Only those are judged, and only days on which nobody attacks the same person are drawn.
    """
    first = world.config.first_attack_day if rng.random() < 0.7 else 0
    for _ in range(400):
        plans = world.plans[int(rng.integers(first, world.config.days))]
        free = [p for p in plans if p.load > 0.5 and (p.person.index, p.day) not in world.taken]
        found = [p for p in free if not roles or p.person.role.name in roles]
        if found:
            return pick(rng, found)
    return workday(world, rng, *roles)


def concerned(person: Person, *ips: str) -> Entities:
    """Name a person and addresses as entities."""
    return {"user": [person.upn], "src_ip": sorted(set(ips))}

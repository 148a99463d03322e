"""What all attacks share: intensity, when it happens, and the recorder that makes the label."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from training.simulate.calendar import HOUR, MINUTE
from training.simulate.config import INTENSITIES
from training.simulate.organisation import Person
from training.simulate.randomness import pick
from training.simulate.sink import Recorder
from training.simulate.world import World

Entities = dict[str, list[str]]
"""Entity type (`user`, `src_ip`, `session`) to the values concerned; users by canonical name."""

__all__ = ["INTENSITIES", "MEDIUM", "QUIET", "Entities", "Scene", "shortly_before", "victim"]

MEDIUM, QUIET = 0.4, 0.15
"""Volume in parts of the loud one."""


@dataclass(slots=True)
class Scene:
    """One attack about to happen: how loud, within which days, recorded by whom."""

    intensity: str
    first_day: int
    last_day: int
    sink: Recorder

    @property
    def quiet(self) -> bool:
        """Tell whether the attack hides in working hours over several days."""
        return self.intensity == "quiet"

    def moments(self, world: World, rng: Generator, person: Person, volume: int, minutes: float) -> list[int]:
        """Draw the moments of `volume` loud actions that would take `minutes`, ms, ascending.

        Medium has 0.4 of the volume, or all of it in three times the time.
        Quiet has 0.15 of it, in the person's working hours over 3 to 10 days
        (or as many as are left).
        """
        if self.quiet:
            return self._spread(world, rng, person, max(3, round(volume * QUIET)))
        n = volume
        if self.intensity == "medium":
            if rng.random() < 0.5:
                n = max(3, round(volume * MEDIUM))
            else:
                minutes *= 3
        start = self._burst_start(world, rng, person, minutes)
        # Programs act at near-regular gaps (coefficient of variation about 0.15).
        gaps = np.clip(rng.normal(1.0, 0.15, n), 0.3, None)
        at = start + np.cumsum(gaps) / gaps.sum() * minutes * MINUTE
        found: list[int] = at.astype(np.int64).tolist()
        return found

    def moment(self, world: World, rng: Generator, person: Person, before: float = 0.0) -> int:
        """Draw one moment, ms, at least `before` minutes into the days; a quiet one lies in working hours."""
        if self.quiet:
            return self._spread(world, rng, person, 1)[0]
        return self._burst_start(world, rng, person, before) + int(before * MINUTE)

    def volume(self, loud: int, least: int = 1) -> int:
        """Give how much of a loud volume this intensity has."""
        share = {"loud": 1.0, "medium": MEDIUM, "quiet": QUIET}[self.intensity]
        return max(least, round(loud * share))

    def _burst_start(self, world: World, rng: Generator, person: Person, minutes: float) -> int:
        """Draw when a burst starts: at any hour, nights as often as days."""
        day = int(rng.integers(self.first_day, self.last_day + 1))
        latest = max(1.0, 24 * 60 - minutes - 30)
        return world.local_midnight(person, day) + int(rng.uniform(0, latest) * MINUTE)

    def _spread(self, world: World, rng: Generator, person: Person, n: int) -> list[int]:
        length = int(rng.integers(3, 11))
        available = [d for d in range(self.first_day, self.last_day + 1) if world.present(person, d)]
        working = [d for d in available if world.config.date_of(d).weekday() < 5] or available
        first = int(rng.integers(0, max(1, len(working) - length + 1)))
        days = working[first : first + length] or [self.first_day]
        at = [world.local_midnight(person, pick(rng, days)) + int(rng.uniform(9, 17.5) * HOUR) for _ in range(n)]
        return sorted(at)


def victim(
    world: World, rng: Generator, scene: Scene, *roles: str, suits: Callable[[Person], bool] | None = None
) -> Person:
    """Draw somebody of these roles (any when none is named) who is at work during the attack days and suits.

    When every technique has its attacks, nobody is the victim of two on one day, as far as there are people.
    """
    days = range(scene.first_day, scene.last_day + 1)
    people = [p for p in world.organisation.people if p.start_day < scene.first_day - 3 or p.start_day <= 0]
    there = [p for p in people if all(p.employed(d) for d in days) and any(world.present(p, d) for d in days)]
    free = [p for p in there if not any((p.index, d) in world.taken for d in days)]
    suitable = [p for p in free if suits is None or suits(p)] or free
    fitting = [p for p in suitable if not roles or p.role.name in roles] or suitable
    person = pick(rng, fitting or there or world.organisation.people)
    if world.config.rows:
        world.taken.update((person.index, d) for d in days)
    return person


def shortly_before(at: int) -> int:
    """Give a moment 4 to 12 minutes before `at`, by its own digits."""
    return at - 4 * MINUTE - at % (8 * MINUTE)

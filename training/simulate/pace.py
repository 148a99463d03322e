"""When things happen: evenly, in bursts, by the hours of a busy site."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from training.simulate.calendar import HOUR


def even(rng: Generator, start: int, length: int, n: int) -> list[int]:
    """Spread `n` moments evenly over `length` ms, with gaps that vary by a quarter."""
    at = start + (np.arange(n) + rng.uniform(-0.25, 0.25, n) + 0.5) * (length / max(n, 1))
    found: list[int] = np.sort(at).astype(np.int64).tolist()
    return found


def scattered(rng: Generator, start: int, length: int, n: int) -> list[int]:
    """Draw `n` moments of `length` ms, any as likely as any other, ascending."""
    found: list[int] = (start + np.sort(rng.random(n)) * length).astype(np.int64).tolist()
    return found


def busy(rng: Generator, start: int, n: int) -> list[int]:
    """Draw `n` moments of a day (UTC) whose busiest hour is 2.3 times the mean, ascending."""
    hours = np.arange(24)
    weights = np.exp(1.35 * np.cos((hours - 14.5) / 24 * 2 * np.pi))
    hour = rng.choice(24, n, p=weights / weights.sum())
    found: list[int] = np.sort(start + (hour * HOUR + rng.uniform(0, HOUR, n)).astype(np.int64)).tolist()
    return found


def office_hours(rng: Generator, start: int, n: int) -> list[int]:
    """Draw `n` moments between 8 and 18 o'clock of a day, ascending."""
    return scattered(rng, start + 8 * HOUR, 10 * HOUR, n)

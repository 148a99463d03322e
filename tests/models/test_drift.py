"""Laws of drift: a lasting change is found and dated, chance and small changes are not told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from models.drift import drifts
from uba.statistics import DayStatistics

FIRST, DAYS, CHANGE = 20_000, 60, 40


def day(number: int, p_values: Sequence[float], kind: str = "user") -> DayStatistics:
    """A day with these p-values."""
    counts = np.histogram(p_values, bins=10, range=(0, 1))[0].tolist()
    return DayStatistics(
        day=FIRST + number,
        events=1,
        rejected=0,
        late=0,
        findings=0,
        suppressed=0,
        budget=0.1,
        active={kind: len(p_values)},
        p_values={kind: counts},
    )


def history(power: float, seed: int, people: int = 80) -> list[DayStatistics]:
    """Uniform p-values, which from a day on are smaller or larger."""
    draws = np.random.default_rng(seed).uniform(size=(DAYS, people))
    return [day(i, draws[i] ** (power if i >= CHANGE else 1.0)) for i in range(DAYS)]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("power", [0.4, 2.5])
def test_a_lasting_change(power: float, seed: int) -> None:
    """It is found, dated within three days, and its direction is right; the same history gives the same answer."""
    (found,) = drifts(history(power, seed))

    assert found == drifts(history(power, seed))[0]
    assert abs(found.since_day - FIRST - CHANGE) <= 3
    assert found.before == pytest.approx(0.5, abs=0.05)
    assert (found.since > found.before) == (power < 1.0)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("power", [1.0, 1.1])
def test_chance(power: float, seed: int) -> None:
    """Neither chance nor a change that hardly matters is told."""
    assert drifts(history(power, seed)) == []


def test_the_beginning() -> None:
    """That p-values settle in the first two weeks is no news, and nothing is no history."""
    settling = [day(i, [0.95] * 80 if i < 12 else np.linspace(0.01, 0.99, 80).tolist()) for i in range(DAYS)]

    assert drifts(settling) == drifts([]) == drifts(settling[:3]) == []

"""Laws of the distance of fused p-values to their meaning."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.fused import distance


@pytest.mark.parametrize("dull", [0.0, 0.6])
def test_what_means_what_it_says_is_near(dull: float) -> None:
    """Uniform p-values are near, also where the upper part of them is given as 1."""
    p_values = np.random.default_rng(1).uniform(size=20_000)
    p_values[p_values > 1.0 - dull] = 1.0

    found = distance(p_values)

    assert found.distance < 0.015
    assert found.dull == pytest.approx(dull, abs=0.02)
    assert found.small == pytest.approx(0.01, abs=0.003)


def test_ties() -> None:
    """Days that are alike are near when as many have their p-value as it says, and far when fewer do."""
    steps = np.ceil(np.random.default_rng(1).uniform(size=20_000) * 4) / 4

    assert distance(steps).distance < 0.015
    assert distance(np.where(steps == 0.25, 0.5, steps) ** 0.5).distance > 0.1


@pytest.mark.parametrize("power", [0.5, 2.0])
def test_what_is_too_bold_or_too_cautious_is_far(power: float) -> None:
    """p-values that are smaller or larger than they should be are at a distance."""
    assert distance(np.random.default_rng(1).uniform(size=20_000) ** power).distance > 0.2

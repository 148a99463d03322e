"""How rare sums of surprises are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.decide.sums import reaching, tail_of


@pytest.mark.parametrize("mean", [0.05, 1.3, 5.0, 40.0])
def test_simulated_sums_reach_as_often(mean: float) -> None:
    """The probability is that with which a Poisson number of exponentials, drawn by lot, adds up to so much."""
    rng = np.random.default_rng(7)
    counts = rng.poisson(mean, 200_000)
    sums = np.where(counts > 0, rng.gamma(np.maximum(counts, 1)), 0.0) / np.log(10.0)

    for x in (0.5, 2.0, mean / np.log(10.0)):
        share = float((sums >= x).mean())
        assert reaching(x, mean) == pytest.approx(share, abs=4.0 * np.sqrt(share / 200_000) + 1e-5)


def test_one_rare_oddity_falls_a_decade_a_unit() -> None:
    """Where oddities are rare a sum is one of them; where there are many it falls off more slowly at first."""
    grid = np.arange(10.0)
    rare = -np.log10(tail_of(1e-4, 0.0 + 1.0, 1.0 + grid))
    many = -np.log10(tail_of(5e-3, 8.0, 8.0 + grid))

    assert np.diff(rare) == pytest.approx(1.0, abs=0.01)
    assert (np.diff(many) < 0.75).all()
    assert (np.diff(many, n=2) > 0.0).all()


@given(start=st.floats(1e-5, 0.5), anchor=st.floats(0.1, 12.0))
def test_a_tail_starts_where_it_is_told(start: float, anchor: float) -> None:
    """It begins with what was counted and never rises."""
    tail = tail_of(start, anchor, anchor + np.arange(0.0, 18.0, 0.1))

    assert tail[0] == pytest.approx(start)
    assert (np.diff(tail) <= 0.0).all()

"""Laws of the score: a fixed function of p."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.decide.batch import significant
from uba.decide.score import score_of, severity_of

BANDS = ["informational", "low", "medium", "high", "critical"]


@given(p=st.floats(1e-30, 1.0))
def test_the_formula(p: float) -> None:
    """The score is min(100, 12.5 * -log10 p) to two decimals."""
    assert float(score_of(np.array([-np.log10(p)]))[0]) == pytest.approx(min(100.0, 12.5 * -np.log10(p)), abs=0.0051)


@given(scores=st.tuples(st.floats(0, 100), st.floats(0, 100)))
def test_severity_never_falls(scores: tuple[float, float]) -> None:
    """A higher score never is of a lower band."""
    low, high = (BANDS.index(severity_of(score)) for score in sorted(scores))

    assert low <= high


def test_the_bands() -> None:
    """The bands begin at 25, 40, 55 and 75."""
    bounds = [0.0, 24.99, 25.0, 39.99, 40.0, 54.99, 55.0, 74.99, 75.0, 100.0]

    assert [severity_of(score) for score in bounds] == [band for band in BANDS for _ in range(2)]


@given(p=st.floats(0.0, 1.0))
def test_three_significant_digits(p: float) -> None:
    """A reported p has three significant digits, is near the p and never 0."""
    shown = significant(p)

    assert shown > 0.0
    assert shown == float(f"{shown:.3g}")
    assert shown == pytest.approx(p, rel=0.006, abs=1e-300)

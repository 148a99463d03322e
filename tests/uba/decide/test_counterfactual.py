"""Laws of the counterfactual: at what is said it would have been reported, a little below not."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.baselines.tails import count_surprise, student_surprise
from uba.decide.counterfactual import in_words, reported_from


@given(
    mean=st.floats(0.01, 1e4),
    dispersion=st.floats(0.02, 5.0),
    observed=st.integers(1, 10**7),
    needed=st.floats(0.1, 20.0),
)
def test_counts(mean: float, dispersion: float, observed: int, needed: float) -> None:
    """Of counts the answer passes and one less does not; without one, all or nothing would pass."""

    def surprise(x: float) -> float:
        return float(count_surprise(x, mean, dispersion, 20.0))

    found = reported_from(surprise, observed, needed)

    if found == 0.0:
        assert surprise(observed) < needed or surprise(0.0) >= needed
    else:
        assert found == int(found) <= observed
        assert surprise(found - 1.0) < needed <= surprise(found)


@given(centre=st.floats(0.0, 20.0), observed=st.floats(1e-3, 1e12), needed=st.floats(0.1, 20.0))
def test_amounts(centre: float, observed: float, needed: float) -> None:
    """Of amounts the answer passes and a thousandth less does not."""

    def surprise(x: float) -> float:
        return float(student_surprise(math.log1p(x) - centre, 10.0))

    found = reported_from(surprise, observed, needed, whole=False)

    if found == 0.0:
        assert surprise(observed) < needed or surprise(0.0) >= needed
    else:
        assert found <= observed
        assert surprise(found * 0.999) < needed <= surprise(found)


@given(steps=st.lists(st.floats(0, 9), min_size=1, max_size=30), needed=st.floats(0.01, 9))
def test_any_chain(steps: list[float], needed: float) -> None:
    """Plateaus and jumps of calibration and fusion are no trouble."""
    steps.sort()
    found = reported_from(lambda x: steps[int(x) - 1] if x >= 1 else 0.0, len(steps), needed)
    passing = [place + 1 for place, value in enumerate(steps) if value >= needed]

    assert found == (passing[0] if passing else 0.0)


def test_few_questions() -> None:
    """A million takes little more than twenty questions."""
    asked: list[float] = []

    def surprise(x: float) -> float:
        asked.append(x)
        return x

    assert reported_from(surprise, 10**6, 123_456.0) == 123_456.0
    assert len(asked) <= 24


@pytest.mark.parametrize(
    ("observed", "needed", "found"), [(0.0, 1.0, 0.0), (-1.0, 0.0, 0.0), (2.5, 2.3, 2.5), (2.5, 2.0, 2.0)]
)
def test_edges(observed: float, needed: float, found: float) -> None:
    """Nothing observed gives no answer; a count with a part is passed by the part where that decides."""
    assert reported_from(lambda x: x, observed, needed) == found


@pytest.mark.parametrize(
    ("value", "words"), [(0.0, ""), (38.0, "below 38 this would not have been reported"), (0.4, "")]
)
def test_words(value: float, words: str) -> None:
    """It is said in a sentence, or not at all."""
    assert in_words(value) == words

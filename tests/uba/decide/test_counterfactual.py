"""Laws of the counterfactual: at what is said it would have been reported, a little below not."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from uba.baselines.tails import count_surprise, student_surprise
from uba.decide import counterfactual
from uba.decide.counterfactual import in_words

Question = Callable[[NDArray[np.float64]], NDArray[np.bool_]]


def reported_from(is_reported: Question, observed: float) -> float:
    """Ask a single question."""
    (found,) = counterfactual.reported_from(lambda _, amounts: is_reported(amounts), np.array([float(observed)]))
    return float(found)


def reaching(surprise: Callable[[float], float], needed: float) -> Question:
    """Ask one amount after the other."""
    return lambda amounts: np.array([surprise(float(amount)) >= needed for amount in amounts], dtype=np.bool_)


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

    found = reported_from(reaching(surprise, needed), observed)

    if found == 0.0:
        assert surprise(observed) < needed or surprise(0.0) >= needed
    else:
        assert found == int(found) <= observed
        assert surprise(found - 1.0) < needed <= surprise(found)


@given(centre=st.floats(0.0, 20.0), observed=st.floats(1e-3, 1e12), needed=st.floats(0.1, 20.0))
def test_amounts(centre: float, observed: float, needed: float) -> None:
    """Of amounts the answer passes and a thousandth less does not, or one less."""

    def surprise(x: float) -> float:
        return float(student_surprise(math.log1p(x) - centre, 10.0))

    found = reported_from(reaching(surprise, needed), observed)

    if found == 0.0:
        assert surprise(observed) < needed or surprise(0.0) >= needed
    else:
        assert found <= observed
        assert surprise(min(found * 0.999, found - 1.0) if observed == int(observed) else found * 0.999) < needed
        assert needed <= surprise(found)


@given(steps=st.lists(st.floats(0, 9), min_size=1, max_size=200), needed=st.floats(0.01, 9))
def test_any_chain(steps: list[float], needed: float) -> None:
    """Plateaus and jumps of calibration and fusion are no trouble."""
    steps.sort()
    found = reported_from(reaching(lambda x: steps[int(x) - 1] if x >= 1 else 0.0, needed), len(steps))
    passing = [place + 1 for place, value in enumerate(steps) if value >= needed]

    assert found == (passing[0] if passing else 0.0)


@given(passes=st.lists(st.booleans(), min_size=1, max_size=64))
def test_a_chain_that_falls_again(passes: list[bool]) -> None:
    """Where more can be less strange, as a detector may see it, the answer is the smallest that passes."""
    found = reported_from(reaching(lambda x: float(x >= 1 and passes[int(x) - 1]), 1.0), len(passes))

    assert found == (passes.index(True) + 1 if passes[-1] else 0.0)


def test_few_questions() -> None:
    """A million takes seven rounds, the ends counted."""
    asked: list[NDArray[np.float64]] = []

    def is_reported(amounts: NDArray[np.float64]) -> NDArray[np.bool_]:
        asked.append(amounts)
        return amounts >= 123_456.0

    assert reported_from(is_reported, 10**6) == 123_456.0
    assert len(asked) <= 8


@given(asked=st.lists(st.tuples(st.floats(0.0, 1e6), st.floats(0.1, 1e6)), max_size=8))
def test_together(asked: list[tuple[float, float]]) -> None:
    """An answer does not depend on what else is asked."""
    observed, needed = np.array(asked).reshape(-1, 2).T

    together = counterfactual.reported_from(lambda question, amounts: amounts >= needed[question], observed)

    assert together.tolist() == [
        reported_from(reaching(lambda amount: amount, needs), amount) for amount, needs in asked
    ]


@pytest.mark.parametrize(
    ("observed", "needed", "found"), [(0.0, 1.0, 0.0), (-1.0, 0.0, 0.0), (2.5, 2.3, 2.3), (2.5, 2.0, 2.0), (3, 2.3, 3)]
)
def test_edges(observed: float, needed: float, found: float) -> None:
    """Nothing observed gives no answer; a count is whole."""
    assert reported_from(lambda amounts: amounts >= needed, observed) == pytest.approx(found, rel=1e-3)


@pytest.mark.parametrize(
    ("value", "words"), [(0.0, ""), (38.0, "below 38 this would not have been reported"), (0.4, "")]
)
def test_words(value: float, words: str) -> None:
    """It is said in a sentence, or not at all."""
    assert in_words(value) == words

"""What would not have been reported: the smallest observation that still passes, all else equal."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from uba.decide.reasons import number

_ASKED = 64
"""Amounts asked about at once, at most: a chain answers for many nearly as fast as for one."""
_DIGITS = 5e-4
"""Amounts are right to three digits."""

Question = Callable[[NDArray[np.float64]], NDArray[np.bool_]]
"""Whether it is reported, had this much been observed and all else been as it was: amounts (n,) -> (n,)."""


def reported_from(is_reported: Question, observed: float) -> float:
    """Give the smallest observation up to `observed` that is reported; below it nothing that was asked about is.

    0 where there is none: what was observed is not reported, or even nothing would be.

    Asks about 64 amounts between what is not reported and what is, and goes on below the first that is, so a
    chain that is not quite monotone (a detector's score may fall as an observation grows) is no trouble.
    A whole `observed` is a count and has a whole answer; of others the answer is right to three digits.

    Examples
    --------
    >>> reported_from(lambda pages: pages / 10 >= 3.75, 205)
    38.0
    >>> reported_from(lambda pages: pages / 100 >= 3.75, 205)
    0.0
    """
    nothing, all_of_it = is_reported(np.array([0.0, max(observed, 0.0)]))
    if nothing or not all_of_it:
        return 0.0
    is_whole = observed == int(observed)
    below, enough = 0.0, observed
    while (amounts := _between(below, enough, is_whole)).size:
        passing = np.flatnonzero(is_reported(amounts))
        first = int(passing[0]) if passing.size else amounts.size
        below, enough = (
            float(amounts[first - 1]) if first else below,
            float(amounts[first]) if passing.size else enough,
        )
    return enough


def in_words(reported_from: float) -> str:
    """Say it in a sentence; empty where nothing is known.

    Examples
    --------
    >>> in_words(1038.0)
    'below 1,038 this would not have been reported'
    """
    return f"below {number(reported_from)} this would not have been reported" if reported_from >= 1.0 else ""


def _between(below: float, enough: float, is_whole: bool) -> NDArray[np.float64]:
    """Amounts strictly between two, ascending; none where the two are as close as they need to be."""
    if is_whole and enough - below <= _ASKED:
        return np.arange(below + 1.0, enough)
    if not is_whole and enough - below <= _DIGITS * enough:
        return np.empty(0)
    amounts = np.expm1(np.linspace(np.log1p(below), np.log1p(enough), _ASKED + 2)[1:-1])
    if is_whole:
        amounts = np.unique(np.floor(amounts))
    result: NDArray[np.float64] = amounts[(amounts > below) & (amounts < enough)]
    return result

"""What would not have been reported: the smallest observation that still passes, all else equal."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from uba.decide.reasons import number

_ASKED = 16
"""Amounts of a question that are asked about at once, at most."""
_DIGITS = 5e-4
"""Amounts are right to three digits."""

Chain = Callable[[NDArray[np.int64], NDArray[np.float64]], NDArray[np.bool_]]
"""Whether it is reported, had this much been observed and all else been as it was: questions by number (n,) and the
amounts (n,) they are asked with -> (n,)."""


def reported_from(is_reported: Chain, observed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give for each question the smallest observation up to `observed` that is reported; nothing asked below it is.

    0 where there is none: what was observed is not reported, or even nothing would be.

    Asks about 16 amounts between what is not reported and what is, and goes on below the first that is, so a
    chain that is not quite monotone (a detector's score may fall as an observation grows) is no trouble. All
    questions are asked in the same rounds: a chain answers for many nearly as fast as for one.
    A whole number `observed` is a count and has a whole answer; of others the answer is right to three digits.

    Examples
    --------
    >>> reported_from(lambda question, pages: pages / 10 >= 3.75, np.array([205.0, 30.0]))
    array([38.,  0.])
    """
    everyone = np.arange(observed.size)
    ends = is_reported(np.repeat(everyone, 2), np.stack([np.zeros(observed.size), observed], axis=1).ravel())
    nothing, all_of_it = ends.reshape(-1, 2).T
    is_whole = observed == np.floor(observed)
    open_still = (observed > 0.0) & ~nothing & all_of_it
    below, enough = np.zeros(observed.size), np.where(open_still, observed, 0.0)
    while (asked := np.flatnonzero(open_still)).size:
        amounts = {q: _between(below[q], enough[q], bool(is_whole[q])) for q in asked.tolist()}
        question = np.repeat(asked, [amounts[q].size for q in asked.tolist()])
        passes = is_reported(question, np.concatenate(list(amounts.values())))
        for q, tried in amounts.items():
            passing, passes = np.flatnonzero(passes[: tried.size]), passes[tried.size :]
            first = int(passing[0]) if passing.size else tried.size
            below[q] = tried[first - 1] if first else below[q]
            enough[q] = tried[first] if passing.size else enough[q]
            open_still[q] = tried.size > 0
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

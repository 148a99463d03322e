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
        amounts, is_one = _between(below[asked], enough[asked], is_whole[asked])
        passes = np.zeros(amounts.shape, dtype=np.bool_)
        passes[is_one] = is_reported(np.repeat(asked, is_one.sum(axis=1)), amounts[is_one])
        some, first = passes.any(axis=1), passes.argmax(axis=1)
        fails = is_one & ~passes & (np.arange(amounts.shape[1]) < np.where(some, first, amounts.shape[1])[:, None])
        below[asked] = np.where(fails.any(axis=1), np.where(fails, amounts, 0.0).max(axis=1), below[asked])
        enough[asked[some]] = amounts[some, first[some]]
        open_still[asked] = is_one.any(axis=1)
    return enough


def in_words(reported_from: float) -> str:
    """Say it in a sentence; empty where nothing is known.

    Examples
    --------
    >>> in_words(1038.0)
    'below 1,038 this would not have been reported'
    """
    return f"below {number(reported_from)} this would not have been reported" if reported_from >= 1.0 else ""


def _between(
    below: NDArray[np.float64], enough: NDArray[np.float64], is_whole: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Amounts strictly between two, ascending, (n, 16), and which of these places hold one.

    None where the two are as close as they need to be.
    """
    low, high = np.log1p(below)[:, None], np.log1p(enough)[:, None]
    amounts = np.expm1(np.arange(1.0, _ASKED + 1.0) * ((high - low) / (_ASKED + 1)) + low)
    amounts[is_whole] = np.floor(amounts[is_whole])
    is_near = is_whole & (enough - below <= _ASKED)
    amounts[is_near] = below[is_near, None] + np.arange(1.0, _ASKED + 1.0)
    is_one = (amounts > below[:, None]) & (amounts < enough[:, None])
    is_one[:, 1:] &= amounts[:, 1:] > amounts[:, :-1]
    is_one[~is_whole & (enough - below <= _DIGITS * enough)] = False
    return amounts, is_one

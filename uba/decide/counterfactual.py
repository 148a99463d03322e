"""What would not have been reported: the smallest observation that still passes, all else equal."""

from __future__ import annotations

from collections.abc import Callable

from uba.decide.reasons import number

_STEPS = 60
"""Halvings of an interval of amounts; three digits are there after a dozen."""


def reported_from(surprise: Callable[[float], float], observed: float, needed: float, *, whole: bool = True) -> float:
    """Give the smallest observation up to `observed` whose surprise reaches `needed`.

    0 where there is none: what was observed does not reach it, or even nothing would.

    Bisection, so that any chain of baseline, calibration and fusion can be asked: about log2(observed) questions.

    Parameters
    ----------
    surprise
        The surprise (-log10 p, >= 0) had this much been observed and all else been as it was; never falls.
    observed
        What was observed, > 0.
    needed
        Surprise from which on it is reported, > 0.
    whole
        Counts: only whole numbers are possible. Otherwise the answer is right to three digits, rounded up.

    Examples
    --------
    >>> reported_from(lambda pages: pages / 10, 205, 3.75)
    38.0
    >>> reported_from(lambda pages: pages / 100, 205, 3.75)
    0.0
    """
    if observed <= 0.0 or surprise(observed) < needed or surprise(0.0) >= needed:
        return 0.0
    return _whole(surprise, observed, needed) if whole else _amount(surprise, observed, needed)


def in_words(reported_from: float) -> str:
    """Say it in a sentence; empty where nothing is known.

    Examples
    --------
    >>> in_words(1038.0)
    'below 1,038 this would not have been reported'
    """
    return f"below {number(reported_from)} this would not have been reported" if reported_from >= 1.0 else ""


def _whole(surprise: Callable[[float], float], observed: float, needed: float) -> float:
    below, enough = 0, int(observed)
    if surprise(float(enough)) < needed:  # a part of a count, which a weight can give, made the difference
        return observed
    while enough - below > 1:
        middle = (below + enough) // 2
        below, enough = (below, middle) if surprise(float(middle)) >= needed else (middle, enough)
    return float(enough)


def _amount(surprise: Callable[[float], float], observed: float, needed: float) -> float:
    below, enough = 0.0, observed
    for _ in range(_STEPS):
        if enough - below <= 5e-4 * enough:
            break
        middle = (below + enough) / 2.0
        below, enough = (below, middle) if surprise(middle) >= needed else (middle, enough)
    return enough

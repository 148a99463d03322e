"""Trend: amounts that lie above an entity's usual day after day, each by too little to be strange alone.

A day's deviation z from the usual, on the log scale and in predictive standard deviations, enters a running sum
S = FADE S + z: an exponentially weighted control chart. The deviations of m days are nearly independent, but all
share the error of the mean that they are taken from, known from n days' worth; so S varies by

    (1 - FADE^2m) / (1 - FADE^2) + ((1 - FADE^m) / (1 - FADE))^2 / n.

A ramp of an eighth a day is seen within some eight days, where each day alone is within the range of a good week. One
large day counts as CLIP deviations (`uba.baselines.counts`) once it is past.

References
----------
Roberts, Control chart tests based on geometric moving averages, Technometrics 1 (1959).
"""

from __future__ import annotations

import math

from numba import njit

FADE = 0.8
"""What of the running sum is left a day later."""
SAID = 7.0
"""A sum beyond this, some four standard deviations, was said; what goes on is the new usual, and is learned ..."""
QUICK_MEMORY = 0.8
"""... as quickly as this, so that a new role settles within two weeks."""

STEP, LEFT_DAYS = 2.5, 2.0
"""A day that many deviations off is a step, as by a new role, and strange alone. It leaves so many days' worth of
history: what goes on from there is the new usual."""


@njit(cache=True)
def after_trend(mean: float, variance: float, running: float, days: float, known: float) -> tuple[float, float]:
    """Mean and variance of a day's log amount for which the running sum with it would be ordinary.

    Parameters
    ----------
    mean, variance
        Of the log amount of a day, by itself.
    running
        The running sum up to the day before.
    days
        Days the sum was taken over, at most; `known` days' worth of history know the mean.
    """
    deviation = math.sqrt(variance)
    left = FADE ** (days + 1.0)
    spread = (1.0 - left * left) / (1.0 - FADE * FADE) + ((1.0 - left) / (1.0 - FADE)) ** 2 / max(known, 1.0)
    return mean - FADE * running * deviation, variance * spread

"""Upper tails of the predictive distributions, as surprise (-log10 p), exact far into the tail.

References
----------
Press et al., Numerical Recipes, 3rd ed., 6.4: the incomplete beta function by
Lentz's continued fraction. Abramowitz & Stegun 26.5.27: Student's t as an
incomplete beta function.
"""

from __future__ import annotations

import math

from numba import njit

MAX_SURPRISE = 30.0
"""Surprise is cut here: p = 1e-30 is as strange as anything gets."""

_LN10 = math.log(10.0)


@njit(cache=True)
def log_betainc(a: float, b: float, x: float) -> float:
    """Natural log of the regularised incomplete beta function I_x(a, b), a, b > 0, x in [0, 1]."""
    if x <= 0.0:
        return -math.inf
    if x >= 1.0:
        return 0.0
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    if x < (a + 1.0) / (a + b + 2.0):
        return front + math.log(_lentz(a, b, x)) - math.log(a)
    complement = math.exp(front) * _lentz(b, a, 1.0 - x) / b
    return math.log1p(-min(complement, 1.0 - 1e-16))


@njit(cache=True)
def _lentz(a: float, b: float, x: float) -> float:
    tiny = 1e-300
    c = 1.0
    d = 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > tiny else tiny)
    h = d
    for m in range(1, 400):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        d = 1.0 + even * d
        d = 1.0 / (d if abs(d) > tiny else tiny)
        c = 1.0 + even / c
        c = c if abs(c) > tiny else tiny
        h *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        d = 1.0 + odd * d
        d = 1.0 / (d if abs(d) > tiny else tiny)
        c = 1.0 + odd / c
        c = c if abs(c) > tiny else tiny
        step = d * c
        h *= step
        if abs(step - 1.0) < 1e-10:
            break
    return max(h, tiny)


@njit(cache=True)
def student_surprise(t: float, degrees: float) -> float:
    """-log10 P(T >= t) of Student's t with `degrees` degrees of freedom (one-sided, upper)."""
    half = log_betainc(degrees / 2.0, 0.5, degrees / (degrees + t * t)) + math.log(0.5)
    if t < 0.0:
        return -math.log10(1.0 - math.exp(half))
    return min(-half / _LN10, MAX_SURPRISE)


@njit(cache=True)
def log_spread(mean: float, dispersion: float) -> float:
    """Standard deviation of log(x + 1/2) for a count of this mean and over-dispersion, counting noise included.

    The noise of a mean below 1 is taken as that of 1: else rarer would mean wider, and many the less surprising.
    """
    return math.sqrt(math.log1p(dispersion) + 1.0 / (max(mean, 1.0) + 0.5))


@njit(cache=True)
def count_surprise(x: float, mean: float, dispersion: float, degrees: float) -> float:
    """-log10 P(X >= x) of an over-dispersed count with a heavy tail.

    log(X + 1/2) is Student t around the logarithm of the median that belongs to
    `mean` and the variance mean + dispersion * mean**2. Never falls as `x` grows.
    """
    spread = log_spread(mean, dispersion)
    z = (math.log(x + 0.5) - math.log(mean + 0.5)) / spread + 0.5 * spread
    return max(student_surprise(z, degrees), 0.0)


@njit(cache=True)
def count_quantile(normal_quantile: float, mean: float, dispersion: float) -> float:
    """The count at a quantile, given as a standard normal deviate (1.96 for 97.5 %); for expected ranges."""
    spread = log_spread(mean, dispersion)
    return max(math.floor(math.exp(math.log(mean + 0.5) + spread * (normal_quantile - 0.5 * spread))), 0.0)

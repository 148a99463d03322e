"""Upper tails of the predictive distributions, as surprise (-log10 p), exact far into the tail.

References
----------
Press et al., Numerical Recipes, 3rd ed., 6.4: the incomplete beta function by
Lentz's continued fraction. Abramowitz & Stegun 26.5.26 (negative binomial) and
26.5.27 (Student t) as incomplete beta functions.
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
def negative_binomial_surprise(x: float, mean: float, dispersion: float) -> float:
    """-log10 P(X >= x) of a negative binomial with variance mean + dispersion * mean**2.

    Never falls as `x` grows; 0 for x <= 0.
    """
    if x <= 0.0:
        return 0.0
    size = 1.0 / max(dispersion, 1e-6)
    q = mean / (mean + size)
    return min(max(-log_betainc(x, size, q) / _LN10, 0.0), MAX_SURPRISE)


@njit(cache=True)
def student_surprise(t: float, degrees: float) -> float:
    """-log10 P(T >= t) of Student's t with `degrees` degrees of freedom (one-sided, upper)."""
    half = log_betainc(degrees / 2.0, 0.5, degrees / (degrees + t * t)) + math.log(0.5)
    if t < 0.0:
        return -math.log10(1.0 - math.exp(half))
    return min(-half / _LN10, MAX_SURPRISE)


@njit(cache=True)
def negative_binomial_quantile(level: float, mean: float, dispersion: float) -> float:
    """The largest integer x with P(X >= x) >= 1 - level: the `level` quantile, for expected ranges."""
    target = -math.log10(1.0 - level)
    low, high = 0.0, 1.0
    while negative_binomial_surprise(high, mean, dispersion) <= target and high < 1e12:
        low, high = high, high * 2.0
    while high - low > 1.0:
        middle = math.floor((low + high) / 2.0)
        if negative_binomial_surprise(middle, mean, dispersion) <= target:
            low = middle
        else:
            high = middle
    return low

"""Counts: a heavy-tailed count around an entity's own rate, shrunk to its peers while history is short.

For an entity with discounted content `total` over exposure E (in average
days) the rate is a precision-weighted mean of its own mean and its peer
group's, weights E / (rho + 1/m) and a = 1 / cv^2, where rho is the
over-dispersion within an entity and cv the coefficient of variation between
the entities of the group. The predictive count of a window with share s of a
day has mean m s and over-dispersion rho + (1 + rho) / (sum of weights): a
newcomer's is as wide as its peer group, and it narrows as history is earned.
The tail is Student's t on the log scale (`uba.baselines.tails.count_surprise`).

References
----------
Clayton & Kaldor, Empirical Bayes estimates of age-standardized relative risks,
Biometrics 43 (1987), for Gamma-Poisson shrinkage; West & Harrison, Bayesian
Forecasting and Dynamic Models, 2nd ed., 6.3, for discounting.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from uba.baselines.rhythm import MEMORY, share_of
from uba.baselines.rings import Rings, content_in
from uba.baselines.tails import count_surprise, student_surprise
from uba.baselines.trend import FADE, LEFT_DAYS, QUICK_MEMORY, SAID, STEP, after_trend
from uba.features.spec import BaselineKind

COUNT, TREND = int(BaselineKind.COUNT), int(BaselineKind.TREND)
PRIOR_DAYS = 5.0
"""How many days of own dispersion weigh as much as the peer group's."""
LEAST_DEGREES = 20.0
"""Degrees of freedom of the tail before history: real activity has heavier tails than its variance says."""
OWN_DAYS = 2.0
"""Days before an entity's own dispersion is learned: deviations from a prior would only measure the prior."""
CLIP = 4.0
"""Contents are learned up to this many predictive standard deviations: what was surprising teaches little."""


@njit(cache=True)
def posterior(
    total: float, exposure: float, excess: float, square: float, prior: NDArray[np.float64]
) -> tuple[float, float, float, float]:
    """Rate per average day, predictive over-dispersion, own over-dispersion and maturity in [0, 1].

    `prior` holds mean, 1/cv^2 and dispersion of the peer group.
    """
    mean, strength, dispersion = prior[0], prior[1], prior[2]
    guess = max((total + mean) / (exposure + 1.0), 1e-3)
    per_day = square / exposure if square > 0.0 else guess * guess
    per_day = max(per_day, 1e-3 * guess * guess)
    rho = (excess + PRIOR_DAYS * dispersion * per_day) / (square + PRIOR_DAYS * per_day)
    rho = min(max(rho, 0.02), 10.0)
    own = exposure / (rho + 1.0 / guess)
    rate = (strength * mean + (own * total / exposure if exposure > 0.0 else 0.0)) / (strength + own)
    return max(rate, 1e-3), rho + (1.0 + rho) / (strength + own), rho, own / (strength + own)


@njit(cache=True)
def size_posterior(
    total: float, days: float, excess: float, prior: NDArray[np.float64]
) -> tuple[float, float, float, float]:
    """Mean log size, predictive variance, degrees of freedom and maturity.

    `prior` holds mean, 1 / variance between entities and variance within them.
    """
    mean, precision, variance = prior[0], prior[1], prior[2]
    within = (excess + PRIOR_DAYS * variance) / (days + PRIOR_DAYS)
    strength = within * precision
    centre = (total + strength * mean) / (days + strength)
    return centre, within * (1.0 + 1.0 / (days + strength)), days + PRIOR_DAYS, days / (days + strength)


@njit(cache=True)
def surprise(
    row: NDArray[np.int64],
    content: NDArray[np.float64],
    how: NDArray[np.int64],
    kind: NDArray[np.int64],
    seasonal: NDArray[np.bool_],
    hourly: bool,
    floor: NDArray[np.float64],
    entity: NDArray[np.int32],
    feature: NDArray[np.int16],
    total: NDArray[np.float32],
    exposure: NDArray[np.float32],
    excess: NDArray[np.float32],
    square: NDArray[np.float32],
    group: NDArray[np.int32],
    rhythm: NDArray[np.float32],
    share: NDArray[np.float64],
    exposure_by_weekday: NDArray[np.float64],
    priors: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Surprise of each window content, shape (n,), and the expectation it was held against, shape (n, 6).

    `priors` has shape (groups, features, 3). An expectation is mean and
    over-dispersion, the same two of the peer group, maturity, and degrees of
    freedom; for sizes mean and variance of the log.
    """
    n = row.shape[0]
    out = np.zeros(n)
    expected = np.zeros((n, 6))
    for i in range(n):
        r = row[i]
        f = feature[r]
        e = entity[r]
        g = group[e]
        prior = priors[g, f]
        if kind[f] != COUNT:
            mean, variance, degrees, maturity = size_posterior(total[r], exposure[r], excess[r], prior)
            if kind[f] == TREND:
                known = exposure[r] / max(maturity, 1e-3) if exposure[r] > 0.0 else 1.0
                mean, variance = after_trend(mean, variance, square[r], exposure[r], known)
            expected[i] = (mean, variance, prior[0], prior[2] + 1.0 / prior[1], maturity, degrees)
            out[i] = surprise_of(content[i], True, floor[f], mean, variance, degrees)
            continue
        rate, dispersion, _, maturity = posterior(total[r], exposure[r], excess[r], square[r], prior)
        part = 1.0
        if seasonal[f]:
            if hourly:
                part = share_of(rhythm[e], share[g], exposure_by_weekday[g], how[i])
            else:
                part = max(exposure_by_weekday[g, how[i] // 24], 0.05)
        peer_dispersion = prior[2] + (1.0 + prior[2]) / prior[1]
        degrees = LEAST_DEGREES + exposure[r]
        expected[i] = (rate * part, dispersion, prior[0] * part, peer_dispersion, maturity, degrees)
        out[i] = surprise_of(content[i], False, floor[f], rate * part, dispersion, degrees)
    return out, expected


@njit(cache=True)
def surprise_of(content: float, is_size: bool, floor: float, mean: float, spread: float, degrees: float) -> float:
    """Surprise of one window content; 0 below the floor, and for a window that is gone (`TOO_LATE` is below any).

    `spread` is the over-dispersion of a count, the variance of the log of a size.
    """
    if content < floor or content <= 0.0:
        return 0.0
    if is_size:
        return float(student_surprise((math.log1p(content) - mean) / math.sqrt(spread), degrees))
    return float(count_surprise(content, mean, spread, degrees))


@njit(cache=True)
def learn_day(
    day: int,
    first_hour: NDArray[np.int64],
    kind: NDArray[np.int64],
    seasonal: NDArray[np.bool_],
    hourly: bool,
    count: int,
    entity: NDArray[np.int32],
    feature: NDArray[np.int16],
    rings: Rings,
    total: NDArray[np.float32],
    exposure: NDArray[np.float32],
    excess: NDArray[np.float32],
    square: NDArray[np.float32],
    group: NDArray[np.int32],
    open_day: NDArray[np.int32],
    rhythm: NDArray[np.float32],
    share: NDArray[np.float64],
    exposure_by_weekday: NDArray[np.float64],
    priors: NDArray[np.float64],
) -> None:
    """Learn local day `day` of every series whose entity was active on it.

    `first_hour` has shape (entities,): the UTC hour each entity's local day began.
    """
    weekday = (day + 3) % 7
    hours = np.zeros(24)
    for r in range(count):
        e, f = entity[r], feature[r]
        if open_day[e, day % 2] != day:
            continue
        g = group[e]
        prior = priors[g, f]
        content = 0.0 if hourly else content_in(rings, r, day)
        if hourly:
            for h in range(24):
                hours[h] = content_in(rings, r, first_hour[e] + h)
                content = max(content, hours[h])
        if kind[f] != COUNT:
            if content > 0.0:
                memory = MEMORY
                if kind[f] == TREND:
                    memory = QUICK_MEMORY if abs(square[r]) > SAID else MEMORY
                    _learn_trend(r, content, total, exposure, excess, square, prior)
                _learn_size(r, np.log1p(content), total, exposure, excess, prior, memory)
            continue
        rate, dispersion, _, _ = posterior(total[r], exposure[r], excess[r], square[r], prior)
        day_exposure = max(exposure_by_weekday[g, weekday], 0.05) if seasonal[f] else 1.0
        if hourly and seasonal[f]:
            week = exposure_by_weekday[g]
            content, new_excess, new_square = _hours(hours, weekday, rate, dispersion, rhythm[e], share[g], week)
        else:
            expected = rate * day_exposure
            content = min(content, _clip(expected, dispersion))
            new_excess, new_square = (content - expected) ** 2 - expected, expected * expected
        if exposure[r] >= OWN_DAYS:
            excess[r] = MEMORY * excess[r] + new_excess
            square[r] = MEMORY * square[r] + new_square
        total[r] = MEMORY * total[r] + content
        exposure[r] = MEMORY * exposure[r] + day_exposure


@njit(cache=True)
def _hours(
    hours: NDArray[np.float64],
    weekday: int,
    rate: float,
    dispersion: float,
    own: NDArray[np.float32],
    share: NDArray[np.float64],
    exposure: NDArray[np.float64],
) -> tuple[float, float, float]:
    """Clipped content of a day's hours, and what they say about over-dispersion."""
    content = 0.0
    excess = 0.0
    square = 0.0
    for h in range(24):
        expected = rate * share_of(own, share, exposure, weekday * 24 + h)
        value = min(hours[h], _clip(expected, dispersion))
        content += value
        excess += (value - expected) ** 2 - expected
        square += expected * expected
    return content, excess, square


@njit(cache=True)
def _clip(expected: float, dispersion: float) -> float:
    return expected + CLIP * math.sqrt(expected + dispersion * expected * expected) + 1.0


@njit(cache=True)
def _deviation(content: float, total: float, days: float, excess: float, prior: NDArray[np.float64]) -> float:
    """Predictive standard deviations of a day's log amount from its mean, within +-CLIP."""
    mean, variance, _, _ = size_posterior(total, days, excess, prior)
    return min(max((math.log1p(content) - mean) / math.sqrt(variance), -CLIP), CLIP)


@njit(cache=True)
def _learn_trend(
    r: int,
    content: float,
    total: NDArray[np.float32],
    days: NDArray[np.float32],
    excess: NDArray[np.float32],
    running: NDArray[np.float32],
    prior: NDArray[np.float64],
) -> None:
    """Add a day to the running sum; a step, which is said where it is seen, ends it and most of the history."""
    deviation = _deviation(content, total[r], days[r], excess[r], prior)
    running[r] = FADE * running[r] + deviation
    if abs(deviation) >= STEP and days[r] > LEFT_DAYS:
        left = LEFT_DAYS / days[r]
        total[r], days[r], excess[r] = left * total[r], LEFT_DAYS, left * excess[r]
        running[r] = 0.0


@njit(cache=True)
def _learn_size(
    r: int,
    size: float,
    total: NDArray[np.float32],
    days: NDArray[np.float32],
    excess: NDArray[np.float32],
    prior: NDArray[np.float64],
    memory: float,
) -> None:
    mean, variance, _, _ = size_posterior(total[r], days[r], excess[r], prior)
    limit = CLIP * np.sqrt(variance)
    size = min(max(size, mean - limit), mean + limit)
    total[r] = memory * total[r] + size
    excess[r] = memory * excess[r] + (size - mean) ** 2 * (days[r] + 1.0) / (days[r] + 2.0)
    days[r] = memory * days[r] + 1.0

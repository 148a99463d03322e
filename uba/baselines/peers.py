"""Peer groups: what is normal for entities of one kind and group, refreshed when a day closes.

Between refreshes the priors are read-only, so every entity of a day is held
against the same peers, in whatever order events come.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from uba.baselines.series import SeriesTable
from uba.features.spec import FeatureSpec

_GROUP_SIZE = 10.0
"""Members at which a group's own figures weigh as much as the whole organisation's."""
_POPULATION = 3.0
"""Entities at which the organisation's figures weigh as much as the built-in start."""
_START_CV2 = 4.0
_START_DISPERSION = 1.0
_START_WEIGHT = 2.0
"""Days of an average entity at which the built-in dispersion weighs as much as what was learned."""
_MIN_LOG_VARIANCE = 0.1
"""Small counts come in steps: two instead of one is no surprise."""
_MIN_CV2 = 0.1


def starting_priors(specs: tuple[FeatureSpec, ...]) -> NDArray[np.float64]:
    """Priors before anything was learned, shape (features, 3): very wide around `FeatureSpec.prior_mean`."""
    rows = []
    for spec in specs:
        if spec.is_log:
            rows.append((float(np.log1p(spec.prior_mean)), 1.0 / 9.0, 4.0))
        else:
            rows.append((spec.prior_mean, 1.0 / _START_CV2, _START_DISPERSION))
    return np.array(rows).reshape(len(specs), 3)


def learned_priors(table: SeriesTable, group: NDArray[np.int32], groups: int) -> NDArray[np.float64]:
    """Priors from all series of a table, shape (groups, features, 3)."""
    used = int(table.count[0])
    start = starting_priors(table.specs)
    priors = np.repeat(start[None], groups, axis=0)
    feature = table.feature[:used]
    exposure = table.exposure[:used].astype(np.float64)
    member = group[table.entity[:used]]
    for f, spec in enumerate(table.specs):
        mine = np.flatnonzero((feature == f) & (exposure > 0.5))
        if mine.size == 0:
            continue
        moments = _size_moments if spec.is_log else _count_moments
        columns = [
            column[:used][mine].astype(np.float64)
            for column in (table.total, table.exposure, table.excess, table.square)
        ]
        whole = _shrink(moments(*columns), start[f], mine.size, _POPULATION)
        by_group = np.argsort(member[mine], kind="stable")
        ends = np.searchsorted(member[mine][by_group], np.arange(groups + 1))
        sorted_columns = [column[by_group] for column in columns]
        for g, (first, end) in enumerate(pairwise(ends.tolist())):
            members = [column[first:end] for column in sorted_columns]
            priors[g, f] = _shrink(moments(*members), whole, end - first, _GROUP_SIZE) if end > first else whole
    return priors


def _shrink(
    own: NDArray[np.float64], towards: NDArray[np.float64], members: int, strength: float
) -> NDArray[np.float64]:
    weight = members / (members + strength)
    return weight * own + (1.0 - weight) * towards


def _count_moments(
    total: NDArray[np.float64], exposure: NDArray[np.float64], excess: NDArray[np.float64], square: NDArray[np.float64]
) -> NDArray[np.float64]:
    rates = total / exposure
    weights = np.minimum(exposure, 10.0)
    mean = max(float(np.average(rates, weights=weights)), 1e-3)
    known = float(square.sum())
    start = _START_WEIGHT * mean * mean
    dispersion = float(np.clip((max(excess.sum(), 0.0) + _START_DISPERSION * start) / (known + start), 0.02, 5.0))
    noise = float(np.average((dispersion * rates**2 + rates) / exposure, weights=weights))
    between = max(float(np.average((rates - mean) ** 2, weights=weights)) - noise, 0.0)
    return np.array([mean, 1.0 / max(between / mean**2, _MIN_CV2), dispersion])


def _size_moments(
    total: NDArray[np.float64], days: NDArray[np.float64], excess: NDArray[np.float64], _: NDArray[np.float64]
) -> NDArray[np.float64]:
    means = total / days
    within = max(float(excess.sum() / days.sum()), _MIN_LOG_VARIANCE)
    between = max(float(np.var(means)), 0.1)
    return np.array([float(means.mean()), 1.0 / between, within])

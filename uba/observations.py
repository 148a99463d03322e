"""Observations: what the events of a batch say about the entities of one kind."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from uba.ordering import order_of

EXPECTED_COLUMNS = 6
"""Mean, over-dispersion, the same of the peers, maturity, degrees of freedom of the tail (`uba.baselines.counts`);
rarity: days seen before."""


class Observations(msgspec.Struct, frozen=True):
    """Stage one's result for one entity kind: rows (event, entity), each with its observations.

    Attributes
    ----------
    event, entity, day, late
        Shape (rows,): index of the event in the batch, of the entity in its table, its local day, past lateness.
    start
        Shape (rows + 1,): row i owns observations `start[i]:start[i + 1]`.
    feature, content, surprise
        Shape (observations,): column in the vector, window content (rarity: 1), raw surprise.
    expected
        Shape (observations, 6).
    """

    event: NDArray[np.int64]
    entity: NDArray[np.int64]
    day: NDArray[np.int64]
    late: NDArray[np.bool_]
    start: NDArray[np.int64]
    feature: NDArray[np.int64]
    content: NDArray[np.float64]
    surprise: NDArray[np.float64]
    expected: NDArray[np.float64]


class Columns:
    """Collects observations of several features and sorts them by event."""

    def __init__(self) -> None:
        self._event: list[NDArray[np.int64]] = []
        self._feature: list[NDArray[np.int64]] = []
        self._content: list[NDArray[np.float64]] = []
        self._surprise: list[NDArray[np.float64]] = []
        self._expected: list[NDArray[np.float64]] = []

    def add(
        self,
        event: NDArray[np.int64],
        feature: NDArray[np.int64],
        content: NDArray[np.float64],
        surprise: NDArray[np.float64],
        expected: NDArray[np.float64],
    ) -> None:
        """Add observations in any order."""
        self._event.append(event)
        self._feature.append(feature)
        self._content.append(content)
        self._surprise.append(surprise)
        self._expected.append(expected)

    def rows(
        self, event: NDArray[np.int64], entity: NDArray[np.int64], day: NDArray[np.int64], late: NDArray[np.bool_]
    ) -> Observations:
        """Sort by event and feature, and point each row at its own; `event` must be ascending."""
        events = np.concatenate(self._event) if self._event else np.empty(0, np.int64)
        features = np.concatenate(self._feature) if self._feature else np.empty(0, np.int64)
        by_feature = order_of(features, int(features.max(initial=-1)) + 1)
        order = by_feature[order_of(events[by_feature], int(event.max(initial=-1)) + 1)]
        events = events[order]
        start = np.searchsorted(events, np.append(event, np.iinfo(np.int64).max))
        empty = np.empty(0)
        return Observations(
            event=event,
            entity=entity,
            day=day,
            late=late,
            start=start.astype(np.int64),
            feature=features[order],
            content=np.concatenate(self._content)[order] if self._content else empty,
            surprise=np.concatenate(self._surprise)[order] if self._surprise else empty,
            expected=np.concatenate(self._expected)[order] if self._expected else np.empty((0, EXPECTED_COLUMNS)),
        )

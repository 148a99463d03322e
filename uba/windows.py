"""The windowed features of one entity kind, and which events of a batch they are about."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from uba.baselines.peers import starting_priors
from uba.baselines.series import SeriesTable
from uba.batch import EventBatch
from uba.features import features_of
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Hashes, Indices, Mask, Weights, Window
from uba.kinds import ENTITY_KINDS
from uba.ordering import order_of

_SEASONAL = (Aggregation.SUM, Aggregation.DISTINCT)


class WindowFeatures:
    """The features of one kind and window length with their series, baselines and priors."""

    def __init__(self, kind: str, window: Window) -> None:
        schema = features_of(kind)
        pairs = [
            (column, spec)
            for column, spec in enumerate(schema)
            if spec.baseline is not BaselineKind.RARITY and spec.window is window
        ]
        self.columns = np.array([column for column, _ in pairs], dtype=np.int64)
        self.specs: tuple[FeatureSpec, ...] = tuple(spec for _, spec in pairs)
        self.series = SeriesTable(self.specs, window)
        self.hourly = window is Window.HOUR
        self.salt = np.uint64((ENTITY_KINDS.index(kind) * 2 + self.hourly + 1) << 32)
        self.kinds = np.array([int(spec.baseline) for spec in self.specs], dtype=np.int64)
        self.floors = np.array([spec.floor for spec in self.specs])
        self.of_strangers = np.array([spec.of_strangers for spec in self.specs], dtype=np.bool_)
        self.seasonal = np.array([spec.aggregation in _SEASONAL for spec in self.specs], dtype=np.bool_)
        self.priors = starting_priors(self.specs)[None]

    @property
    def nbytes(self) -> int:
        """Bytes of series and priors."""
        return self.series.nbytes + self.priors.nbytes


Picked = tuple[NDArray[np.int64], NDArray[np.int64], Weights, Hashes]
"""Event, feature, weight and value of observations about to be entered."""


def pick(specs: tuple[FeatureSpec, ...], batch: EventBatch, usable: Mask) -> Picked | None:
    """Events that features look at, in the order of events."""
    events: list[Indices] = []
    features: list[NDArray[np.int64]] = []
    weights: list[Weights] = []
    values: list[Hashes] = []
    for f, spec in enumerate(specs):
        event = (batch.selected(spec.select) & usable).nonzero()[0]
        if event.size:
            event, value = values_of(spec, batch, event)
            events.append(event)
            features.append(np.full(event.size, f, dtype=np.int64))
            weights.append(spec.weight(batch, event) if spec.weight else np.ones(event.size))
            values.append(value)
    if not events:
        return None
    event = np.concatenate(events)
    order = order_of(event, len(batch))  # features were added in their order
    return (
        event[order],
        np.concatenate(features)[order],
        np.concatenate(weights)[order],
        np.concatenate(values)[order],
    )


def values_of(spec: FeatureSpec, batch: EventBatch, event: Indices) -> tuple[Indices, Hashes]:
    """The values of selected events, with the event of each: one with several values comes several times."""
    if spec.each is not None:
        several = [(i, value) for i in event.tolist() for value in spec.each(batch, i) if value]
        at = np.array([i for i, _ in several], dtype=np.int64)
        return at, batch.hasher.many(value for _, value in several)
    return event, spec.value(batch, event) if spec.value else np.zeros(event.size, dtype=np.uint64)

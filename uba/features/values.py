"""Weights and values of events, as features name them: a column of the batch, or what an event says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uba.addresses import is_private
from uba.batch import EventBatch
from uba.events import Event
from uba.features.spec import Hashes, Indices, Weights


def column(name: str) -> Callable[[EventBatch, Indices], NDArray[Any]]:
    """A column of the batch, at the selected events."""

    def take(batch: EventBatch, at: Indices) -> NDArray[Any]:
        values: NDArray[Any] = getattr(batch, name)[at]
        return values

    return take


def text(get: Callable[[Event], str]) -> Callable[[EventBatch, Indices], Hashes]:
    """Hash of a text of each selected event, 0 where it is empty."""
    return lambda batch, at: batch.hasher.many([get(batch.events[i]) for i in at.tolist()])


def amount(get: Callable[[Event], float]) -> Callable[[EventBatch, Indices], Weights]:
    """A number of each selected event."""
    return lambda batch, at: np.array([get(batch.events[i]) for i in at.tolist()], dtype=np.float64)


def shown(get: Callable[[Event], str]) -> Callable[[EventBatch, int], str]:
    """A text of one event, for people."""
    return lambda batch, i: get(batch.events[i])


def from_where(outside: tuple[str, ...]) -> Callable[[EventBatch, int], tuple[str, ...]]:
    """Techniques of a request: these from outside; from inside it is a service of the network that is exploited."""
    inside = ("T1210", *outside)
    return lambda batch, i: inside if is_private(batch.addresses[i]) else outside

"""The shapes of a batch's events, told apart by the columns the batch has."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numba import njit
from numpy.typing import NDArray

from uba.batch import EventBatch
from uba.events import Event
from uba.state.hashing import mix
from uba.state.table import KeyTable, slot_of

_REMEMBERED = 1 << 12
"""Shapes that are known at once; then all are made anew."""
_UNKNOWN = -1
_Hashes = NDArray[np.uint64]
_Numbers = NDArray[np.int64]


class Shapes:
    """Gives events numbers by shape (`uba.indicators.reader.SHAPE`).

    Parameters
    ----------
    number
        Gives the number, from 0 up, of the shape that an event has; asked once for a shape.
    """

    def __init__(self, number: Callable[[Event], int]) -> None:
        self._number = number
        self._known = KeyTable({"number": np.int64})

    def of(self, batch: EventBatch) -> _Numbers:
        """The number of each event's shape, shape (n,)."""
        keys = _keys(batch.source, batch.product, batch.operation, batch.class_uid, batch.activity_id, batch.status_id)
        numbers = _looked_up(keys, self._known.keys, self._known.columns["number"])
        unknown = np.flatnonzero(numbers == _UNKNOWN)
        if unknown.size:
            firsts = {int(keys[i]): i for i in unknown[::-1].tolist()}
            if int(self._known.used[0]) + len(firsts) > _REMEMBERED:
                self._known = KeyTable({"number": np.int64})
                firsts = {int(key): i for i, key in reversed(list(enumerate(keys)))}
            self._learn({key: self._number(batch.events[i]) for key, i in firsts.items()})
            numbers = _looked_up(keys, self._known.keys, self._known.columns["number"])
        return numbers

    def _learn(self, made: dict[int, int]) -> None:
        self._known.reserve(len(made))
        for key, number in made.items():
            slot = slot_of(self._known.keys, np.uint64(key))
            self._known.keys[slot] = key
            self._known.columns["number"][slot] = number
        self._known.used[0] += len(made)


def grouped(numbers: _Numbers) -> Iterator[tuple[int, list[int]]]:
    """Give each number with the rows that have it, in order."""
    if numbers.size == 1:  # one event at a time is how services are asked
        yield int(numbers[0]), [0]
    elif numbers.size:
        short = numbers.astype(np.min_scalar_type(int(numbers.max())))  # up to 16 bits are sorted by radix
        order = np.argsort(short, kind="stable")
        for rows in np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1):
            yield int(numbers[rows[0]]), rows.tolist()


@njit(cache=True)
def _keys(
    source: _Hashes,
    product: _Hashes,
    operation: _Hashes,
    class_uid: _Numbers,
    activity: _Numbers,
    status: _Numbers,
) -> _Hashes:
    """One hash for all that makes a shape; never 0."""
    keys = np.empty(source.shape[0], dtype=np.uint64)
    for i in range(source.shape[0]):
        texts = mix(mix(source[i], product[i]), operation[i])
        numbers = mix(mix(np.uint64(class_uid[i]), np.uint64(activity[i])), np.uint64(status[i]))
        keys[i] = mix(texts, numbers)
    return keys


@njit(cache=True)
def _looked_up(wanted: _Hashes, keys: _Hashes, numbers: _Numbers) -> _Numbers:
    found = np.empty(wanted.shape[0], dtype=np.int64)
    for i in range(wanted.shape[0]):
        slot = slot_of(keys, wanted[i])
        found[i] = numbers[slot] if keys[slot] == wanted[i] else _UNKNOWN
    return found

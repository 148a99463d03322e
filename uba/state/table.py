"""An open-addressing hash table of 64-bit keys over plain arrays, for kernels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

_MAX_LOAD = 0.8
_GROWTH = 7 / 6
"""A table is between seven tenths and eight tenths full while it grows: what is looked for is a few neighbours away."""
_LEAST = 1 << 10
KEPT_SHARE = 7 / 8
"""Where something has outgrown its bound, this part of the bound stays: so room is made seldom."""
LAST_DAY = 65_535
"""Days since the epoch are kept in columns of 16 bits."""
OWNER_BITS = 40
"""Keys of what belongs to somebody carry its owner's row above this many bits of hash: so it can be dropped with it."""
_HASH_PART = np.uint64((1 << OWNER_BITS) - 1)


@njit(cache=True)
def owned(owner: int, value: np.uint64) -> np.uint64:
    """Key of a hashed value of row `owner`, below 2**24; `value` must depend on the owner, or slots are crowded.

    Two of a thousand values of one owner share a key once in two million owners.
    """
    return (np.uint64(owner) << np.uint64(OWNER_BITS)) | max(value & _HASH_PART, np.uint64(1))


@njit(cache=True)
def slot_of(keys: NDArray[np.uint64], key: np.uint64) -> int:
    """Slot of `key`, or the free slot where it belongs; the table must have one.

    Its lower 32 bits say where in the table it begins to look, as a fraction (Lemire, Fast random integer generation
    in an interval, 2019): so a table may have any size, and one that grows is copied from front to back.
    """
    capacity = keys.shape[0]
    slot = np.int64(((key & np.uint64(0xFFFFFFFF)) * np.uint64(capacity)) >> np.uint64(32))
    while keys[slot] != np.uint64(0) and keys[slot] != key:
        slot += np.int64(1)
        if slot == capacity:
            slot = np.int64(0)
    return int(slot)


@njit(cache=True)
def as_day(day: int) -> int:
    """A day as columns keep it, as 16 bits: those before 1970 are its first, those after 2149 the last there is."""
    return min(max(day, 0), LAST_DAY)


@njit(cache=True)
def _reinsert(old: NDArray[np.uint64], keep: NDArray[np.bool_], new: NDArray[np.uint64]) -> NDArray[np.int64]:
    moved = np.full(old.shape[0], -1, dtype=np.int64)
    for slot in range(old.shape[0]):
        if old[slot] != np.uint64(0) and keep[slot]:
            target = slot_of(new, old[slot])
            new[target] = old[slot]
            moved[slot] = target
    return moved


class KeyTable:
    """Keys and columns of values, one slot each; grows by a sixth, so lookups stay O(1).

    Parameters
    ----------
    columns
        Name and dtype of each value column.
    """

    def __init__(self, columns: dict[str, type], capacity: int = _LEAST) -> None:
        self.keys = np.zeros(capacity, dtype=np.uint64)
        self.columns: dict[str, NDArray[Any]] = {
            name: np.zeros(capacity, dtype=dtype) for name, dtype in columns.items()
        }
        self.used = np.zeros(1, dtype=np.int64)

    def reserve(self, extra: int) -> None:
        """Make room for `extra` more keys, so that a kernel never has to grow the table."""
        needed = int((int(self.used[0]) + extra) / _MAX_LOAD) + 1
        capacity = self.keys.shape[0]
        if needed > capacity:
            self._rebuild(np.ones(capacity, dtype=np.bool_), max(needed, int(capacity * _GROWTH)))

    def retain(self, keep: NDArray[np.bool_]) -> None:
        """Drop every key whose `keep` is False, and give memory back."""
        count = int(np.count_nonzero(keep & (self.keys != 0)))
        self._rebuild(keep, max(_LEAST, int(count * _GROWTH / _MAX_LOAD) + 1))

    def drop_owned(self, gone: NDArray[np.bool_]) -> None:
        """Drop the keys whose owner (see `owned`) is `gone`, shape (owners,)."""
        self.retain(~gone[(self.keys >> np.uint64(OWNER_BITS)).astype(np.int64)])

    def trim(self, most: int, *rank: NDArray[Any]) -> None:
        """Where there are more than `most` keys, drop those of lowest rank, by the first, second, ... of `rank`.

        Each has the shape of `keys`. Among equals hashes decide, so that it is nobody's fault and the same everywhere.
        """
        if int(self.used[0]) <= most:
            return
        used = np.flatnonzero(self.keys)
        chance = self.keys[used] << np.uint64(64 - OWNER_BITS)
        order = np.lexsort((chance, *(column[used] for column in reversed(rank))))
        keep = np.ones(self.keys.shape[0], dtype=np.bool_)
        keep[used[order[: used.size - int(most * KEPT_SHARE)]]] = False
        self.retain(keep)

    def _rebuild(self, keep: NDArray[np.bool_], capacity: int) -> None:
        keys = np.zeros(capacity, dtype=np.uint64)
        moved = _reinsert(self.keys, keep, keys)
        source = np.flatnonzero(moved >= 0)
        for name, column in self.columns.items():
            fresh = np.zeros(capacity, dtype=column.dtype)
            fresh[moved[source]] = column[source]
            self.columns[name] = fresh
        self.keys = keys
        self.used[0] = source.size

    @property
    def nbytes(self) -> int:
        """Bytes of all slots, free ones too."""
        return self.keys.nbytes + sum(column.nbytes for column in self.columns.values())

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Used slots only, in slot order."""
        used = np.flatnonzero(self.keys)
        return {"keys": self.keys[used], **{name: column[used] for name, column in self.columns.items()}}

    def restore(self, state: dict[str, NDArray[np.generic]]) -> None:
        """Rebuild from `state`."""
        keys = state["keys"].astype(np.uint64)
        self.keys = np.zeros(_LEAST, dtype=np.uint64)
        self.columns = {name: np.zeros(_LEAST, dtype=column.dtype) for name, column in self.columns.items()}
        self.used[0] = 0
        self.reserve(keys.size)
        slots = _insert_all(self.keys, keys)
        for name, column in self.columns.items():
            column[slots] = state[name]
        self.used[0] = keys.size


@njit(cache=True)
def _insert_all(keys: NDArray[np.uint64], new: NDArray[np.uint64]) -> NDArray[np.int64]:
    slots = np.empty(new.shape[0], dtype=np.int64)
    for i in range(new.shape[0]):
        slots[i] = slot_of(keys, new[i])
        keys[slots[i]] = new[i]
    return slots

"""Contents of open windows: one byte each while they are small whole numbers, as most are, else a float each.

A ring holds the newest windows of one series; a window's slot is its index modulo the ring's size. A series
begins narrow and is made wide by the first content that a byte does not hold: nothing is rounded.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

_BYTE = 255.0

Contents = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.float32]


class Rings(NamedTuple):
    """The rings of many series, as arrays for kernels.

    Attributes
    ----------
    head
        Shape (n,): index of each series' newest window.
    place
        Shape (n,): row of `narrow`, or -1 - row of `wide`.
    narrow, wide
        Shape (at least used, size).
    used
        Rows of `narrow` and of `wide` that are taken.
    """

    head: NDArray[np.int32]
    place: NDArray[np.int32]
    narrow: NDArray[np.uint8]
    wide: NDArray[np.float32]
    used: NDArray[np.int64]


@njit(cache=True)
def begin(rings: Rings, row: int, window: int, is_wide: bool) -> None:
    """Give a series an empty ring that `window` is about to be opened in; there must be room for it."""
    kind = 1 if is_wide else 0
    taken = rings.used[kind]
    rings.used[kind] += 1
    rings.place[row] = -1 - taken if is_wide else taken
    rings.head[row] = window - rings.narrow.shape[1]


@njit(cache=True)
def put(rings: Rings, row: int, window: int, content: float) -> None:
    """Set the content of an open window; where that makes the series wide, there must be room for one."""
    place, slot = rings.place[row], window % rings.narrow.shape[1]
    if place >= 0:
        if content <= _BYTE and content == math.floor(content):
            rings.narrow[place, slot] = np.uint8(content)
            return
        wide = rings.used[1]
        rings.used[1] += 1
        rings.wide[wide] = rings.narrow[place]
        place = -1 - wide
        rings.place[row] = place
    rings.wide[-1 - place, slot] = content


@njit(cache=True)
def open_in(rings: Rings, row: int, window: int) -> bool:
    """Open `window` in the ring of `row`; False when it is older than the ring reaches."""
    place = rings.place[row]
    if place >= 0:
        return _opened(rings.narrow, place, rings.head, row, window)
    return _opened(rings.wide, -1 - place, rings.head, row, window)


@njit(cache=True)
def content_in(rings: Rings, row: int, window: int) -> float:
    """Content of a window of the series `row`, 0 where it was never opened or is gone."""
    place = rings.place[row]
    if place >= 0:
        return _content(rings.narrow, place, rings.head[row], window)
    return _content(rings.wide, -1 - place, rings.head[row], window)


@njit(cache=True)
def open_window(ring: Contents, head: NDArray[np.int32], row: int, window: int) -> bool:
    """As `open_in`, where every row has a ring of its own, shape (rows, size)."""
    return _opened(ring, row, head, row, window)


@njit(cache=True)
def content_at(ring: Contents, head: NDArray[np.int32], row: int, window: int) -> float:
    """As `content_in`, where every row has a ring of its own, shape (rows, size)."""
    return _content(ring, row, head[row], window)


@njit(cache=True)
def _opened(ring: Contents, at: int, head: NDArray[np.int32], row: int, window: int) -> bool:
    size = ring.shape[1]
    newest = head[row]
    if window > newest:
        for fresh in range(max(newest + 1, window - size + 1), window + 1):
            ring[at, fresh % size] = 0
        head[row] = window
        return True
    return bool(window > newest - size)


@njit(cache=True)
def _content(ring: Contents, at: int, newest: int, window: int) -> float:
    if window > newest or window <= newest - ring.shape[1]:
        return 0.0
    return float(ring[at, window % ring.shape[1]])

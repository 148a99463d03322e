"""Stable order of small numbers by counting: columns of observations are sorted by event this way."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True)
def order_of(keys: NDArray[np.int64], bound: int) -> NDArray[np.int64]:
    """Places of `keys` (n,), each in [0, bound), in ascending order; among equals the first comes first.

    A counting sort: linear in n + bound. References: Knuth, The Art of Computer Programming 3, 5.2, algorithm D.
    """
    place = np.zeros(bound + 1, dtype=np.int64)
    for key in keys:
        place[key + 1] += 1
    for key in range(bound):
        place[key + 1] += place[key]
    order = np.empty(keys.shape[0], dtype=np.int64)
    for i in range(keys.shape[0]):
        order[place[keys[i]]] = i
        place[keys[i]] += 1
    return order

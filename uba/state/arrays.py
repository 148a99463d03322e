"""Growing arrays by a quarter, long ones by a tenth: few enough copies, and little memory in waiting."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_Scalar = TypeVar("_Scalar", bound=np.generic)
_LONG = 1 << 12
"""Rows from which an array grows by a tenth."""


def grown(array: NDArray[_Scalar], rows: int, fill: float = 0) -> NDArray[_Scalar]:
    """`array` itself if it has `rows` rows, else a longer copy, new rows set to `fill`."""
    have = array.shape[0]
    if rows <= have:
        return array
    fresh = np.full(
        (max(rows, have + have // (4 if have < _LONG else 10), 64), *array.shape[1:]), fill, dtype=array.dtype
    )
    fresh[:have] = array
    return fresh

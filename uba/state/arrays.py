"""Growing arrays by a quarter: few enough copies, and little memory in waiting."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_Scalar = TypeVar("_Scalar", bound=np.generic)


def grown(array: NDArray[_Scalar], rows: int, fill: float = 0) -> NDArray[_Scalar]:
    """`array` itself if it has `rows` rows, else a copy at least a quarter longer, new rows set to `fill`."""
    have = array.shape[0]
    if rows <= have:
        return array
    fresh = np.full((max(rows, have + have // 4, 64), *array.shape[1:]), fill, dtype=array.dtype)
    fresh[:have] = array
    return fresh

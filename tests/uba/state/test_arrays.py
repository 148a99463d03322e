"""Laws of growing arrays."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from uba.state.arrays import grown


@given(have=st.integers(0, 200), rows=st.integers(0, 500))
def test_grown(have: int, rows: int) -> None:
    """What was there stays, what is new is filled; an array that is long enough is itself."""
    array = np.arange(have * 2, dtype=np.int32).reshape(have, 2)
    longer = grown(array, rows, fill=-1)

    assert (longer is array) == (rows <= have)
    assert longer.shape[0] >= max(rows, have)
    assert np.array_equal(longer[:have], array)
    assert (longer[have:] == -1).all()
    assert longer.dtype == np.int32


def test_growth_is_amortised() -> None:
    """Growing row by row copies the array only a few times."""
    array, copies = np.zeros(0), 0
    for rows in range(1, 10_000):
        longer = grown(array, rows)
        copies += longer is not array
        array = longer

    assert copies < 30

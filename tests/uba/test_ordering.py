"""Laws of ordering by counting."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from uba.ordering import order_of


@given(st.lists(st.integers(0, 20)))
def test_it_is_a_stable_sort(keys: list[int]) -> None:
    """Keys ascend, and equals stay in the order they came in."""
    order = order_of(np.array(keys, dtype=np.int64), 21)

    assert order.tolist() == sorted(range(len(keys)), key=keys.__getitem__)

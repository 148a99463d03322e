"""Laws of the hash table: it is a dictionary, whatever is put in, dropped, stored and grown."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from uba.state.table import KeyTable, slot_of

KEYS = st.one_of(st.integers(1, 40), st.integers(1, 2**64 - 1), st.integers(1, 30).map(lambda k: k << 10))
"""Small ones, any, and ones that fall on the same slot."""
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.lists(st.tuples(KEYS, st.integers(0, 99)), max_size=20)),
        st.tuples(st.just("retain"), st.integers(0, 99)),
        st.tuples(st.just("store"), st.none()),
        st.tuples(st.just("reserve"), st.integers(0, 3_000)),
    ),
    max_size=12,
)


def put(table: KeyTable, key: int, value: int) -> None:
    """Set the value of a key, as kernels do."""
    table.reserve(1)
    slot = slot_of(table.keys, np.uint64(key))
    if table.keys[slot] == 0:
        table.keys[slot] = key
        table.used[0] += 1
    table.columns["value"][slot] = value


def content(table: KeyTable) -> dict[int, int]:
    """Every key with its value, looked up."""
    slots = np.flatnonzero(table.keys)
    return {int(k): int(table.columns["value"][slot_of(table.keys, k)]) for k in table.keys[slots]}


@settings(max_examples=60)
@given(steps=STEPS)
def test_a_table_is_a_dictionary(steps: list[tuple[str, object]]) -> None:
    """After any sequence of puts, drops, growth and storing the table holds what a dict holds, and counts it."""
    table, expected = KeyTable({"value": np.int32}), dict[int, int]()
    for step, argument in steps:
        if step == "put":
            for key, value in argument:  # type: ignore[attr-defined]
                put(table, key, value)
                expected[key] = value
        elif step == "retain":
            table.retain(table.columns["value"] >= argument)  # type: ignore[operator]
            expected = {k: v for k, v in expected.items() if v >= argument}  # type: ignore[operator]
        elif step == "store":
            fresh = KeyTable({"value": np.int32})
            fresh.restore(table.state())
            table = fresh
        else:
            table.reserve(argument)  # type: ignore[arg-type]
        assert content(table) == expected
        assert int(table.used[0]) == len(expected)


def test_there_is_always_a_free_slot() -> None:
    """A table that was told how many keys come has room for them, so that a kernel never runs in circles."""
    table = KeyTable({"value": np.int32})
    for n in (1, 700, 5_000):
        table.reserve(n)
        assert int(table.used[0]) + n < table.keys.shape[0]


def test_memory_is_given_back() -> None:
    """A table that was large and is nearly empty takes the room of a small one."""
    table = KeyTable({"value": np.int32})
    table.reserve(100_000)
    for key in range(1, 2_000):
        put(table, key, key)
    table.retain(table.columns["value"] == 7)

    assert content(table) == {7: 7}
    assert table.keys.shape[0] == 1 << 10
    assert table.nbytes == 12

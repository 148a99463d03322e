"""Laws of the hash table: it is a dictionary, whatever is put in, dropped, stored and grown."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from uba.state.table import KEPT_SHARE, KeyTable, owned, slot_of

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
    assert table.nbytes == 12 << 10


@given(values=st.lists(st.integers(0, 9), max_size=60), most=st.integers(8, 40))
def test_trimming(values: list[int], most: int) -> None:
    """A table over its bound keeps seven eighths of it, none of lower rank than one that went."""
    table = KeyTable({"value": np.int32})
    for key, value in enumerate(values, start=1):
        put(table, key, value)
    table.trim(most, table.columns["value"])
    kept = sorted(content(table).values())

    assert len(kept) == (len(values) if len(values) <= most else int(most * KEPT_SHARE))
    assert kept == sorted(values)[len(values) - len(kept) :]


@given(
    met=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2**64 - 1)), max_size=40), gone=st.sets(st.integers(0, 5))
)
def test_what_is_owned_goes_with_its_owner(met: list[tuple[int, int]], gone: set[int]) -> None:
    """Keys of owners who are gone are dropped, all others stay; no key is that of a free slot."""
    table = KeyTable({"value": np.int32})
    for owner, value in met:
        put(table, int(owned(owner, np.uint64(value))), owner)
    before = content(table)
    table.drop_owned(np.array([owner in gone for owner in range(6)], dtype=np.bool_))

    assert 0 not in before
    assert content(table) == {key: owner for key, owner in before.items() if owner not in gone}

"""Laws of the entity table."""

from __future__ import annotations

import numpy as np

from uba.state.entities import EntityTable


def filled(n: int) -> EntityTable:
    """A table of n entities."""
    table = EntityTable(3)
    for i in range(n):
        assert table.add(f"e{i}", i % 4, i % 2, i % 3, 1_000 + i) == i
    return table


def test_entities_keep_their_numbers() -> None:
    """Entities are numbered in the order they are added, and rows grow without losing any."""
    table = filled(300)

    assert len(table) == 300
    assert [table.index[name] for name in table.names] == list(range(300))
    assert table.group[:300].tolist() == [i % 4 for i in range(300)]
    assert table.first_seen[:300].tolist() == [1_000 + i for i in range(300)]
    assert (table.day[:300] == -1).all()


def test_state_round_trip() -> None:
    """A restored table has the same rows and goes on growing."""
    table = filled(100)
    table.vector[7, 1, 2] = 3.5
    again = EntityTable(3)
    again.restore(table.names, table.state())

    assert again.index == table.index
    assert all(np.array_equal(again.state()[field], array) for field, array in table.state().items())
    assert again.add("new", 1, 0, 2, 5) == 100
    assert (again.day[100] == -1).all()
    assert again.nbytes > table.nbytes

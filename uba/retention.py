"""Who is forgotten: those who fell silent, and newcomers where there are too many entities.

Log lines name what they like, so an attacker can invent any number of
entities. What is learned from invented names must cost nobody else theirs.
See `docs/decisions/0013-who-is-forgotten.md`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from uba.baselines.rhythm import MEMORY
from uba.clock import DAY_MS
from uba.state.entities import EntityTable
from uba.state.table import KEPT_SHARE

ROOM_EVERY = 65_536
"""Events between two looks at what has outgrown its bound. So many entities of a kind may be there beyond it: an
event names one at most."""
ENTITIES = 100_000
"""Default bound of the entities of one kind, where the directory does not list more than a quarter as many people."""
ENTITIES_PER_PERSON = 4
_FORGOTTEN = 0.1
"""Active days, discounted for the days since, below which nothing worth keeping is left: 76 days after a single
active day, 190 after many."""

Rows = NDArray[np.int64]


def most_entities(asked: int | None, people: int) -> int:
    """Entities of one kind there is room for: as asked, else by the people the directory lists."""
    return asked if asked is not None else max(ENTITIES, ENTITIES_PER_PERSON * people)


def silent(table: EntityTable, day: int, is_known: Callable[[str], bool]) -> Rows:
    """Rows of those whose history has faded by UTC day `day`; never of those who are known."""
    used = _used(table)
    faded = used[_familiarity(table, used, day, least=1.0) < _FORGOTTEN]
    return _without_known(table, faded, is_known, faded.size)


def surplus(table: EntityTable, most: int, day: int, is_known: Callable[[str], bool]) -> Rows:
    """Rows of those who have to go where there are more than `most`, so that seven eighths of it are left.

    First go those seen on one day only, the longest unseen first; then the others by their active days,
    discounted for the days since. Those who are known never go.
    """
    if len(table) <= most:
        return np.empty(0, dtype=np.int64)
    used = _used(table)
    returned = table.first_seen[used] // DAY_MS != table.last_seen[used] // DAY_MS
    familiarity = np.where(returned, _familiarity(table, used, day), 0.0)
    order = used[np.lexsort((used, table.last_seen[used], familiarity, returned))]
    return _without_known(table, order, is_known, len(table) - int(most * KEPT_SHARE))


def _used(table: EntityTable) -> Rows:
    return np.array(sorted(table.index.values()), dtype=np.int64)


def _familiarity(table: EntityTable, rows: Rows, day: int, least: float = 0.0) -> NDArray[np.float64]:
    """Discounted active days of rows as of `day`, shape (n,)."""
    unseen = np.maximum(day - table.last_seen[rows] // DAY_MS, 0)
    result: NDArray[np.float64] = np.maximum(table.active_days[rows], least) * MEMORY**unseen
    return result


def _without_known(table: EntityTable, rows: Rows, is_known: Callable[[str], bool], enough: int) -> Rows:
    """The first `enough` of rows that are not known, in order of rows."""
    gone: list[int] = []
    for row in rows.tolist():
        if len(gone) == enough:
            break
        if not is_known(table.names[row]):
            gone.append(row)
    return np.array(sorted(gone), dtype=np.int64)

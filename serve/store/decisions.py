"""Frozen decisions: the bytes that were answered, once and for all, by uid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Column, Connection, Float, LargeBinary, String, Table, func, insert, select

from serve.store.journal import journal
from serve.store.metadata import BIG, IN_LIST, METADATA

decisions = Table(
    "decisions",
    METADATA,
    Column("uid", String, primary_key=True),
    Column("seq", BIG, nullable=False),
    Column("event_time", BIG, nullable=False),
    Column("score", Float, nullable=False),
    Column("body", LargeBinary, nullable=False),
)


class DecisionRow(NamedTuple):
    """One decision as it is stored."""

    uid: str
    seq: int
    event_time: int
    score: float
    body: bytes


def add(connection: Connection, rows: Sequence[DecisionRow]) -> None:
    """Store new decisions; a uid that is already there is an IntegrityError, never an overwrite."""
    if rows:
        connection.execute(insert(decisions), [row._asdict() for row in rows])


def get(connection: Connection, uid: str) -> bytes | None:
    """Return the bytes that were answered for an event, None for one never scored."""
    body = connection.execute(select(decisions.c.body).where(decisions.c.uid == uid)).scalar_one_or_none()
    return None if body is None else bytes(body)


def place(connection: Connection, uid: str) -> tuple[bytes, int] | None:
    """Return the bytes that were answered for an event and its journal entry, None for one never scored."""
    row = connection.execute(select(decisions.c.body, decisions.c.seq).where(decisions.c.uid == uid)).one_or_none()
    return None if row is None else (bytes(row.body), int(row.seq))


def without_entry(connection: Connection, after: int, before: int) -> int | None:
    """Return the first entry between `after` and `before` that decisions came from and the journal lacks, if any."""
    query = (
        select(func.min(decisions.c.seq))
        .where(decisions.c.seq > after, decisions.c.seq < before)
        .where(decisions.c.seq.not_in(select(journal.c.seq)))
    )
    found = connection.execute(query).scalar_one()
    return None if found is None else int(found)


def known(connection: Connection, uids: Iterable[str]) -> dict[str, bytes]:
    """Return the stored bytes of those `uids` that have been decided."""
    wanted = list(uids)
    found: dict[str, bytes] = {}
    for start in range(0, len(wanted), IN_LIST):
        part = wanted[start : start + IN_LIST]
        query = select(decisions.c.uid, decisions.c.body).where(decisions.c.uid.in_(part))
        found.update((row.uid, bytes(row.body)) for row in connection.execute(query))
    return found


def count(connection: Connection) -> int:
    """Return how many events have been decided."""
    return int(connection.execute(select(func.count()).select_from(decisions)).scalar_one())

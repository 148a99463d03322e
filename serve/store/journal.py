"""The journal: everything that ever changed the engine, in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Column, Connection, LargeBinary, String, Table, delete, func, select

from serve.store import driver
from serve.store.metadata import BIG, METADATA

EVENTS, VERDICT = "events", "verdict"
"""Kinds of entries."""

journal = Table(
    "journal",
    METADATA,
    Column("seq", BIG, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("time", BIG, nullable=False),
    sqlite_autoincrement=True,  # a number is never used twice, so a snapshot never names another entry
)

_APPEND = "INSERT INTO journal (kind, body, time) VALUES (?, ?, ?) RETURNING seq"
_PAGE = 64


class Entry(NamedTuple):
    """One entry; `body` is what `serve.codec` packed."""

    seq: int
    kind: str
    body: bytes


def append(connection: Connection, kind: str, body: bytes, time_ms: int) -> int:
    """Add an entry and return its number, larger than all before it; numbers may have gaps."""
    ((seq,),) = driver.fetch(connection, _APPEND, (kind, body, time_ms))
    return int(seq)


def remove(connection: Connection, seq: int) -> None:
    """Remove an entry that nothing came of; its number is not used again."""
    connection.execute(delete(journal).where(journal.c.seq == seq))


def head(connection: Connection) -> int:
    """Return the number of the last entry, 0 when there is none."""
    return int(connection.execute(select(func.coalesce(func.max(journal.c.seq), 0))).scalar_one())


def get(connection: Connection, seq: int) -> Entry | None:
    """Return one entry, None when there is none of that number."""
    row = connection.execute(select(journal.c.kind, journal.c.body).where(journal.c.seq == seq)).one_or_none()
    return None if row is None else Entry(seq, row.kind, bytes(row.body))


def after(connection: Connection, seq: int) -> Iterator[Entry]:
    """Read the entries behind `seq` in order, a page at a time so that memory stays small."""
    query = select(journal.c.seq, journal.c.kind, journal.c.body).order_by(journal.c.seq).limit(_PAGE)
    while True:
        rows = connection.execute(query.where(journal.c.seq > seq)).all()
        for row in rows:
            yield Entry(row.seq, row.kind, bytes(row.body))
        if len(rows) < _PAGE:
            return
        seq = rows[-1].seq

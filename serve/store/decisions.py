"""Frozen decisions: the bytes that were answered, once and for all, by uid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Column, Connection, Float, LargeBinary, String, Table, func, select

from serve.store import driver
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


_ADD = "INSERT INTO decisions (uid, seq, event_time, score, body) VALUES (?, ?, ?, ?, ?)"


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
        driver.run_many(connection, _ADD, rows)


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
        query = f"SELECT uid, body FROM decisions WHERE uid IN ({driver.placeholders(len(part))})"
        found.update((uid, bytes(body)) for uid, body in driver.fetch(connection, query, part))
    return found


def count(connection: Connection) -> int:
    """Return how many events have been decided."""
    return int(connection.execute(select(func.count()).select_from(decisions)).scalar_one())

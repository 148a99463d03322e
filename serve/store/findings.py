"""Findings as the API lists them: the OCSF document, and the columns it is filtered by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVarTuple

from sqlalchemy import (
    Column,
    Connection,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.sql import Select

from serve.store.metadata import BIG, IN_LIST, METADATA

_Columns = TypeVarTuple("_Columns")

findings = Table(
    "findings",
    METADATA,
    Column("uid", String, primary_key=True),
    Column("ocsf", LargeBinary, nullable=False),
    Column("time", BIG, nullable=False),
    Column("severity_id", SmallInteger, nullable=False),
    Column("status_id", SmallInteger, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("entity_type", String, nullable=False),
    Column("entity_id", String, nullable=False),
    Column("updated", BIG, nullable=False),
    Index("findings_by_time", "time", "uid"),
)

finding_entities = Table(
    "finding_entities",
    METADATA,
    Column("uid", String, primary_key=True),
    Column("type", String, primary_key=True),
    Column("id", String, primary_key=True),
    Index("finding_entities_by_entity", "type", "id"),
)
"""Every entity a finding concerns, so that a search finds more than the first one."""


class FindingRow(NamedTuple):
    """One finding; `entity_type` and `entity_id` are its first entity, `updated` the journal entry that changed it."""

    uid: str
    ocsf: bytes
    time: int
    severity_id: int
    status_id: int
    verdict: str
    entity_type: str
    entity_id: str
    updated: int
    entities: tuple[tuple[str, str], ...]


class FindingFilter(NamedTuple):
    """What a list is narrowed to; None and () do not narrow. Times are ms since the epoch, `until` exclusive."""

    since: int | None = None
    until: int | None = None
    severity_ids: tuple[int, ...] = ()
    status_ids: tuple[int, ...] = ()
    verdicts: tuple[str, ...] = ()
    entity_type: str | None = None
    entity_id: str | None = None


class Position(NamedTuple):
    """A place in the list: the finding a page ended with."""

    time: int
    uid: str


def upsert(connection: Connection, rows: Iterable[FindingRow]) -> None:
    """Store findings, each replacing what was stored of it; of several with one uid the last one counts."""
    latest = {row.uid: row for row in rows}
    if not latest:
        return
    # Delete and insert is the one form of "upsert" that both databases read alike.
    uids = list(latest)
    for start in range(0, len(uids), IN_LIST):
        part = uids[start : start + IN_LIST]
        connection.execute(delete(finding_entities).where(finding_entities.c.uid.in_(part)))
        connection.execute(delete(findings).where(findings.c.uid.in_(part)))
    columns = [{key: value for key, value in row._asdict().items() if key != "entities"} for row in latest.values()]
    connection.execute(insert(findings), columns)
    links = [
        {"uid": row.uid, "type": kind, "id": name}
        for row in latest.values()
        for kind, name in dict.fromkeys(row.entities)
    ]
    if links:
        connection.execute(insert(finding_entities), links)


def get(connection: Connection, uid: str) -> bytes | None:
    """Return the OCSF document of one finding."""
    body = connection.execute(select(findings.c.ocsf).where(findings.c.uid == uid)).scalar_one_or_none()
    return None if body is None else bytes(body)


def uids(connection: Connection) -> set[str]:
    """Return the uids of all stored findings."""
    return set(connection.execute(select(findings.c.uid)).scalars())


def page(
    connection: Connection, narrowed: FindingFilter, limit: int, behind: Position | None = None
) -> tuple[list[bytes], Position | None]:
    """Return one page of OCSF documents, newest first, and where the next one starts (None behind the last)."""
    query = _narrow(select(findings.c.uid, findings.c.time, findings.c.ocsf), narrowed)
    if behind is not None:
        older = findings.c.time < behind.time
        query = query.where(or_(older, and_(findings.c.time == behind.time, findings.c.uid > behind.uid)))
    query = query.order_by(findings.c.time.desc(), findings.c.uid).limit(limit + 1)
    rows: Sequence[tuple[str, int, bytes]] = [tuple(row) for row in connection.execute(query)]
    shown = rows[:limit]
    following = Position(shown[-1][1], shown[-1][0]) if len(rows) > limit else None
    return [bytes(row[2]) for row in shown], following


def every(connection: Connection, narrowed: FindingFilter) -> list[bytes]:
    """Return the OCSF documents of all findings a filter leaves, oldest first."""
    query = _narrow(select(findings.c.uid, findings.c.time, findings.c.ocsf), narrowed)
    return [bytes(row.ocsf) for row in connection.execute(query.order_by(findings.c.time, findings.c.uid))]


def count(connection: Connection, narrowed: FindingFilter) -> int:
    """Return how many findings a filter leaves."""
    return int(connection.execute(_narrow(select(func.count()).select_from(findings), narrowed)).scalar_one())


def _narrow(query: Select[*_Columns], narrowed: FindingFilter) -> Select[*_Columns]:
    if narrowed.since is not None:
        query = query.where(findings.c.time >= narrowed.since)
    if narrowed.until is not None:
        query = query.where(findings.c.time < narrowed.until)
    if narrowed.severity_ids:
        query = query.where(findings.c.severity_id.in_(narrowed.severity_ids))
    if narrowed.status_ids:
        query = query.where(findings.c.status_id.in_(narrowed.status_ids))
    if narrowed.verdicts:
        query = query.where(findings.c.verdict.in_(narrowed.verdicts))
    if narrowed.entity_id is not None:
        concerned = select(finding_entities.c.uid).where(finding_entities.c.id == narrowed.entity_id)
        if narrowed.entity_type is not None:
            concerned = concerned.where(finding_entities.c.type == narrowed.entity_type)
        query = query.where(findings.c.uid.in_(concerned))
    return query

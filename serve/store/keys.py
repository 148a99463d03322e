"""API keys as stored: never the secret, only its hash."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Column, Connection, LargeBinary, String, Table, insert, select, update

from serve.store.metadata import BIG, METADATA

api_keys = Table(
    "api_keys",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("name", String, nullable=False),
    Column("scopes", String, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("created", BIG, nullable=False),
    Column("revoked", BIG),
)


class KeyRow(NamedTuple):
    """One key; `scopes` separated by blanks, `created` and `revoked` in ms since the epoch."""

    id: str
    name: str
    scopes: str
    hash: bytes
    created: int
    revoked: int | None


def add(connection: Connection, row: KeyRow) -> None:
    """Store a new key."""
    connection.execute(insert(api_keys).values(row._asdict()))


def get(connection: Connection, key_id: str) -> KeyRow | None:
    """Return a key by its id, revoked or not."""
    row = connection.execute(select(api_keys).where(api_keys.c.id == key_id)).one_or_none()
    return None if row is None else KeyRow(*row)


def everything(connection: Connection) -> list[KeyRow]:
    """Return all keys, oldest first."""
    return [KeyRow(*row) for row in connection.execute(select(api_keys).order_by(api_keys.c.created, api_keys.c.id))]


def revoke(connection: Connection, key_id: str, time_ms: int) -> bool:
    """Mark a key as revoked; False when there is no such key that is still valid."""
    still_valid = api_keys.c.revoked.is_(None)
    statement = update(api_keys).where(api_keys.c.id == key_id, still_valid).values(revoked=time_ms)
    return connection.execute(statement).rowcount == 1

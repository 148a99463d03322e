"""Statements at the driver's own speed, for the few that every event needs.

SQLAlchemy's expressions cost five times the statement itself; where one event waits for its answer that is a tenth
of the whole. They run on the connection, and in the transaction, that SQLAlchemy holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


def fetch(connection: Connection, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement with `?` for its values and return the rows it gives.

    Raises
    ------
    sqlalchemy.exc.DBAPIError
        As SQLAlchemy would raise it.
    """
    with _as_sqlalchemy_raises(connection, statement):
        rows: list[tuple[Any, ...]] = _driver(connection).execute(_spelled(connection, statement), values).fetchall()
    return rows


def run_many(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement once for each row of values.

    Raises
    ------
    sqlalchemy.exc.DBAPIError
        As SQLAlchemy would raise it.
    """
    with _as_sqlalchemy_raises(connection, statement):
        _driver(connection).cursor().executemany(_spelled(connection, statement), rows)


def placeholders(count: int) -> str:
    """`?` for each of `count` values."""
    return ", ".join("?" * count)


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _spelled(connection: Connection, statement: str) -> str:
    return statement if connection.dialect.name == "sqlite" else _for_postgresql(statement)


@lru_cache(maxsize=1024)
def _for_postgresql(statement: str) -> str:
    return statement.replace("?", "%s")


@contextmanager
def _as_sqlalchemy_raises(connection: Connection, statement: str) -> Iterator[None]:
    dbapi = connection.dialect.loaded_dbapi
    try:
        yield
    except dbapi.Error as error:
        raise DBAPIError.instance(
            statement, None, error, dbapi.Error, hide_parameters=True, dialect=connection.dialect
        ) from error

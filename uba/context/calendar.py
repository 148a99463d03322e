"""The calendar: days on which little, or something else than usual, is to be expected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from uba.context.rows import Row, read_rows
from uba.errors import ContextError

FILE = "calendar.csv"
EVERYBODY = "*"
_KINDS = ("holiday", "maintenance", "freeze")


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """One row of `calendar.csv`; `scope` is a department, a service, or `*`, lower case."""

    date: date
    kind: str
    scope: str = EVERYBODY
    timezone: str = ""
    note: str = ""


class Calendar:
    """Days by date."""

    def __init__(self, days: Iterable[Day] = ()) -> None:
        self.days: list[Day] = list(days)
        self._by_date: dict[date, list[Day]] = {}
        for day in self.days:
            self._by_date.setdefault(day.date, []).append(day)

    def holidays(self, day: date, department: str = "") -> list[Day]:
        """Give the holidays of a day for a department: everybody's and its own."""
        return [row for row in self._scoped(day, department) if row.kind == "holiday"]

    def exceptions(self, day: date, scope: str = "") -> list[Day]:
        """Give maintenance and freezes of a day for a department or service: everybody's and its own."""
        return [row for row in self._scoped(day, scope) if row.kind != "holiday"]

    def _scoped(self, day: date, scope: str) -> list[Day]:
        wanted = scope.strip().lower()
        return [row for row in self._by_date.get(day, ()) if row.scope in (EVERYBODY, wanted)]


def load_calendar(folder: Path) -> tuple[Calendar, list[ContextError]]:
    """Read `calendar.csv`; bad rows are reported, good ones kept."""
    days: list[Day] = []
    errors: list[ContextError] = []
    for row in read_rows(folder / FILE, required=("date", "kind")):
        if isinstance(row, ContextError):
            errors.append(row)
            continue
        try:
            days.append(_day(row))
        except ContextError as error:
            errors.append(error)
    return Calendar(days), errors


def _day(row: Row) -> Day:
    row.required("date")
    row.required("kind")
    moment = row.day("date")
    assert moment is not None  # required above; tells the type checker
    zone = row.text("timezone")
    if zone:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise row.error(f"timezone is {zone!r}: expected an IANA name such as Europe/Berlin") from None
    return Day(
        date=moment,
        kind=row.one_of("kind", _KINDS, ""),
        scope=row.text("scope").lower() or EVERYBODY,
        timezone=zone,
        note=row.text("note"),
    )

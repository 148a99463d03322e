"""Times as the vendors write them; all from ms since the epoch, all UTC."""

from __future__ import annotations

from datetime import UTC, datetime

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _at(ms: int) -> datetime:
    return datetime.fromtimestamp(ms // 1000, UTC)


def seconds(ms: int) -> str:
    """`2026-03-09T08:14:22`."""
    return f"{_at(ms):%Y-%m-%dT%H:%M:%S}"


def ticks(ms: int, below: int = 0) -> str:
    """`2026-03-09T08:14:22.1234567Z`, `below` being the last four digits."""
    return f"{_at(ms):%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}{below % 10000:04d}Z"


def apache(ms: int) -> str:
    """`09/Mar/2026:08:14:22 +0000`, whatever the locale."""
    t = _at(ms)
    return f"{t.day:02d}/{_MONTHS[t.month - 1]}/{t.year}:{t:%H:%M:%S} +0000"


def blank(ms: int) -> str:
    """`2026-03-09 08:14:22`."""
    return f"{_at(ms):%Y-%m-%d %H:%M:%S}"


def nginx(ms: int) -> str:
    """`2026/03/09 08:14:22`."""
    return f"{_at(ms):%Y/%m/%d %H:%M:%S}"


def weekday(ms: int) -> str:
    """`Mon Mar  9 08:14:22 2026`, whatever the locale: asctime."""
    t = _at(ms)
    return f"{_DAYS[t.weekday()]} {_MONTHS[t.month - 1]} {t.day:2d} {t:%H:%M:%S} {t.year}"


def apache_error(ms: int) -> str:
    """`Mon Mar 09 08:14:22.123000 2026`, whatever the locale."""
    t = _at(ms)
    return f"{_DAYS[t.weekday()]} {_MONTHS[t.month - 1]} {t.day:02d} {t:%H:%M:%S}.{ms % 1000:03d}000 {t.year}"


def american(ms: int) -> tuple[str, str]:
    """`03/09/26` and `08:14:22`."""
    t = _at(ms)
    return f"{t:%m/%d/%y}", f"{t:%H:%M:%S}"


def milliseconds(ms: int) -> str:
    """`2026-03-09T08:14:22.123Z`."""
    return f"{_at(ms):%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}Z"


def iso_offset(ms: int) -> str:
    """`2026-03-09T08:14:22.123000+00:00`."""
    return f"{_at(ms):%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}000+00:00"

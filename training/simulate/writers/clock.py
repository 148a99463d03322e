"""Times as the vendors write them; all from ms since the epoch, all UTC."""

from __future__ import annotations

from datetime import UTC, datetime

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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

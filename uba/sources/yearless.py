"""The year of lines that have none: written in by whoever knows when the lines were kept.

A parse reads no clock, so that the same bytes give the same event for ever. A
reader knows the newest moment a line can be of: the day in the file's name, or
when the file was last changed, or, for a line that came over the network, when
it came. The year is the newest one that does not put the line later than that.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from uba.sources.fields import MONTHS

_STAMP = re.compile(
    rb"(?P<pri><\d{1,3}>)?(?P<month>[A-Z][a-z]{2}) (?P<day>[ \d]\d) (?P<clock>\d\d:\d\d:\d\d(?:\.\d+)?)(?= \S)"
)
_DAY_IN_NAME = re.compile(r"(?<!\d)(20\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_MS = 86_400_000
_LEAP_CYCLE = 8
"""Years in which a 29 February comes at least once, around 1900 and 2100 too."""


def newest_moment(file: Path) -> int:
    """Give the latest time, ms since the epoch, that a line of this file can be of.

    A day in the file's name counts to its end (`maillog-20260315.gz`, rotated
    then); without one it is the time of the last change. Both get a day more,
    for clocks and zones that differ.

    Raises
    ------
    OSError
        The file cannot be looked at.
    """
    for year, _, month, day in reversed(_DAY_IN_NAME.findall(file.name)):
        try:
            named = datetime(int(year), int(month), int(day), tzinfo=UTC) + timedelta(days=2)
        except ValueError:  # 2026-02-31 is a number, not a day
            continue
        return int(named.timestamp()) * 1_000
    return int(file.stat().st_mtime * 1_000) + _DAY_MS


def with_year(record: bytes, newest: int) -> bytes:
    """Give a syslog line with an ISO stamp in place of one without a year; every other record as it is.

    Parameters
    ----------
    newest
        The latest time the line can be of, ms since the epoch.
    """
    match = _STAMP.match(record)
    if match is None:
        return record
    month = MONTHS.get(match["month"].decode())
    if month is None:
        return record
    limit = datetime.fromtimestamp(newest / 1_000, UTC)
    hour, minute, second = int(match["clock"][:2]), int(match["clock"][3:5]), int(match["clock"][6:8])
    for year in range(limit.year, limit.year - _LEAP_CYCLE - 1, -1):
        try:
            moment = datetime(year, month, int(match["day"]), hour, minute, min(second, 59), tzinfo=UTC)
        except ValueError:
            continue
        if moment <= limit:
            stamp = b"%04d-%02d-%02dT%s" % (year, month, int(match["day"]), match["clock"])
            return (match["pri"] or b"") + stamp + record[match.end() :]
    return record

"""The header of a syslog line, in all the forms that relays write, and its time.

    <134>Mar  9 08:31:44 host app[812]: message                              RFC 3164
    <134>1 2026-03-09T08:31:44.123Z host app 812 ID [sd@1 a="b"] message     RFC 5424
    2026-03-09T08:31:44.123456+00:00 host app[812]: message                  rsyslog files

The priority may be missing, as it is in files. RFC 3164 has neither year nor
zone: the time is UTC, of the latest year that does not put it in the future.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

import msgspec

from uba.errors import ParseError

_BSD_TIME = rb"[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,9})?"
_ISO_TIME = rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
_LINE = re.compile(
    rb"(?:<\d{1,3}>)?(?:"
    # RFC 5424: version, time, host, app, process, message id, structured data.
    rb"1 (?P<time5>"
    + _ISO_TIME
    + rb'|-) (?P<host5>\S+) (?P<app5>\S+) \S+ \S+ (?:-|(?:\[(?:[^\]"\\]|"(?:[^"\\]|\\.)*+")*+\])+) ?'
    # RFC 3164 and rsyslog: a tag that ends in a colon, or with a process id; a relay may leave the tag out.
    rb"|(?P<time3>"
    + _BSD_TIME
    + rb"|"
    + _ISO_TIME
    + rb") (?P<host3>[^\s{]+) (?:(?P<app3>[^\s\[:{]+)(?:\[[^\]\s]*\])?: ?)?"
    rb")(?:\xef\xbb\xbf)?(?:@cee: ?)?",
    re.DOTALL,
)
MONTHS = {
    name: number
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], start=1
    )
}
"""As RFC 3164 writes them -> 1 to 12."""
_DAY_MS = 86_400_000


class SyslogLine(msgspec.Struct, frozen=True, gc=False):
    """What the header says, and the message after it."""

    time: str
    host: str
    app: str
    message: bytes


def read_syslog(record: bytes) -> SyslogLine | None:
    """Take the header off; None when there is none."""
    match = _LINE.match(record)
    if match is None:
        return None
    time, host, app = match["time5"] or match["time3"], match["host5"] or match["host3"], match["app5"] or match["app3"]
    return SyslogLine(
        time=time.decode("ascii"),
        host=_said(host),
        app=_said(app),
        message=record[match.end() :],
    )


def _said(value: bytes | None) -> str:
    return "" if value is None or value == b"-" else value.decode("utf-8", "replace")


def syslog_ms(text: str) -> int:
    """Give the time of a syslog header as epoch milliseconds.

    Raises
    ------
    ParseError
        It is no such time, or there is none.
    """
    if text[:1].isdigit():
        try:
            moment = datetime.fromisoformat(text.replace(",", "."))
        except ValueError:
            raise _unreadable(text) from None
        return _ms(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))
    return _bsd_ms(text, int(datetime.now(UTC).timestamp()) // 3_600)


@lru_cache(maxsize=8_192)
def _bsd_ms(text: str, hour_now: int) -> int:
    """The hour of the clock is in the key: a cached answer is at most that old."""
    fields = text.split()
    try:
        month, day, clock = MONTHS[fields[0]], int(fields[1]), fields[-1].split(":")
        seconds, _, fraction = clock[2].partition(".")
        microseconds = int(fraction[:6].ljust(6, "0")) if fraction else 0
        years = [int(fields[2])] if len(fields) == 4 else _recent_years(hour_now)
        for year in years:
            try:
                moment = datetime(
                    year, month, day, int(clock[0]), int(clock[1]), int(seconds), microseconds, tzinfo=UTC
                )
            except ValueError:
                continue
            if len(fields) == 4 or _ms(moment) <= hour_now * 3_600_000 + _DAY_MS:
                return _ms(moment)
    except (KeyError, ValueError, IndexError):
        pass
    raise _unreadable(text)


def _recent_years(hour_now: int) -> list[int]:
    """Next year too: its first day may have come in another zone. Eight back: the 29th of February is one of them."""
    year = datetime.fromtimestamp(hour_now * 3_600, UTC).year
    return list(range(year + 1, year - 9, -1))


def _ms(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000 + moment.microsecond // 1_000


def _unreadable(text: str) -> ParseError:
    return ParseError(f"time is {text[:40]!r}: expected one such as Mar  9 08:31:44 or 2026-03-09T08:31:44.123Z")

"""Syslog lines taken apart: RFC 3164, RFC 5424, and the ISO stamps that rsyslog and journald write.

    [<PRI>]Mar  9 02:51:07 host program[pid]: message
    [<PRI>]2026-03-09T02:51:07.123456+01:00 host program[pid]: message
    <PRI>1 2026-03-09T02:51:07Z host program pid msgid [data] message

A stamp of RFC 3164 has no year. No parse reads a clock, so whoever reads the
file writes the year in (`uba.sources.yearless`) before a source sees the line.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from uba.errors import ParseError
from uba.sources.fields import time_ms

_PRIORITY = r"(?:<(?P<pri>\d{1,3})>)?"
_YEARLESS = r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?"
_ISO = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
_CLASSIC = re.compile(
    _PRIORITY
    + r"(?:(?P<iso>"
    + _ISO
    + r")|(?P<yearless>"
    + _YEARLESS
    + r")) (?P<host>[\w.:-]{1,255}) (?P<tag>[\w./@()-]{1,128}+)(?:\[\d+\])?: ?(?P<message>.*)",
    re.DOTALL | re.ASCII,
)
_MODERN = re.compile(
    r"<(?P<pri>\d{1,3})>1 (?P<iso>" + _ISO + r"|-) (?P<host>\S{1,255}) (?P<tag>\S{1,48}) \S{1,128} \S{1,32} "
    r"(?:-|(?:\[[^\]\"]*+(?:\"(?:[^\"\\]|\\.)*+\"[^\]\"]*+)*+\])++)(?: (?P<message>.*))?$",
    re.DOTALL | re.ASCII,
)
_BYTE_ORDER_MARK = "\ufeff"
_LONGEST = 32_768
"""Bytes of a message that are kept: four times what senders split their lines at."""


class SyslogLine(msgspec.Struct, gc=False):
    """One line; `level` is the severity of RFC 5424, 0 (emergency) to 7 (debug), None where the line does not say."""

    stamp: str
    has_year: bool
    host: str
    tag: str
    message: str
    level: int | None = None

    @property
    def time(self) -> int:
        """Event time, ms since the epoch.

        Raises
        ------
        ParseError
            The stamp has no year, or is no time.
        """
        if not self.has_year:
            raise ParseError(
                f"time is {self.stamp!r}, without a year: read the line from a file, whose name or date of change "
                "gives the year, or let the sender write RFC 5424 stamps"
            )
        return time_ms(self.stamp, "time")


def tag_and_message(record: bytes) -> tuple[str, str] | None:
    """Give the program that wrote a syslog line, and what it wrote; None of what is no syslog line."""
    parts = _parts(record)
    return None if parts is None else (parts[4], parts[5] or "")


def read_syslog(record: bytes) -> SyslogLine:
    """Take a syslog line apart.

    Raises
    ------
    ParseError
        The line has not the shape of syslog.
    """
    line = syslog_of(record)
    if line is None:
        raise ParseError(
            "line is not syslog: expected 'Mar  9 02:51:07 host program[1]: message', the same with an ISO time, "
            "or RFC 5424"
        )
    return line


def syslog_of(record: bytes) -> SyslogLine | None:
    """Take a syslog line apart; None of what is none."""
    parts = _parts(record)
    if parts is None:
        return None
    priority, iso, yearless, host, tag, message = parts
    if message and len(record) > _LONGEST:
        message = message.encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "replace")
    return SyslogLine(
        (iso or yearless).replace(",", "."),
        iso is not None,
        "" if host == "-" else host.lower(),
        tag,
        message.removeprefix(_BYTE_ORDER_MARK).strip() if message else "",
        None if priority is None else int(priority) % 8,
    )


def _parts(record: bytes) -> tuple[Any, ...] | None:
    """Priority, ISO stamp, stamp without a year, host, program, message; None for what a line has not."""
    first = record[:1]
    if first in (b"{", b"["):
        return None
    text = record.decode("utf-8", "replace")
    if first == b"<" and (modern := _MODERN.match(text)):
        priority, iso, host, tag, message = modern.groups()
        return priority, iso, None, host, tag, message
    classic = _CLASSIC.match(text)
    return None if classic is None else classic.groups()

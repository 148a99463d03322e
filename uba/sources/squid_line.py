"""The shape of a line of Squid's native log."""

from __future__ import annotations

import re

SQUID_LINE = re.compile(
    rb"(?P<time>\d{9,10}\.\d{3}) +(?P<elapsed>-?\d+) (?P<client>\S+) (?P<result>[A-Z_]+)/(?P<status>\d{3}|-) "
    rb"(?P<size>\d+) (?P<method>\S+) (?P<url>\S+) (?P<user>\S+) (?P<peer>[A-Z_]+/\S+)(?: (?P<type>\S+))?"
)
"""Time, milliseconds, client, result and status, bytes, method, URL, user, peer, type."""


def is_squid_line(record: bytes) -> bool:
    """Tell a line of Squid's native log."""
    return SQUID_LINE.match(record) is not None

"""The shape of a line of Squid's native log."""

from __future__ import annotations

import re

SQUID_LINE = re.compile(
    r"(?P<time>\d{9,10}\.\d{3}) +(?P<elapsed>-?\d+) (?P<client>\S+) (?P<result>[A-Z_]+)/(?P<status>\d{3}|-) "
    r"(?P<size>\d+) (?P<method>\S+) (?P<url>\S+) (?P<user>\S+) (?P<peer>[A-Z_]+/\S+)",
    re.ASCII,
)
"""Time, milliseconds, client, result and status, bytes, method, URL, user, peer; a type may follow."""


def is_squid_line(text: str) -> bool:
    """Tell a line of Squid's native log."""
    return SQUID_LINE.match(text) is not None

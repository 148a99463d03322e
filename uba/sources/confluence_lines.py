"""Confluence's own access logs, taken apart: Tomcat's, and that of the access log filter, which Log4j writes.

    [09/Mar/2026:08:55:12 +0000] user thread host GET /path HTTP/1.1 200 53ms 18211 referer user agent
    2026-03-09 08:55:12,123 INFO [thread] [atlassian.confluence.util.AccessLogFilter] doFilter user
        http://host/path 63646-18974 45 10.0.0.1    (on the same line: address, memory, milliseconds, host)

The filter says neither method nor answer: what it logs was asked for, and is taken for
read. Its times have no zone and are read as UTC. Reference: Atlassian, "How to
Enable User Access Logging", "Audit Confluence Using the Tomcat Valve Component".
"""

from __future__ import annotations

import re

from uba.errors import ParseError
from uba.sources.fields import access_log_ms, time_ms, whole
from uba.sources.web_access import AccessLine

_TOMCAT = re.compile(
    rb"\[(?P<time>\d\d/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] (?P<user>\S+) (?P<thread>\S+) (?P<host>\S+) "
    rb"(?P<quote>\"?)(?P<method>[A-Z-]{1,20}) (?P<target>[^\s\"]+) (?P<protocol>HTTP/[\d.]+|-)(?P=quote) "
    rb"(?P<status>\d{3}) (?P<took>\d+)(?:ms)? (?P<bytes>\d+|-)"
    rb"(?: \"?(?P<referrer>[^\s\"]+)\"?(?: \"?(?P<agent>[^\r\n\"]*)\"?(?: .*)?)?)?$"
)
_FILTER = re.compile(
    rb"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (?:[A-Z]{4,5} +)?\[(?P<thread>[^\]]+)\] "
    rb"\[(?:com\.)?atlassian\.confluence\.util\.AccessLogFilter\] doFilter (?:(?P<user>[^\s:]+) +| *)"
    rb"https?://(?P<vhost>[^/\s]+)(?P<target>/\S*)? \S+ (?P<took>\d+) (?P<host>\S+)\s*$"
)


def is_own_line(record: bytes) -> bool:
    """Tell a line of one of the two."""
    if record.startswith(b"["):
        return _TOMCAT.match(record) is not None
    return b"AccessLogFilter] doFilter " in record[:400] and _FILTER.match(record) is not None


def own_line(record: bytes) -> AccessLine:
    """Take a line of one of the two apart.

    Raises
    ------
    ParseError
        It is of neither.
    """
    match = _TOMCAT.match(record) if record.startswith(b"[") else _FILTER.match(record)
    if match is None:
        raise ParseError(
            "line is not a Confluence access log: expected "
            "[09/Mar/2026:10:20:30 +0000] user thread host GET /path HTTP/1.1 200 53ms 512 referer agent, "
            "or 2026-03-09 10:20:30,123 INFO [thread] [...AccessLogFilter] doFilter user http://host/path 1-1 45 host"
        )
    text = {key: (value or b"").decode("utf-8", "replace") for key, value in match.groupdict().items()}
    text = {key: "" if value == "-" else value for key, value in text.items()}
    is_tomcat = "status" in text
    return AccessLine(
        time=access_log_ms(match["time"]) if is_tomcat else time_ms(text["time"].replace(",", "."), "time"),
        host=text["host"],
        user=text["user"],
        method=text.get("method", ""),
        target=text["target"] or "/",
        status=whole(text.get("status")),
        size=whole(text.get("bytes")),
        referrer=text.get("referrer", ""),
        user_agent=text.get("agent", ""),
        vhost=text.get("vhost", "").partition(":")[0].lower(),
        latency_ms=float(whole(text["took"])),
    )

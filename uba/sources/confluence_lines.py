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
from uba.sources.access_line import AccessLine
from uba.sources.fields import access_log_ms, time_ms, whole

_TOMCAT = re.compile(
    r"\[(?P<time>\d\d/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] (?P<user>\S+) (?P<thread>\S+) (?P<host>\S+) "
    r"(?P<quote>\"?)(?P<method>[A-Z-]{1,20}) (?P<target>[^\s\"]+) (?P<protocol>HTTP/[\d.]+|-)(?P=quote) "
    r"(?P<status>\d{3}) (?P<took>\d+)(?:ms)? (?P<bytes>\d+|-)"
    r"(?: \"?(?P<referrer>[^\s\"]+)\"?(?: \"?(?P<agent>[^\r\n\"]*)\"?(?: .*)?)?)?$",
    re.ASCII,
)
_FILTER = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (?:[A-Z]{4,5} +)?\[(?P<thread>[^\]]+)\] "
    r"\[(?:com\.)?atlassian\.confluence\.util\.AccessLogFilter\] doFilter (?:(?P<user>[^\s:]+) +| *)"
    r"https?://(?P<vhost>[^/\s]+)(?P<target>/\S*)? \S+ (?P<took>\d+) (?P<host>\S+)\s*$",
    re.ASCII,
)


def is_own_line(record: bytes) -> bool:
    """Tell a line of one of the two."""
    if record.startswith(b"["):
        return _TOMCAT.match(record.decode("utf-8", "replace")) is not None
    if record[4:5] != b"-" or b"AccessLogFilter] doFilter " not in record[:400]:  # it begins with a day: 2026-
        return False
    return _FILTER.match(record.decode("utf-8", "replace")) is not None


def own_line(record: bytes) -> AccessLine:
    """Take a line of one of the two apart.

    Raises
    ------
    ParseError
        It is of neither.
    """
    text = record.decode("utf-8", "replace")
    if text.startswith("["):
        if tomcat := _TOMCAT.match(text):
            return _tomcat_line(tomcat)
    elif written := _FILTER.match(text):
        return _filter_line(written)
    raise ParseError(
        "line is not a Confluence access log: expected "
        "[09/Mar/2026:10:20:30 +0000] user thread host GET /path HTTP/1.1 200 53ms 512 referer agent, "
        "or 2026-03-09 10:20:30,123 INFO [thread] [...AccessLogFilter] doFilter user http://host/path 1-1 45 host"
    )


def _tomcat_line(match: re.Match[str]) -> AccessLine:
    moment, user, _, host, _, method, target, _, status, took, size, referrer, agent = match.groups("-")
    return AccessLine(
        access_log_ms(moment),
        "" if host == "-" else host,
        "" if user == "-" else user,
        "" if method == "-" else method,
        "/" if target == "-" else target,
        int(status),
        whole(size),
        "" if referrer == "-" else referrer,
        "" if agent == "-" else agent,
        latency_ms=float(whole(took)),
    )


def _filter_line(match: re.Match[str]) -> AccessLine:
    moment, _, user, vhost, target, took, host = match.groups("-")
    return AccessLine(
        time_ms(moment.replace(",", "."), "time"),
        "" if host == "-" else host,
        "" if user == "-" else user,
        "",
        "/" if target == "-" else target,
        0,
        0,
        vhost="" if vhost == "-" else vhost.partition(":")[0].lower(),
        latency_ms=float(whole(took)),
    )

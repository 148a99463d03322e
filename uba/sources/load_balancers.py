"""Access logs of load balancers: AWS's (application and classic), and HAProxy's in syslog.

    https 2026-03-09T08:14:22.123456Z app/lb/50dc 203.0.113.9:2817 10.0.1.2:80 0.000 4.5 0.001 200 200 257 512 "GET ...
    2026-03-09T08:14:22Z lb1 haproxy[7]: 203.0.113.9:33317 [09/Mar/2026:08:14:22.655] in~ app/s1 1/0/3/69/109 200 ...

The time that an answer took is that of all stages together; HAProxy's time is that of its
syslog line. Reference: AWS, "Access logs for your Application Load Balancer"; HAProxy, "HTTP log format".
"""

from __future__ import annotations

import re

from uba.sources.access_line import AccessLine
from uba.sources.by_position import by_position
from uba.sources.fields import time_ms
from uba.sources.syslog import read_syslog, tag_and_message

_AWS = re.compile(
    r"(?:(?:https?|h2|grpcs|wss?) )?(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) \S{1,200} "
    r"(?P<client>[0-9A-Fa-f.:\[\]]{2,60}):\d{1,5} \S{1,80} (?P<first>-?[\d.]{1,20}) (?P<then>-?[\d.]{1,20}) "
    r"(?P<last>-?[\d.]{1,20}) (?P<status>\d{3}|-) (?:\d{3}|-) \d{1,18} (?P<size>\d{1,18}) "
    r"\"(?P<method>[A-Z-]{1,20}) (?P<target>\S{0,16384}) ?[^\"]{0,20}\""
    r"(?: \"(?P<agent>[^\"\\]{0,4096}))?",
    re.ASCII,
)
_HAPROXY = re.compile(
    r"(?P<client>[0-9A-Fa-f.:\[\]]{2,60}):\d{1,5} \[[^\]]{20,40}\] (?P<front>\S{1,200}) \S{1,400} "
    r"(?:-?\d{1,10}/){4}\+?(?P<took>-?\d{1,10}) (?P<status>-?\d{1,3}) \+?(?P<size>\d{1,18}) [^\"]{5,4096}"
    r"\"(?P<method>[A-Z-]{1,20}) (?P<target>\S{0,16384})",
    re.ASCII,
)
_PROXY = b"haproxy["


def is_balancer_line(record: bytes) -> bool:
    """Tell a request that a load balancer logged."""
    if _PROXY in record[:400]:
        line = tag_and_message(record)
        return line is not None and line[0] == "haproxy" and is_haproxy_request(line[1])
    return b"Z " in record[:40] and _AWS.match(_text(record)) is not None


def is_haproxy_request(message: str) -> bool:
    """Tell a request from what HAProxy says of itself."""
    return _HAPROXY.match(message) is not None


@by_position
def balancer_line(record: bytes) -> AccessLine | None:
    """Take a line apart; None of what no load balancer wrote."""
    if _PROXY not in record[:400]:
        match = _AWS.match(_text(record)) if b"Z " in record[:40] else None
        return None if match is None else _of_aws(match)
    line = read_syslog(record)
    match = _HAPROXY.match(line.message)
    if match is None:
        return None
    client, _, took, status, size, method, target = match.groups()
    return AccessLine(
        line.time, client, "", method, target, max(0, int(status)), int(size), latency_ms=max(0.0, float(took))
    )


def _text(record: bytes) -> str:
    return record[:32_768].decode("utf-8", "replace")


@by_position
def _of_aws(match: re.Match[str]) -> AccessLine:
    moment, client, first, then, last, status, size, method, target, agent = match.groups("-")
    return AccessLine(
        time_ms(moment, "time"),
        client,
        "",
        "" if method == "-" else method,
        target.replace(":443/", "/", 1).replace(":80/", "/", 1),
        0 if status == "-" else int(status),
        int(size),
        user_agent="" if agent == "-" else agent,
        latency_ms=1_000.0 * (_seconds(first) + _seconds(then) + _seconds(last)),
    )


def _seconds(text: str) -> float:
    try:
        return max(0.0, min(float(text), 1e6))
    except ValueError:
        return 0.0

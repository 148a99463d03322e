"""Lines of applications' own logs: a time, often a level, and what the program says.

    2026-03-09T08:14:22.123456789+00:00 stderr F Debugger attached.            a container's output, CRI
    {"log":"Debugger attached.\\n","stream":"stderr","time":"..."}              the same, Docker's json-file
    2026-03-09 08:14:22.123 UTC [812] app@shop FATAL:  sorry, too many ...     PostgreSQL
    2026-03-09T08:14:22.123456Z 812 [ERROR] [MY-010048] [Server] Too many ...  MySQL, its general log too
    2026-03-09 08:14:22.12 Logon       Login failed for user 'sa'. ...         SQL Server
    2026-03-09 08:14:22,123 ERROR [exec-1] o.a.Foo - message                   Log4j, Logback, Spring Boot, Python
    [2026-03-09T08:14:22.123+0000][info][gc] GC(12) Pause Full ... 5120.1ms    the Java VM
    09-Mar-2026 08:14:22.123 queries: info: client @0x7f 10.20.4.91#51 ...     BIND
    812:M 09 Mar 2026 08:14:22.123 # Redis 7.2 crashed by signal: 11           Redis

Times without a zone are read as UTC. `tag` names the program where the form gives it away.
"""

from __future__ import annotations

import re

import msgspec

from uba.errors import ParseError
from uba.sources.by_position import by_position
from uba.sources.decoding import RecordDecoder
from uba.sources.fields import MONTHS, time_ms
from uba.sources.report import Report

_CUT = 32_768
_LEVELS = {
    "PANIC": 0,
    "EMERG": 0,
    "FATAL": 2,
    "CRITICAL": 2,
    "CRIT": 2,
    "SEVERE": 2,
    "ERROR": 3,
    "WARNING": 4,
    "WARN": 4,
    "NOTICE": 5,
    "NOTE": 5,
    "SYSTEM": 5,
    "INFO": 6,
    "LOG": 6,
    "STATEMENT": 6,
    "DETAIL": 6,
    "HINT": 6,
    "CONTEXT": 6,
    "DEBUG": 7,
    "TRACE": 7,
}
_STAMPED = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9}+)?+)"
    r"(?P<zone>Z|[+-]\d\d:?\d\d| [A-Z]{2,5}(?= \[\d)| ?[+-]\d\d(?= \[))?+"
    r"[ \t]++(?:"
    r"std(?:out|err) (?P<cri>[FP]) "
    r"|\[\d{1,10}\]:?+(?: (?:\[[^\]]{0,80}\]|[^:\s]{1,200}+)){0,6}? "
    r"(?P<pg>LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG\d?|DETAIL|HINT|STATEMENT|CONTEXT): {1,2}"
    r"|\d{1,19} \[(?P<my>[A-Za-z]{4,8})\] "
    r"|\d{1,19} (?P<general>Query|Execute|Connect|Prepare|Init DB|Quit|Change user)\t"
    r"|(?P<ms>spid\d{1,5}s?|Logon|Server|Backup) {2,20}"
    r"|\[?(?P<level>TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL|FATAL|SEVERE)\]?(?=[ :\t\[])[ :\t]*"
    r")(?P<message>.*)",
    re.DOTALL | re.ASCII,
)
_JVM = re.compile(
    r"\[(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})(?P<zone>[+-]\d{4}|Z)\](?:\[[^\]]{1,40}\]){0,4}"
    r"\[(?P<level>\w{4,7}) *\]\[(?P<what>[^\]]{1,60})\] (?P<message>.*)",
    re.DOTALL | re.ASCII,
)
_RAILS = re.compile(
    r"[DIWEFA], \[(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}) #\d{1,10}\] {1,3}(?P<level>[A-Z]{3,5}) -- "
    r"[^:]{0,60}: (?P<message>.*)",
    re.DOTALL | re.ASCII,
)
_BIND = re.compile(
    r"(?P<day>\d\d)-(?P<month>[A-Z][a-z]{2})-(?P<year>\d{4}) (?P<clock>\d\d:\d\d:\d\d\.\d{3}) (?:[\w-]{3,24}: )?"
    r"(?P<level>critical|error|warning|notice|info|debug(?: \d)?): (?P<message>.*)",
    re.DOTALL | re.ASCII,
)
_REDIS = re.compile(
    r"\d{1,10}:[A-Z] (?P<day>\d\d) (?P<month>[A-Z][a-z]{2}) (?P<year>\d{4}) (?P<clock>\d\d:\d\d:\d\d\.\d{3}) "
    r"(?P<level>[.\-*#]) (?P<message>.*)",
    re.DOTALL | re.ASCII,
)
_REDIS_LEVELS = {".": 7, "-": 6, "*": 5, "#": 4}
_LOGGED = re.compile(
    r"(?:\d{1,10} --- )?+(?:\[[^\]]{1,200}\] ?){0,4}+(?P<logger>[\w.$/\[\]-]{2,200}+) ?(?:- |: )(?P<message>.*)",
    re.DOTALL,
)
"""`812 --- [thread] logger : message`, `[thread] logger - message`, `logger: message`"""


class DockerLine(msgspec.Struct, gc=False):
    """A line of Docker's json-file driver."""

    log: str | None = None
    stream: str | None = None
    time: str | None = None


_DOCKER = RecordDecoder(DockerLine, "container's log line")


def is_application_line(record: bytes) -> bool:
    """Tell a line of one of these forms."""
    if record.startswith(b"{"):
        return b'"log"' in record and b'"stream"' in record and b'"time"' in record
    return _match(record[:_CUT].decode("utf-8", "replace")) is not None


def container_report(record: bytes) -> Report:
    """Read a line of Docker's.

    Raises
    ------
    ParseError
        It is none, or its time cannot be read.
    """
    line = _DOCKER.decode(record)
    if line.log is None:
        raise ParseError("log is missing: expected a line of a container's output")
    return _report(time_ms(line.time, "time"), line.log.strip()[:_CUT], "container")


def application_report(text: str) -> Report | None:
    """Read a line of text; None of what has none of these forms.

    Raises
    ------
    ParseError
        Its time cannot be read.
    """
    match = _match(text[:_CUT])
    if match is None:
        return None
    form = match.re
    if form is _STAMPED:
        return _stamped(match)
    message = match["message"].strip()
    level = match["level"]
    if form is _JVM:
        time = time_ms(match["time"] + match["zone"], "time")
        tag = "gc" if match["what"].startswith("gc") else "java"
        return _report(time, message, "Java VM", tag, _LEVELS.get(level.upper()))
    if form is _RAILS:
        return _report(time_ms(match["time"], "time"), message, "application", "", _LEVELS.get(level))
    if form is _BIND:
        return _report(_written(match), message, "BIND", "named", _LEVELS.get(level.partition(" ")[0].upper()))
    return _report(_written(match), message, "Redis", "redis", _REDIS_LEVELS[level])


def _match(text: str) -> re.Match[str] | None:
    first = text[:1]
    if not "0" <= first <= "9":
        return _JVM.match(text) if first == "[" else _RAILS.match(text) if first and first in "DIWEFA" else None
    form = _STAMPED if text[4:5] == "-" else _BIND if text[2:3] == "-" else _REDIS
    match = form.match(text)
    if match is not None:
        head = text[:400]
        if "[kea-dhcp" in head or "AccessLogFilter]" in head:  # these have sources of their own
            return None
    return match


@by_position
def _report(time: int, message: str, product: str, tag: str = "", level: int | None = None) -> Report:
    service = tag or product.lower()
    return Report(
        time=time, message=message, product=product, tag=tag, service=service, level=level, is_application=True
    )


def _stamped(match: re.Match[str]) -> Report:
    stamp, zone, cri, postgres, mysql, general, sql_server, level, message = match.groups("")
    message = message.strip()
    if "," in stamp:
        stamp = stamp.replace(",", ".")
    if zone and (zone := zone.strip())[:1] in "Z+-":
        stamp += zone
    time = time_ms(stamp, "time")
    if cri:
        return _report(time, message, "container")
    if postgres:
        return _report(time, message, "PostgreSQL", "postgres", _LEVELS.get(postgres.rstrip("12345")))
    if mysql:
        return _report(time, _without_codes(message), "MySQL", "mysqld", _LEVELS.get(mysql.upper()))
    if general:
        return _report(time, f"{general}\t{message}", "MySQL", "mysqld", 6)
    if sql_server:
        return _report(time, message, "SQL Server", "sqlservr", 6)
    logged = _LOGGED.match(message)
    if logged is None:
        return _report(time, message, "application", "", _LEVELS[level])
    return _report(time, logged["message"], "application", logged["logger"], _LEVELS[level])


def _without_codes(message: str) -> str:
    while message.startswith("["):
        message = message.partition("]")[2].lstrip()
    return message


def _written(match: re.Match[str]) -> int:
    """`09-Mar-2026` and `09 Mar 2026`."""
    if match["month"] not in MONTHS:
        raise ParseError(f"time is {match[0][:30]!r}: expected a month such as Mar")
    day = f"{match['year']}-{MONTHS[match['month']]:02}-{match['day']}"
    return time_ms(f"{day}T{match['clock']}", "time")

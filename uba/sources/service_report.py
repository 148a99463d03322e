"""What a line of an error log or service manager says, whatever its format: nginx, Apache, syslog, journald, others."""

from __future__ import annotations

import re

import msgspec

from uba.errors import ParseError
from uba.remembered import remembered
from uba.sources.application_lines import application_report, container_report, is_application_line
from uba.sources.by_position import by_position
from uba.sources.decoding import RecordDecoder
from uba.sources.fields import MONTHS, day_and_clock_ms, time_ms
from uba.sources.load_balancers import is_haproxy_request
from uba.sources.postfix_tags import is_mail_tag
from uba.sources.report import Report
from uba.sources.squid_line import is_squid_line
from uba.sources.syslog import SyslogLine, read_syslog, tag_and_message
from uba.sources.web_access import is_access_line

_NGINX = re.compile(
    r"(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) \[(?P<level>[a-z]+)\] \d+#\d+: (?:\*\d+ )?(?P<message>.*)",
    re.DOTALL | re.ASCII,
)
_APACHE = re.compile(
    r"\[(?P<time>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \d{4})\] "
    r"\[(?:[\w-]*:)?(?P<level>[a-z]+\d?)\] (?P<message>.*)",
    re.DOTALL | re.ASCII,
)
_APACHE_PARTS = frozenset({"pid", "tid", "client", "remote", "vhost"})
_NGINX_FIELD = re.compile(
    r', (client|server|request|host|referrer|upstream): (?:"([^"\\]*+(?:\\.[^"\\]*+)*+)"|([^,"]+))'
)
_NOT_OURS = re.compile(r"^(?:dhcpd\d?|kea-dhcp\d|dnsmasq-dhcp|CEF|LEEF)$")
_LEVELS = {"emerg": 0, "alert": 1, "crit": 2, "error": 3, "warn": 4, "notice": 5, "info": 6, "debug": 7}
_MICROSECONDS = re.compile(r"[0-9]{16}")
_READ = 16_384
"""Characters of a line in which fields are looked for; nobody's server writes longer ones."""


class JournalRecord(msgspec.Struct, gc=False):
    """The fields of a journald record that are read; all of them are text."""

    realtime: str | None = msgspec.field(name="__REALTIME_TIMESTAMP", default=None)
    source_realtime: str | None = msgspec.field(name="_SOURCE_REALTIME_TIMESTAMP", default=None)
    cursor: str | None = msgspec.field(name="__CURSOR", default=None)
    host: str | None = msgspec.field(name="_HOSTNAME", default=None)
    identifier: str | None = msgspec.field(name="SYSLOG_IDENTIFIER", default=None)
    command: str | None = msgspec.field(name="_COMM", default=None)
    unit: str | None = msgspec.field(name="UNIT", default=None)
    own_unit: str | None = msgspec.field(name="_SYSTEMD_UNIT", default=None)
    priority: str | None = msgspec.field(name="PRIORITY", default=None)
    message: str | list[int] | None = msgspec.field(name="MESSAGE", default=None)


_DECODER = RecordDecoder(JournalRecord, "journald record")


def is_report(record: bytes) -> bool:
    """Tell an error log by its stamp and level, syslog by its shape; what it carries may be another source's."""
    if record.startswith(b"{"):
        is_journal = b'"__REALTIME_TIMESTAMP"' in record and b'"MESSAGE"' in record
        return is_journal or is_application_line(record)
    text = record.decode("utf-8", "replace")
    if _NGINX.match(text) or _APACHE.match(text) or is_application_line(record):
        return True
    line = tag_and_message(record)
    return line is not None and not _is_of_another(*line)


def report_of(record: bytes) -> Report:
    """Read one line or journald record.

    Raises
    ------
    ParseError
        It is of none of the formats, or another source's.
    """
    if record.startswith(b"{"):
        return container_report(record) if is_application_line(record) else _from_journal(record)
    text = record.decode("utf-8", "replace")
    if (report := application_report(text)) is not None:
        return report
    if match := _NGINX.match(text):
        return _from_nginx(match)
    if text.startswith("[") and (match := _APACHE.match(text)):
        return _from_apache(match)
    line = read_syslog(record)
    if _is_of_another(line.tag, line.message):
        raise ParseError(f"{line.tag} writes no service messages: mail servers, DHCP servers, access logs have sources")
    if line.message[:1].isdecimal() and (match := _NGINX.match(line.message)):
        return _from_nginx(match, line.host)
    return _from_syslog(line)


def _is_of_another(tag: str, message: str) -> bool:
    """Mail and DHCP servers have sources of their own, and so have access logs and CEF that a relay carries."""
    if _has_own_source(tag) or message.startswith(("CEF:", "LEEF:")):
        return True
    if tag == "haproxy" and is_haproxy_request(message):
        return True
    if message[:1].isdigit() and is_squid_line(message):
        return True
    return '"' in message[:2_000] and is_access_line(message.encode())


@remembered(1_024)
def _has_own_source(tag: str) -> bool:
    return is_mail_tag(tag) or _NOT_OURS.match(tag) is not None


@by_position
def _from_nginx(match: re.Match[str], host: str = "") -> Report:
    moment, level, text = match.groups()
    text = text.strip()
    fields: dict[str, str] = {}
    if ", " in text:
        fields = {name: quoted or bare for name, quoted, bare in _NGINX_FIELD.findall(text[:_READ])}
    return Report(
        time=day_and_clock_ms(moment[:10].replace("/", "-"), moment[11:], "time"),
        message=text.partition(", client: ")[0],
        product="nginx",
        host=host,
        tag="nginx",
        service="nginx",
        level=_LEVELS.get(level),
        client=fields.get("client", ""),
        server=fields.get("host") or fields.get("server", ""),
        request=fields.get("request", ""),
        referrer=fields.get("referrer", ""),
    )


@by_position
def _from_apache(match: re.Match[str]) -> Report:
    moment, level, text = match.groups()
    text = text.strip()
    parts: dict[str, str] = {}
    for _ in _APACHE_PARTS:  # each once, as Apache writes them
        name, _, value = text[1:].partition("]")[0].partition(" ")
        if not text.startswith("[") or name not in _APACHE_PARTS or not value or "]" not in text:
            break
        parts[name] = value
        text = text[len(name) + len(value) + 3 :].removeprefix(" ")
    message, _, referrer = text.partition(", referer: ")
    return Report(
        time=_apache_ms(moment),
        message=message,
        product="Apache HTTP Server",
        tag="apache2",
        service="apache2",
        level=_LEVELS.get(level, 7),
        client=parts.get("client") or parts.get("remote", ""),
        server=parts.get("vhost", ""),
        referrer=referrer,
    )


def _apache_ms(text: str) -> int:
    _, month, day, clock, year = text.split()
    try:
        seconds = day_and_clock_ms(_apache_day(f"{year} {month} {day}"), clock[:8], "time")
    except (ValueError, KeyError):
        raise ParseError(
            f"time is {text!r}: expected one between 1990 and 2100 such as Mon Mar 09 02:51:07.123456 2026"
        ) from None
    return seconds + int((clock[9:] + "000")[:3])


@remembered(1_024)
def _apache_day(text: str) -> str:
    year, month, day = text.split()
    return f"{year}-{MONTHS[month]:02}-{int(day):02}"


@by_position
def _from_syslog(line: SyslogLine) -> Report:
    return Report(
        time=line.time,
        message=line.message,
        product="syslog",
        host=line.host,
        tag=line.tag,
        service=line.tag,
        level=line.level,
    )


@by_position
def _from_journal(record: bytes) -> Report:
    journal = _DECODER.decode(record)
    message = journal.message
    if journal.realtime is None or message is None:
        raise ParseError("__REALTIME_TIMESTAMP or MESSAGE is missing: expected a journald record")
    if isinstance(message, list):  # text that is not UTF-8 is written as its bytes
        message = bytes(byte & 0xFF for byte in message).decode("utf-8", "replace")
    moment = journal.source_realtime or journal.realtime
    tag = journal.identifier or journal.command or ""
    unit = journal.unit or journal.own_unit or ""
    return Report(
        time=time_ms(int(moment) if _MICROSECONDS.fullmatch(moment) else moment, "__REALTIME_TIMESTAMP"),
        message=message.strip(),
        product="journald",
        host=(journal.host or "").lower(),
        tag=tag,
        service=unit if journal.unit or not tag else tag,
        level=int(journal.priority) if journal.priority in {"0", "1", "2", "3", "4", "5", "6", "7"} else None,
        uid=journal.cursor or "",
    )

"""Error logs of nginx and Apache, and service messages in syslog (RFC 3164, RFC 5424) and journald JSON.

    2026/03/09 02:51:07 [alert] 1187#1187: worker process 23110 exited on signal 11 (core dumped)
    [Mon Mar 09 02:51:07.123456 2026] [core:notice] [pid 1187] AH00052: child pid 23110 exit signal Aborted (6)
    <27>1 2026-03-09T02:51:08Z web1 systemd 1 - - nginx.service: Main process exited, code=dumped, status=11/SEGV

An error, a crash, a limit reached, a start, a stop or a restart is an event, and
so are logons of sshd and statements that PostgreSQL logs; what programs merely
tell is of no interest. The times of nginx and Apache have no zone and are read
as UTC. Reference: nginx core module `error_log`, Apache `ErrorLogFormat`,
RFC 5424, systemd.journal-fields(7).
"""

from __future__ import annotations

import re

import msgspec

from uba import activities as a
from uba.errors import ParseError
from uba.events import (
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    DATASTORE,
    FAILURE,
    HTTP_ACTIVITY,
    Event,
)
from uba.remembered import remembered
from uba.sources.by_position import by_position
from uba.sources.decoding import RecordDecoder
from uba.sources.fields import clean_ip, day_and_clock_ms, time_ms, user_key
from uba.sources.postfix_tags import is_mail_tag
from uba.sources.service_messages import MEDIUM, Meaning, meaning_of
from uba.sources.squid_line import is_squid_line
from uba.sources.sshd import logon_of
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
_NOT_OURS = re.compile(r"^(?:dhcpd\d?|kea-dhcp\d|dnsmasq-dhcp|named|CEF|LEEF)$")
_STATEMENT = re.compile(r"(?:duration: (?P<ms>[\d.]+) ms +)?(?:statement|execute [^:]{1,80}): (?P<query>.+)", re.DOTALL)
_BAD_USER = re.compile(
    r'user "?(?P<user>[^" ]+?)"?:? (?:authentication failure|was not found|not found|password mismatch)'
    r"|user \"(?P<user2>[^\"]+)\": password mismatch"
)
_MODSECURITY = re.compile(r"ModSecurity: (Access denied|Warning)")
_MODSECURITY_FIELD = re.compile(r'\[(id|uri|hostname|msg|unique_id) "([^"]*)"\]')
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LEVELS = {"emerg": 0, "alert": 1, "crit": 2, "error": 3, "warn": 4, "notice": 5, "info": 6, "debug": 7}
_MICROSECONDS = re.compile(r"[0-9]{16}")
_ERROR_LEVEL = 3
_DETAIL_CUT = 1_000
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


class _Report(msgspec.Struct, gc=False):
    """A message with what its line says of it, whatever the line's format."""

    time: int
    message: str
    product: str
    host: str = ""
    tag: str = ""
    service: str = ""
    level: int | None = None
    uid: str = ""
    client: str = ""
    server: str = ""
    request: str = ""
    referrer: str = ""


class WebError:
    """Error logs and service messages as a source."""

    name = "web_error"

    def recognise(self, record: bytes) -> bool:
        """Tell an error log by its stamp and level, syslog by its shape; what it carries may be another source's."""
        if record.startswith(b"{"):
            return b'"__REALTIME_TIMESTAMP"' in record and b'"MESSAGE"' in record
        text = record.decode("utf-8", "replace")
        if _NGINX.match(text) or _APACHE.match(text):
            return True
        line = tag_and_message(record)
        return line is not None and not _is_of_another(*line)

    def parse(self, record: bytes) -> Event | None:
        """Read one line or journald record; see `uba.sources.base.Source`."""
        return _event(_report(record))


def _report(record: bytes) -> _Report:
    if record.startswith(b"{"):
        return _from_journal(record)
    first = record[:1]
    if first.isdigit() and (match := _NGINX.match(record.decode("utf-8", "replace"))):
        return _from_nginx(match)
    if first == b"[" and (match := _APACHE.match(record.decode("utf-8", "replace"))):
        return _from_apache(match)
    line = read_syslog(record)
    if _is_of_another(line.tag, line.message):
        raise ParseError(f"{line.tag} writes no service messages: mail servers, DHCP servers, access logs have sources")
    if match := _NGINX.match(line.message):
        return msgspec.structs.replace(_from_nginx(match), host=line.host)
    return _from_syslog(line)


def _is_of_another(tag: str, message: str) -> bool:
    """Mail and DHCP servers have sources of their own, and so has an access log that a relay carries."""
    if _has_own_source(tag):
        return True
    if message[:1].isdigit() and is_squid_line(message.encode()):
        return True
    return '"' in message[:2_000] and is_access_line(message.encode())


@remembered(1_024)
def _has_own_source(tag: str) -> bool:
    return is_mail_tag(tag) or _NOT_OURS.match(tag) is not None


def _from_nginx(match: re.Match[str]) -> _Report:
    moment, level, text = match.groups()
    text = text.strip()
    fields: dict[str, str] = {}
    if ", " in text:
        fields = {name: quoted or bare for name, quoted, bare in _NGINX_FIELD.findall(text[:_READ])}
    return _Report(
        time=day_and_clock_ms(moment[:10].replace("/", "-"), moment[11:], "time"),
        message=text.partition(", client: ")[0],
        product="nginx",
        tag="nginx",
        service="nginx",
        level=_LEVELS.get(level),
        client=fields.get("client", ""),
        server=fields.get("host") or fields.get("server", ""),
        request=fields.get("request", ""),
        referrer=fields.get("referrer", ""),
    )


def _from_apache(match: re.Match[str]) -> _Report:
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
    return _Report(
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
    except ValueError:
        raise ParseError(
            f"time is {text!r}: expected one between 1990 and 2100 such as Mon Mar 09 02:51:07.123456 2026"
        ) from None
    return seconds + int((clock[9:] + "000")[:3])


@remembered(1_024)
def _apache_day(text: str) -> str:
    year, month, day = text.split()
    return f"{year}-{_MONTHS.index(month) + 1:02}-{int(day):02}"


def _from_syslog(line: SyslogLine) -> _Report:
    return _Report(
        time=line.time,
        message=line.message,
        product="syslog",
        host=line.host,
        tag=line.tag,
        service=line.tag,
        level=line.level,
    )


def _from_journal(record: bytes) -> _Report:
    journal = _DECODER.decode(record)
    message = journal.message
    if journal.realtime is None or message is None:
        raise ParseError("__REALTIME_TIMESTAMP or MESSAGE is missing: expected a journald record")
    if isinstance(message, list):  # text that is not UTF-8 is written as its bytes
        message = bytes(byte & 0xFF for byte in message).decode("utf-8", "replace")
    moment = journal.source_realtime or journal.realtime
    tag = journal.identifier or journal.command or ""
    unit = journal.unit or journal.own_unit or ""
    return _Report(
        time=time_ms(int(moment) if _MICROSECONDS.fullmatch(moment) else moment, "__REALTIME_TIMESTAMP"),
        message=message.strip(),
        product="journald",
        host=(journal.host or "").lower(),
        tag=tag,
        service=unit if journal.unit or not tag else tag,
        level=int(journal.priority) if journal.priority in {"0", "1", "2", "3", "4", "5", "6", "7"} else None,
        uid=journal.cursor or "",
    )


def _event(report: _Report) -> Event | None:
    if report.tag in ("sshd", "sshd-session") and (event := logon_of(report.message, report.time, report.host)):
        return _with_uid(event, report.uid)
    if report.tag.startswith("postgres") and (match := _STATEMENT.search(report.message)):
        return _statement(report, match)
    if "ModSecurity: " in report.message and (match := _MODSECURITY.search(report.message[:_READ])):
        return _blocked(report, match[1] == "Access denied")
    meaning = meaning_of(report.message, report.tag)
    if (
        meaning is None
        and report.client
        and "user " in report.message
        and (match := _BAD_USER.search(report.message[:_READ]))
    ):
        return _refused(report, match["user"] or match["user2"])
    if meaning is None:
        if report.level is None or report.level > _ERROR_LEVEL:
            return None
        meaning = Meaning("error", APPLICATION_ERROR, a.ERROR_GENERAL, MEDIUM)
    return _service_event(report, meaning)


def _with_uid(event: Event, uid: str) -> Event:
    return msgspec.structs.replace(event, uid=uid) if uid else event


@by_position
def _service_event(report: _Report, meaning: Meaning) -> Event:
    service = _plain(meaning.service or report.service)
    method, path, query = _request(report.request) if report.request else ("", "", "")
    return Event(
        time=report.time,
        uid=report.uid,
        source="web_error",
        class_uid=meaning.class_uid,
        activity_id=meaning.activity_id,
        severity_id=meaning.severity_id,
        status_code=meaning.code,
        status_detail=report.message[:_DETAIL_CUT],
        event_code=meaning.kind,
        product_name=report.product,
        log_name="error",
        service_name=service,
        app_name=service if meaning.class_uid == APPLICATION_LIFECYCLE else "",
        src_ip=clean_ip(report.client) if report.client else "",
        device_hostname=report.host,
        http_method=method,
        url_hostname=report.server.partition(":")[0].lower() if report.server else "",
        url_path=path,
        url_query=query,
        referrer=report.referrer,
    )


def _plain(service: str) -> str:
    """Give a service by its bare name, whoever names it: `nginx.service` and `php-fpm8.2` are nginx and php-fpm8.2."""
    return service.removesuffix(".service").lower()


def _request(text: str) -> tuple[str, str, str]:
    method, _, rest = text.partition(" ")
    path, _, query = rest.partition(" ")[0].partition("?")
    return method if method.isalpha() and method.isupper() else "", path, query


@by_position
def _refused(report: _Report, user: str) -> Event:
    return Event(
        time=report.time,
        uid=report.uid,
        source="web_error",
        class_uid=AUTHENTICATION,
        activity_id=a.AUTH_LOGON,
        status_id=FAILURE,
        status_detail=report.message[:_DETAIL_CUT],
        event_code="basic_auth",
        product_name=report.product,
        log_name="error",
        actor_user_name=user_key(user),
        src_ip=clean_ip(report.client),
        service_name=report.server or report.service,
        auth_protocol="basic",
    )


@by_position
def _blocked(report: _Report, denied: bool) -> Event:
    fields = dict(_MODSECURITY_FIELD.findall(report.message[:_READ]))
    return Event(
        time=report.time,
        uid="",
        source="web_error",
        class_uid=HTTP_ACTIVITY,
        activity_id=a.OTHER_ACTIVITY,
        status_id=FAILURE if denied else 0,
        status_detail=fields.get("msg", ""),
        severity_id=MEDIUM,
        event_code="modsecurity",
        product_name="ModSecurity",
        log_name="error",
        correlation_uid=fields.get("unique_id", ""),
        src_ip=clean_ip(report.client) if report.client else "",
        dst_hostname=fields.get("hostname", "").lower(),
        url_hostname=fields.get("hostname", "").lower(),
        url_path=fields.get("uri", ""),
        disposition_id=2 if denied else 17,
        rule_uid=fields.get("id", ""),
    )


@by_position
def _statement(report: _Report, match: re.Match[str]) -> Event:
    return Event(
        time=report.time,
        uid=report.uid,
        source="web_error",
        class_uid=DATASTORE,
        activity_id=a.DATA_QUERY,
        event_code="statement",
        product_name="PostgreSQL",
        log_name="server",
        service_name="postgresql",
        device_hostname=report.host,
        query_text=match["query"].strip(),
        latency_ms=min(float(match["ms"]), 1e9) if match["ms"] and match["ms"].count(".") <= 1 else 0.0,
    )

"""Error logs of nginx and Apache, service messages in syslog and journald JSON, logs of applications and databases.

    2026/03/09 02:51:07 [alert] 1187#1187: worker process 23110 exited on signal 11 (core dumped)
    [Mon Mar 09 02:51:07.123456 2026] [core:notice] [pid 1187] AH00052: child pid 23110 exit signal Aborted (6)
    <27>1 2026-03-09T02:51:08Z web1 systemd 1 - - nginx.service: Main process exited, code=dumped, status=11/SEGV

An error, a crash, a limit reached, a start, a stop or a restart is an event, and
so are logons, statements that databases log, what directories and name servers are
asked, and what network devices report; what programs merely tell is of no
interest. The times of nginx and Apache have no zone and are read as UTC.
Reference: nginx core module `error_log`, Apache `ErrorLogFormat`, RFC 5424,
systemd.journal-fields(7).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from uba import activities as a
from uba.events import (
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    FAILURE,
    HTTP_ACTIVITY,
    Event,
)
from uba.remembered import remembered
from uba.sources.base import Parse
from uba.sources.by_position import by_position
from uba.sources.continuation import Continuation
from uba.sources.database_messages import database_event, is_database
from uba.sources.directory_messages import Connections, directory_event, is_directory
from uba.sources.fields import clean_ip, user_key
from uba.sources.network_devices import device_event, device_line
from uba.sources.report import Report
from uba.sources.service_messages import MEDIUM, Meaning, meaning_of
from uba.sources.service_report import is_report, report_of
from uba.sources.slow_queries import SlowQueryLog, is_slow_query_line
from uba.sources.sshd import logon_of

_BAD_USER = re.compile(
    r'user "?(?P<user>[^" ]+?)"?:? (?:authentication failure|was not found|not found|password mismatch)'
    r"|user \"(?P<user2>[^\"]+)\": password mismatch"
)
_MODSECURITY = re.compile(r"ModSecurity: (Access denied|Warning)")
_MODSECURITY_FIELD = re.compile(r'\[(id|uri|hostname|msg|unique_id) "([^"]*)"\]')
_LOGONS = frozenset(["sshd", "sshd-session"])
_ERROR_LEVEL = 3
_DETAIL_CUT = 1_000
_READ = 16_384
"""Characters of a line in which fields are looked for; nobody's server writes longer ones."""


class WebError:
    """Error logs and service messages as a source."""

    name = "web_error"

    def recognise(self, record: bytes) -> bool:
        """Tell a line by one of its formats; what syslog carries may be another source's."""
        return is_slow_query_line(record) or device_line(record) is not None or is_report(record)

    def parse(self, record: bytes) -> Event | None:
        """Read one line or journald record that came alone; see `uba.sources.base.Source`."""
        return _File().parse(record)

    def open(self) -> Parse:
        """Give a parse function for one file, in which some lines only continue others."""
        return _File().parse


class _File:
    """One file: the slow query, the connections and the application's message that its last lines are of."""

    def __init__(self) -> None:
        self._slow_queries = SlowQueryLog()
        self._connections = Connections()
        self._continuation = Continuation()

    def parse(self, record: bytes) -> Event | None:
        if self._slow_queries.takes(record):
            return self._slow_queries.parse(record)
        if self._continuation.takes(record):
            return None
        if (match := device_line(record)) is not None:
            return device_event(match)
        report = report_of(record)
        self._continuation.follows(report)
        return _event(report, self._connections)


def _event(report: Report, connections: Connections) -> Event | None:
    tag, message = report.tag, report.message
    if (reader := _reader_of(tag)) is not None and (event := reader(report, connections)):
        return event
    if "ModSecurity: " in message and (match := _MODSECURITY.search(message[:_READ])):
        return _blocked(report, match[1] == "Access denied")
    meaning = meaning_of(message, tag)
    if meaning is None and report.client and "user " in message and (match := _BAD_USER.search(message[:_READ])):
        return _refused(report, match["user"] or match["user2"])
    if meaning is None:
        if report.level is None or report.level > _ERROR_LEVEL:
            return None
        meaning = Meaning("error", APPLICATION_ERROR, a.ERROR_GENERAL, MEDIUM)
    return _service_event(report, meaning)


@remembered(1_024)
def _reader_of(tag: str) -> Callable[[Report, Connections], Event | None] | None:
    """What reads the messages of a program that say more than how it is; None for other programs."""
    if tag in _LOGONS:
        return lambda report, _: logon_of(report)
    if is_database(tag):
        return lambda report, _: database_event(report)
    return directory_event if is_directory(tag) else None


@by_position
def _service_event(report: Report, meaning: Meaning) -> Event:
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


@remembered(1_024)
def _plain(service: str) -> str:
    """Give a service by its bare name, whoever names it: `nginx.service` and `php-fpm8.2` are nginx and php-fpm8.2."""
    return service.removesuffix(".service").lower()


def _request(text: str) -> tuple[str, str, str]:
    method, _, rest = text.partition(" ")
    path, _, query = rest.partition(" ")[0].partition("?")
    return method if method.isalpha() and method.isupper() else "", path, query


@by_position
def _refused(report: Report, user: str) -> Event:
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
def _blocked(report: Report, denied: bool) -> Event:
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

"""What is asked of directories and name servers: searches in OpenLDAP, names that BIND and dnsmasq look up.

OpenLDAP says on one line where a connection comes from, on another who binds, on a
third what is searched: read as a file, a search carries what the lines before it said.
"""

from __future__ import annotations

import re

from uba import activities as a
from uba.events import API_ACTIVITY, AUTHENTICATION, FAILURE, SUCCESS, Event
from uba.sources.by_position import by_position
from uba.sources.fields import clean_ip, user_key
from uba.sources.report import Report

_READ = 8_192
_SEARCH = re.compile(
    r"conn=(?P<conn>\d+) op=\d+ SRCH base=\"(?P<base>[^\"]{0,1000})\" scope=\d(?: deref=\d)? filter=\"(?P<filter>.*)\""
)
_BIND = re.compile(r"conn=(?P<conn>\d+) op=\d+ BIND dn=\"(?P<dn>[^\"]{0,1000})\" (?:method|mech)=(?P<method>\S{1,40})")
_BIND_RESULT = re.compile(r"conn=(?P<conn>\d+) op=\d+ RESULT tag=97 err=(?P<err>\d+)")
_ACCEPT = re.compile(r"conn=(?P<conn>\d+) fd=\d+ ACCEPT from IP=(?P<address>\S{2,80}?)(?::\d+)? \(")
REMEMBERED = 10_000
"""Connections that are remembered at a time; the oldest is forgotten first."""
_QUERY = re.compile(
    r"(?:client )?(?:@0x[0-9a-f]{1,16} )?(?P<ip>[0-9A-Fa-f.:]{2,45})#\d+ ?(?:\([^)]{0,255}\))?: (?:view \S{1,64}: )?"
    r"query: (?P<name>\S{1,255}) \w{1,8} (?P<type>[A-Z0-9]{1,10})"
)
_DNSMASQ = re.compile(r"query\[(?P<type>[A-Z0-9]{1,10})\] (?P<name>\S{1,255}) from (?P<ip>[0-9A-Fa-f.:]{2,45})")


class Connections:
    """Address and user of each connection, by its host and number."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[str, str]] = {}

    def of(self, host: str, number: str) -> tuple[str, str]:
        """Address and user; '' for what no line has said."""
        return self._known.get((host, number), ("", ""))

    def note(self, host: str, number: str, *, address: str = "", user: str = "") -> None:
        """Remember what a line says."""
        before = self._known.pop((host, number), ("", ""))
        self._known[host, number] = (address or before[0], user or before[1])
        if len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]


def is_directory(tag: str) -> bool:
    """Tell the programs whose messages are read here."""
    return tag in ("slapd", "named", "dnsmasq")


def directory_event(report: Report, connections: Connections) -> Event | None:
    """Give the event that a message of a directory or name server is; None for what is only a service message."""
    text = report.message[:_READ]
    return _directory(report, text, connections) if report.tag == "slapd" else _name(report, text)


def _directory(report: Report, text: str, connections: Connections) -> Event | None:
    if match := _SEARCH.search(text):
        return _search(report, match, *connections.of(report.host, match["conn"]))
    if match := _BIND_RESULT.search(text):
        return _bind(report, match, *connections.of(report.host, match["conn"]))
    if match := _BIND.search(text):
        connections.note(report.host, match["conn"], user=user_key(_common_name(match["dn"])))
    elif match := _ACCEPT.search(text):
        connections.note(report.host, match["conn"], address=clean_ip(match["address"]))
    return None


@by_position
def _search(report: Report, match: re.Match[str], address: str, user: str) -> Event:
    return Event(
        time=report.time,
        uid=report.uid,
        source="web_error",
        class_uid=API_ACTIVITY,
        activity_id=a.API_READ,
        status_id=SUCCESS,
        event_code="search",
        product_name="OpenLDAP",
        log_name="query",
        actor_user_name=user,
        actor_session_uid=match["conn"],
        src_ip=address,
        service_name="ldap",
        resource_uid=match["base"],
        resource_type="directory",
        api_operation="LDAP search",
        device_hostname=report.host,
        query_text=match["filter"],
    )


@by_position
def _bind(report: Report, match: re.Match[str], address: str, user: str) -> Event:
    return Event(
        time=report.time,
        uid=report.uid,
        source="web_error",
        class_uid=AUTHENTICATION,
        activity_id=a.AUTH_LOGON,
        status_id=SUCCESS if match["err"] == "0" else FAILURE,
        status_code=match["err"],
        event_code="bind",
        product_name="OpenLDAP",
        log_name="query",
        actor_user_name=user,
        actor_session_uid=match["conn"],
        src_ip=address,
        service_name="ldap",
        device_hostname=report.host,
    )


def _common_name(dn: str) -> str:
    """`uid=ann,ou=people,dc=x` is ann."""
    return dn.partition(",")[0].partition("=")[2] or dn


@by_position
def _name(report: Report, text: str) -> Event | None:
    match = _QUERY.search(text) or _DNSMASQ.search(text)
    if match is None:
        return None
    return Event(
        time=report.time,
        uid=report.uid,
        source="web_error",
        class_uid=API_ACTIVITY,
        activity_id=a.API_READ,
        event_code="query",
        product_name="BIND" if report.tag == "named" else report.tag,
        log_name="query",
        src_ip=clean_ip(match["ip"]),
        service_name="dns",
        resource_uid=match["name"].rstrip(".").lower(),
        resource_type="name",
        api_operation=f"DNS query {match['type']}",
        device_hostname=report.host,
    )

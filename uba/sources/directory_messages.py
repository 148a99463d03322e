"""What is asked of directories and name servers: searches in OpenLDAP, names that BIND and dnsmasq look up.

OpenLDAP says on one line where a connection comes from, on another who binds, on a
third what is searched: read as a file, a search carries what the lines before it said.
"""

from __future__ import annotations

import re

from uba import activities as a
from uba.events import API_ACTIVITY, AUTHENTICATION, FAILURE, SUCCESS, Event
from uba.sources.fields import clean_ip, user_key

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


def directory_event(tag: str, message: str, time: int, host: str, uid: str, connections: Connections) -> Event | None:
    """Give the event that a message of a directory or name server is; None for what is only a service message."""
    text = message[:_READ]
    found = _directory(text, host, connections) if tag == "slapd" else _name(text)
    if found is None:
        return None
    return Event(
        time=time,
        uid=uid,
        source="web_error",
        product_name={"slapd": "OpenLDAP", "named": "BIND"}.get(tag, tag),
        log_name="query",
        service_name="ldap" if tag == "slapd" else "dns",
        device_hostname=host,
        **found,  # type: ignore[arg-type]
    )


def _directory(text: str, host: str, connections: Connections) -> dict[str, object] | None:
    if match := _SEARCH.search(text):
        address, user = connections.of(host, match["conn"])
        return {
            "class_uid": API_ACTIVITY,
            "activity_id": a.API_READ,
            "status_id": SUCCESS,
            "event_code": "search",
            "api_operation": "LDAP search",
            "actor_user_name": user,
            "actor_session_uid": match["conn"],
            "src_ip": address,
            "resource_uid": match["base"],
            "resource_type": "directory",
            "query_text": match["filter"],
        }
    if match := _BIND_RESULT.search(text):
        address, user = connections.of(host, match["conn"])
        return {
            "class_uid": AUTHENTICATION,
            "activity_id": a.AUTH_LOGON,
            "status_id": SUCCESS if match["err"] == "0" else FAILURE,
            "status_code": match["err"],
            "event_code": "bind",
            "actor_user_name": user,
            "actor_session_uid": match["conn"],
            "src_ip": address,
        }
    if match := _BIND.search(text):
        connections.note(host, match["conn"], user=user_key(_common_name(match["dn"])))
    elif match := _ACCEPT.search(text):
        connections.note(host, match["conn"], address=clean_ip(match["address"]))
    return None


def _common_name(dn: str) -> str:
    """`uid=ann,ou=people,dc=x` is ann."""
    return dn.partition(",")[0].partition("=")[2] or dn


def _name(text: str) -> dict[str, object] | None:
    match = _QUERY.search(text) or _DNSMASQ.search(text)
    if match is None:
        return None
    name = match["name"].rstrip(".").lower()
    return {
        "class_uid": API_ACTIVITY,
        "activity_id": a.API_READ,
        "event_code": "query",
        "api_operation": f"DNS query {match['type']}",
        "src_ip": clean_ip(match["ip"]),
        "resource_uid": name,
        "resource_type": "name",
    }

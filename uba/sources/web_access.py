"""Apache and nginx access logs: common and combined, with virtual host, times and forwarded address.

    [vhost[:port]] host ident user [time] "request" status bytes ["referer" "user agent" [more...]]

What follows the user agent is read by its look: a decimal number is the request
time in seconds (nginx `$request_time`), a whole number is microseconds (Apache
`%D`), `rt=` and `request_time=` name seconds, a quoted host name is the virtual
host, quoted addresses are `X-Forwarded-For`. The forwarded address is believed
only when the connection itself comes from a private address (a proxy of ours),
and then its right-most entry, the one our proxy wrote. Reference: Apache
mod_log_config, nginx ngx_http_log_module.
"""

from __future__ import annotations

import re

import msgspec

from uba.activities import HTTP_ACTIVITY_BY_METHOD, OTHER_ACTIVITY
from uba.errors import ParseError
from uba.events import HTTP_ACTIVITY, Event
from uba.sources.by_position import by_position
from uba.sources.confluence_paths import is_confluence_target
from uba.sources.fields import access_log_ms, clean_ip, http_status_id, is_private_ip, whole

_QUOTED = rb'"([^"\\]*(?:\\.[^"\\]*)*)"'
_LINE = re.compile(
    # A virtual host in front is tried last, and an ident other than `-` only before a user of one word: users may have
    # blanks, and `vhost host - user` must not be read as `host ident user`.
    rb"(?:(?P<vhost>[^\s\"\[]+) )??(?P<host>[^\s\"\[]+) (?P<ident>-|[^\s\"\[]+(?= \S+ \[)) (?P<user>[^\[\"]+?) "
    rb"\[(?P<time>\d\d/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "
    + _QUOTED
    + rb" (?P<status>\d{3}|-) (?P<bytes>\d+|-)"
    + rb"(?: +"
    + _QUOTED
    + rb" +"
    + _QUOTED
    + rb")?(?P<rest>[^\r\n]*)$",
    re.DOTALL,
)
_REST = re.compile(rb'"([^"]*)"|(\S+)')
_HOST_NAME = re.compile(r"(?=.*[a-z])[a-z0-9_-]+(?:\.[a-z0-9_-]+)+(?::\d+)?$")
_DECIMAL = re.compile(r"\d+\.\d+$")
_METHOD = re.compile(r"[A-Z][A-Z_-]{1,20}$")
_PROXY_END = re.compile(rb" (?:TCP|UDP|NONE|TAG|SWAPFAIL)[A-Z_]*:[A-Z_]+\s*$")


class AccessLine(msgspec.Struct, gc=False):
    """One access-log line, its fields as text."""

    time: int
    host: str
    user: str
    method: str
    target: str
    status: int
    size: int
    referrer: str = ""
    user_agent: str = ""
    vhost: str = ""
    latency_ms: float = 0.0
    forwarded_for: str = ""


class WebAccess:
    """Apache and nginx access logs as a source."""

    name = "web_access"

    def recognise(self, record: bytes) -> bool:
        """Tell an access-log line by its shape; Confluence's pages are `confluence`, proxies `web_proxy`."""
        if record.startswith((b"{", b"[")) or is_proxy_line(record):
            return False
        match = _LINE.match(record)
        return match is not None and not is_confluence_target(request_target(match[6]))

    def parse(self, record: bytes) -> Event | None:
        """Read one line; see `uba.sources.base.Source`."""
        if is_proxy_line(record):
            raise ParseError("line ends in a proxy's result code: expected a web server's access log, not `web_proxy`")
        return http_event(read_line(record), self.name)


def is_proxy_line(record: bytes) -> bool:
    """Tell Squid's combined log from a web server's, by the result code at its end (`TCP_MISS:HIER_DIRECT`)."""
    return _PROXY_END.search(record, max(0, len(record) - 100)) is not None


def is_access_line(record: bytes) -> bool:
    """Tell whether a line has the shape of an access log, a web server's or a proxy's."""
    return _LINE.match(record) is not None


def request_target(request: bytes) -> str:
    """Give the target of a request line, with its query; '' of what is no request line."""
    parts = request.split(b" ")
    return parts[1].decode("utf-8", "replace") if len(parts) >= 2 else ""


def read_line(record: bytes) -> AccessLine:
    """Take an access-log line apart.

    Raises
    ------
    ParseError
        The line has not the shape of an access log.
    """
    match = _LINE.match(record)
    if match is None:
        raise ParseError(
            'line is not an access log: expected host ident user [09/Mar/2026:04:12:55 +0000] "GET / HTTP/1.1" 200 512'
        )
    vhost, host, _ident, user, moment, request, status, size, referrer, agent, rest = match.groups()
    method, target = _request(request.decode("utf-8", "replace"))
    line = AccessLine(
        time=access_log_ms(moment),
        host=host.decode("utf-8", "replace"),
        user=_said(user),
        method=method,
        target=target,
        status=0 if status == b"-" else int(status),
        size=0 if size == b"-" else whole(size.decode()),
        referrer=_said(referrer),
        user_agent=_said(agent),
        vhost=_said(vhost).partition(":")[0].lower(),
    )
    if rest:
        _read_rest(line, rest)
    return line


def _said(value: bytes | None) -> str:
    return "" if value is None or value == b"-" else value.decode("utf-8", "replace")


def _request(text: str) -> tuple[str, str]:
    """Give method and target; a malformed request (TLS to a plain port, a scan) is all target."""
    method, _, remainder = text.partition(" ")
    if not _METHOD.match(method):
        return "", "" if text == "-" else text
    target, protocol, version = remainder.rpartition(" ")
    return (method, target) if protocol and version.startswith("HTTP/") else (method, remainder)


def _read_rest(line: AccessLine, rest: bytes) -> None:
    for quoted, bare in _REST.findall(rest):
        text = (quoted or bare).decode("utf-8", "replace")
        name, equals, value = text.partition("=")
        if equals and name in ("rt", "request_time"):
            line.latency_ms = _seconds(value) * 1_000.0
        elif bare and not line.latency_ms and _DECIMAL.match(text):
            line.latency_ms = _seconds(text) * 1_000.0
        elif bare and not line.latency_ms and text.isdecimal():
            line.latency_ms = whole(text) / 1_000.0
        elif not line.forwarded_for and clean_ip(text.rpartition(",")[2]):
            line.forwarded_for = text
        elif not line.vhost and _HOST_NAME.match(text.lower()):
            line.vhost = text.partition(":")[0].lower()


def _seconds(text: str) -> float:
    try:
        seconds = float(text.strip('"'))
    except ValueError:
        return 0.0
    return seconds if 0.0 <= seconds < 1e7 else 0.0


def source_address(line: AccessLine) -> str:
    """Give the address of the client: the peer, or what our own proxy says of it."""
    peer = clean_ip(line.host)
    if line.forwarded_for and (not peer or is_private_ip(peer)):
        return clean_ip(line.forwarded_for.rpartition(",")[2]) or peer
    return peer


@by_position
def http_event(line: AccessLine, source: str) -> Event:
    """Give the HTTP activity that a line records."""
    host, path, query = _split_target(line)
    address = source_address(line)
    return Event(
        time=line.time,
        uid="",
        source=source,
        class_uid=HTTP_ACTIVITY,
        activity_id=HTTP_ACTIVITY_BY_METHOD.get(line.method, OTHER_ACTIVITY if line.method else 0),
        status_id=http_status_id(line.status),
        status_code=str(line.status) if line.status else "",
        event_code=line.method,
        product_name="web server",
        log_name="access",
        actor_user_name=line.user.lower(),
        src_ip=address,
        src_hostname="" if address else line.host.lower().removeprefix("-"),
        dst_hostname=line.vhost,
        http_method=line.method,
        url_hostname=host,
        url_path=path,
        url_query=query,
        user_agent=line.user_agent,
        referrer=line.referrer,
        http_status=line.status,
        bytes_out=line.size,
        latency_ms=line.latency_ms,
    )


def _split_target(line: AccessLine) -> tuple[str, str, str]:
    target, host = line.target, line.vhost
    if target.startswith(("http://", "https://")):
        host, slash, target = target.partition("://")[2].partition("/")
        host, target = host.partition(":")[0].lower(), slash + target
    path, _, query = target.partition("?")
    return host, path, query

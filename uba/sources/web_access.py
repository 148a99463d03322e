"""Access logs of Apache, nginx and load balancers: common and combined, with virtual host, times, forwarded address.

    [vhost[:port]] host ident user [time] "request" status bytes ["referer" "user agent" [more...]]

What follows the user agent is read by its look: a decimal number is the request
time in seconds (nginx `$request_time`), a whole number is microseconds (Apache
`%D`), `rt=` and `request_time=` name seconds, `session=` and `sid=` the session or
a hash of its cookie, a quoted host name is the virtual host, quoted addresses are
`X-Forwarded-For`. The forwarded address is believed only when the connection itself
comes from a private address (a proxy of ours), and then its right-most entry, the
one our proxy wrote. What git's clients ask is an act on a repository. Reference:
Apache mod_log_config, nginx ngx_http_log_module.
"""

from __future__ import annotations

import re

from uba.activities import HTTP_ACTIVITY_BY_METHOD, OTHER_ACTIVITY
from uba.addresses import is_private
from uba.errors import ParseError
from uba.events import HTTP_ACTIVITY, Event
from uba.remembered import remembered
from uba.sources.access_line import AccessLine
from uba.sources.by_position import by_position
from uba.sources.confluence_paths import is_confluence_target
from uba.sources.fields import access_log_ms, clean_ip, http_status_id, whole
from uba.sources.git_requests import repository_event
from uba.sources.load_balancers import balancer_line, is_balancer_line

_QUOTED = r'"([^"\\]*(?:\\.[^"\\]*)*)"'
_LINE = re.compile(
    # A virtual host in front is tried last, and an ident other than `-` only before a user of one word: users may have
    # blanks, and `vhost host - user` must not be read as `host ident user`.
    r"(?:(?P<vhost>[^\s\"\[]+) )??(?P<host>[^\s\"\[]+) (?P<ident>-|[^\s\"\[]+(?= \S+ \[)) (?P<user>[^\[\"]+?) "
    r"\[(?P<time>\d\d/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "
    + _QUOTED
    + r" (?P<status>\d{3}|-) (?P<bytes>\d+|-)"
    + r"(?: +"
    + _QUOTED
    + r" +"
    + _QUOTED
    # What usually follows is nginx's request time, and a name or an address.
    + r")?(?: (?P<seconds>\d+\.\d+)(?![^ ]))?(?: \"(?P<name>[^\"=]*)\")?(?P<rest>[^\r\n]*)$",
    re.DOTALL | re.ASCII,
)
_REST = re.compile(r'"([^"]*)"|(\S+)', re.ASCII)
_HOST_NAME = re.compile(r"(?=.*[a-z])[a-z0-9_-]+(?:\.[a-z0-9_-]+)+(?::\d+)?$")
_DECIMAL = re.compile(r"\d+\.\d+$")
_METHOD = re.compile(r"[A-Z][A-Z_-]{1,20}$")
_PROXY_END = re.compile(rb" ((?:TCP|UDP|NONE|TAG|SWAPFAIL)[A-Z_]*):[A-Z_]+\s*$")
_NO_ACCESS_LINE = (
    'line is not an access log: expected host ident user [09/Mar/2026:04:12:55 +0000] "GET / HTTP/1.1" 200 512'
)
_MOST_DIGITS = 18
_READ = 4_096
"""Characters after the user agent that are looked at; what servers are told to write there is shorter."""
_NO_RESULT_CODE = frozenset(b'"-)0123456789abcdefghijklmnopqrstuvwxyz')
"""Bytes at the end of a line that a search for a result code can be spared."""
STATUSES = {status: (http_status_id(status), str(status)) for status in range(100, 600)}
"""What an HTTP status means, as `status_id` and in text."""


class WebAccess:
    """Apache and nginx access logs as a source."""

    name = "web_access"

    def recognise(self, record: bytes) -> bool:
        """Tell an access-log line by its shape; Confluence's pages are `confluence`, proxies `web_proxy`."""
        if record.startswith((b"{", b"[")) or is_proxy_line(record):
            return False
        match = _LINE.match(record.decode("utf-8", "replace"))
        if match is None:
            return is_balancer_line(record)
        return not is_confluence_target(request_target(match[6]))

    def parse(self, record: bytes) -> Event | None:
        """Read one line; see `uba.sources.base.Source`."""
        if is_proxy_line(record):
            raise ParseError("line ends in a proxy's result code: expected a web server's access log, not `web_proxy`")
        line = _access_line(record) or balancer_line(record)
        if line is None:
            raise ParseError(_NO_ACCESS_LINE)
        event = http_event(line, self.name)
        return repository_event(event) if "git-" in line.target or "/-/archive/" in line.target else event


def is_proxy_line(record: bytes) -> bool:
    """Tell Squid's combined log from a web server's, by the result code at its end."""
    return proxy_result(record) != ""


def proxy_result(record: bytes) -> str:
    """Give the result code at the end of Squid's combined log, `TCP_MISS` of `TCP_MISS:HIER_DIRECT`; '' for none."""
    if record and record[-1] in _NO_RESULT_CODE:
        return ""
    match = _PROXY_END.search(record, max(0, len(record) - 100))
    return match[1].decode() if match else ""


def is_access_line(record: bytes) -> bool:
    """Tell whether a line has the shape of an access log, a web server's or a proxy's."""
    return _LINE.match(record.decode("utf-8", "replace")) is not None


def request_target(request: str) -> str:
    """Give the target of a request line, with its query; '' of what is no request line."""
    parts = request.split(" ")
    return parts[1] if len(parts) >= 2 else ""


def read_line(record: bytes) -> AccessLine:
    """Take an access-log line apart.

    Raises
    ------
    ParseError
        The line has not the shape of an access log.
    """
    line = _access_line(record)
    if line is None:
        raise ParseError(_NO_ACCESS_LINE)
    return line


def _access_line(record: bytes) -> AccessLine | None:
    match = _LINE.match(record.decode("utf-8", "replace"))
    if match is None:
        return None
    vhost, host, _ident, user, moment, request, status, size, referrer, agent, seconds, name, rest = match.groups("-")
    words = request.split(" ")
    if len(words) == 3 and words[0] in HTTP_ACTIVITY_BY_METHOD and words[2].startswith("HTTP/"):
        method, target = words[0], words[1]
    else:
        method, target = _request(request)
    line = AccessLine(
        access_log_ms(moment),
        host,
        "" if user == "-" else user,
        method,
        target,
        0 if status == "-" else int(status),
        int(size) if size != "-" and len(size) <= _MOST_DIGITS else 0,
        "" if referrer == "-" else referrer,
        "" if agent == "-" else agent,
        "" if vhost == "-" else vhost.partition(":")[0].lower(),
    )
    if seconds != "-":
        line.latency_ms = _milliseconds(seconds)
    if name != "-":
        _read_name(line, name)
    if rest:
        _read_rest(line, rest)
    return line


def _request(text: str) -> tuple[str, str]:
    """Give method and target; a malformed request (TLS to a plain port, a scan) is all target."""
    method, _, remainder = text.partition(" ")
    if not _METHOD.match(method):
        return "", "" if text == "-" else text
    target, protocol, version = remainder.rpartition(" ")
    return (method, target) if protocol and version.startswith("HTTP/") else (method, remainder)


def _read_rest(line: AccessLine, rest: str) -> None:
    for quoted, bare in _REST.findall(rest[:_READ]):
        text = quoted or bare
        name, equals, value = text.partition("=")
        if equals and name in ("rt", "request_time"):
            line.latency_ms = _milliseconds(value)
        elif equals and name in ("session", "sid"):
            line.session = value.strip('"-')[:200]
        elif bare and not line.latency_ms and _DECIMAL.match(text):
            line.latency_ms = _milliseconds(text)
        elif bare and not line.latency_ms and text.isdecimal():
            line.latency_ms = whole(text) / 1_000.0
        else:
            _read_name(line, text)


def _read_name(line: AccessLine, text: str) -> None:
    is_address, host = _names(text)
    if is_address and not line.forwarded_for:
        line.forwarded_for = text
    elif host and not line.vhost:
        line.vhost = host


@remembered(4_096)
def _names(text: str) -> tuple[bool, str]:
    """Whether a text ends in an address, and the host it names, if any."""
    lowered = text.lower()
    is_host = _HOST_NAME.match(lowered) is not None
    return clean_ip(text.rpartition(",")[2]) != "", lowered.partition(":")[0] if is_host else ""


def _milliseconds(text: str) -> float:
    try:
        seconds = float(text.strip('"'))
    except ValueError:
        return 0.0
    return seconds * 1_000.0 if 0.0 <= seconds < 1e7 else 0.0


def source_address(line: AccessLine) -> str:
    """Give the address of the client: the peer, or what our own proxy says of it."""
    peer = clean_ip(line.host)
    if line.forwarded_for and (not peer or is_private(peer)):
        return clean_ip(line.forwarded_for.rpartition(",")[2]) or peer
    return peer


@by_position
def http_event(line: AccessLine, source: str, product: str = "web server", vendor: str = "") -> Event:
    """Give the HTTP activity that a line records."""
    target, host = line.target, line.vhost
    if target.startswith("http"):
        host, target = split_url(target, host)
    path, _, query = target.partition("?")
    address = source_address(line) if line.forwarded_for else clean_ip(line.host)
    method, status = line.method, line.status
    status_id, code = STATUSES.get(status) or (http_status_id(status), str(status) if status else "")
    return Event(
        time=line.time,
        uid="",
        source=source,
        class_uid=HTTP_ACTIVITY,
        activity_id=HTTP_ACTIVITY_BY_METHOD.get(method, OTHER_ACTIVITY if method else 0),
        status_id=status_id,
        status_code=code,
        event_code=method,
        product_name=product,
        vendor_name=vendor,
        log_name="access",
        actor_user_name=line.user.lower(),
        actor_session_uid=line.session,
        src_ip=address,
        src_hostname="" if address else line.host.lower().removeprefix("-"),
        dst_hostname=line.vhost,
        http_method=method,
        url_hostname=host,
        url_path=path,
        url_query=query,
        user_agent=line.user_agent,
        referrer=line.referrer,
        http_status=status,
        bytes_out=line.size,
        latency_ms=line.latency_ms,
    )


def split_url(target: str, host: str) -> tuple[str, str]:
    """Give host and path of what was asked for: of a whole URL its own host, else the one given."""
    if not target.startswith(("http://", "https://")):
        return host, target
    host, slash, target = target.partition("://")[2].partition("/")
    return host.partition(":")[0].lower(), slash + target

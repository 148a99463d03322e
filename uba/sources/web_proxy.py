"""Web proxies: Squid's native and combined logs, Zscaler's web log (NSS) as JSON, CEF and LEEF of others.

    1773046502.337    214 10.20.31.8 TCP_MISS/200 48812 GET http://x.example/ l.meyer HIER_DIRECT/192.0.2.80 -
    10.20.31.8 - l.meyer [09/Mar/2026:08:55:02 +0000] "GET http://x.example/ HTTP/1.1" 200 9 TCP_MISS:HIER_DIRECT

`bytes_out` is what the proxy gave to the client, as of a web server. A request
that the proxy refused is a failure (`disposition_id` 2). Reference: Squid
`logformat`, Zscaler "NSS Feed Output Format: Web Logs".
"""

from __future__ import annotations

import re

import msgspec

from uba.activities import HTTP_ACTIVITY_BY_METHOD, OTHER_ACTIVITY
from uba.errors import ParseError
from uba.events import FAILURE, HTTP_ACTIVITY, OUTBOUND, SUCCESS, Event
from uba.remembered import remembered
from uba.sources.access_line import AccessLine
from uba.sources.by_position import by_position
from uba.sources.cef import cef_fields, home_of, is_cef
from uba.sources.cef_events import cef_event
from uba.sources.decoding import RecordDecoder
from uba.sources.fields import clean_ip, http_status_id, time_ms, user_key, whole
from uba.sources.squid_line import SQUID_LINE, is_squid_line
from uba.sources.web_access import STATUSES, is_access_line, is_proxy_line, proxy_result, read_line

_BLOCKED, _ALLOWED = 2, 1
_NOTHING = frozenset({"", "-", "none", "n/a", "na", "unknown"})


class ZscalerRecord(msgspec.Struct, gc=False):
    """The fields of the NSS web log that are read; feeds write most numbers as text."""

    datetime: str | None = None
    time: str | int | None = None
    event_id: str | int | None = None
    recordid: str | int | None = None
    user: str | None = None
    login: str | None = None
    client_ip: str | None = msgspec.field(name="ClientIP", default=None)
    clientip: str | None = None
    clientpublicip: str | None = msgspec.field(name="clientpublicIP", default=None)
    devicehostname: str | None = None
    hostname: str | None = None
    host: str | None = None
    url: str | None = None
    requestmethod: str | None = None
    status: str | int | None = None
    action: str | None = None
    reason: str | None = None
    useragent: str | None = None
    refererurl: str | None = msgspec.field(name="refererURL", default=None)
    responsesize: str | int | None = None
    urlcategory: str | None = None
    threatname: str | None = None
    threatcategory: str | None = None
    appname: str | None = None
    clienttranstime: str | int | None = None
    contenttype: str | None = None
    rulelabel: str | None = None


class Envelope(ZscalerRecord, gc=False):
    """The record itself, or under `event`, as feeds for Splunk wrap it."""

    event: ZscalerRecord | None = None


_DECODER = RecordDecoder(Envelope, "web proxy record")


class WebProxy:
    """Web proxies as one source."""

    name = "web_proxy"

    def recognise(self, record: bytes) -> bool:
        """Tell Squid by its result code, Zscaler by URL, category and method."""
        if record.startswith(b"{"):
            return b'"urlcategory"' in record and b'"requestmethod"' in record and b'"url"' in record
        if is_cef(record):
            return home_of(record) == self.name
        if record[:1].isdigit() and is_squid_line(record.decode("utf-8", "replace")):
            return True
        return is_proxy_line(record) and is_access_line(record)

    def parse(self, record: bytes) -> Event | None:
        """Read one line or record; see `uba.sources.base.Source`."""
        first = record[:1]
        if first == b"{":
            envelope = _DECODER.decode(record)
            return _zscaler_event(envelope.event or envelope)
        if first.isdigit() and (match := SQUID_LINE.match(record.decode("utf-8", "replace"))):
            return _native_event(match)
        if is_cef(record) and home_of(record) == self.name:
            return cef_event(cef_fields(record), self.name)
        if result := proxy_result(record):
            return _combined_event(read_line(record), result)
        raise ParseError(
            "line is no proxy log: expected Squid's native format (1773046502.337 214 10.0.0.1 TCP_MISS/200 ...), "
            "its combined format with TCP_MISS:HIER_DIRECT at the end, or Zscaler JSON"
        )


@by_position
def _event(
    time: int,
    result: str,
    status: int,
    method: str,
    url: str,
    user: str,
    client: str,
    size: int,
    latency_ms: float,
    hierarchy: str = "",
    referrer: str = "",
    user_agent: str = "",
) -> Event:
    """A request through Squid."""
    host, path, query = split_url(url)
    denied = "DENIED" in result
    address = clean_ip(client)
    status_id, code = STATUSES.get(status) or _outcome(status)
    return Event(
        time=time,
        uid="",
        source="web_proxy",
        class_uid=HTTP_ACTIVITY,
        activity_id=HTTP_ACTIVITY_BY_METHOD.get(method, OTHER_ACTIVITY),
        status_id=FAILURE if denied else status_id,
        status_code=code,
        status_detail=hierarchy,
        event_code=result,
        product_name="Squid",
        log_name="access",
        actor_user_name=_said(user).lower(),
        src_ip=address,
        src_hostname="" if address else client.lower(),
        dst_hostname=host,
        http_method=method,
        url_hostname=host,
        url_path=path,
        url_query=query,
        user_agent=user_agent,
        referrer=referrer,
        http_status=status,
        bytes_out=size,
        latency_ms=latency_ms,
        direction_id=OUTBOUND,
        disposition_id=_BLOCKED if denied else _ALLOWED,
    )


@by_position
def _native_event(match: re.Match[str]) -> Event:
    time, elapsed, client, result, status, size, method, url, user, peer = match.groups()
    return _event(
        time=time_ms(float(time), "time"),
        result=result,
        status=0 if status == "-" else int(status),
        method=method,
        url=url,
        user=user,
        client=client,
        size=whole(size),
        latency_ms=max(0.0, float(whole(elapsed))),
        hierarchy=peer,
    )


@by_position
def _combined_event(line: AccessLine, result: str) -> Event:
    return _event(
        time=line.time,
        result=result,
        status=line.status,
        method=line.method,
        url=line.target,
        user=line.user,
        client=line.host,
        size=line.size,
        latency_ms=line.latency_ms,
        referrer=line.referrer,
        user_agent=line.user_agent,
    )


@by_position
def _zscaler_event(record: ZscalerRecord) -> Event:
    if record.url is None or record.action is None:
        raise ParseError("url or action is missing: expected a record of a web proxy")
    host, path, query = split_url(record.url)
    blocked = record.action.lower().startswith(("block", "denied", "deny"))
    status = whole(record.status)
    status = status if 100 <= status < 600 else 0
    method = (record.requestmethod or "").upper()
    identity = record.event_id or record.recordid
    threat = _said(record.threatname) or _said(record.threatcategory)
    return Event(
        time=time_ms(record.datetime if record.datetime is not None else record.time, "datetime (or time)"),
        uid=str(identity) if identity else "",
        source="web_proxy",
        class_uid=HTTP_ACTIVITY,
        activity_id=HTTP_ACTIVITY_BY_METHOD.get(method, OTHER_ACTIVITY if method else 0),
        status_id=FAILURE if blocked else SUCCESS,
        status_code=str(status) if status else "",
        status_detail=threat or _said(record.reason),
        severity_id=4 if threat else 1,
        event_code=record.action,
        product_name="Zscaler Internet Access",
        vendor_name="Zscaler",
        log_name="web",
        actor_user_name=user_key(_said(record.user) or _said(record.login)),
        app_name=_said(record.appname),
        src_ip=clean_ip(record.client_ip or record.clientip or record.clientpublicip or ""),
        device_hostname=_said(record.devicehostname).lower(),
        dst_hostname=(_said(record.hostname) or _said(record.host) or host).lower(),
        http_method=method,
        url_hostname=host,
        url_path=path,
        url_query=query,
        user_agent=_said(record.useragent),
        referrer=_said(record.refererurl),
        http_status=status,
        bytes_out=max(0, whole(record.responsesize)),
        latency_ms=float(max(0, whole(record.clienttranstime))),
        direction_id=OUTBOUND,
        disposition_id=_BLOCKED if blocked else _ALLOWED,
        rule_uid=_said(record.rulelabel),
        policy_name=_said(record.urlcategory),
    )


def _outcome(status: int) -> tuple[int, str]:
    """What a status that HTTP does not have means."""
    return (http_status_id(status), str(status)) if status else (0, "")


def split_url(url: str) -> tuple[str, str, str]:
    """Give host without port, path and query of a URL, with or without its scheme, or of `host:port` of a CONNECT."""
    rest = url.partition("://")[2] or url
    authority, slash, target = rest.partition("/")
    authority = authority.rpartition("@")[2]
    if "?" in authority:
        authority, _, query = authority.partition("?")
        slash, target = "/", f"?{query}"
    host = authority.partition("]")[0] + "]" if authority.startswith("[") else authority.partition(":")[0]
    path, _, query = (slash + target).partition("?")
    return host.strip("[]").lower(), path, query


@remembered(16_384)
def _said(value: str | None) -> str:
    return "" if value is None or value.strip().lower() in _NOTHING else value.strip()

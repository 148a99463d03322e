"""IIS logs in W3C extended format, and what else is written so: HTTP.sys errors, CloudFront.

A `#Fields:` line names the columns of the lines after it and may come again
with others. Times are UTC, `time-taken` is milliseconds (CloudFront writes
seconds with a point), blanks in values are `+`. A line that comes without its
header is read by the columns IIS writes by default, or all of them, where their
number and what stands in them fits. Reference: W3C, "Extended Log File Format";
Microsoft, "W3C Logging".
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from uba.activities import HTTP_ACTIVITY_BY_METHOD, OTHER_ACTIVITY
from uba.errors import ParseError
from uba.events import HTTP_ACTIVITY, Event
from uba.sources.base import Parse
from uba.sources.by_position import by_position
from uba.sources.fields import clean_ip, http_status_id, is_private_ip, time_ms, user_key, whole

_START = "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(user-agent) "
_FULL = (
    "date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs-version "
    "cs(user-agent) cs(cookie) cs(referer) cs-host "
)
_STATUS = "sc-status sc-substatus sc-win32-status "
STANDARD_COLUMNS: dict[int, tuple[str, ...]] = {
    len(columns.split()): tuple(columns.split())
    for columns in (
        _START + _STATUS + "time-taken",
        _START + "cs(referer) " + _STATUS + "time-taken",
        _START + "cs(referer) " + _STATUS + "sc-bytes cs-bytes time-taken",
        _FULL + _STATUS + "sc-bytes cs-bytes time-taken",
    )
}
"""Number of columns -> their names: IIS 7, IIS 8 and later, with bytes, and everything."""

_DATA = re.compile(
    rb"\d{4}-\d\d-\d\d[ \t]\d\d:\d\d:\d\d[ \t](?:[^ \t\"]+[ \t]){1,3}[A-Z]{3,16}[ \t]/[^ \t]*[ \t](?:[^ \t]+[ \t]){5}"
)
_HEADER = re.compile(
    rb"#(?:Software: Microsoft (?:Internet Information Services|HTTP API)|Version: 1\.0\s*$|"
    rb"Date: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d|Fields: [^,]*\b(?:c-ip|s-ip|cs-method|cs-uri-stem)\b)"
)
_METHOD = re.compile(r"[A-Z][A-Z_-]{1,20}$")
_MAX_COLUMNS = 200


class IisW3c:
    """W3C extended logs as a source."""

    name = "iis_w3c"

    def recognise(self, record: bytes) -> bool:
        """Tell a header line, or a line of date, time, addresses, a method and a path."""
        return (_HEADER if record.startswith(b"#") else _DATA).match(record) is not None

    def parse(self, record: bytes) -> Event | None:
        """Read one line that came alone; see `uba.sources.base.HeaderedSource`."""
        return None if record.startswith(b"#") else _event(dict(zip(_standard(record), _cells(record), strict=True)))

    def open(self) -> Parse:
        """Give a parse function that remembers `#Fields:` and `#Date:`."""
        return _W3cFile().parse


class _W3cFile:
    """One file: the columns its header gave."""

    def __init__(self) -> None:
        self._columns: tuple[str, ...] = ()
        self._date = ""

    def parse(self, record: bytes) -> Event | None:
        if record.startswith(b"#"):
            self._header(record.decode("utf-8", "replace"))
            return None
        cells = _cells(record)
        columns = self._columns or _standard(record)
        if len(cells) != len(columns):
            raise ParseError(f"line has {len(cells)} columns: expected {len(columns)}, as the #Fields line before it")
        values = dict(zip(columns, cells, strict=True))
        if "date" not in values:
            values["date"] = self._date
        return _event(values)

    def _header(self, line: str) -> None:
        name, _, text = line[1:].partition(":")
        if name == "Fields":
            self._columns = tuple(text.lower().split()[:_MAX_COLUMNS])
        elif name == "Date":
            self._date = text.strip().partition(" ")[0]


def _cells(record: bytes) -> list[str]:
    text = record.decode("utf-8", "replace")
    return text.split("\t") if "\t" in text else text.split(" ")


def _standard(record: bytes) -> tuple[str, ...]:
    cells = _cells(record)
    columns = STANDARD_COLUMNS.get(len(cells))
    if columns is None or _DATA.match(record) is None:
        raise ParseError(
            f"line has {len(cells)} columns and no #Fields line was seen: expected one, or the columns of IIS: "
            "date time s-ip cs-method ... time-taken"
        )
    values = dict(zip(columns, cells, strict=True))
    if not (_METHOD.match(values["cs-method"]) and values["sc-status"].isdecimal() and clean_ip(values["c-ip"])):
        raise ParseError("columns are not those IIS writes by default: expected the #Fields line that names them")
    return columns


@by_position
def _event(values: dict[str, str]) -> Event:
    def said(name: str) -> str:
        value = values.get(name, "")
        return "" if value == "-" else value

    method = said("cs-method")
    status = whole(said("sc-status"))
    path, query = said("cs-uri-stem"), said("cs-uri-query")
    if not path:
        path, _, query = said("cs-uri").partition("?")
    return Event(
        time=time_ms(f"{said('date')} {said('time')}".strip(), "date and time"),
        uid="",
        source="iis_w3c",
        class_uid=HTTP_ACTIVITY,
        activity_id=HTTP_ACTIVITY_BY_METHOD.get(method, OTHER_ACTIVITY if method else 0),
        status_id=http_status_id(status) if status else 0,
        status_code=_status_code(status, said("sc-substatus")),
        status_detail=said("s-reason") or _win32(said("sc-win32-status")),
        event_code=method,
        product_name="IIS",
        vendor_name="Microsoft",
        log_name="W3C",
        actor_user_name=user_key(said("cs-username").replace("+", " ")),
        src_ip=_client(values),
        dst_hostname=said("cs-host").partition(":")[0].lower() or said("s-computername").lower(),
        device_hostname=said("s-computername").lower(),
        http_method=method,
        url_hostname=said("cs-host").partition(":")[0].lower(),
        url_path=path,
        url_query=query,
        user_agent=unquote(said("cs(user-agent)").replace("+", " ")),
        referrer=said("cs(referer)"),
        http_status=status,
        bytes_out=max(0, whole(said("sc-bytes"))),
        latency_ms=_latency_ms(said("time-taken")),
        service_name=said("s-sitename"),
    )


def _status_code(status: int, substatus: str) -> str:
    if not status:
        return ""
    return f"{status}.{substatus}" if substatus not in ("", "0") else str(status)


def _win32(code: str) -> str:
    return f"Win32 error {code}" if code not in ("", "0") else ""


def _client(values: dict[str, str]) -> str:
    """The client's address; what a proxy of ours forwards counts, as in `web_access`."""
    peer = clean_ip(values.get("c-ip", ""))
    forwarded = values.get("x-forwarded-for") or values.get("cs(x-forwarded-for)") or ""
    if forwarded not in ("", "-") and (not peer or is_private_ip(peer)):
        return clean_ip(forwarded.replace("+", " ").rpartition(",")[2]) or peer
    return peer


def _latency_ms(text: str) -> float:
    try:
        latency = float(text) * 1_000.0 if "." in text else float(text)
    except ValueError:
        return 0.0
    return latency if 0.0 <= latency < 1e10 else 0.0

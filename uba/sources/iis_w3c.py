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
from uba.addresses import is_private
from uba.errors import ParseError
from uba.events import HTTP_ACTIVITY, Event
from uba.sources.base import Parse
from uba.sources.by_position import by_position
from uba.sources.columns import Columns
from uba.sources.fields import clean_ip, day_and_clock_ms, http_status_id, user_key, whole

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
_NO_ERROR = frozenset(["", "-", "0"])


_READ = (
    "date",
    "time",
    "cs-method",
    "cs-uri-stem",
    "cs-uri-query",
    "cs-username",
    "c-ip",
    "x-forwarded-for",
    "cs(x-forwarded-for)",
    "cs(user-agent)",
    "cs(referer)",
    "cs-host",
    "s-computername",
    "s-sitename",
    "s-reason",
    "sc-status",
    "sc-substatus",
    "sc-win32-status",
    "sc-bytes",
    "time-taken",
    "cs-uri",
)
"""The columns that are read, in the order in which `_event` takes them."""


_STANDARD = {count: Columns(names, _READ, "-") for count, names in STANDARD_COLUMNS.items()}


class IisW3c:
    """W3C extended logs as a source."""

    name = "iis_w3c"

    def recognise(self, record: bytes) -> bool:
        """Tell a header line, or a line of date, time, addresses, a method and a path."""
        return (_HEADER if record.startswith(b"#") else _DATA).match(record) is not None

    def parse(self, record: bytes) -> Event | None:
        """Read one line that came alone; see `uba.sources.base.HeaderedSource`."""
        if record.startswith(b"#"):
            return None
        cells = _cells(record)
        return _event(_standard(record, cells).of(cells), "")

    def open(self) -> Parse:
        """Give a parse function that remembers `#Fields:` and `#Date:`."""
        return _W3cFile().parse


class _W3cFile:
    """One file: the columns its header gave."""

    def __init__(self) -> None:
        self._columns: Columns | None = None
        self._date = ""

    def parse(self, record: bytes) -> Event | None:
        if record.startswith(b"#"):
            self._header(record.decode("utf-8", "replace"))
            return None
        cells = _cells(record)
        columns = self._columns or _standard(record, cells)
        if len(cells) != columns.count:
            raise ParseError(f"line has {len(cells)} columns: expected {columns.count}, as the #Fields line before it")
        return _event(columns.of(cells), self._date if "date" not in columns else "")

    def _header(self, line: str) -> None:
        name, _, text = line[1:].partition(":")
        if name == "Fields":
            names = tuple(text.lower().split()[:_MAX_COLUMNS])
            self._columns = Columns(names, _READ, "-") if names else None
        elif name == "Date":
            self._date = text.strip().partition(" ")[0]


def _cells(record: bytes) -> list[str]:
    text = record.decode("utf-8", "replace")
    return text.split("\t") if "\t" in text else text.split(" ")


def _standard(record: bytes, cells: list[str]) -> Columns:
    names = STANDARD_COLUMNS.get(len(cells))
    if names is None or _DATA.match(record) is None:
        raise ParseError(
            f"line has {len(cells)} columns and no #Fields line was seen: expected one, or the columns of IIS: "
            "date time s-ip cs-method ... time-taken"
        )
    values = dict(zip(names, cells, strict=True))
    if not (_METHOD.match(values["cs-method"]) and values["sc-status"].isdecimal() and clean_ip(values["c-ip"])):
        raise ParseError("columns are not those IIS writes by default: expected the #Fields line that names them")
    return _STANDARD[len(cells)]


@by_position
def _event(values: tuple[str, ...], header_date: str) -> Event:
    (
        date,
        clock,
        method,
        path,
        query,
        user,
        peer,
        forwarded,
        forwarded_too,
        agent,
        referrer,
        host,
        computer,
        site,
        reason,
        status_text,
        substatus,
        win32,
        size,
        took,
        uri,
    ) = values
    method = "" if method == "-" else method
    query = "" if query == "-" else query
    if path in ("", "-"):
        path, _, query = _said(uri).partition("?")
    status, status_id = _STATUSES.get(status_text) or _outcome(whole(status_text))
    host = "" if host == "-" else host.partition(":")[0].lower()
    computer = "" if computer == "-" else computer.lower()
    return Event(
        time=day_and_clock_ms(header_date if date == "-" else date, _said(clock), "date and time"),
        uid="",
        source="iis_w3c",
        class_uid=HTTP_ACTIVITY,
        activity_id=HTTP_ACTIVITY_BY_METHOD.get(method, OTHER_ACTIVITY if method else 0),
        status_id=status_id,
        status_code=_status_code(status, substatus),
        status_detail=_said(reason) or ("" if win32 in _NO_ERROR else f"Win32 error {win32}"),
        event_code=method,
        product_name="IIS",
        vendor_name="Microsoft",
        log_name="W3C",
        actor_user_name="" if user == "-" else user_key(user.replace("+", " ")),
        src_ip=clean_ip(peer) if forwarded == forwarded_too == "-" else _client(peer, forwarded, forwarded_too),
        dst_hostname=host or computer,
        device_hostname=computer,
        http_method=method,
        url_hostname=host,
        url_path=path,
        url_query=query,
        user_agent="" if agent == "-" else _agent(agent),
        referrer="" if referrer == "-" else referrer,
        http_status=status,
        bytes_out=0 if size == "-" else max(0, whole(size)),
        latency_ms=0.0 if took == "-" else _latency_ms(took),
        service_name="" if site == "-" else site,
    )


def _said(value: str) -> str:
    return "" if value == "-" else value


def _outcome(status: int) -> tuple[int, int]:
    return status, http_status_id(status) if status else 0


_STATUSES = {str(status): _outcome(status) for status in range(100, 600)}


def _status_code(status: int, substatus: str) -> str:
    if not status:
        return ""
    return str(status) if substatus in _NO_ERROR else f"{status}.{substatus}"


def _agent(text: str) -> str:
    text = text.replace("+", " ")
    return unquote(text) if "%" in text else text


def _client(peer: str, forwarded: str, forwarded_too: str) -> str:
    """The client's address; what a proxy of ours forwards counts, as in `web_access`."""
    peer = clean_ip(peer)
    forwarded = forwarded if forwarded not in ("", "-") else forwarded_too
    if forwarded not in ("", "-") and (not peer or is_private(peer)):
        return clean_ip(forwarded.replace("+", " ").rpartition(",")[2]) or peer
    return peer


def _latency_ms(text: str) -> float:
    try:
        latency = float(text) * 1_000.0 if "." in text else float(text)
    except ValueError:
        return 0.0
    return latency if 0.0 <= latency < 1e10 else 0.0

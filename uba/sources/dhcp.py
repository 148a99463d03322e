"""DHCP servers: Windows' audit log (DhcpSrvLog CSV), ISC dhcpd and Kea.

Windows' log begins with prose and a header that names the columns; its times
are the server's local ones, without a zone, and are read as UTC, unless whoever
collects the file wrote their offset into it (`# UTC offset: +01:00`). dhcpd writes
syslog; Kea writes syslog or lines of its own. The entity is the client by
hardware address, the scope is the resource. Reference: Microsoft, "Analyze DHCP
server log files"; dhcpd(8); Kea messages manual.
"""

from __future__ import annotations

import re

from uba.errors import ParseError
from uba.events import DHCP_ACTIVITY, Event
from uba.remembered import remembered
from uba.sources.base import Parse
from uba.sources.by_position import by_position
from uba.sources.columns import Columns, row_cells
from uba.sources.dhcp_codes import activity_of
from uba.sources.dhcp_messages import daemon_event, is_daemon_line
from uba.sources.fields import clean_ip, day_and_clock_ms, time_ms

STANDARD_COLUMNS = [
    "id",
    "date",
    "time",
    "description",
    "ip address",
    "host name",
    "mac address",
    "user name",
    "transactionid",
    "qresult",
    "probationtime",
    "correlationid",
    "dhcid",
    "vendorclass(hex)",
    "vendorclass(ascii)",
    "userclass(hex)",
    "userclass(ascii)",
    "relayagentinformation",
    "dnsregerror",
]
"""The columns of DHCPv4; what older servers leave out is at the end."""

_DATA = re.compile(rb'"?\d{1,5}"?, ?"?\d\d/\d\d/\d\d(?:\d\d)?"?, ?"?\d\d:\d\d:\d\d"?,')
_TITLE = re.compile(rb"\s*Microsoft (?:Windows )?DHCP(?:v6)? Service Activity Log")
_HEADER = re.compile(rb"ID ?, ?Date ?, ?Time ?, ?Description ?,", re.IGNORECASE)
_PROSE = re.compile(
    # Names of the columns, meanings of the ids, and sentences without a comma.
    rb"\s*(?:Event ID\s+Meaning|\d{2,5}\+?\t|QResult: |[A-Z][^,]{0,200}$)"
)
_OFFSET = re.compile(rb"[#;]? ?(?:UTC[ -]?offset|time ?zone) ?[:=] ?(?:UTC|GMT)?([+-]\d\d):?(\d\d)\b", re.IGNORECASE)
"""A line that the server does not write: collectors that know its time zone can."""
_NO_PROSE = frozenset([b"<", *(b"%d" % digit for digit in range(10))])
"""How lines of daemons begin, and no line of Windows' log but its rows and its table of ids."""
_MIN_COLUMNS, _MAX_COLUMNS = 7, 64


_READ = (
    "id",
    "date",
    "time",
    "description",
    "ip address",
    "ipv6 address",
    "host name",
    "mac address",
    "duid bytes(hex)",
    "user name",
    "transactionid",
    "qresult",
    "error code",
)
"""The columns that are read, in the order in which `_row_event` takes them."""
_STANDARD = Columns(STANDARD_COLUMNS, _READ)


class Dhcp:
    """DHCP servers' logs as a source."""

    name = "dhcp"

    def recognise(self, record: bytes) -> bool:
        """Tell title, header or row of Windows' log, or a line of dhcpd or Kea."""
        if record.startswith((b"{", b"[")):
            return False
        if _DATA.match(record) or _TITLE.match(record) or _HEADER.match(record):
            return True
        return is_daemon_line(record)

    def parse(self, record: bytes) -> Event | None:
        """Read one line that came alone; see `uba.sources.base.HeaderedSource`."""
        if _DATA.match(record):
            return _row_event(_values(record, _STANDARD), "")
        if _TITLE.match(record) or _HEADER.match(record):
            return None
        return daemon_event(record)

    def open(self) -> Parse:
        """Give a parse function that remembers the header, and that prose may stand before it."""
        return _DhcpFile(self).parse


class _DhcpFile:
    """One file: whether its title was seen, the columns of its header, how far its clock is from UTC."""

    def __init__(self, source: Dhcp) -> None:
        self._source = source
        self._in_prose = False
        self._columns = _STANDARD
        self._offset = ""

    def parse(self, record: bytes) -> Event | None:
        if _DATA.match(record):
            self._in_prose = False
            return _row_event(_values(record, self._columns), self._offset)
        if record[:1] in _NO_PROSE and not self._in_prose:
            return daemon_event(record)
        if match := _OFFSET.match(record):
            self._offset = f"{match[1].decode()}:{match[2].decode()}"
            return None
        if _HEADER.match(record):
            self._in_prose = False
            names = record.decode("utf-8", "replace").split(",")[:_MAX_COLUMNS]
            self._columns = Columns([name.strip().lower() for name in names], _READ)
            return None
        if _TITLE.match(record):
            self._in_prose = True
            return None
        if self._in_prose and _PROSE.match(record):
            return None
        return self._source.parse(record)


def _values(record: bytes, columns: Columns) -> tuple[str, ...]:
    cells = row_cells(record)
    if cells is None or not _MIN_COLUMNS <= len(cells) <= max(columns.count, _MIN_COLUMNS):
        found = "damaged quotes" if cells is None else f"{len(cells)} columns"
        raise ParseError(f"line has {found}: expected those of a DHCP server's audit log, ID,Date,Time,Description,...")
    return columns.of(cells)


@by_position
def _row_event(values: tuple[str, ...], offset: str) -> Event:
    (
        code,
        date,
        clock,
        description,
        ipv4,
        ipv6,
        host,
        hardware,
        duid,
        user,
        transaction,
        result,
        error,
    ) = map(str.strip, values)
    code, activity, status = _meaning_of(code)
    address = ipv4 or ipv6
    clean = clean_ip(address) if address else ""
    pressed = activity_is_pressure(code)
    return Event(
        time=_moment(date, clock, offset),
        uid="",
        source="dhcp",
        class_uid=DHCP_ACTIVITY,
        activity_id=activity,
        status_id=status,
        status_code=result or error,
        status_detail=description,
        event_code=code,
        product_name="DHCP Server",
        vendor_name="Microsoft",
        log_name="DhcpSrvLog",
        correlation_uid=transaction,
        user_name=user.lower(),
        src_ip="" if pressed else clean,
        src_hostname=host.lower(),
        src_mac=mac(hardware or duid),
        resource_type="scope" if pressed else "",
        resource_uid=clean if pressed else "",
    )


@remembered(1_024)
def _meaning_of(text: str) -> tuple[str, int, int]:
    code = text.lstrip("0") or "0"
    return code, *activity_of(int(code) if code.isdecimal() else -1)


def activity_is_pressure(code: str) -> bool:
    """Tell the rows whose address is that of a scope: its pool is exhausted."""
    return code == "14"


def _moment(date: str, clock: str, offset: str) -> int:
    if not offset:
        try:
            return day_and_clock_ms(_day(date), clock, "Date and Time")
        except ParseError:
            pass
    return time_ms(f"{_day(date)}T{clock}{offset}", "Date and Time")


@remembered(1_024)
def _day(date: str) -> str:
    """`03/09/26` is month, day and year, in every locale."""
    parts = date.split("/")
    if len(parts) != 3:
        return date
    month, day, year = parts
    century = "" if len(year) == 4 else "19" if year >= "90" else "20"
    return f"{century}{year}-{month}-{day}"


@remembered(8_192)
def mac(text: str) -> str:
    """Give a hardware address as `9a:11:c0:ff:ee:07`, or as it stands where it is none of six bytes."""
    digits = re.sub(r"[^0-9a-f]", "", text.lower())
    return ":".join(re.findall("..", digits)) if len(digits) == 12 else text.lower()[:128]

"""What ISC dhcpd and Kea write: one line a message of the protocol, and warnings of pools that run out.

2026-03-09T08:31:44Z dhcp1 dhcpd[812]: DHCPACK on 10.20.60.9 to 9a:11:c0:ff:ee:07 (lt-0412) via eth0
2026-03-09 08:31:44.120 WARN [kea-dhcp4.alloc-engine/812.1] ALLOC_ENGINE_V4_ALLOC_FAIL [hwtype=1 9a:...]: ...
"""

from __future__ import annotations

import re

from uba.activities import (
    DHCP_ACK,
    DHCP_DECLINE,
    DHCP_DISCOVER,
    DHCP_EXPIRE,
    DHCP_INFORM,
    DHCP_NAK,
    DHCP_OFFER,
    DHCP_RELEASE,
    DHCP_REQUEST,
    OTHER_ACTIVITY,
)
from uba.errors import ParseError
from uba.events import DHCP_ACTIVITY, FAILURE, OTHER, SUCCESS, Event
from uba.sources.by_position import by_position
from uba.sources.fields import clean_ip, time_ms
from uba.sources.syslog import syslog_of, tag_and_message

_KEA_FILE = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,6}) [A-Z]{4,5} +\[kea-dhcp[46][^\]]*\] (?P<message>.*)",
    re.DOTALL | re.ASCII,
)
_DAEMONS = ("dhcpd", "kea-dhcp4", "kea-dhcp6", "isc-dhcp-server")
_MAC = re.compile(r"\b((?:[0-9a-f]{2}:){5}[0-9a-f]{2})\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(\d{1,3}(?:\.\d{1,3}){3})\b")
_HOST = re.compile(r"\(([A-Za-z0-9][A-Za-z0-9_.-]{0,252})\)")
_NETWORK = re.compile(r"(?:network|subnet|shared network|pool) ([0-9A-Za-z_.:/-]{1,100})")
_DHCPD = re.compile(r"(DHCP[A-Z]+|BOOTREQUEST)\b")
_DHCPD_ACTIVITIES = {
    "DHCPDISCOVER": DHCP_DISCOVER,
    "DHCPOFFER": DHCP_OFFER,
    "DHCPREQUEST": DHCP_REQUEST,
    "DHCPDECLINE": DHCP_DECLINE,
    "DHCPACK": DHCP_ACK,
    "DHCPNAK": DHCP_NAK,
    "DHCPRELEASE": DHCP_RELEASE,
    "DHCPINFORM": DHCP_INFORM,
    "DHCPEXPIRE": DHCP_EXPIRE,
}
_KEA = re.compile(r"(?<![A-Z0-9_])([A-Z][A-Z0-9]++(?:_[A-Z0-9]++)++)\b")  # each word is looked at once
_KEA_MARKS = (
    ("ALLOC_FAIL", DHCP_DISCOVER),
    ("LEASE_ADVERT", DHCP_OFFER),
    ("LEASE_OFFER", DHCP_OFFER),
    ("LEASE_ALLOC", DHCP_ACK),
    ("LEASE_RENEW", DHCP_ACK),
    ("LEASE_REUSE", DHCP_ACK),
    ("DECLINE", DHCP_DECLINE),
    ("RELEASE", DHCP_RELEASE),
    ("NAK", DHCP_NAK),
    ("EXPIRE", DHCP_EXPIRE),
    ("DISCOVER", DHCP_DISCOVER),
    ("REQUEST", DHCP_REQUEST),
    ("INFORM", DHCP_INFORM),
)
_REFUSALS = frozenset([DHCP_NAK, DHCP_DECLINE])
_FULL = ("no free leases", "peer holds all free leases", "ALLOC_FAIL", "no more addresses")


def is_daemon_line(record: bytes) -> bool:
    """Tell a line of dhcpd or Kea."""
    if _of_kea(record) is not None:
        return True
    found = tag_and_message(record)
    return found is not None and is_dhcp_tag(found[0])


def _of_kea(record: bytes) -> re.Match[str] | None:
    return _KEA_FILE.match(record.decode("utf-8", "replace")) if record[:1].isdigit() else None


def is_dhcp_tag(tag: str) -> bool:
    """Tell the programs whose syslog lines are of a DHCP server."""
    return tag.rpartition("/")[2] in _DAEMONS


def daemon_event(record: bytes) -> Event:
    """Read a line of dhcpd or Kea; what is no message of the protocol is activity Other.

    Raises
    ------
    ParseError
        The line is of neither.
    """
    kea = _of_kea(record)
    if kea is not None:
        return _event(time_ms(kea["time"], "time"), "kea-dhcp4", "", kea["message"])
    line = syslog_of(record)
    if line is None or not is_dhcp_tag(line.tag):
        raise ParseError("line is not of a DHCP server: expected Windows' audit log, dhcpd's or Kea's syslog")
    return _event(line.time, line.tag.rpartition("/")[2], line.host, line.message)


@by_position
def _event(time: int, daemon: str, host: str, message: str) -> Event:
    is_kea = daemon.startswith("kea")
    operation, activity = _kea(message) if is_kea else _dhcpd(message)
    full = any(mark in message for mark in _FULL)
    hardware, address, client = _MAC.search(message), _ADDRESS.search(message), _HOST.search(message)
    network = _NETWORK.search(message)
    status = FAILURE if full or activity in _REFUSALS else SUCCESS if activity != OTHER_ACTIVITY else OTHER
    return Event(
        time=time,
        uid="",
        source="dhcp",
        class_uid=DHCP_ACTIVITY,
        activity_id=activity,
        status_id=status,
        status_detail=message[:400],
        event_code=operation,
        product_name="Kea" if is_kea else "dhcpd",
        vendor_name="ISC",
        log_name="syslog" if host else "kea",
        src_ip=clean_ip(address[1]) if address and not (full and network) else "",
        src_mac=hardware[1].lower() if hardware else "",
        src_hostname=client[1].lower() if client and not clean_ip(client[1]) else "",
        dst_hostname=host,
        device_hostname=host,
        resource_type="scope" if network else "",
        resource_uid=network[1].rstrip(":") if network else "",
    )


def _dhcpd(message: str) -> tuple[str, int]:
    found = _DHCPD.search(message)
    operation = found[1] if found else ""
    return operation, _DHCPD_ACTIVITIES.get(operation, OTHER_ACTIVITY)


def _kea(message: str) -> tuple[str, int]:
    found = _KEA.search(message)
    operation = found[1] if found else ""
    return operation, next((activity for mark, activity in _KEA_MARKS if mark in operation), OTHER_ACTIVITY)

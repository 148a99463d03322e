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
from uba.remembered import remembered
from uba.sources.by_position import by_position
from uba.sources.fields import clean_ip, time_ms
from uba.sources.syslog import syslog_of, tag_and_message

_KEA_FILE = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,6}) [A-Z]{4,5} +\[kea-dhcp[46][^\]]*\] (?P<message>.*)",
    re.DOTALL | re.ASCII,
)
_DAEMONS = ("dhcpd", "kea-dhcp4", "kea-dhcp6", "isc-dhcp-server")
_MAC = re.compile(r"\b((?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2})\b")
_ADDRESS = re.compile(r"\b(\d{1,3}(?:\.\d{1,3}){3})\b")
_IPV4, _HARDWARE = r"\d{1,3}(?:\.\d{1,3}){3}", r"(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}"
# Operation, hardware address and address where dhcpd and Kea usually write them: the first of each in the message.
_USUAL_DHCPD = re.compile(rf"(DHCP[A-Z]+) (?:(?:on|of|for) ({_IPV4}) (?:to|from)|from) ({_HARDWARE}) ", re.ASCII)
_USUAL_KEA = re.compile(
    rf"(DHCP[46](?:_[A-Z0-9]+)+) \[hwtype=\d+ ({_HARDWARE})\], cid=\[[^\].]*\], tid=0x[0-9a-f]+: lease ({_IPV4}) ",
    re.ASCII,
)
_HOST = re.compile(r"\(([A-Za-z0-9][A-Za-z0-9_.-]{0,252})\)")
_NETWORK = re.compile(r"(?:network|subnet|shared network|pool) ([0-9A-Za-z_.:/-]{1,100})")
_DHCPD = re.compile(r"(DHCP[A-Z]+|BOOTREQUEST)\b")
DHCPD_MESSAGES = {
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
KEA_MESSAGES = (
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
    operation, hardware, address = _kea(message) if is_kea else _dhcpd(message)
    activity = _kea_activity(operation) if is_kea else DHCPD_MESSAGES.get(operation, OTHER_ACTIVITY)
    full = _is_full(message)
    client = _HOST.search(message)
    network = _NETWORK.search(message) if "network " in message or "subnet " in message or "pool " in message else None
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
        src_ip=clean_ip(address) if address and not (full and network) else "",
        src_mac=hardware.lower(),
        src_hostname=client[1].lower() if client and not clean_ip(client[1]) else "",
        dst_hostname=host,
        device_hostname=host,
        resource_type="scope" if network else "",
        resource_uid=network[1].rstrip(":") if network else "",
    )


def _dhcpd(message: str) -> tuple[str, str, str]:
    """Operation, hardware address and address of a message; '' for what it does not say."""
    usual = _USUAL_DHCPD.match(message)
    if usual is not None:
        operation, address, hardware = usual.groups()
        return operation, hardware, address or _first(_ADDRESS.search(message, usual.end()))
    return _first(_DHCPD.search(message)), _first(_MAC.search(message)), _first(_ADDRESS.search(message))


def _kea(message: str) -> tuple[str, str, str]:
    usual = _USUAL_KEA.match(message)
    if usual is not None:
        operation, hardware, address = usual.groups()
        return operation, hardware, address
    return _first(_KEA.search(message)), _first(_MAC.search(message)), _first(_ADDRESS.search(message))


def _first(found: re.Match[str] | None) -> str:
    return found[1] if found is not None else ""


def _is_full(message: str) -> bool:
    if "free leases" in message:
        return "no free leases" in message or "peer holds all free leases" in message
    return "ALLOC_FAIL" in message or "no more addresses" in message


@remembered(1_024)
def _kea_activity(operation: str) -> int:
    return next((activity for mark, activity in KEA_MESSAGES if mark in operation), OTHER_ACTIVITY)

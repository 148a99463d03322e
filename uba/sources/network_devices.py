"""What network devices of Cisco report through syslog: forged ARP, double addresses, logons, VPN, settings.

    <166>2026-03-09T08:14:22+00:00 asa1 %ASA-6-113039: Group <VPN> User <a.berg> IP <203.0.113.9> AnyConnect parent ...
    <189>2026-03-09T08:14:22+00:00 sw1 45: *Mar  9 08:14:22.1: %IP-4-DUPADDR: Duplicate address 10.20.4.1 on Vlan10 ...

The time is that of the relay; what the device itself writes may have no year. Reference:
Cisco, "System Message Guide" and "ASA Series Syslog Messages".
"""

from __future__ import annotations

import re

from uba import activities as a
from uba.errors import ParseError
from uba.events import APPLICATION_ERROR, AUTHENTICATION, ENTITY_MANAGEMENT, FAILURE, SUCCESS, Event
from uba.sources.fields import clean_ip, time_ms, user_key

_LINE = re.compile(
    rb"(?:<\d{1,3}>)?(?:1 )?(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?) "
    rb"(?P<host>[\w.:-]{1,255})"
    rb"[^%]{0,120}?%(?P<code>[A-Z][A-Z0-9_]{1,30}-\d-[A-Z0-9_]{2,40}): (?P<message>.{0,4000})",
    re.DOTALL,
)
_MAC = re.compile(r"\b([0-9a-fA-F]{4})\.([0-9a-fA-F]{4})\.([0-9a-fA-F]{4})\b")
_ADDRESS = re.compile(r"\b(\d{1,3}(?:\.\d{1,3}){3})\b")
_LINK_LAYER = re.compile(r"SW_DAI-|DUPADDR|DHCP_SNOOPING|ARP-|PORT_SECURITY|PSECURE|STORM|MACFLAP")
_IOS_LOGON = re.compile(
    r"\[user: (?P<user>[^\]]{0,128})\] \[Source: (?P<ip>[^\]]{0,64})\](?:.{0,200}?\[Reason: (?P<why>[^\]]{0,200})\])?"
)
_IOS_SETTING = re.compile(
    r"Configured from (?P<how>\S{1,40})(?: by (?P<user>\S{1,128}))?(?: on \S{1,40})?(?: \((?P<ip>[^)]{2,64})\))?"
)
_ASA_USER = re.compile(r"[Uu]ser(?:name)?(?: = | ?<| ['\"]|(?<=for user) )(?P<user>[^\s<>,'\"]{1,128})")
_ASA_IP = re.compile(r"(?:IP ?=? ?<?|user IP = |Peer IP = |from )(?P<ip>[0-9A-Fa-f.:]{2,45})")
_ASA_LOGONS = {"113039": SUCCESS, "722051": SUCCESS, "716038": SUCCESS, "113004": SUCCESS, "605005": SUCCESS}
_ASA_REFUSED = frozenset(["113005", "113015", "716039", "605004", "109006"])
_ASA_LOGOFFS = frozenset(["113019", "716002", "722037"])
_ASA_SETTINGS = frozenset(["111008", "111010"])


def is_device_line(record: bytes) -> bool:
    """Tell a line of a network device by its message code."""
    return b"%" in record[:400] and _LINE.match(record[:4_600]) is not None


def device_event(record: bytes) -> Event | None:
    """Read one line; None for what is of no interest.

    Raises
    ------
    ParseError
        It is no such line, or has no time.
    """
    match = _LINE.match(record[:4_600])
    if match is None:
        raise ParseError("line is of no network device: expected a time, a host and a code such as %ASA-6-113039")
    code, message = match["code"].decode(), match["message"].decode("utf-8", "replace").strip()
    found = _asa(code.rpartition("-")[2], message) if code.startswith("ASA-") else _ios(code, message)
    if found is None and int(code.split("-")[1]) > 2:
        return None
    found = found or {"class_uid": APPLICATION_ERROR, "activity_id": a.ERROR_GENERAL, "severity_id": 4}
    host = match["host"].decode().lower()
    return Event(
        time=time_ms(match["time"].decode(), "time"),
        uid="",
        source="web_error",
        status_detail=message[:1_000],
        event_code=code,
        product_name="ASA" if code.startswith("ASA-") else "IOS",
        vendor_name="Cisco",
        log_name="syslog",
        service_name="vpn" if code.startswith("ASA-") and found["class_uid"] == AUTHENTICATION else "network",
        device_hostname=host,
        dst_hostname=host if found["class_uid"] == AUTHENTICATION else "",
        **found,  # type: ignore[arg-type]
    )


def _ios(code: str, message: str) -> dict[str, object] | None:
    if _LINK_LAYER.search(code):
        mac, address = _MAC.search(message), _ADDRESS.search(message)
        digits = "".join(mac.groups()).lower() if mac else ""
        return {
            "class_uid": APPLICATION_ERROR,
            "activity_id": a.ERROR_GENERAL,
            "severity_id": 3,
            "src_mac": ":".join(re.findall("..", digits)),
            "src_ip": clean_ip(address[1]) if address else "",
        }
    if "LOGIN_" in code and (match := _IOS_LOGON.search(message)):
        failed = "FAILED" in code
        return _logon(match["user"], match["ip"], FAILURE if failed else SUCCESS)
    if code.endswith("CONFIG_I") and (match := _IOS_SETTING.search(message)):
        return _setting(match["user"] or "", match["ip"] or "", "running configuration")
    return None


def _asa(number: str, message: str) -> dict[str, object] | None:
    user, address = _ASA_USER.search(message), _ASA_IP.search(message)
    name, ip = user["user"] if user else "", address["ip"].rstrip(".:") if address else ""
    if number in _ASA_LOGONS:
        return _logon(name, ip, SUCCESS)
    if number in _ASA_REFUSED:
        return _logon(name, ip, FAILURE)
    if number in _ASA_LOGOFFS:
        return {**_logon(name, ip, SUCCESS), "activity_id": a.AUTH_LOGOFF}
    return _setting(name, ip, "running configuration") if number in _ASA_SETTINGS else None


def _logon(user: str, ip: str, status: int) -> dict[str, object]:
    return {
        "class_uid": AUTHENTICATION,
        "activity_id": a.AUTH_LOGON,
        "status_id": status,
        "actor_user_name": user_key(user.strip("'\"")),
        "src_ip": clean_ip(ip) if ip else "",
    }


def _setting(user: str, ip: str, what: str) -> dict[str, object]:
    return {
        "class_uid": ENTITY_MANAGEMENT,
        "activity_id": a.ENTITY_UPDATE,
        "status_id": SUCCESS,
        "entity_type": "network device",
        "entity_name": what,
        "actor_user_name": user_key(user.strip("'\"")),
        "src_ip": clean_ip(ip) if ip else "",
    }

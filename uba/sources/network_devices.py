"""What network devices of Cisco report through syslog: forged ARP, double addresses, logons, VPN, settings.

    <166>2026-03-09T08:14:22+00:00 asa1 %ASA-6-113039: Group <VPN> User <a.berg> IP <203.0.113.9> AnyConnect parent ...
    <189>2026-03-09T08:14:22+00:00 sw1 45: *Mar  9 08:14:22.1: %IP-4-DUPADDR: Duplicate address 10.20.4.1 on Vlan10 ...

The time is that of the relay; what the device itself writes may have no year. Reference:
Cisco, "System Message Guide" and "ASA Series Syslog Messages".
"""

from __future__ import annotations

import re

from uba import activities as a
from uba.events import APPLICATION_ERROR, AUTHENTICATION, ENTITY_MANAGEMENT, FAILURE, SUCCESS, Event
from uba.sources.by_position import by_position
from uba.sources.fields import clean_ip, time_ms, user_key
from uba.sources.report import Report

_LINE = re.compile(
    rb"(?:<\d{1,3}>)?(?:1 )?(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?) "
    rb"(?P<host>[\w.:-]{1,255})"
    rb"[^%]{0,120}?%(?P<code>[A-Z][A-Z0-9_]{1,30}-\d-[A-Z0-9_]{2,40}): (?P<message>.{0,4000})",
    re.DOTALL,
)
_MAC = re.compile(
    r"\b([0-9a-fA-F]{2})([0-9a-fA-F]{2})\.([0-9a-fA-F]{2})([0-9a-fA-F]{2})\.([0-9a-fA-F]{2})([0-9a-fA-F]{2})\b"
)
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
_PERCENT = ord("%")
_CRITICAL = 2
"""The least severe level (0 to 7) at which a message that is not known is told all the same."""
_CUT = 1_000


def device_line(record: bytes) -> re.Match[bytes] | None:
    """Tell a line of a network device by its message code."""
    return _LINE.match(record[:4_600]) if _PERCENT in record[:400] else None


def device_event(match: re.Match[bytes]) -> Event | None:
    """Give the event of a line that `device_line` told; None for what is of no interest.

    Raises
    ------
    ParseError
        Its time cannot be read.
    """
    moment, host, name, text = match.groups()
    code, message = name.decode(), text.decode("utf-8", "replace").strip()
    report = Report(time_ms(moment.decode(), "time"), message, "", host.decode().lower(), code)
    event = _asa(report, code.rpartition("-")[2]) if code.startswith("ASA-") else _ios(report)
    if event is None and int(code.split("-")[1]) <= _CRITICAL:
        event = _error(report, severity=4)
    return event


def _ios(report: Report) -> Event | None:
    code, message = report.tag, report.message
    if _LINK_LAYER.search(code):
        mac, address = _MAC.search(message), _ADDRESS.search(message)
        hardware = ":".join(mac.groups()).lower() if mac else ""
        return _error(report, 3, hardware, clean_ip(address[1]) if address else "")
    if "LOGIN_" in code and (match := _IOS_LOGON.search(message)):
        return _logon(report, match["user"], match["ip"], FAILURE if "FAILED" in code else SUCCESS)
    if code.endswith("CONFIG_I") and (match := _IOS_SETTING.search(message)):
        return _setting(report, match["user"] or "", match["ip"] or "")
    return None


def _asa(report: Report, number: str) -> Event | None:
    user, address = _ASA_USER.search(report.message), _ASA_IP.search(report.message)
    name, ip = user["user"] if user else "", address["ip"].rstrip(".:") if address else ""
    if number in _ASA_LOGONS:
        return _logon(report, name, ip, SUCCESS)
    if number in _ASA_REFUSED:
        return _logon(report, name, ip, FAILURE)
    if number in _ASA_LOGOFFS:
        return _logon(report, name, ip, SUCCESS, a.AUTH_LOGOFF)
    return _setting(report, name, ip) if number in _ASA_SETTINGS else None


@by_position
def _error(report: Report, severity: int, mac: str = "", address: str = "") -> Event:
    return Event(
        time=report.time,
        uid="",
        source="web_error",
        class_uid=APPLICATION_ERROR,
        activity_id=a.ERROR_GENERAL,
        status_detail=report.message[:_CUT],
        event_code=report.tag,
        product_name=_product(report),
        vendor_name="Cisco",
        log_name="syslog",
        src_ip=address,
        service_name="network",
        device_hostname=report.host,
        src_mac=mac,
        severity_id=severity,
    )


@by_position
def _logon(report: Report, user: str, ip: str, status: int, activity_id: int = a.AUTH_LOGON) -> Event:
    return Event(
        time=report.time,
        uid="",
        source="web_error",
        class_uid=AUTHENTICATION,
        activity_id=activity_id,
        status_id=status,
        status_detail=report.message[:_CUT],
        event_code=report.tag,
        product_name=_product(report),
        vendor_name="Cisco",
        log_name="syslog",
        actor_user_name=user_key(user.strip("'\"")),
        src_ip=clean_ip(ip) if ip else "",
        service_name="vpn" if report.tag.startswith("ASA-") else "network",
        device_hostname=report.host,
        dst_hostname=report.host,
    )


@by_position
def _setting(report: Report, user: str, ip: str) -> Event:
    return Event(
        time=report.time,
        uid="",
        source="web_error",
        class_uid=ENTITY_MANAGEMENT,
        activity_id=a.ENTITY_UPDATE,
        status_id=SUCCESS,
        status_detail=report.message[:_CUT],
        event_code=report.tag,
        product_name=_product(report),
        vendor_name="Cisco",
        log_name="syslog",
        actor_user_name=user_key(user.strip("'\"")),
        src_ip=clean_ip(ip) if ip else "",
        service_name="network",
        device_hostname=report.host,
        entity_type="network device",
        entity_name="running configuration",
    )


def _product(report: Report) -> str:
    return "ASA" if report.tag.startswith("ASA-") else "IOS"

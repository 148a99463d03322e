"""What the events of the System log and of server roles mean: services, crashes, DHCP, DNS, Netlogon."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from uba import activities as a
from uba.events import (
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    DHCP_ACTIVITY,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    FAILURE,
    OTHER,
    SUCCESS,
)
from uba.sources.fields import clean_ip
from uba.sources.windows_names import account, kind_of
from uba.sources.windows_record import WindowsRecord, said
from uba.sources.windows_security import Meaning, event_log, service_install, who_acts

_EVENT_LOG_SERVICES = frozenset(["eventlog", "windows event log"])
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


def value(record: WindowsRecord, position: int) -> str:
    """Give an unnamed value; '' when there are fewer."""
    return record.values[position] if position < len(record.values) else ""


def _is_event_log(record: WindowsRecord) -> bool:
    names = (value(record, 0).lower(), value(record, 3).lower())
    return any(name in _EVENT_LOG_SERVICES for name in names)


def service_state(record: WindowsRecord) -> dict[str, Any]:
    """7036: a service has started or stopped; the event log's own service is the log."""
    stopped = "stop" in value(record, 1).lower()
    of_log = _is_event_log(record)
    if of_log:
        activity = a.EVENT_LOG_STOP if stopped else a.EVENT_LOG_START
    else:
        activity = a.APP_STOP if stopped else a.APP_START
    return {
        "class_uid": EVENT_LOG if of_log else APPLICATION_LIFECYCLE,
        "activity_id": activity,
        "status_id": SUCCESS,
        "app_name": value(record, 0),
        "status_detail": value(record, 1),
    }


def start_type(record: WindowsRecord) -> dict[str, Any]:
    """7040: how a service starts is changed, from the second value to the third."""
    disabled = "disabled" in value(record, 2).lower()
    of_log = _is_event_log(record)
    if of_log:
        activity = a.EVENT_LOG_DISABLE if disabled else a.EVENT_LOG_ENABLE
    else:
        activity = a.APP_DISABLE if disabled else a.APP_UPDATE
    return who_acts(record) | {
        "class_uid": EVENT_LOG if of_log else APPLICATION_LIFECYCLE,
        "activity_id": activity,
        "status_id": SUCCESS,
        "app_name": value(record, 0),
        "service_name": value(record, 3),
        "status_detail": f"{value(record, 1)} to {value(record, 2)}",
    }


def crash(record: WindowsRecord) -> dict[str, Any]:
    """7031, 7034: a service ended unexpectedly; 6008, 41: so did the system."""
    name = value(record, 0) if record.event_id in (7031, 7034) else "Windows"
    return {
        "class_uid": APPLICATION_ERROR,
        "activity_id": a.ERROR_GENERAL,
        "status_id": FAILURE,
        "app_name": name,
        "status_detail": record.message[:400],
    }


def dhcp(record: WindowsRecord, activity: int, status: int) -> dict[str, Any]:
    """Refusals, and a scope that is full or nearly so; the scope or address is the first one named."""
    named = said(record.data.ScopeName) or said(record.data.IP_ScopeName)
    texts = [*record.values, record.message]
    address = next((match[0] for text in texts if (match := _ADDRESS.search(text))), "")
    refused = activity in (a.DHCP_NAK, a.DHCP_DECLINE)
    return {
        "class_uid": DHCP_ACTIVITY,
        "activity_id": activity,
        "status_id": status,
        "dst_hostname": record.computer.lower(),
        "src_ip": clean_ip(address) if address and refused else "",
        "resource_type": "" if refused else "scope",
        "resource_uid": "" if refused else clean_ip(address) if address else named,
        "resource_name": named,
        "status_detail": record.message[:400] or "; ".join(record.values)[:400],
    }


def setting(record: WindowsRecord, kind: str, activity: int = a.ENTITY_UPDATE) -> dict[str, Any]:
    """A setting or record of a DHCP or DNS server is changed."""
    data = record.data
    name = said(data.NAME) or said(data.Setting) or said(data.ScopeName) or said(data.IP_ScopeName) or value(record, 0)
    return who_acts(record) | {
        "class_uid": ENTITY_MANAGEMENT,
        "activity_id": activity,
        "status_id": SUCCESS,
        "entity_type": kind,
        "entity_name": name,
        "entity_uid": said(data.Zone),
        "status_detail": said(data.RDATA) or record.message[:400] or "; ".join(record.values)[:400],
    }


def weak_channel(record: WindowsRecord, status: int) -> dict[str, Any]:
    """5827 to 5831: a machine or trust asks for a Netlogon channel that is not secure, and is refused or let in."""
    name = account(value(record, 0), value(record, 1))
    return {
        "class_uid": AUTHENTICATION,
        "activity_id": a.AUTH_LOGON,
        "status_id": status,
        "actor_user_name": name,
        "actor_user_type_id": kind_of(name, ""),
        "service_name": "Netlogon",
        "dst_hostname": record.computer.lower(),
        "auth_protocol": "Netlogon",
        "auth_encryption": "vulnerable secure channel",
        "logon_type_id": 3,
    }


EVENT_LOG_SERVICE: dict[int, Meaning] = {
    104: partial(event_log, activity=a.EVENT_LOG_CLEAR),
    1100: partial(event_log, activity=a.EVENT_LOG_STOP),
    1102: partial(event_log, activity=a.EVENT_LOG_CLEAR),
    6005: partial(event_log, activity=a.EVENT_LOG_START),
    6006: partial(event_log, activity=a.EVENT_LOG_STOP),
    6008: crash,
}
SERVICES: dict[int, Meaning] = {
    7031: crash,
    7034: crash,
    7036: service_state,
    7040: start_type,
    7045: service_install,
}
KERNEL_POWER: dict[int, Meaning] = {41: crash}
_DHCP_SETTING = partial(setting, kind="DHCP server")
DHCP_SERVER: dict[int, Meaning] = {
    1011: partial(dhcp, activity=a.DHCP_NAK, status=FAILURE),
    1012: partial(dhcp, activity=a.DHCP_DECLINE, status=FAILURE),
    1020: partial(dhcp, activity=a.OTHER_ACTIVITY, status=OTHER),
    1063: partial(dhcp, activity=a.DHCP_DISCOVER, status=FAILURE),
    1341: partial(dhcp, activity=a.DHCP_DISCOVER, status=FAILURE),
    1342: partial(dhcp, activity=a.DHCP_DISCOVER, status=FAILURE),
    1343: partial(dhcp, activity=a.OTHER_ACTIVITY, status=OTHER),
    1376: partial(dhcp, activity=a.OTHER_ACTIVITY, status=OTHER),
    **dict.fromkeys(range(1031, 1035), _DHCP_SETTING),
    **dict.fromkeys(range(70, 78), _DHCP_SETTING),
}
DNS_SERVER: dict[int, Meaning] = {
    515: partial(setting, kind="DNS record", activity=a.ENTITY_CREATE),
    516: partial(setting, kind="DNS record", activity=a.ENTITY_DELETE),
    519: partial(setting, kind="DNS record"),
    541: partial(setting, kind="DNS server"),
}
NETLOGON: dict[int, Meaning] = {
    **dict.fromkeys((5827, 5828), partial(weak_channel, status=FAILURE)),
    **dict.fromkeys((5829, 5830, 5831), partial(weak_channel, status=SUCCESS)),
}

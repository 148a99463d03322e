"""What the events of Office, Outlook, Defender, ASP.NET and IIS's process manager mean."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from uba import activities as a
from uba.events import APPLICATION_ERROR, APPLICATION_LIFECYCLE, DETECTION_FINDING, FAILURE, OTHER, SUCCESS
from uba.sources.fields import clean_ip
from uba.sources.windows_names import account, kind_of
from uba.sources.windows_record import WindowsRecord, said
from uba.sources.windows_security import Meaning, who_acts
from uba.sources.windows_system import value

_HIGH = 4
_ADD_IN = re.compile(r"ProgID: *([^\s\\]{1,128})")
_MAX_ADD_INS = 50


def threat(record: WindowsRecord, activity: int, status: int) -> dict[str, Any]:
    """1006, 1015, 1116: malware is found; 1007, 1117 to 1119: what was done about it."""
    data = record.data
    name = account(said(data.DetectionUser))
    return {
        "class_uid": DETECTION_FINDING,
        "activity_id": activity,
        "status_id": status,
        "severity_id": _HIGH,
        "status_detail": "; ".join(filter(None, (said(data.CategoryName), said(data.ActionName)))),
        "actor_user_name": name,
        "actor_user_type_id": kind_of(name, ""),
        "rule_uid": said(data.ThreatName),
        "file_path": said(data.Path),
        "app_name": said(data.ProcessName).lower()[:256],
    }


def protection(record: WindowsRecord, activity: int) -> dict[str, Any]:
    """5000, 5001, 5010, 5012: protection against malware is switched on or off."""
    return who_acts(record) | {
        "class_uid": APPLICATION_LIFECYCLE,
        "activity_id": activity,
        "status_id": SUCCESS,
        "app_name": "Windows Defender",
    }


def office_alert(record: WindowsRecord) -> dict[str, Any]:
    """300 of OAlerts: an Office program asked or told its user something, such as to leave protected view."""
    return who_acts(record) | {
        "class_uid": APPLICATION_ERROR,
        "activity_id": a.OTHER_ACTIVITY,
        "status_id": OTHER,
        "app_name": value(record, 0).lower()[:256],
        "status_detail": value(record, 1)[:400],
    }


def add_ins(record: WindowsRecord) -> dict[str, Any]:
    """45 of Outlook: the add-ins it has loaded, by program id."""
    text = " ".join([*record.values, record.message])
    names = sorted(dict.fromkeys(_ADD_IN.findall(text)))[:_MAX_ADD_INS]
    return who_acts(record) | {
        "class_uid": APPLICATION_LIFECYCLE,
        "activity_id": a.APP_START,
        "status_id": SUCCESS,
        "app_name": "outlook",
        "resource_type": "add-in",
        "resource_uid": ";".join(names),
        "status_detail": text[:400],
    }


def request_failed(record: WindowsRecord) -> dict[str, Any]:
    """1309 of ASP.NET: a request ended in an exception nobody caught."""
    name = account(value(record, 22))
    return {
        "class_uid": APPLICATION_ERROR,
        "activity_id": a.ERROR_GENERAL,
        "status_id": FAILURE,
        "status_code": value(record, 0),
        "status_detail": f"{value(record, 17)}: {value(record, 18)}"[:400],
        "app_name": value(record, 15).lower() or "asp.net",
        "actor_user_name": name,
        "actor_user_type_id": kind_of(name, ""),
        "src_ip": clean_ip(value(record, 21)) if value(record, 21) else "",
        "url_path": value(record, 20),
    }


def pool(record: WindowsRecord, activity: int) -> dict[str, Any]:
    """5002, 5009 to 5013 of WAS: a worker process of an application pool failed; 5074 to 5080: it is recycled."""
    crashed = activity == 0
    return {
        "class_uid": APPLICATION_ERROR if crashed else APPLICATION_LIFECYCLE,
        "activity_id": a.ERROR_GENERAL if crashed else activity,
        "status_id": FAILURE if crashed else SUCCESS,
        "app_name": said(record.data.AppPoolID) or value(record, 0),
        "service_name": "w3wp",
        "status_detail": record.message[:400] or "; ".join(record.values)[:400],
    }


DEFENDER: dict[int, Meaning] = {
    **dict.fromkeys((1006, 1015, 1116), partial(threat, activity=1, status=FAILURE)),
    **dict.fromkeys((1007, 1117), partial(threat, activity=2, status=SUCCESS)),
    **dict.fromkeys((1008, 1118, 1119), partial(threat, activity=2, status=FAILURE)),
    5000: partial(protection, activity=a.APP_ENABLE),
    **dict.fromkeys((5001, 5010, 5012), partial(protection, activity=a.APP_DISABLE)),
}
OFFICE: dict[int, Meaning] = {300: office_alert}
OUTLOOK: dict[int, Meaning] = {45: add_ins}
ASP_NET: dict[int, Meaning] = {1309: request_failed}
PROCESS_MANAGER: dict[int, Meaning] = {
    **dict.fromkeys((5002, 5009, 5010, 5011, 5012, 5013), partial(pool, activity=0)),
    **dict.fromkeys((5074, 5075, 5076, 5077, 5078, 5079, 5080), partial(pool, activity=a.APP_RESTART)),
}

"""What the events of applications mean: crashes, installations, SQL Server, IIS, exploits that were seen."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from uba import activities as a
from uba.events import (
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    DATASTORE,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    FAILURE,
    SUCCESS,
)
from uba.sources.fields import clean_ip
from uba.sources.windows_names import account, kind_of
from uba.sources.windows_record import WindowsRecord, said
from uba.sources.windows_security import Meaning, who_acts
from uba.sources.windows_system import value

_CLIENT = re.compile(r"\[CLIENT: ([^\]\s]+)")
_QUOTED = re.compile(r"'([^']{1,256})'")
_DEBUGGED = re.compile(r" in (?P<name>[^\\/:*?\"<>|\[\]]{1,256}?) ?\[\d{1,10}\]")
# The audit record is one text of `name:value` in a fixed order; a value ends where the next known name stands.
_AUDIT = re.compile(r"(?:^|\s)([a-z_]{4,40}):")
_AUDIT_NAMES = frozenset(
    [
        "event_time",
        "action_id",
        "succeeded",
        "session_id",
        "object_id",
        "class_type",
        "session_server_principal_name",
        "server_principal_name",
        "server_principal_sid",
        "database_principal_name",
        "target_server_principal_name",
        "target_server_principal_sid",
        "target_database_principal_name",
        "server_instance_name",
        "database_name",
        "schema_name",
        "object_name",
        "statement",
        "additional_information",
        "user_defined_information",
        "client_ip",
        "application_name",
        "sequence_group_id",
        "permission_bitmask",
        "sequence_number",
    ]
)
_AUDIT_READS = frozenset(["SL", "RC"])
_AUDIT_WRITES = frozenset(["IN", "UP", "DL"])
_AUDIT_CHANGES = frozenset(["CR", "AL", "DR", "G", "R", "D", "APRL", "DPRL"])


def application_error(record: WindowsRecord) -> dict[str, Any]:
    """1000, 1001, 1002 and debuggers: an application crashed, hangs, or is being debugged."""
    data = record.data
    position = 5 if record.event_id == 1001 and len(record.values) > 5 else 0
    return {
        "class_uid": APPLICATION_ERROR,
        "activity_id": a.ERROR_GENERAL,
        "status_id": FAILURE,
        "status_code": said(data.ExceptionCode) or (value(record, 6) if record.event_id == 1000 else ""),
        "status_detail": said(data.ModuleName)
        or (value(record, 3) if record.event_id == 1000 else record.message[:400]),
        "app_name": (said(data.AppName) or value(record, position)).lower()[:256],
        "file_path": said(data.AppPath) or (value(record, 10) if record.event_id == 1000 else ""),
    }


def debugger(record: WindowsRecord) -> dict[str, Any]:
    """4096, 4097 of VsJITDebugger: a process is to be debugged; the text of the message alone names it."""
    meaning = application_error(record)
    text = value(record, 0) or record.message
    if match := _DEBUGGED.search(text):
        meaning |= {"app_name": match["name"].lower(), "status_detail": text[:400]}
    return meaning


def exploit(record: WindowsRecord) -> dict[str, Any]:
    """Audit-CVE 1: an application saw an attempt to use a known vulnerability."""
    data = record.data
    return who_acts(record) | {
        "class_uid": APPLICATION_ERROR,
        "activity_id": a.ERROR_GENERAL,
        "status_id": FAILURE,
        "rule_uid": said(data.CVEID) or value(record, 0),
        "status_detail": (said(data.AdditionalDetails) or value(record, 1))[:400],
    }


def install(record: WindowsRecord, activity: int, failed: bool = False) -> dict[str, Any]:
    """1033, 1034, 11707, 11708, 11724 of MsiInstaller: a product is installed or removed."""
    product = value(record, 0).removeprefix("Product: ").partition(" -- ")[0]
    code = value(record, 3) if record.event_id in (1033, 1034) else ""
    return who_acts(record) | {
        "class_uid": APPLICATION_LIFECYCLE,
        "activity_id": activity,
        "status_id": FAILURE if failed or code not in ("", "0", "3010") else SUCCESS,
        "status_code": code,
        "app_name": product,
    }


def sql_logon(record: WindowsRecord, status: int) -> dict[str, Any]:
    """18456 and its successes: a logon to SQL Server, from the address at the end of its message."""
    text = " ".join([*record.values, record.message])
    client = _CLIENT.search(text)
    quoted = _QUOTED.search(record.message)
    name = account(value(record, 0) or (quoted[1] if quoted else ""))
    return {
        "class_uid": AUTHENTICATION,
        "activity_id": a.AUTH_LOGON,
        "status_id": status,
        "status_code": str(record.event_id) if status == FAILURE else "",
        "status_detail": value(record, 1)[:400],
        "actor_user_name": name,
        "actor_user_type_id": kind_of(name, ""),
        "src_ip": clean_ip(client[1]) if client else "",
        "dst_hostname": record.computer.lower(),
        "service_name": record.provider,
    }


def sql_audit(record: WindowsRecord) -> dict[str, Any]:
    """33205: a record of SQL Server Audit."""
    audit = _audit_fields(value(record, 0) or record.message)
    action = audit.get("action_id", "").strip()
    statement = audit.get("statement", "")
    lower = statement.lower()
    name = account(audit.get("session_server_principal_name") or audit.get("server_principal_name", ""))
    attributes: dict[str, Any] = {
        "class_uid": DATASTORE,
        "activity_id": a.DATA_QUERY,
        "status_id": FAILURE if audit.get("succeeded", "true").lower() in ("false", "0") else SUCCESS,
        "actor_user_name": name,
        "actor_user_type_id": kind_of(name, ""),
        "src_ip": clean_ip(audit["client_ip"]) if audit.get("client_ip") else "",
        "dst_hostname": record.computer.lower(),
        "database_name": audit.get("database_name", ""),
        "query_text": statement[:4_000],
        "api_operation": action,
        "resource_name": audit.get("object_name", ""),
    }
    if action in _AUDIT_READS:
        attributes["activity_id"] = a.DATA_READ
    elif action in _AUDIT_WRITES:
        attributes["activity_id"] = a.DATA_WRITE
    elif action in _AUDIT_CHANGES:
        attributes["activity_id"] = a.DATA_UPDATE
    if "server audit" in lower and (lower.startswith("drop") or ("state" in lower and "off" in lower)):
        attributes["class_uid"], attributes["activity_id"] = EVENT_LOG, a.EVENT_LOG_DISABLE
    return attributes


def _audit_fields(text: str) -> dict[str, str]:
    marks = [match for match in _AUDIT.finditer(text) if match[1] in _AUDIT_NAMES]
    fields: dict[str, str] = {}
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        fields.setdefault(mark[1], text[mark.end() : following.start() if following else None].strip())
    return fields


def sql_setting(record: WindowsRecord) -> dict[str, Any]:
    """15457: an option of SQL Server is changed, `xp_cmdshell` for one."""
    quoted = _QUOTED.search(record.message)
    return who_acts(record) | {
        "class_uid": ENTITY_MANAGEMENT,
        "activity_id": a.ENTITY_UPDATE,
        "status_id": SUCCESS,
        "entity_type": "SQL Server option",
        "entity_name": value(record, 0) or (quoted[1] if quoted else ""),
        "status_detail": f"{value(record, 1)} to {value(record, 2)}",
    }


def sql_procedure(record: WindowsRecord) -> dict[str, Any]:
    """8128, 17135: an extended or start-up procedure is run."""
    names = record.values if record.values else _QUOTED.findall(record.message)
    procedure = names[-1] if record.event_id == 8128 and names else names[0] if names else ""
    return who_acts(record) | {
        "class_uid": DATASTORE,
        "activity_id": a.DATA_QUERY,
        "status_id": SUCCESS,
        "query_text": procedure,
        "resource_name": procedure,
        "dst_hostname": record.computer.lower(),
    }


def iis_configuration(record: WindowsRecord) -> dict[str, Any]:
    """IIS-Configuration 29: a module is added, logging is turned off, or another setting is changed."""
    data = record.data
    path = said(data.Configuration) or value(record, 0)
    lower, new = path.lower(), said(data.NewValue).lower()
    attributes = who_acts(record) | {
        "class_uid": ENTITY_MANAGEMENT,
        "activity_id": a.ENTITY_UPDATE,
        "status_id": SUCCESS,
        "entity_type": "IIS setting",
        "entity_name": path,
        "entity_uid": said(data.ConfigPath),
        "status_detail": said(data.NewValue)[:400],
    }
    if "/modules/" in lower and ("add" in lower or said(data.EditOperationType) == "2"):
        attributes |= {"class_uid": APPLICATION_LIFECYCLE, "activity_id": a.APP_INSTALL, "app_name": path}
    elif "dontlog" in lower or "logtargetw3c" in lower or ("logfile" in lower and "enabled" in lower):
        off = new not in ("false", "0") if "dontlog" in lower else new not in ("true", "1", "file,etw", "file")
        attributes |= {"class_uid": EVENT_LOG, "activity_id": a.EVENT_LOG_DISABLE if off else a.EVENT_LOG_ENABLE}
    return attributes


def gateway_logon(record: WindowsRecord, activity: int) -> dict[str, Any]:
    """302, 303 of the Remote Desktop Gateway: a user connects to a machine behind it, and leaves."""
    data = record.data
    name = account(said(data.Username))
    return {
        "class_uid": AUTHENTICATION,
        "activity_id": activity,
        "status_id": SUCCESS,
        "actor_user_name": name,
        "actor_user_type_id": kind_of(name, ""),
        "src_ip": clean_ip(said(data.IpAddress)) if data.IpAddress else "",
        "dst_hostname": said(data.Resource).lower(),
        "service_name": "Remote Desktop Gateway",
        "logon_type_id": 10,
    }


ERRORS: dict[int, Meaning] = dict.fromkeys((1000, 1001, 1002, 1005), application_error)
DEBUGGER: dict[int, Meaning] = dict.fromkeys((4096, 4097), debugger)
CVE: dict[int, Meaning] = {1: exploit}
INSTALLER: dict[int, Meaning] = {
    1033: partial(install, activity=a.APP_INSTALL),
    1034: partial(install, activity=a.APP_REMOVE),
    11707: partial(install, activity=a.APP_INSTALL),
    11708: partial(install, activity=a.APP_INSTALL, failed=True),
    11724: partial(install, activity=a.APP_REMOVE),
}
SQL_SERVER: dict[int, Meaning] = {
    8128: sql_procedure,
    15457: sql_setting,
    17135: sql_procedure,
    18453: partial(sql_logon, status=SUCCESS),
    18454: partial(sql_logon, status=SUCCESS),
    18456: partial(sql_logon, status=FAILURE),
    33205: sql_audit,
}
IIS: dict[int, Meaning] = {29: iis_configuration}
GATEWAY: dict[int, Meaning] = {
    302: partial(gateway_logon, activity=a.AUTH_LOGON),
    303: partial(gateway_logon, activity=a.AUTH_LOGOFF),
}

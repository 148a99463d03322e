"""What the events of the Security log mean: logons, tickets, accounts, groups, directory objects, the log itself.

Reference: Microsoft, "Advanced security audit policy settings", one page an event id.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from uba import activities as a
from uba.events import (
    ACCOUNT_CHANGE,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    FAILURE,
    OTHER,
    SUCCESS,
)
from uba.ocsf import KNOWN_IDS
from uba.sources.fields import clean_ip, whole
from uba.sources.windows_codes import KERBEROS, NT_STATUS, code_of, shown
from uba.sources.windows_names import account, kind_of, sid, subject, target
from uba.sources.windows_record import EventValues, Text, WindowsRecord, said

Meaning: TypeAlias = Callable[[WindowsRecord], dict[str, Any]]
"""Gives the attributes of the event that a record stands for; class and activity among them."""

_ADMIN = 2
_NEW_CREDENTIALS = 9
_INTERACTIVE = frozenset([2, 7, 10, 11, 12, 13])
_PREAUTHENTICATION_NEEDED = 0x19
_SUCCESS_REMOVED, _FAILURE_REMOVED = "%%8448", "%%8450"
_GUID = re.compile(r"\{([0-9a-fA-F-]{36})\}")
_MAX_GUIDS = 20


def who_acts(record: WindowsRecord) -> dict[str, Any]:
    """Give the actor of a change: the subject, else the account under which the event was written."""
    data = record.data
    identifier = sid(said(data.SubjectUserSid)) or record.user_sid
    name = subject(data) or account(record.user_name) or identifier.lower()
    return {
        "actor_user_name": name,
        "actor_user_uid": identifier,
        "actor_user_type_id": kind_of(name, identifier),
    }


def _address(data: EventValues) -> str:
    text = said(data.IpAddress) or said(data.ClientAddress)
    return clean_ip(text) if text else ""


def _workstation(data: EventValues) -> str:
    return (said(data.WorkstationName) or said(data.Workstation)).lstrip("\\").lower()


def _logon_type(given: Text) -> tuple[int, bool | None]:
    kind = whole(given)
    return kind if kind in KNOWN_IDS["logon_type_id"] else OTHER, kind in _INTERACTIVE if kind else None


_LOGON_TYPES: dict[Text, tuple[int, bool | None]] = {
    given: _logon_type(given) for kind in range(14) for given in (kind, str(kind))
}


def logon(record: WindowsRecord, activity: int = a.AUTH_LOGON, status: int = SUCCESS) -> dict[str, Any]:
    """4624, 4625, 4634, 4647, 4648: somebody logs on or off, or tries to."""
    data = record.data
    name = target(data) or account(said(data.Account))
    identifier = sid(said(data.TargetUserSid))
    kind_id, interactive = _LOGON_TYPES.get(data.LogonType) or _logon_type(data.LogonType)
    package = said(data.AuthenticationPackageName)
    attributes = {
        "class_uid": AUTHENTICATION,
        "activity_id": activity,
        "status_id": status,
        "actor_user_name": name,
        "actor_user_uid": identifier,
        "actor_user_type_id": kind_of(name, identifier),
        "src_ip": _address(data),
        "src_hostname": _workstation(data),
        "dst_hostname": record.computer.lower(),
        "auth_protocol": package,
        "logon_process": said(data.LogonProcessName),
        "logon_type_id": kind_id,
        "is_interactive": interactive,
    }
    if package.upper().startswith("NTLM") or said(data.LmPackageName):
        attributes["auth_encryption"] = f"{said(data.LmPackageName) or package}/{whole(data.KeyLength)}"
    if status == FAILURE:
        code = code_of(said(data.SubStatus)) or code_of(said(data.Status)) or 0
        attributes["status_code"] = shown(code)
        attributes["status_detail"] = NT_STATUS.get(code, "")
    return attributes


def explicit_logon(record: WindowsRecord) -> dict[str, Any]:
    """4648: somebody uses another account's credentials; whether they are right the event does not say."""
    server = said(record.data.TargetServerName).lstrip("\\").lower()
    return logon(record, status=0) | {
        "user_name": subject(record.data),
        "dst_hostname": record.computer.lower() if server in ("", "localhost") else server,
        "logon_type_id": _NEW_CREDENTIALS,
        "is_interactive": None,
    }


def ticket(record: WindowsRecord, activity: int, failed: bool = False) -> dict[str, Any]:
    """4768, 4769, 4771: a Kerberos ticket is asked for; `0x17` as encryption is RC4."""
    data = record.data
    service = said(data.ServiceName)
    domain = said(data.TargetDomainName)
    if not domain and service.lower().startswith("krbtgt/"):
        domain = service.partition("/")[2]
    name = account(said(data.TargetUserName), domain)
    identifier = sid(said(data.TargetUserSid) or said(data.TargetSid))
    code = code_of(said(data.Status)) or 0
    status = FAILURE if failed or code else SUCCESS
    if code == _PREAUTHENTICATION_NEEDED:
        status = OTHER
    return {
        "class_uid": AUTHENTICATION,
        "activity_id": activity,
        "status_id": status,
        "status_code": shown(code),
        "status_detail": KERBEROS.get(code, ""),
        "actor_user_name": name,
        "actor_user_uid": identifier,
        "actor_user_type_id": kind_of(name, identifier),
        "service_name": service,
        "src_ip": _address(data),
        "dst_hostname": record.computer.lower(),
        "auth_protocol": "Kerberos",
        "auth_encryption": said(data.TicketEncryptionType).lower(),
        # Without preauthentication the answer can be cracked off line.
        "policy_name": "no preauthentication" if said(data.PreAuthType) == "0" else "",
    }


def validation(record: WindowsRecord) -> dict[str, Any]:
    """4776: a domain controller checks NTLM credentials."""
    code = code_of(said(record.data.Status)) or 0
    return logon(record, status=FAILURE if code else SUCCESS) | {
        "status_code": shown(code),
        "status_detail": NT_STATUS.get(code, ""),
        "auth_protocol": "NTLM",
        "auth_encryption": "",
        "logon_type_id": 0,
        "dst_hostname": "",
    }


def special_logon(record: WindowsRecord) -> dict[str, Any]:
    """4672: a logon was given administrator's privileges."""
    who = who_acts(record)
    if who["actor_user_type_id"] == 1:
        who["actor_user_type_id"] = _ADMIN
    return who | {
        "class_uid": AUTHENTICATION,
        "activity_id": a.OTHER_ACTIVITY,
        "status_id": SUCCESS,
        "dst_hostname": record.computer.lower(),
    }


def account_change(record: WindowsRecord, activity: int) -> dict[str, Any]:
    """4720 to 4726, 4738, 4740, 4767: an account is made, changed, locked; `user_name` is that account."""
    data = record.data
    attributes = who_acts(record) | {
        "class_uid": ACCOUNT_CHANGE,
        "activity_id": activity,
        "status_id": SUCCESS,
        "user_name": target(data),
    }
    if activity == a.ACCOUNT_LOCK:
        # 4740 names the machine the failures came from where others name the domain, and the controller as subject.
        attributes["user_name"] = account(said(data.TargetUserName), said(data.SubjectDomainName))
        attributes["src_hostname"] = said(data.TargetDomainName).lstrip("\\").lower()
    return attributes


def group_change(record: WindowsRecord, activity: int) -> dict[str, Any]:
    """4728, 4732, 4756 and their removals: `user_name` joins or leaves the group that is the entity."""
    data = record.data
    member = said(data.MemberName)
    # Domain groups name the member by its distinguished name, CN first.
    common = member.partition(",")[0].removeprefix("CN=").removeprefix("cn=") if "=" in member else member
    return who_acts(record) | {
        "class_uid": ENTITY_MANAGEMENT,
        "activity_id": a.ENTITY_UPDATE,
        "status_id": SUCCESS,
        "entity_type": "Group",
        "entity_name": target(record.data),
        "entity_uid": sid(said(data.TargetSid)),
        "user_name": account(common) or said(data.MemberSid).lower(),
        "access_list": ("add member",) if activity == a.ENTITY_CREATE else ("remove member",),
    }


def directory_read(record: WindowsRecord) -> dict[str, Any]:
    """4662, 4661, 4798, 4799: a directory object, an account's groups or a group's members are read."""
    data = record.data
    rights = tuple(dict.fromkeys(guid.lower() for guid in _GUID.findall(said(data.Properties))))[:_MAX_GUIDS]
    return who_acts(record) | {
        "class_uid": ENTITY_MANAGEMENT,
        "activity_id": a.ENTITY_READ,
        "status_id": SUCCESS,
        "entity_type": said(data.ObjectType) or "Group",
        "entity_uid": said(data.ObjectName) or sid(said(data.TargetSid)),
        "entity_name": target(data),
        "access_list": rights or tuple(filter(None, [said(data.AccessMask)])),
    }


def directory_change(record: WindowsRecord, activity: int) -> dict[str, Any]:
    """5136 to 5141: a directory object, among them group policies and DNS records, is changed."""
    data = record.data
    name = said(data.AttributeLDAPDisplayName)
    return who_acts(record) | {
        "class_uid": ENTITY_MANAGEMENT,
        "activity_id": activity,
        "status_id": SUCCESS,
        "entity_type": said(data.ObjectClass),
        "entity_uid": said(data.ObjectGUID).lower(),
        "entity_name": said(data.ObjectDN),
        "resource_name": name,
        "status_detail": f"{name}: {said(data.AttributeValue)[:400]}" if name else "",
    }


_OPERATIONS = {"%%1904": a.ENTITY_CREATE, "%%1906": a.ENTITY_DELETE}


def registry_change(record: WindowsRecord) -> dict[str, Any]:
    """4657: a value of the registry is made, changed or deleted; its key is the entity's uid."""
    data = record.data
    return who_acts(record) | {
        "class_uid": ENTITY_MANAGEMENT,
        "activity_id": _OPERATIONS.get(said(data.OperationType), a.ENTITY_UPDATE),
        "status_id": SUCCESS,
        "entity_type": "registry value",
        "entity_uid": said(data.ObjectName),
        "entity_name": said(data.ObjectValueName),
        "status_detail": said(data.NewValue)[:400],
    }


def audit_policy(record: WindowsRecord) -> dict[str, Any]:
    """4719: what is audited changes; taking something away disables logging."""
    changes = said(record.data.AuditPolicyChanges)
    removed = _SUCCESS_REMOVED in changes or _FAILURE_REMOVED in changes or "removed" in changes.lower()
    return who_acts(record) | {
        "class_uid": EVENT_LOG,
        "activity_id": a.EVENT_LOG_DISABLE if removed else a.EVENT_LOG_ENABLE,
        "status_id": SUCCESS,
        "policy_name": said(record.data.SubcategoryGuid),
        "status_detail": changes,
    }


def event_log(record: WindowsRecord, activity: int) -> dict[str, Any]:
    """1100, 1102, 104, 6005, 6006: the event log starts, stops or is cleared."""
    return who_acts(record) | {
        "class_uid": EVENT_LOG,
        "activity_id": activity,
        "status_id": SUCCESS,
        "file_path": said(record.data.BackupPath),
        "resource_name": said(record.data.Channel),
    }


def service_install(record: WindowsRecord) -> dict[str, Any]:
    """4697, 7045: a service is installed."""
    data = record.data
    return who_acts(record) | {
        "class_uid": APPLICATION_LIFECYCLE,
        "activity_id": a.APP_INSTALL,
        "status_id": SUCCESS,
        "app_name": said(data.ServiceName) or (record.values[0] if record.values else ""),
        "file_path": said(data.ServiceFileName) or said(data.ImagePath),
        "service_name": said(data.ServiceName),
        "user_name": account(said(data.AccountName)),
    }


SECURITY: dict[int, Meaning] = {
    1100: partial(event_log, activity=a.EVENT_LOG_STOP),
    1102: partial(event_log, activity=a.EVENT_LOG_CLEAR),
    4624: logon,
    4625: partial(logon, status=FAILURE),
    4634: partial(logon, activity=a.AUTH_LOGOFF),
    4647: partial(logon, activity=a.AUTH_LOGOFF),
    4648: explicit_logon,
    4657: registry_change,
    4661: directory_read,
    4662: directory_read,
    4672: special_logon,
    4697: service_install,
    4719: audit_policy,
    4720: partial(account_change, activity=a.ACCOUNT_CREATE),
    4722: partial(account_change, activity=a.ACCOUNT_ENABLE),
    4723: partial(account_change, activity=a.ACCOUNT_PASSWORD_CHANGE),
    4724: partial(account_change, activity=a.ACCOUNT_PASSWORD_RESET),
    4725: partial(account_change, activity=a.ACCOUNT_DISABLE),
    4726: partial(account_change, activity=a.ACCOUNT_DELETE),
    4728: partial(group_change, activity=a.ENTITY_CREATE),
    4729: partial(group_change, activity=a.ENTITY_DELETE),
    4732: partial(group_change, activity=a.ENTITY_CREATE),
    4733: partial(group_change, activity=a.ENTITY_DELETE),
    4738: partial(account_change, activity=a.OTHER_ACTIVITY),
    4740: partial(account_change, activity=a.ACCOUNT_LOCK),
    4756: partial(group_change, activity=a.ENTITY_CREATE),
    4757: partial(group_change, activity=a.ENTITY_DELETE),
    4767: partial(account_change, activity=a.ACCOUNT_UNLOCK),
    4768: partial(ticket, activity=a.AUTH_TICKET),
    4769: partial(ticket, activity=a.AUTH_SERVICE_TICKET),
    4771: partial(ticket, activity=a.AUTH_PREAUTH, failed=True),
    4776: validation,
    4798: directory_read,
    4799: directory_read,
    5136: partial(directory_change, activity=a.ENTITY_UPDATE),
    5137: partial(directory_change, activity=a.ENTITY_CREATE),
    5138: partial(directory_change, activity=a.ENTITY_CREATE),
    5139: partial(directory_change, activity=a.ENTITY_MOVE),
    5141: partial(directory_change, activity=a.ENTITY_DELETE),
}
"""By event id, of provider Microsoft-Windows-Security-Auditing and the event log's own in the Security channel."""

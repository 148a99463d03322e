"""Entra ID audit log and Intune audit log.

Three shapes are read: the Azure Monitor envelope (`category`, `properties`), the
flat record of Microsoft Graph (`/auditLogs/directoryAudits`), and the table of
Log Analytics, whose columns begin with capitals and hold JSON as text. Sign-ins
in the same envelope are another source, told by category. An operation that failed
is a denial when the reason says so. Reference: Microsoft, "directoryAudit resource type".
"""

from __future__ import annotations

from uba.errors import ParseError
from uba.events import (
    ACCOUNT_CHANGE,
    API_ACTIVITY,
    APPLICATION_LIFECYCLE,
    ENTITY_MANAGEMENT,
    FAILURE,
    OTHER,
    SUCCESS,
    Event,
)
from uba.remembered import remembered
from uba.sources.by_position import by_position
from uba.sources.decoding import RecordDecoder
from uba.sources.entra_audit_record import Audit, Envelope, Initiator, Target
from uba.sources.entra_operations import activity_of
from uba.sources.fields import clean_ip, time_ms, user_key
from uba.sources.free_json import lower_names
from uba.sources.intune_audit import IntuneActor, is_intune, target_name, target_uid
from uba.sources.tables import TableDecoder, capital_names

_WHAT = "Entra audit record"
_DECODER = RecordDecoder(Envelope, _WHAT)
_ROWS = TableDecoder(
    Envelope,
    _WHAT,
    lower_names(Envelope) | {"timegenerated": "timeGenerated", "operationname": "operationName"},
    [*capital_names(Envelope), "TimeGenerated"],
    texts=frozenset(["initiatedBy", "targetResources", "additionalDetails", "properties"]),
)
_NOTHING = Target()
_NO_DETAILS: dict[str, str] = {}
_MARKS = (b'"initiatedBy"', b'"InitiatedBy"', b'"activityDisplayName"', b'"AuditEventId"', b'"ActivityDate"')
_PERSON, _SERVICE = 1, 4
_DENIED = ("denied", "unauthorized", "forbidden", "insufficient", "not authorized", "not allowed", "no permission")


class EntraAudit:
    """The audit logs of Entra ID and Intune as a source."""

    name = "entra_audit"

    def recognise(self, record: bytes) -> bool:
        """Tell an audit record by its initiator or actor, and by a category that is no sign-in's."""
        if not record.startswith(b"{") or not any(mark in record for mark in _MARKS):
            return False
        try:
            return _is_audit(_decoded(record))
        except ParseError:
            return False

    def parse(self, record: bytes) -> Event | None:
        """Read one record; see `uba.sources.base.Source`."""
        envelope = _decoded(record)
        if not _is_audit(envelope):
            raise ParseError(
                f"category is {(envelope.category or '')[:60]!r}, operation {(envelope.operationName or '')[:60]!r}: "
                "expected an audit record of Entra ID or Intune with operationName or activityDisplayName, and "
                "initiatedBy, targetResources or Actor"
            )
        audit = envelope if envelope.properties is None else envelope.properties
        return _event(audit, envelope)


def _decoded(record: bytes) -> Envelope:
    envelope = _DECODER.decode_strictly(record)
    if envelope is not None and not envelope.TimeGenerated and not envelope.OperationName:
        return envelope
    if b'"TimeGenerated"' in record or b'"OperationName"' in record:
        return _ROWS.decode(record)
    return _DECODER.decode(record)


def _is_audit(envelope: Envelope) -> bool:
    audit = envelope if envelope.properties is None else envelope.properties
    if (envelope.category or "").endswith("SignInLogs") or envelope.operationName == "Sign-in activity":
        return False
    named = envelope.operationName or audit.activityDisplayName
    return bool(named) and (audit.initiatedBy is not None or audit.targetResources is not None or is_intune(audit))


@by_position
def _event(audit: Audit, envelope: Envelope) -> Event:
    operation = envelope.operationName or audit.activityDisplayName or ""
    class_uid, activity_id = activity_of(operation)
    who = _initiator(audit, envelope)
    listed = audit.additionalDetails
    details = {item.key: item.value or "" for item in listed if item.key} if listed else _NO_DETAILS
    targets = audit.targetResources or []
    target_user = _target_user(targets, details)
    intune = is_intune(audit)
    if intune:
        thing = Target(id=target_uid(audit), displayName=target_name(audit), type=operation.rpartition(" ")[2])
    else:
        thing = _thing(targets, operation, class_uid)
    address = who.ipAddress or envelope.callerIpAddress or envelope.ipAddress or details.get("ipaddr") or ""
    name = user_key(who.userPrincipalName or who.servicePrincipalName or who.displayName or who.id or who.appId)
    is_app = who.appId is not None
    is_person = bool(who.userPrincipalName)
    managed = class_uid == ENTITY_MANAGEMENT
    result = audit.result or envelope.resultType or ""
    detail = audit.resultReason or envelope.resultDescription or ""
    about_thing = managed or class_uid == ACCOUNT_CHANGE
    return Event(
        time=_time(audit, envelope),
        uid=audit.AuditEventId or audit.id or "",
        source="entra_audit",
        class_uid=class_uid,
        activity_id=activity_id,
        status_id=_status(result, detail),
        status_code=result,
        status_detail="" if detail == "None" else detail,
        event_code=operation,
        product_name="Intune" if intune else "Entra ID",
        vendor_name="Microsoft",
        log_name=envelope.category or "",
        correlation_uid=audit.correlationId or envelope.correlationId or "",
        logged_time=time_ms(envelope.time, "time") if envelope.time is not None else 0,
        actor_user_name=name,
        actor_user_uid=who.id or who.servicePrincipalId or "",
        actor_user_email_addr=name if "@" in name else "",
        actor_user_type_id=_PERSON if is_person else _SERVICE if is_app else 0,
        actor_app_uid=who.appId or details.get("AppId", ""),
        actor_app_name=who.displayName or "" if is_app else "",
        user_name=target_user if target_user != name else "",
        entity_type=(thing.type or "") if managed else "",
        entity_uid=(thing.id or "") if managed else "",
        entity_name=(thing.displayName or "") if managed else "",
        access_list=(role,) if (role := details.get("RoleName")) else (),
        resource_uid="" if about_thing else thing.id or "",
        resource_name="" if about_thing else thing.displayName or "",
        resource_type="" if about_thing else thing.type or "",
        service_name=audit.loggedByService or ("Intune" if intune else ""),
        app_name=(thing.displayName or "") if class_uid == APPLICATION_LIFECYCLE else "",
        src_ip=clean_ip(address) if address else "",
        device_hostname=(thing.displayName or "").lower() if thing.type == "Device" else "",
        device_uid=(thing.id or "") if thing.type == "Device" else "",
        user_agent=audit.userAgent or details.get("User-Agent", ""),
        api_operation=operation if class_uid == API_ACTIVITY else "",
    )


def _time(audit: Audit, envelope: Envelope) -> int:
    if audit.activityDateTime is not None:
        return time_ms(audit.activityDateTime, "activityDateTime")
    return time_ms(envelope.time if envelope.time is not None else envelope.timeGenerated, "time")


def _initiator(audit: Audit, envelope: Envelope) -> Initiator:
    actor = audit.Actor
    if actor is not None:
        return _intune_initiator(actor, envelope.identity)
    by = audit.initiatedBy
    if by is not None and by.user is not None and (by.user.userPrincipalName or by.user.id or by.app is None):
        return by.user
    if by is not None and by.app is not None:
        by.app.appId = by.app.appId or ""
        return by.app
    return Initiator(displayName=envelope.identity)


def _intune_initiator(actor: IntuneActor, identity: str | None) -> Initiator:
    who = Initiator(id=actor.ObjectId, userPrincipalName=actor.UPN, ipAddress=actor.IpAddress or actor.IPAddress)
    if not actor.UPN:
        if identity and "@" in identity:
            who.userPrincipalName = identity
        else:
            who.displayName = actor.ApplicationName or actor.Name
            who.appId = actor.Application or ""
    return who


def _target_user(targets: list[Target], details: dict[str, str]) -> str:
    for target in targets:
        if target.type == "User":
            user = target
            break
    else:
        user = _NOTHING
    invited = details.get("invitedUserEmailAddress")
    return user_key(user.userPrincipalName or invited or user.displayName or user.id)


def _thing(targets: list[Target], operation: str, class_uid: int) -> Target:
    """The target that is changed: of device operations the device, else the first that is no user."""
    if class_uid == ENTITY_MANAGEMENT and "device" in operation.lower():
        for target in targets:
            if target.type == "Device":
                return target
    for target in targets:
        if target.type != "User" and target.type is not None:
            return target
    return targets[0] if targets else _NOTHING


@remembered(4_096)
def _status(result: str, detail: str) -> int:
    match result.strip().lower():
        case "success" | "succeeded" | "0":
            return SUCCESS
        case "" | "none":
            return 0
        case "failure" | "failed" | "fail":
            lowered = detail.lower()
            return FAILURE if any(word in lowered for word in _DENIED) else OTHER
        case _:
            return OTHER

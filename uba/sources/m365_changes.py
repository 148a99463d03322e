"""Settings in the Unified Audit Log: rules, forwarding, permissions, teams, devices, accounts, auditing itself.

What a rule or cmdlet says is kept as `query_text`; whom mail is forwarded to by it
as `email_to`; who is given rights as `user_name`, and the rights as `access_list`.
"""

from __future__ import annotations

import re

from uba.activities import EVENT_LOG_DISABLE, EVENT_LOG_ENABLE, OTHER_ACTIVITY
from uba.events import APPLICATION_LIFECYCLE, EVENT_LOG, Event
from uba.sources.by_position import by_position
from uba.sources.fields import user_key
from uba.sources.m365_fields import email_of, ip_of, listed, session_of, status_of, user_type_of
from uba.sources.m365_record import MailFolder, UalRecord

_SETTINGS_CUT = 4_000
_GRANTEES = ("User", "Trustee", "GrantSendOnBehalfTo", "Member", "SecurityGroup")
_RIGHTS = ("AccessRights", "Role", "Roles")
_NAMES = ("Name", "RuleName", "DisplayName")
_AUDIT_SWITCHES = ("UnifiedAuditLogIngestionEnabled", "AdminAuditLogEnabled")
_FORWARDS = (
    "ForwardTo",
    "RedirectTo",
    "ForwardAsAttachmentTo",
    "ForwardingSmtpAddress",
    "ForwardingAddress",
    "BlindCopyTo",
    "CopyTo",
    "AddToRecipients",
    "RedirectMessageTo",
)
"""Parameters of rules and mailboxes whose value is an address that mail goes on to."""
_ADDRESS = re.compile(r"[^\s\"'<>\[\](){},;:=/\\]+@[^\s\"'<>\[\](){},;:=/\\]+")
_FORWARDING_ACTION = re.compile(r"forward|redirect|copy", re.IGNORECASE)
_ENTITY_TYPES = (
    ("transportagent", "transport agent"),
    ("rule", "rule"),
    ("folder", "mailbox"),
    ("mailbox", "mailbox"),
    ("recipientpermission", "mailbox"),
    ("role", "role"),
    ("device", "device"),
    ("group", "group"),
    ("policy", "policy"),
    ("user", "user"),
    ("site", "site"),
    ("team", "team"),
    ("app", "app"),
)


@by_position
def change_event(ual: UalRecord, time: int, class_uid: int, activity_id: int) -> Event:
    """A setting is changed."""
    folder = (ual.Item.ParentFolder if ual.Item is not None else None) or MailFolder()
    user = user_key(ual.UserId)
    grantee = folder.MemberUpn or folder.MemberSid or _first(ual, _GRANTEES)
    rights = folder.MemberRights or _first(ual, _RIGHTS)
    if not rights and listed(ual.Parameters, "GrantSendOnBehalfTo"):
        rights = "SendOnBehalf"
    named, _, path = _first(ual, ("Identity", "Mailbox")).partition(":\\")
    mailbox = user_key(ual.MailboxOwnerUPN) or named
    entity_type = entity_type_of(ual.Operation or "")
    name = _first(ual, _NAMES) or folder.Path or (f"\\{path}" if path else "") or ual.TeamName
    name = name or listed(ual.OperationProperties, "RuleName") or ual.ObjectId or mailbox
    settings = settings_of(ual)
    return Event(
        time=time,
        uid=ual.Id or "",
        source="m365_ual",
        class_uid=class_uid,
        activity_id=_audit_switch(ual) if class_uid == EVENT_LOG else activity_id,
        status_id=status_of(ual),
        status_detail=ual.ResultStatus or "",
        event_code=ual.Operation or "",
        product_name="Microsoft 365",
        vendor_name="Microsoft",
        log_name=ual.Workload or "",
        correlation_uid=ual.CorrelationId or ual.InterSystemsId or "",
        actor_user_name=user,
        actor_user_uid=ual.UserKey or "",
        actor_user_email_addr=email_of(user),
        actor_user_type_id=user_type_of(ual),
        actor_app_uid=ual.ClientAppId or ual.AppId or ual.ApplicationId or "",
        actor_session_uid=session_of(ual),
        user_name=user_key(grantee or directory_target(ual) or ual.TargetUserOrGroupName),
        entity_type=entity_type,
        entity_uid=mailbox if entity_type == "mailbox" else ual.ObjectId or mailbox,
        entity_name=name,
        access_list=tuple(part.strip() for part in rights.split(",")) if rights else (),
        resource_uid=mailbox or ual.ObjectId or "",
        resource_type="mailbox" if mailbox else "",
        service_name=ual.Workload or "",
        app_name=name if class_uid == APPLICATION_LIFECYCLE else "",
        src_ip=ip_of(ual),
        user_agent=ual.UserAgent or ual.ClientInfoString or "",
        email_to=_forwards(ual) if settings else (),
        query_text=settings,
    )


def entity_type_of(operation: str) -> str:
    """What kind of thing an operation changes, as its name says."""
    lowered = operation.lower()
    return next((kind for word, kind in _ENTITY_TYPES if word in lowered), "setting")


def directory_target(ual: UalRecord) -> str:
    """The user a directory operation is about is the target of type 5, a UPN."""
    for target in ual.Target or ():
        if target.Type == 5 and target.ID:
            return target.ID
    return ""


def settings_of(ual: UalRecord) -> str:
    """What a rule, cmdlet or setting says, as `Name=Value` joined by `; `, for people and for rules."""
    if ual.NewValue is not None:
        return f"{ual.Name or ual.Operation}={ual.NewValue}"[:_SETTINGS_CUT]
    items = [*(ual.Parameters or ()), *(ual.OperationProperties or ())]
    return "; ".join(f"{item.Name}={item.Value}" for item in items if item.Name)[:_SETTINGS_CUT]


def _forwards(ual: UalRecord) -> tuple[str, ...]:
    """The addresses that mail goes on to, by parameters of a cmdlet or by a rule's actions as Outlook writes them."""
    texts = [item.Value or "" for item in ual.Parameters or () if item.Name in _FORWARDS]
    actions = listed(ual.OperationProperties, "RuleActions")
    if _FORWARDING_ACTION.search(actions):
        texts.append(actions)
    return tuple(dict.fromkeys(address.lower() for text in texts for address in _ADDRESS.findall(text)))


def _first(ual: UalRecord, names: tuple[str, ...]) -> str:
    for name in names:
        if value := listed(ual.Parameters, name):
            return value
    return ""


def _audit_switch(ual: UalRecord) -> int:
    """Auditing is turned off, on, or set otherwise."""
    value = _first(ual, _AUDIT_SWITCHES).lower()
    if not value:
        return OTHER_ACTIVITY
    return EVENT_LOG_DISABLE if value in ("false", "$false", "0") else EVENT_LOG_ENABLE

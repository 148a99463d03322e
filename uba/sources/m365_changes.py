"""Settings in the Unified Audit Log: rules, forwarding, permissions, teams, devices, accounts, auditing itself.

What a rule or cmdlet says is kept as `query_text`; whom mail is forwarded to by it
as `email_to`; who is given rights as `user_name`, and the rights as `access_list`.
"""

from __future__ import annotations

import re

from uba.events import APPLICATION_LIFECYCLE, EVENT_LOG, Event
from uba.sources.by_position import by_position
from uba.sources.exchange_cmdlets import (
    addresses_in,
    audit_switch,
    entity_type_of,
    grant_of,
    listed_rights,
    settings_text,
)
from uba.sources.fields import user_key
from uba.sources.m365_fields import ip_of, listed, session_of, status_of, user_type_of
from uba.sources.m365_record import MailFolder, UalRecord

_NO_FOLDER = MailFolder()
_FORWARDING_ACTION = re.compile(r"forward|redirect|copy", re.IGNORECASE)


@by_position
def change_event(ual: UalRecord, time: int, class_uid: int, activity_id: int) -> Event:
    """A setting is changed."""
    folder = (ual.Item.ParentFolder if ual.Item is not None else None) or _NO_FOLDER
    user = user_key(ual.UserId)
    parameters = {item.Name: item.Value or "" for item in ual.Parameters if item.Name} if ual.Parameters else {}
    grantee, rights, granted, name, forwards = grant_of(parameters)
    grantee = folder.MemberUpn or folder.MemberSid or grantee
    mailbox = user_key(ual.MailboxOwnerUPN) or granted
    entity_type = entity_type_of(ual.Operation or "")
    name = name or folder.Path or ual.TeamName or listed(ual.OperationProperties, "RuleName") or ual.ObjectId or mailbox
    return Event(
        time=time,
        uid=ual.Id or "",
        source="m365_ual",
        class_uid=class_uid,
        activity_id=audit_switch(parameters) if class_uid == EVENT_LOG else activity_id,
        status_id=status_of(ual),
        status_detail=ual.ResultStatus or "",
        event_code=ual.Operation or "",
        product_name="Microsoft 365",
        vendor_name="Microsoft",
        log_name=ual.Workload or "",
        correlation_uid=ual.CorrelationId or ual.InterSystemsId or "",
        actor_user_name=user,
        actor_user_uid=ual.UserKey or "",
        actor_user_email_addr=user if "@" in user else "",
        actor_user_type_id=user_type_of(ual.UserType),
        actor_app_uid=ual.ClientAppId or ual.AppId or ual.ApplicationId or "",
        actor_session_uid=session_of(ual),
        user_name=user_key(grantee or directory_target(ual) or ual.TargetUserOrGroupName),
        entity_type=entity_type,
        entity_uid=mailbox if entity_type == "mailbox" else ual.ObjectId or mailbox,
        entity_name=name,
        access_list=listed_rights(folder.MemberRights) if folder.MemberRights else rights,
        resource_uid=mailbox or ual.ObjectId or "",
        resource_type="mailbox" if mailbox else "",
        service_name=ual.Workload or "",
        app_name=name if class_uid == APPLICATION_LIFECYCLE else "",
        src_ip=ip_of(ual),
        user_agent=ual.UserAgent or ual.ClientInfoString or "",
        email_to=forwards or _forwards(ual),
        query_text=settings_of(ual),
    )


def directory_target(ual: UalRecord) -> str:
    """The user a directory operation is about is the target of type 5, a UPN."""
    for target in ual.Target or ():
        if target.Type == 5 and target.ID:
            return target.ID
    return ""


def settings_of(ual: UalRecord) -> str:
    """What a rule, cmdlet or setting says."""
    if ual.NewValue is not None:
        return settings_text([(ual.Name or ual.Operation or "", ual.NewValue)])
    items, more = ual.Parameters or (), ual.OperationProperties
    if more:
        items = [*items, *more]
    return settings_text([(item.Name, item.Value or "") for item in items if item.Name]) if items else ""


def _forwards(ual: UalRecord) -> tuple[str, ...]:
    """The addresses that mail goes on to by a rule's actions as Outlook writes them."""
    if not ual.OperationProperties:
        return ()
    actions = listed(ual.OperationProperties, "RuleActions")
    return addresses_in([actions]) if _FORWARDING_ACTION.search(actions) else ()

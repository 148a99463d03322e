"""Microsoft 365 Unified Audit Log (UAL): one JSON record an operation, all workloads.

Read from the Management Activity API, from exports whose `AuditData` holds the
record, and from collectors that keep the vendor's field names. Times are UTC,
mostly written without a zone. Reference: Microsoft, "Office 365 Management
Activity API schema".
"""

from __future__ import annotations

from collections.abc import Callable

from uba.errors import ParseError
from uba.events import (
    API_ACTIVITY,
    AUTHENTICATION,
    EMAIL_ACTIVITY,
    FAILURE,
    FILE_HOSTING,
    HTTP_ACTIVITY,
    OTHER,
    WEB_RESOURCES,
    Event,
)
from uba.sources.by_position import by_position
from uba.sources.entra_codes import ENTRA_INTERRUPTS
from uba.sources.fields import time_ms, user_key, whole
from uba.sources.m365_changes import change_event, directory_target, settings_of
from uba.sources.m365_fields import ip_of, listed, session_of, status_of, user_type_of
from uba.sources.m365_mail import click_event, mail_event
from uba.sources.m365_operations import activity_of
from uba.sources.m365_record import NO_CONTEXT, ParticipantInfo, UalRecord
from uba.sources.m365_rows import audit_record, is_audit_record


class M365Ual:
    """The Unified Audit Log as a source."""

    name = "m365_ual"

    def recognise(self, record: bytes) -> bool:
        """Tell a UAL record by its required common fields, in any of the shapes of `uba.sources.m365_rows`."""
        return record.startswith(b"{") and is_audit_record(record)

    def parse(self, record: bytes) -> Event | None:
        """Read one record; see `uba.sources.base.Source`."""
        ual = audit_record(record)
        operation = ual.Operation
        if not operation or (ual.Workload is None and ual.RecordType is None):
            raise ParseError(
                "Operation, and Workload or RecordType, are missing: expected a Microsoft 365 audit record"
            )
        time = time_ms(ual.CreationTime, "CreationTime")
        class_uid, activity_id = activity_of(operation)
        return _EVENTS.get(class_uid, change_event)(ual, time, class_uid, activity_id)


@by_position
def _content_event(ual: UalRecord, time: int, class_uid: int, activity_id: int) -> Event:
    """Files, pages, searches, mailbox reads and chats: something is read, changed or shared."""
    context, item = ual.AppAccessContext or NO_CONTEXT, ual.Item
    user = user_key(ual.UserId)
    uid, name, kind, namespace = _resource(ual)
    return Event(
        time=time,
        uid=ual.Id or "",
        source="m365_ual",
        class_uid=class_uid,
        activity_id=activity_id,
        status_id=status_of(ual),
        status_detail=ual.ResultStatus or ual.VirusInfo or "",
        event_code=ual.Operation or "",
        product_name="Microsoft 365",
        vendor_name="Microsoft",
        log_name=ual.Workload or "",
        correlation_uid=context.CorrelationId or ual.CorrelationId or "",
        count=_count(ual),
        actor_user_name=user,
        actor_user_uid=ual.UserKey or "",
        actor_user_email_addr=user if "@" in user else "",
        actor_user_type_id=user_type_of(ual.UserType),
        actor_user_credential_uid=context.UniqueTokenId or "",
        actor_app_uid=ual.ApplicationId or ual.ClientAppId or ual.AppId or "",
        actor_app_name=ual.ApplicationDisplayName or "",
        actor_session_uid=context.AADSessionId or ual.SessionId or "",
        user_name=user_key(ual.TargetUserOrGroupName),
        access_list=_access_of(ual) if ual.ParticipantInfo is not None or ual.OperationProperties else (),
        resource_uid=uid,
        resource_name=name,
        resource_type=kind,
        resource_namespace=namespace,
        service_name=ual.Workload or "",
        src_ip=ip_of(ual),
        device_uid=ual.MachineId or "",
        device_hostname=ual.DeviceDisplayName.lower() if ual.DeviceDisplayName else "",
        device_is_managed=ual.IsManagedDevice,
        user_agent=ual.UserAgent or ual.ClientInfoString or "",
        file_name=ual.SourceFileName or "",
        file_path=ual.SourceRelativeUrl or "",
        file_size=ual.FileSizeBytes if ual.FileSizeBytes and ual.FileSizeBytes > 0 else 0,
        query_text=ual.SearchQueryText or ual.QueryText or (settings_of(ual) if ual.Parameters else ""),
        email_to=tuple(name for member in ual.Members if (name := user_key(member.UPN))) if ual.Members else (),
        email_subject="" if item is None else item.Subject or "",
        email_urls=tuple(ual.MessageURLs) if ual.MessageURLs else (),
        email_headers=() if item is None or not item.ItemClass else (f"X-Message-Class: {item.ItemClass}",),
    )


def _access_of(ual: UalRecord) -> tuple[str, ...]:
    """Of a chat the kinds of outsiders; of a mailbox how it is read: mail by mail (Bind) or whole folders (Sync)."""
    if ual.ParticipantInfo is not None:
        return _outsiders(ual.ParticipantInfo)
    kind = listed(ual.OperationProperties, "MailAccessType")
    return (kind,) if kind else ()


def _outsiders(info: ParticipantInfo) -> tuple[str, ...]:
    """The kinds of outsiders that take part in a chat."""
    return tuple(
        kind
        for kind, there in (
            ("foreign tenant", info.HasForeignTenantUsers),
            ("guest", info.HasGuestUsers or info.HasOtherGuestUsers),
            ("unauthenticated", info.HasUnauthenticatedUsers),
        )
        if there
    )


def _resource(ual: UalRecord) -> tuple[str, str, str, str]:
    """Give (uid, name, type, namespace) of what the record is about."""
    if ual.MailboxOwnerUPN or ual.Folders is not None or ual.Item is not None or ual.AffectedItems is not None:
        mailbox = user_key(ual.MailboxOwnerUPN or ual.UserId)
        return mailbox, mailbox, "mailbox", mailbox.partition("@")[2]
    if ual.ChatThreadId or ual.ChatName or ual.TeamName:
        name = ual.ChannelName or ual.ChatName or ""
        return ual.ChatThreadId or name, name, (ual.CommunicationType or "chat").lower(), ual.TeamName or ""
    if ual.Parameters and (mailbox := user_key(listed(ual.Parameters, "Mailbox"))):
        return mailbox, mailbox, "mailbox", mailbox.partition("@")[2]
    kind = (ual.ItemType or ("file" if ual.SourceFileName else "")).lower()
    return ual.ObjectId or "", ual.SourceFileName or "", kind, (ual.SiteUrl or "").rstrip("/")


def _count(ual: UalRecord) -> int:
    """One record may stand for many reads: `OperationCount`, else the items it lists."""
    if ual.OperationCount is not None:
        return min(max(1, ual.OperationCount), 2**31)
    if ual.Folders:
        return max(1, sum([len(folder.FolderItems or ()) for folder in ual.Folders]))
    return max(1, len(ual.AffectedItems)) if ual.AffectedItems else 1


@by_position
def _sign_in_event(ual: UalRecord, time: int, class_uid: int, activity_id: int) -> Event:
    user = user_key(ual.UserId)
    code = str(ual.ErrorNumber) if ual.ErrorNumber else ""
    if ual.Operation == "UserLoginFailed":
        status = OTHER if code and whole(code) in ENTRA_INTERRUPTS else FAILURE
    else:
        status = status_of(ual)
    target = ual.Target[0].ID if ual.Target else ""
    managed = listed(ual.DeviceProperties, "IsCompliantAndManaged").lower()
    return Event(
        time=time,
        uid=ual.Id or "",
        source="m365_ual",
        class_uid=class_uid,
        activity_id=activity_id,
        status_id=status,
        status_code=code,
        status_detail=ual.LogonError or ual.ResultStatus or "",
        event_code=ual.Operation or "",
        product_name="Microsoft 365",
        vendor_name="Microsoft",
        log_name=ual.Workload or "",
        correlation_uid=ual.InterSystemsId or ual.CorrelationId or "",
        actor_user_name=user,
        actor_user_uid=ual.UserKey or "",
        actor_user_email_addr=user if "@" in user else "",
        actor_user_type_id=user_type_of(ual.UserType),
        actor_app_uid=ual.ApplicationId or ual.ClientAppId or "",
        actor_app_name=ual.ApplicationDisplayName or "",
        actor_session_uid=session_of(ual) or listed(ual.DeviceProperties, "SessionId"),
        app_name=ual.ApplicationDisplayName or ual.ApplicationId or "",
        service_name=target or ual.Workload or "",
        src_ip=ip_of(ual),
        device_uid=listed(ual.DeviceProperties, "Id"),
        device_hostname=listed(ual.DeviceProperties, "DisplayName").lower(),
        device_is_managed=managed == "true" if managed else None,
        user_agent=ual.UserAgent or listed(ual.ExtendedProperties, "UserAgent"),
        is_mfa=True if whole(code) == 500121 else None,
    )


@by_position
def _api_event(ual: UalRecord, time: int, class_uid: int, activity_id: int) -> Event:
    """Any operation without a class of its own."""
    user = user_key(ual.UserId)
    uid, name, kind, namespace = _resource(ual)
    return Event(
        time=time,
        uid=ual.Id or "",
        source="m365_ual",
        class_uid=class_uid,
        activity_id=activity_id,
        status_id=status_of(ual),
        status_detail=ual.ResultStatus or "",
        event_code=ual.Operation or "",
        product_name="Microsoft 365",
        vendor_name="Microsoft",
        log_name=ual.Workload or "",
        correlation_uid=ual.CorrelationId or ual.InterSystemsId or "",
        count=_count(ual),
        actor_user_name=user,
        actor_user_uid=ual.UserKey or "",
        actor_user_email_addr=user if "@" in user else "",
        actor_user_type_id=user_type_of(ual.UserType),
        actor_app_uid=ual.ApplicationId or ual.ClientAppId or ual.AppId or "",
        actor_session_uid=session_of(ual),
        user_name=user_key(directory_target(ual) or ual.TargetUserOrGroupName),
        resource_uid=uid,
        resource_name=name,
        resource_type=kind,
        resource_namespace=namespace,
        service_name=ual.Workload or "",
        src_ip=ip_of(ual),
        user_agent=ual.UserAgent or ual.ClientInfoString or "",
        api_operation=ual.Operation or "",
    )


_EVENTS: dict[int, Callable[[UalRecord, int, int, int], Event]] = {
    FILE_HOSTING: _content_event,
    WEB_RESOURCES: _content_event,
    AUTHENTICATION: _sign_in_event,
    EMAIL_ACTIVITY: mail_event,
    HTTP_ACTIVITY: click_event,
    API_ACTIVITY: _api_event,
}
"""What makes the event of a class; every other class is a setting that is changed."""

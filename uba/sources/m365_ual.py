"""Microsoft 365 Unified Audit Log (UAL): one JSON record an operation, all workloads.

Read from the Management Activity API, from exports whose `AuditData` holds the
record, and from collectors that keep the vendor's field names. Times are UTC,
mostly written without a zone. Reference: Microsoft, "Office 365 Management
Activity API schema".
"""

from __future__ import annotations

import re

import msgspec

from uba.activities import MAIL_RECEIVE, MAIL_SEND
from uba.errors import ParseError
from uba.events import (
    API_ACTIVITY,
    AUTHENTICATION,
    EMAIL_ACTIVITY,
    FAILURE,
    FILE_HOSTING,
    INBOUND,
    INTERNAL,
    OTHER,
    OUTBOUND,
    WEB_RESOURCES,
    Event,
)
from uba.sources.decoding import RecordDecoder
from uba.sources.entra_codes import ENTRA_INTERRUPTS
from uba.sources.fields import clean_ip, time_ms, user_key, whole
from uba.sources.m365_fields import email_of, ip_of, listed, session_of, status_of, user_type_of
from uba.sources.m365_operations import EXCHANGE_RULE_OPERATIONS, activity_of
from uba.sources.m365_record import MailFolder, MailItem, UalRecord

_DECODER = RecordDecoder(UalRecord, "Microsoft 365 audit record")

_SIZE = re.compile(r" ?\(\d+b\)$")
_DIRECTIONS = {"inbound": INBOUND, "outbound": OUTBOUND, "intraorg": INTERNAL, "intra-org": INTERNAL}


class M365Ual:
    """The Unified Audit Log as a source."""

    name = "m365_ual"

    def recognise(self, record: bytes) -> bool:
        """Tell a UAL record by its required common fields, bare or inside `AuditData`."""
        if not record.startswith(b"{"):
            return False
        if b'"AuditData"' in record:
            return b"CreationTime" in record and b"Workload" in record
        return (
            b'"CreationTime"' in record
            and b'"Operation"' in record
            and (b'"Workload"' in record or b'"RecordType"' in record)
        )

    def parse(self, record: bytes) -> Event | None:
        """Read one record; see `uba.sources.base.Source`."""
        ual = _DECODER.decode(record)
        if ual.Operation is None and len(bytes(ual.AuditData)) > 4:
            ual = _DECODER.decode(_audit_data(ual.AuditData))
        if not ual.Operation or (ual.Workload is None and ual.RecordType is None):
            raise ParseError(
                "Operation, and Workload or RecordType, are missing: expected a Microsoft 365 audit record"
            )
        time = time_ms(ual.CreationTime, "CreationTime")
        class_uid, activity_id = activity_of(ual.Operation)
        if class_uid in (FILE_HOSTING, WEB_RESOURCES):
            return _content_event(ual, time, class_uid, activity_id)
        if class_uid == AUTHENTICATION:
            return _sign_in_event(ual, time, activity_id)
        if class_uid == EMAIL_ACTIVITY:
            return _mail_event(ual, time, activity_id)
        if class_uid == API_ACTIVITY:
            return _api_event(ual, time, activity_id)
        return _change_event(ual, time, class_uid, activity_id)


def _audit_data(raw: msgspec.Raw) -> bytes:
    inner = bytes(raw)
    try:
        return msgspec.json.decode(inner, type=str).encode() if inner[:1] == b'"' else inner
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ParseError(f"AuditData: {error}; expected the JSON of one audit record") from None


def _content_event(ual: UalRecord, time: int, class_uid: int, activity_id: int) -> Event:
    """Files, pages, searches, mailbox reads and chats: something is read, changed or shared."""
    context = ual.AppAccessContext
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
        correlation_uid=(context.CorrelationId if context is not None else None) or ual.CorrelationId or "",
        count=_count(ual),
        actor_user_name=user,
        actor_user_uid=ual.UserKey or "",
        actor_user_email_addr=email_of(user),
        actor_user_type_id=user_type_of(ual),
        actor_user_credential_uid=(context.UniqueTokenId if context is not None else None) or "",
        actor_app_uid=ual.ApplicationId or ual.ClientAppId or ual.AppId or "",
        actor_app_name=ual.ApplicationDisplayName or "",
        actor_session_uid=session_of(ual),
        user_name=user_key(ual.TargetUserOrGroupName),
        resource_uid=uid,
        resource_name=name,
        resource_type=kind,
        resource_namespace=namespace,
        service_name=ual.Workload or "",
        src_ip=ip_of(ual),
        device_uid=ual.MachineId or "",
        device_hostname=(ual.DeviceDisplayName or "").lower(),
        device_is_managed=ual.IsManagedDevice,
        user_agent=ual.UserAgent or ual.ClientInfoString or "",
        file_name=ual.SourceFileName or "",
        file_path=ual.SourceRelativeUrl or "",
        file_size=max(0, ual.FileSizeBytes or 0),
        query_text=ual.SearchQueryText or "",
        email_urls=tuple(ual.MessageURLs) if ual.MessageURLs else (),
    )


def _resource(ual: UalRecord) -> tuple[str, str, str, str]:
    """Give (uid, name, type, namespace) of what the record is about."""
    if ual.MailboxOwnerUPN or ual.Folders is not None or ual.Item is not None:
        mailbox = user_key(ual.MailboxOwnerUPN or ual.UserId)
        return mailbox, mailbox, "mailbox", mailbox.partition("@")[2]
    if ual.ChatThreadId or ual.ChatName or ual.TeamName:
        name = ual.ChannelName or ual.ChatName or ""
        return ual.ChatThreadId or name, name, "chat", ual.TeamName or ""
    kind = (ual.ItemType or ("file" if ual.SourceFileName else "")).lower()
    return ual.ObjectId or "", ual.SourceFileName or "", kind, (ual.SiteUrl or "").rstrip("/")


def _count(ual: UalRecord) -> int:
    """One record may stand for many reads: `OperationCount`, else the items it lists."""
    if ual.OperationCount is not None:
        return min(max(1, ual.OperationCount), 2**31)
    if ual.Folders:
        return max(1, sum(len(folder.FolderItems or ()) for folder in ual.Folders))
    return 1


def _sign_in_event(ual: UalRecord, time: int, activity_id: int) -> Event:
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
        class_uid=AUTHENTICATION,
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
        actor_user_email_addr=email_of(user),
        actor_user_type_id=user_type_of(ual),
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


def _mail_event(ual: UalRecord, time: int, activity_id: int) -> Event:
    """Send, SendAs, SendOnBehalf from a mailbox; TIMailData from the mail filter."""
    item = ual.Item or MailItem()
    user = user_key(ual.UserId)
    direction = _DIRECTIONS.get((ual.Directionality or "").lower(), 0)
    if direction == INBOUND:
        activity_id = MAIL_RECEIVE
    sender = ual.P2Sender or ual.SendAsUserSmtp or ual.SendOnBehalfOfUserSmtp or ual.MailboxOwnerUPN or ""
    sender = user_key(sender) or (user if activity_id == MAIL_SEND else "")
    return Event(
        time=time,
        uid=ual.Id or "",
        source="m365_ual",
        class_uid=EMAIL_ACTIVITY,
        activity_id=activity_id,
        status_id=status_of(ual),
        status_detail=ual.Verdict or ual.ResultStatus or "",
        event_code=ual.Operation or "",
        product_name="Microsoft 365",
        vendor_name="Microsoft",
        log_name=ual.Workload or "",
        actor_user_name=user if activity_id == MAIL_SEND else "",
        actor_user_uid=ual.UserKey or "",
        actor_user_email_addr=email_of(user) if activity_id == MAIL_SEND else "",
        actor_user_type_id=user_type_of(ual),
        actor_app_uid=ual.ClientAppId or ual.AppId or "",
        actor_session_uid=session_of(ual),
        resource_uid=user_key(ual.MailboxOwnerUPN),
        resource_type="mailbox" if ual.MailboxOwnerUPN else "",
        src_ip=clean_ip(ual.SenderIp) if ual.SenderIp else ip_of(ual),
        user_agent=ual.UserAgent or ual.ClientInfoString or "",
        direction_id=direction,
        email_from=sender,
        email_smtp_from=user_key(ual.P1Sender),
        email_to=tuple(user_key(name) for name in ual.Recipients or ()),
        email_subject=item.Subject or ual.Subject or "",
        email_message_uid=item.InternetMessageId or ual.InternetMessageId or "",
        email_size=max(0, item.SizeInBytes or 0),
        email_files=_attachments(item.Attachments),
    )


def _attachments(text: str | None) -> tuple[str, ...]:
    """`plan.pdf (21874b); notes.txt (12b)` -> the names."""
    return tuple(_SIZE.sub("", name.strip()) for name in text.split(";") if name.strip()) if text else ()


def _change_event(ual: UalRecord, time: int, class_uid: int, activity_id: int) -> Event:
    """Rules, permissions, mailboxes, devices, accounts: a setting is changed."""
    folder = (ual.Item.ParentFolder if ual.Item is not None else None) or MailFolder()
    user = user_key(ual.UserId)
    grantee = folder.MemberUpn or folder.MemberSid or _first_parameter(ual, ("User", "Trustee", "GrantSendOnBehalfTo"))
    rights = folder.MemberRights or _first_parameter(ual, ("AccessRights",))
    mailbox = user_key(ual.MailboxOwnerUPN) or _first_parameter(ual, ("Identity", "Mailbox"))
    entity_type = _entity_type(ual.Operation or "")
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
        actor_user_name=user,
        actor_user_uid=ual.UserKey or "",
        actor_user_email_addr=email_of(user),
        actor_user_type_id=user_type_of(ual),
        actor_app_uid=ual.ClientAppId or ual.AppId or ual.ApplicationId or "",
        actor_session_uid=session_of(ual),
        user_name=user_key(grantee or _directory_target(ual) or ual.TargetUserOrGroupName),
        entity_type=entity_type,
        entity_uid=mailbox if entity_type == "mailbox" else ual.ObjectId or mailbox,
        entity_name=_first_parameter(ual, ("Name",)) or folder.Path or ual.ObjectId or mailbox,
        access_list=tuple(part.strip() for part in rights.split(",")) if rights else (),
        resource_uid=mailbox or ual.ObjectId or "",
        resource_type="mailbox" if mailbox else "",
        service_name=ual.Workload or "",
        src_ip=ip_of(ual),
        user_agent=ual.UserAgent or ual.ClientInfoString or "",
        query_text=_settings_text(ual) if ual.Operation in EXCHANGE_RULE_OPERATIONS else "",
    )


def _api_event(ual: UalRecord, time: int, activity_id: int) -> Event:
    """Any operation without a class of its own."""
    user = user_key(ual.UserId)
    uid, name, kind, namespace = _resource(ual)
    return Event(
        time=time,
        uid=ual.Id or "",
        source="m365_ual",
        class_uid=API_ACTIVITY,
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
        actor_user_email_addr=email_of(user),
        actor_user_type_id=user_type_of(ual),
        actor_app_uid=ual.ApplicationId or ual.ClientAppId or ual.AppId or "",
        actor_session_uid=session_of(ual),
        user_name=user_key(_directory_target(ual) or ual.TargetUserOrGroupName),
        resource_uid=uid,
        resource_name=name,
        resource_type=kind,
        resource_namespace=namespace,
        service_name=ual.Workload or "",
        src_ip=ip_of(ual),
        user_agent=ual.UserAgent or ual.ClientInfoString or "",
        api_operation=ual.Operation or "",
    )


def _first_parameter(ual: UalRecord, names: tuple[str, ...]) -> str:
    for name in names:
        if value := listed(ual.Parameters, name):
            return value
    return ""


def _directory_target(ual: UalRecord) -> str:
    """The user a directory operation is about is the target of type 5, a UPN."""
    for target in ual.Target or ():
        if target.Type == 5 and target.ID:
            return target.ID
    return ""


def _entity_type(operation: str) -> str:
    lowered = operation.lower()
    for word, kind in (
        ("rule", "rule"),
        ("folder", "mailbox"),
        ("mailbox", "mailbox"),
        ("device", "device"),
        ("group", "group"),
        ("policy", "policy"),
        ("user", "user"),
        ("site", "site"),
        ("app", "app"),
    ):
        if word in lowered:
            return kind
    return "setting"


def _settings_text(ual: UalRecord) -> str:
    """What a rule or forwarding says, as `Name=Value` joined by `; `, for people and for rules."""
    items = [*(ual.Parameters or ()), *(ual.OperationProperties or ())]
    return "; ".join(f"{item.Name}={item.Value}" for item in items if item.Name)[:4_000]

"""Microsoft 365 audit records: what each operation means."""

import json
from typing import Any

import pytest

from uba import activities as a
from uba.events import (
    ACCOUNT_CHANGE,
    API_ACTIVITY,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    EMAIL_ACTIVITY,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    FILE_HOSTING,
    HTTP_ACTIVITY,
    WEB_RESOURCES,
    Event,
)
from uba.sources.m365_ual import M365Ual


def event(**fields: Any) -> Event:
    """Parse a record with the common fields and these."""
    record = {"CreationTime": "2026-03-09T08:14:22", "Id": "i", "Workload": "Exchange", "RecordType": 1}
    parsed = M365Ual().parse(json.dumps({**record, "UserId": "A@b.example", **fields}).encode())
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("operation", "class_uid", "activity_id"),
    [
        ("FileAccessed", FILE_HOSTING, a.FILE_OPEN),
        ("FileAccessedExtended", FILE_HOSTING, a.FILE_OPEN),
        ("FilePreviewed", FILE_HOSTING, a.FILE_PREVIEW),
        ("FileDownloaded", FILE_HOSTING, a.FILE_DOWNLOAD),
        ("FileSyncDownloadedFull", FILE_HOSTING, a.FILE_SYNC),
        ("FileCopied", FILE_HOSTING, a.FILE_COPY),
        ("FileModified", FILE_HOSTING, a.FILE_UPDATE),
        ("FileUploaded", FILE_HOSTING, a.FILE_UPLOAD),
        ("FileRenamed", FILE_HOSTING, a.FILE_RENAME),
        ("SharingSet", FILE_HOSTING, a.FILE_SHARE),
        ("AnonymousLinkCreated", FILE_HOSTING, a.FILE_SHARE),
        ("FileMalwareDetected", FILE_HOSTING, a.OTHER_ACTIVITY),
        ("PageViewed", WEB_RESOURCES, a.WEB_READ),
        ("SearchQueryPerformed", WEB_RESOURCES, a.WEB_SEARCH),
        ("SearchQueryInitiatedExchange", WEB_RESOURCES, a.WEB_SEARCH),
        ("MailItemsAccessed", WEB_RESOURCES, a.WEB_READ),
        ("FolderBind", WEB_RESOURCES, a.WEB_READ),
        ("MessageBind", WEB_RESOURCES, a.WEB_READ),
        ("New-MailboxExportRequest", WEB_RESOURCES, a.WEB_EXPORT),
        ("New-ComplianceSearchAction", WEB_RESOURCES, a.WEB_EXPORT),
        ("HardDelete", WEB_RESOURCES, a.WEB_DELETE),
        ("SoftDelete", WEB_RESOURCES, a.WEB_DELETE),
        ("MoveToDeletedItems", WEB_RESOURCES, a.WEB_UPDATE),
        ("ChatCreated", WEB_RESOURCES, a.WEB_SHARE),
        ("MessageSent", WEB_RESOURCES, a.WEB_SHARE),
        ("MemberAdded", WEB_RESOURCES, a.WEB_SHARE),
        ("Send", EMAIL_ACTIVITY, a.MAIL_SEND),
        ("SendAs", EMAIL_ACTIVITY, a.MAIL_SEND),
        ("SendOnBehalf", EMAIL_ACTIVITY, a.MAIL_SEND),
        ("UserLoggedIn", AUTHENTICATION, a.AUTH_LOGON),
        ("UserLoginFailed", AUTHENTICATION, a.AUTH_LOGON),
        ("MailboxLogin", AUTHENTICATION, a.AUTH_LOGON),
        ("ModifyFolderPermissions", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("UpdateFolderPermissions", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("AddFolderPermissions", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("RemoveFolderPermissions", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("Add-MailboxPermission", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("Add-RecipientPermission", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("Set-Mailbox", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("New-InboxRule", ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        ("UpdateInboxRules", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("Enable-InboxRule", ENTITY_MANAGEMENT, a.ENTITY_ENABLE),
        ("New-TransportRule", ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        ("Set-RemoteDomain", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("New-App", ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        ("SiteCollectionAdminAdded", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("Set-MailboxAuditBypassAssociation", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("Register device.", ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
        ("Add registered owner to device", ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
        ("Consent to application.", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("Set-AdminAuditLogConfig", EVENT_LOG, a.OTHER_ACTIVITY),
        ("Update user.", ACCOUNT_CHANGE, a.OTHER_ACTIVITY),
        ("TIUrlClickData", HTTP_ACTIVITY, a.HTTP_GET),
        ("UserSubmission", EMAIL_ACTIVITY, a.MAIL_SCAN),
        ("Install-TransportAgent", APPLICATION_LIFECYCLE, a.APP_INSTALL),
        ("TenantThemeUpdated", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("Get-SomethingNew", API_ACTIVITY, a.API_READ),
        ("New-SomethingNew", API_ACTIVITY, a.API_CREATE),
        ("SomethingDeleted", API_ACTIVITY, a.API_DELETE),
        ("AirInvestigationData", API_ACTIVITY, a.OTHER_ACTIVITY),
    ],
)
def test_operation_has_its_class(operation: str, class_uid: int, activity_id: int) -> None:
    """Every operation is an event; the operation itself is kept as the event code."""
    parsed = event(Operation=operation)

    assert (parsed.class_uid, parsed.activity_id, parsed.event_code) == (class_uid, activity_id, operation)


def test_a_file_has_site_session_and_token() -> None:
    """Who, from where, which session, what, in which site."""
    parsed = event(
        Operation="FileDownloaded",
        Workload="SharePoint",
        ClientIP="[::ffff:203.0.113.7]:443",
        ObjectId="https://x/sites/f/a.docx",
        SiteUrl="https://x/sites/f/",
        SourceFileName="a.docx",
        ItemType="File",
        AppAccessContext={"AADSessionId": "s", "UniqueTokenId": "t", "CorrelationId": "c"},
        SessionId="other",
    )

    assert parsed.actor_user_name == "a@b.example"
    assert parsed.src_ip == "203.0.113.7"
    assert (parsed.actor_session_uid, parsed.actor_user_credential_uid, parsed.correlation_uid) == ("s", "t", "c")
    assert (parsed.resource_uid, parsed.resource_name) == ("https://x/sites/f/a.docx", "a.docx")
    assert (parsed.resource_type, parsed.resource_namespace) == ("file", "https://x/sites/f")
    assert parsed.status_id == 1


def test_one_mail_record_stands_for_many_reads() -> None:
    """The count is OperationCount, else the number of items, and at least 1."""
    folders = [{"Path": "\\Inbox", "FolderItems": [{"a": 1}, {"a": 2}]}, {"Path": "\\Sent", "FolderItems": [{"a": 3}]}]

    assert event(Operation="MailItemsAccessed", OperationCount="37", Folders=folders).count == 37
    assert event(Operation="MailItemsAccessed", Folders=folders).count == 3
    assert event(Operation="MailItemsAccessed", OperationCount=0).count == 1
    assert event(Operation="MailItemsAccessed", MailboxOwnerUPN="Boss@b.example").resource_uid == "boss@b.example"


def test_how_a_mailbox_is_read_is_kept() -> None:
    """The rights of a mailbox read are its MailAccessType: one by one or whole folders; others have none."""
    properties = [{"Name": "MailAccessType", "Value": "Sync"}, {"Name": "IsThrottled", "Value": "False"}]

    assert event(Operation="MailItemsAccessed", OperationProperties=properties).access_list == ("Sync",)
    assert event(Operation="MailItemsAccessed", OperationProperties=properties[1:]).access_list == ()
    assert event(Operation="MailItemsAccessed").access_list == ()


@pytest.mark.parametrize(
    ("code", "status"), [("50126", 2), (50053, 2), ("50140", 99), ("50058", 99), (None, 2), ("", 2)]
)
def test_a_failed_login_is_a_denial_unless_it_is_a_step(code: str | int | None, status: int) -> None:
    """UserLoginFailed is a failure; a code that asks for another step is not."""
    parsed = event(
        Operation="UserLoginFailed", Workload="AzureActiveDirectory", ErrorNumber=code, ResultStatus="Failed"
    )

    assert parsed.status_id == status


def test_a_denied_prompt_is_multi_factor() -> None:
    """500121 comes from the second factor alone."""
    parsed = event(Operation="UserLoginFailed", ErrorNumber="500121")

    assert (parsed.status_id, parsed.is_mfa) == (2, True)


def test_sign_in_details_come_from_name_value_lists() -> None:
    """User agent, session and device of a sign-in stand in lists of names and values."""
    parsed = event(
        Operation="UserLoggedIn",
        ResultStatus="Success",
        ExtendedProperties=[{"Name": "UserAgent", "Value": "UA"}],
        DeviceProperties=[
            {"Name": "SessionId", "Value": "s"},
            {"Name": "IsCompliantAndManaged", "Value": "True"},
            {"Name": "DisplayName", "Value": "LT-1"},
        ],
        ActorIpAddress="203.0.113.7",
    )

    assert (parsed.user_agent, parsed.actor_session_uid) == ("UA", "s")
    assert (parsed.device_is_managed, parsed.device_hostname) == (True, "lt-1")
    assert (parsed.status_id, parsed.src_ip) == (1, "203.0.113.7")


def test_a_folder_permission_names_grantee_and_rights() -> None:
    """The grantee is the user acted upon; rights are a list."""
    folder = {
        "Path": "\\Inbox",
        "MemberUpn": "Everyone",
        "MemberSid": "S-1-1-0",
        "MemberRights": "ReadAny, FolderVisible",
    }
    parsed = event(Operation="ModifyFolderPermissions", Item={"ParentFolder": folder}, MailboxOwnerUPN="Boss@b.example")

    assert (parsed.user_name, parsed.access_list) == ("everyone", ("ReadAny", "FolderVisible"))
    assert (parsed.entity_type, parsed.entity_uid, parsed.entity_name) == ("mailbox", "boss@b.example", "\\Inbox")


def test_a_rule_keeps_what_it_does() -> None:
    """The parameters of a rule are the evidence."""
    parameters = [{"Name": "Name", "Value": "."}, {"Name": "DeleteMessage", "Value": "True"}]
    parsed = event(Operation="New-InboxRule", Parameters=parameters)

    assert (parsed.entity_type, parsed.entity_name) == ("rule", ".")
    assert parsed.query_text == "Name=.; DeleteMessage=True"


def test_a_mailbox_permission_is_read_from_parameters() -> None:
    """Add-MailboxPermission names mailbox, user and rights as cmdlet parameters."""
    parameters = [
        {"Name": "Identity", "Value": "boss"},
        {"Name": "User", "Value": "Eve@b.example"},
        {"Name": "AccessRights", "Value": "FullAccess"},
    ]
    parsed = event(Operation="Add-MailboxPermission", Parameters=parameters)

    assert (parsed.user_name, parsed.entity_uid, parsed.access_list) == ("eve@b.example", "boss", ("FullAccess",))


def test_a_sent_mail_has_sender_and_subject() -> None:
    """SendAs is sent by one and in the name of another."""
    item = {"Subject": "Hi", "InternetMessageId": "<m>", "SizeInBytes": 10, "Attachments": "a.pdf (1b); b.pdf (2b)"}
    parsed = event(Operation="SendAs", SendAsUserSmtp="Boss@b.example", Item=item)

    assert (parsed.actor_user_name, parsed.email_from) == ("a@b.example", "boss@b.example")
    assert (parsed.email_subject, parsed.email_size, parsed.direction_id) == ("Hi", 10, 0)
    assert parsed.email_files == ("a.pdf", "b.pdf")


@pytest.mark.parametrize(
    ("kind", "type_id"), [(0, 1), (2, 2), (4, 3), (5, 4), ("Regular", 1), ("2", 2), (None, 0), (77, 0)]
)
def test_user_types(kind: int | str | None, type_id: int) -> None:
    """Regular users, administrators, the system and services, by number or by name."""
    assert event(Operation="FileAccessed", UserType=kind).actor_user_type_id == type_id

"""Microsoft 365 audit records in the shapes of tables and exports, and what settings, clicks and chats say."""

import json
from pathlib import Path
from typing import Any

import pytest

from uba import activities as a
from uba.events import APPLICATION_LIFECYCLE, EMAIL_ACTIVITY, EVENT_LOG, FAILURE, HTTP_ACTIVITY, SUCCESS, Event
from uba.reader import read_events
from uba.sources import SOURCES
from uba.sources.m365_ual import M365Ual

TABLE = Path(__file__).parents[4] / "shared" / "data" / "sentinel-tables" / "OfficeActivityEvents.json"
RECORD = {
    "CreationTime": "2026-03-09T08:14:22",
    "Id": "b0f5c3a1",
    "Operation": "MailItemsAccessed",
    "RecordType": 50,
    "Workload": "Exchange",
    "ResultStatus": "Succeeded",
    "UserType": 0,
    "UserId": "A@b.example",
    "ClientIPAddress": "203.0.113.7",
    "MailboxOwnerUPN": "boss@b.example",
    "Folders": [{"Path": "\\Inbox", "FolderItems": [{"InternetMessageId": "<1@b>"}, {"InternetMessageId": "<2@b>"}]}],
}
TABLE_NAMES = {
    "CreationTime": "TimeGenerated",
    "Id": "OfficeId",
    "Workload": "OfficeWorkload",
    "ClientIPAddress": "Client_IPAddress",
}


def read(record: dict[str, Any]) -> Event:
    """Parse a record that this source alone knows."""
    raw = json.dumps(record).encode()
    assert [name for name, source in SOURCES.items() if source.recognise(raw)] == ["m365_ual"]
    event = M365Ual().parse(raw)
    assert event is not None
    return event


def change(operation: str, **fields: Any) -> Event:
    """A record of the administrator's log."""
    parameters = [{"Name": name, "Value": value} for name, value in fields.pop("parameters", {}).items()]
    return read({**RECORD, "Operation": operation, "Folders": None, "Parameters": parameters, **fields})


@pytest.mark.parametrize(
    "shape",
    [
        {"AuditData": json.dumps(RECORD), "Operations": "MailItemsAccessed"},
        {"Timestamp": "2026-03-09T08:14:22Z", "ActionType": "MailItemsAccessed", "RawEventData": RECORD},
        {"Timestamp": "2026-03-09T08:14:22Z", "ActionType": "MailItemsAccessed", "RawEventData": json.dumps(RECORD)},
        {TABLE_NAMES.get(name, name): value for name, value in RECORD.items()},
        {
            TABLE_NAMES.get(name, name): json.dumps(value) if isinstance(value, list) else value
            for name, value in {**RECORD, "RecordType": "50", "UserType": "Regular"}.items()
        },
    ],
    ids=["AuditData", "RawEventData", "RawEventData as text", "OfficeActivity", "OfficeActivity as text"],
)
def test_every_shape_holds_the_same_event(shape: dict[str, Any]) -> None:
    """An export's row is the audit record, down to its id."""
    assert read(shape) == read(RECORD)


@pytest.mark.skipif(not TABLE.exists(), reason=f"{TABLE} is not at hand")
def test_real_rows_of_office_activity_are_read() -> None:
    """User, address, time and outcome are the table's; the items of a row are counted."""
    rows = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
    events = [item for item in read_events([TABLE]) if isinstance(item, Event)]

    assert len(events) == len(rows) == 1
    for row, event in zip(rows, events, strict=True):
        assert (event.source, event.actor_user_name, event.src_ip) == ("m365_ual", row["UserId"], "1.2.3.4")
        assert (event.event_code, event.uid, event.status_id) == (row["Operation"], row["OfficeId"], SUCCESS)
        assert event.time == 1_627_911_127_000
        assert event.count == sum(len(folder["FolderItems"]) for folder in json.loads(row["Folders"])) == 7


def test_a_cmdlet_on_premises_is_read() -> None:
    """The administrator audit log has the cmdlet, its parameters and a caller as the directory names him."""
    event = read(
        {
            "RunDate": "/Date(1773044062000)/",
            "CmdletName": "Install-TransportAgent",
            "CmdletParameters": [
                {"Name": "Name", "Value": "Helper"},
                {"Name": "AssemblyPath", "Value": "C:\\Temp\\h.dll"},
            ],
            "Caller": "corp.example/Admins/Eve",
            "Succeeded": True,
            "ObjectModified": "Helper",
        }
    )

    assert (event.class_uid, event.activity_id) == (APPLICATION_LIFECYCLE, a.APP_INSTALL)
    assert (event.actor_user_name, event.status_id, event.app_name) == ("eve", SUCCESS, "Helper")
    assert event.query_text == "Name=Helper; AssemblyPath=C:\\Temp\\h.dll"
    assert event.time == 1_773_044_062_000


@pytest.mark.parametrize(
    ("operation", "parameters", "targets"),
    [
        ("Set-Mailbox", {"Identity": "cfo", "ForwardingSmtpAddress": "smtp:Eve@evil.example"}, ("eve@evil.example",)),
        (
            "New-InboxRule",
            {"Name": ".", "ForwardTo": "eve@evil.example; bob@b.example"},
            ("eve@evil.example", "bob@b.example"),
        ),
        ("Set-InboxRule", {"Name": ".", "RedirectTo": '"Eve" [SMTP:eve@evil.example]'}, ("eve@evil.example",)),
        ("New-TransportRule", {"Name": "t", "BlindCopyTo": "eve@evil.example"}, ("eve@evil.example",)),
        ("New-InboxRule", {"Name": "n", "From": "news@list.example", "MoveToFolder": "News"}, ()),
    ],
)
def test_where_mail_is_forwarded_to(operation: str, parameters: dict[str, str], targets: tuple[str, ...]) -> None:
    """Addresses that mail goes on to are recipients; those a rule merely looks for are not."""
    assert change(operation, parameters=parameters).email_to == targets


def test_a_rule_of_outlook_says_what_it_does() -> None:
    """UpdateInboxRules has name, condition and actions in its properties."""
    properties = {
        "RuleOperation": "AddMailboxRule",
        "RuleName": "..",
        "RuleActions": '[{"ActionType":"Forward","Recipients":["Eve@evil.example"],"ForwardFlags":"None"}]',
    }
    listed = [{"Name": name, "Value": value} for name, value in properties.items()]
    event = change("UpdateInboxRules", OperationProperties=listed)

    assert (event.entity_type, event.entity_name, event.email_to) == ("rule", "..", ("eve@evil.example",))
    assert "RuleOperation=AddMailboxRule" in event.query_text


@pytest.mark.parametrize(
    ("operation", "parameters", "grantee", "rights", "mailbox", "folder"),
    [
        (
            "Add-MailboxFolderPermission",
            {"Identity": "cfo@b.example:\\Inbox", "User": "Default", "AccessRights": "Reviewer"},
            "default",
            ("Reviewer",),
            "cfo@b.example",
            "\\Inbox",
        ),
        ("Set-Mailbox", {"Identity": "cfo", "GrantSendOnBehalfTo": "Eve"}, "eve", ("SendOnBehalf",), "cfo", "cfo"),
        (
            "Add-RecipientPermission",
            {"Identity": "cfo", "Trustee": "Eve", "AccessRights": "SendAs"},
            "eve",
            ("SendAs",),
            "cfo",
            "cfo",
        ),
    ],
)
def test_a_grant_names_mailbox_grantee_and_rights(
    operation: str, parameters: dict[str, str], grantee: str, rights: tuple[str, ...], mailbox: str, folder: str
) -> None:
    """The mailbox is the entity, the grantee the user; a folder is the entity's name."""
    event = change(operation, parameters=parameters, MailboxOwnerUPN=None, ObjectId=None)

    assert (event.user_name, event.access_list) == (grantee, rights)
    assert (event.entity_type, event.entity_uid, event.entity_name) == ("mailbox", mailbox, folder)


def test_a_role_that_is_granted_is_a_right() -> None:
    """ApplicationImpersonation opens every mailbox."""
    event = change("New-ManagementRoleAssignment", parameters={"Role": "ApplicationImpersonation", "User": "Eve"})

    assert (event.user_name, event.access_list, event.entity_type) == ("eve", ("ApplicationImpersonation",), "role")


@pytest.mark.parametrize(
    ("parameters", "activity"),
    [
        ({"UnifiedAuditLogIngestionEnabled": "False"}, a.EVENT_LOG_DISABLE),
        ({"AdminAuditLogEnabled": "$false"}, a.EVENT_LOG_DISABLE),
        ({"UnifiedAuditLogIngestionEnabled": "True"}, a.EVENT_LOG_ENABLE),
        ({"AdminAuditLogAgeLimit": "90.00:00:00"}, a.OTHER_ACTIVITY),
    ],
)
def test_auditing_is_switched_off_or_on(parameters: dict[str, str], activity: int) -> None:
    """The switch decides, not the cmdlet."""
    event = change("Set-AdminAuditLogConfig", parameters=parameters)

    assert (event.class_uid, event.activity_id) == (EVENT_LOG, activity)


@pytest.mark.parametrize(
    ("action", "status", "detail"),
    [
        (2, FAILURE, "blocked"),
        ("4", SUCCESS, "blocked, clicked through"),
        ("PendingDetonationPage", SUCCESS, "pending"),
    ],
)
def test_a_click_is_a_request_of_the_one_who_clicked(action: str | int, status: int, detail: str) -> None:
    """User, address and time are those of the click."""
    event = read(
        {
            "CreationTime": "2026-03-09T08:20:00",
            "Id": "c",
            "Operation": "TIUrlClickData",
            "RecordType": 41,
            "Workload": "ThreatIntelligence",
            "UserType": 4,
            "UserId": "A@b.example",
            "Url": "https://Evil.example:8443/pay?id=7",
            "UrlClickAction": action,
            "UserIp": "203.0.113.7",
            "TimeOfClick": "2026-03-09T08:14:22",
        }
    )

    assert (event.class_uid, event.status_id, event.status_detail) == (HTTP_ACTIVITY, status, detail)
    assert (event.actor_user_name, event.actor_user_type_id, event.src_ip) == ("a@b.example", 1, "203.0.113.7")
    assert (event.url_hostname, event.url_path, event.url_query) == ("evil.example", "/pay", "id=7")
    assert event.time == 1_773_044_062_000


def test_the_filter_names_files_and_checks_of_a_mail() -> None:
    """TIMailData has attachments and the results of SPF, DKIM and DMARC."""
    event = read(
        {
            **RECORD,
            "Operation": "TIMailData",
            "Workload": "ThreatIntelligence",
            "Directionality": "Inbound",
            "P2Sender": "Billing@evil.example",
            "Recipients": ["AP@b.example"],
            "SenderIp": "192.0.2.66",
            "Verdict": "Phish",
            "AttachmentData": [{"FileName": "invoice.pdf.iso", "MalwareFamily": "x"}],
            "AuthDetails": [{"Name": "SPF", "Value": "Fail"}, {"Name": "DMARC", "Value": "Fail"}],
        }
    )

    assert (event.class_uid, event.activity_id, event.status_detail) == (EMAIL_ACTIVITY, a.MAIL_RECEIVE, "Phish")
    assert (event.email_from, event.email_to, event.src_ip) == ("billing@evil.example", ("ap@b.example",), "192.0.2.66")
    assert (event.email_files, event.spf, event.dkim, event.dmarc) == (("invoice.pdf.iso",), "fail", "", "fail")


def test_a_chat_names_its_outsiders() -> None:
    """Kind of conversation, kinds of outsiders, members and links."""
    event = read(
        {
            **{name: RECORD[name] for name in ("CreationTime", "Id", "UserId", "RecordType")},
            "Operation": "ChatCreated",
            "Workload": "MicrosoftTeams",
            "CommunicationType": "OneOnOne",
            "ChatThreadId": "19:x",
            "ParticipantInfo": {
                "HasForeignTenantUsers": True,
                "HasGuestUsers": False,
                "ParticipatingTenantIds": ["t1", "t2"],
            },
            "Members": [{"UPN": "Help@other.example", "DisplayName": "IT Help Desk"}, {"UPN": "A@b.example"}],
            "MessageURLs": ["https://x.example/a"],
        }
    )

    assert (event.resource_type, event.resource_uid, event.access_list) == ("oneonone", "19:x", ("foreign tenant",))
    assert (event.email_to, event.email_urls) == (("help@other.example", "a@b.example"), ("https://x.example/a",))


def test_deleted_items_are_counted() -> None:
    """One record of a deletion stands for all items it lists."""
    items = [{"Id": "1"}, {"Id": "2"}, {"Id": "3"}]

    assert change("HardDelete", Parameters=None, AffectedItems=items).count == 3


def test_a_message_class_is_kept() -> None:
    """A form that is made in a mailbox shows in the class of its item."""
    event = change("Create", Parameters=None, Item={"Subject": "x", "ItemClass": "IPM.Note.Evil"})

    assert event.email_headers == ("X-Message-Class: IPM.Note.Evil",)

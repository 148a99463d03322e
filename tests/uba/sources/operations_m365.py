"""Operations of SharePoint, OneDrive, Teams, the directory and filters in Microsoft 365's unified audit log."""

from typing import Any

from tests.uba.sources.operations import ADDRESS, TIME, USER, Operation, line_of
from uba import activities as a
from uba.events import (
    AUTHENTICATION,
    EMAIL_ACTIVITY,
    ENTITY_MANAGEMENT,
    FAILURE,
    FILE_HOSTING,
    HTTP_ACTIVITY,
    WEB_RESOURCES,
)

UPDATE = (ENTITY_MANAGEMENT, a.ENTITY_UPDATE)
READ = (WEB_RESOURCES, a.WEB_READ)
LEAK = "T1213 T1213.002"


def ual(operation: str, kind: int, **fields: Any) -> bytes:
    """One record; `kind` is its RecordType."""
    base = {
        "CreationTime": TIME,
        "Id": f"id-{operation}",
        "Operation": operation,
        "OrganizationId": "o-1",
        "RecordType": kind,
        "ResultStatus": "Succeeded",
        "UserType": 0,
        "UserKey": USER,
        "UserId": USER,
        "ClientIP": ADDRESS,
        "Workload": "Exchange",
    }
    return line_of(base | fields)


def shared(operation: str, techniques: str, meaning: tuple[int, int], **fields: Any) -> Operation:
    """One act in SharePoint, OneDrive or Teams."""
    expected = fields.pop("expected", {})
    fields = {"Workload": "SharePoint", "UserAgent": "python-requests/2.32"} | fields
    return Operation(
        techniques,
        operation,
        "m365_ual",
        ual(operation, fields.pop("kind", 6), **fields),
        meaning,
        {"actor_user_name": USER, "src_ip": ADDRESS} | expected,
    )


def directory(operation: str, techniques: str, meaning: tuple[int, int], expected: dict[str, Any]) -> Operation:
    """One act in the directory, as the unified audit log repeats it."""
    record = ual(
        operation,
        8,
        Workload="AzureActiveDirectory",
        ObjectId="b.novak@fabrikam.example",
        Target=[{"ID": "LT-0412", "Type": 1}],
        ModifiedProperties=[],
    )
    return Operation(
        techniques, f"{operation} (UAL)", "m365_ual", record, meaning, {"actor_user_name": USER} | expected
    )


FILE = {
    "ObjectId": "https://fabrikam.example/sites/hr/Docs/plan.docx",
    "SiteUrl": "https://fabrikam.example/sites/hr/",
    "SourceFileName": "plan.docx",
    "SourceFileExtension": "docx",
    "SourceRelativeUrl": "Docs",
    "ItemType": "File",
    "AppAccessContext": {"AADSessionId": "s-1"},
}
OF_FILE = {"resource_uid": "https://fabrikam.example/sites/hr/Docs/plan.docx", "actor_session_uid": "s-1"}
CHAT = {
    "kind": 25,
    "Workload": "MicrosoftTeams",
    "ChatThreadId": "19:x@thread.v2",
    "CommunicationType": "OneOnOne",
    "Members": [
        {"DisplayName": "Help Desk", "UPN": "support@evil.example", "Role": 1},
        {"DisplayName": "A. Berg", "UPN": USER, "Role": 1},
    ],
    "ParticipantInfo": {"HasForeignTenantUsers": True},
    "MessageURLs": ["https://evil.example/x"],
}

OPERATIONS = [
    *(
        directory(f"{name}.", "T1098.005", (ENTITY_MANAGEMENT, a.ENTITY_ENROLL), {})
        for name in (
            "Register device",
            "Add device",
            "Add registered owner to device",
            "Add registered users to device",
        )
    ),
    Operation(
        "T1110 T1110.001 T1110.003 T1110.004",
        "UserLoginFailed",
        "m365_ual",
        ual(
            "UserLoginFailed",
            15,
            Workload="AzureActiveDirectory",
            ResultStatus="Failed",
            ErrorNumber="50126",
            LogonError="InvalidUserNameOrPassword",
            ExtendedProperties=[{"Name": "UserAgent", "Value": "python/3"}],
        ),
        (AUTHENTICATION, a.AUTH_LOGON),
        {"status_id": FAILURE, "status_code": "50126", "actor_user_name": USER, "src_ip": ADDRESS},
    ),
    shared("FileAccessed", LEAK, (FILE_HOSTING, a.FILE_OPEN), **FILE, expected=OF_FILE),
    shared("FileAccessedExtended", LEAK, (FILE_HOSTING, a.FILE_OPEN), **FILE, expected=OF_FILE),
    shared("FilePreviewed", LEAK, (FILE_HOSTING, a.FILE_PREVIEW), **FILE, expected=OF_FILE),
    shared("FileDownloaded", f"{LEAK} T1204 T1550.004", (FILE_HOSTING, a.FILE_DOWNLOAD), **FILE, expected=OF_FILE),
    shared("FileSyncDownloadedFull", LEAK, (FILE_HOSTING, a.FILE_SYNC), **FILE, expected=OF_FILE),
    shared("FileCopied", LEAK, (FILE_HOSTING, a.FILE_COPY), **FILE, expected=OF_FILE),
    shared("PageViewed", LEAK, READ, **FILE, expected=OF_FILE),
    shared(
        "SearchQueryPerformed",
        LEAK,
        (WEB_RESOURCES, a.WEB_SEARCH),
        SearchQueryText="password",
        expected={"query_text": "password"},
    ),
    shared("SiteCollectionAdminAdded", "T1213.002", UPDATE, **FILE, TargetUserOrGroupName="eve", kind=14),
    shared("SharingSet", "T1213.002", (FILE_HOSTING, a.FILE_SHARE), **FILE, kind=14),
    shared("AnonymousLinkCreated", "T1213.002", (FILE_HOSTING, a.FILE_SHARE), **FILE, kind=14),
    shared("FileModified", "T1491 T1491.001", (FILE_HOSTING, a.FILE_UPDATE), **FILE, expected=OF_FILE),
    shared("FileUploaded", "T1491 T1491.001", (FILE_HOSTING, a.FILE_UPLOAD), **FILE, expected=OF_FILE),
    shared("FileRenamed", "T1491.001", (FILE_HOSTING, a.FILE_RENAME), **FILE, expected=OF_FILE),
    shared("SitePagePublished", "T1491", (WEB_RESOURCES, a.WEB_UPDATE), **FILE, expected=OF_FILE),
    shared("SiteThemeChanged", "T1491.001", UPDATE, **FILE),
    shared(
        "TeamSettingChanged",
        "T1491.001",
        UPDATE,
        kind=25,
        Workload="MicrosoftTeams",
        TeamName="Finance",
        Name="Team name",
        OldValue="Finance",
        NewValue="Owned",
    ),
    directory("Set Company Branding.", "T1491.001", UPDATE, {}),
    shared("ListUpdated", "T1564", UPDATE, **FILE, kind=36),
    shared("FileVersionsAllDeleted", "T1564", (FILE_HOSTING, a.FILE_DELETE), **FILE),
    shared(
        "ChatCreated",
        "T1566.003 T1598.001 T1534",
        (WEB_RESOURCES, a.WEB_SHARE),
        **CHAT,
        expected={
            "access_list": ("foreign tenant",),
            "resource_type": "oneonone",
            "email_to": ("support@evil.example", USER),
        },
    ),
    shared(
        "MessageSent",
        "T1566.003 T1598.001 T1534",
        (WEB_RESOURCES, a.WEB_SHARE),
        **CHAT,
        expected={"email_urls": ("https://evil.example/x",)},
    ),
    shared("MemberAdded", "T1566.003", (WEB_RESOURCES, a.WEB_SHARE), **CHAT, expected={}),
    Operation(
        "T1566 T1566.001",
        "TIMailData",
        "m365_ual",
        ual(
            "TIMailData",
            28,
            Workload="ThreatIntelligence",
            P1Sender="a@evil.example",
            P2Sender="b@evil.example",
            Recipients=[USER],
            Subject="Pay",
            SenderIp="192.0.2.66",
            Verdict="Phish",
            DeliveryAction="Delivered",
            NetworkMessageId="n-1",
            AttachmentData=[{"FileName": "pay.docm", "FileType": "docm", "SHA256": "ab", "MalwareFamily": "x"}],
            AuthDetails=[
                {"Name": "SPF", "Value": "Fail"},
                {"Name": "DKIM", "Value": "None"},
                {"Name": "DMARC", "Value": "Fail"},
            ],
        ),
        (EMAIL_ACTIVITY, a.MAIL_RECEIVE),
        {
            "email_from": "b@evil.example",
            "email_smtp_from": "a@evil.example",
            "email_files": ("pay.docm",),
            "spf": "fail",
            "src_ip": "192.0.2.66",
        },
    ),
    Operation(
        "T1566 T1566.002 T1204 T1598.003",
        "TIUrlClickData",
        "m365_ual",
        ual(
            "TIUrlClickData",
            41,
            Workload="ThreatIntelligenceUrl",
            Url="https://evil.example/p?x=1",
            UrlClickAction=2,
            UserIp=ADDRESS,
        ),
        (HTTP_ACTIVITY, a.HTTP_GET),
        {"url_hostname": "evil.example", "actor_user_name": USER, "src_ip": ADDRESS},
    ),
    Operation(
        "T1566 T1204",
        "UserSubmission",
        "m365_ual",
        ual(
            "UserSubmission",
            29,
            Workload="SecurityComplianceCenter",
            P1Sender="a@evil.example",
            Recipients=[USER],
            Subject="Pay",
        ),
        (EMAIL_ACTIVITY, a.MAIL_SCAN),
        {"actor_user_name": USER, "email_subject": "Pay"},
    ),
    shared(
        "FileMalwareDetected",
        "T1566.001 T1204",
        (FILE_HOSTING, a.OTHER_ACTIVITY),
        **FILE,
        VirusInfo="Evil.A",
        expected={"file_name": "plan.docx"},
    ),
    directory("Consent to application.", "T1566.002 T1204", UPDATE, {}),
    directory("Add partner to company.", "T1199", (ENTITY_MANAGEMENT, a.ENTITY_CREATE), {}),
]

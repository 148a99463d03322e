"""Events of Windows itself, its server roles, SQL Server, IIS, Exchange and Office, by provider and id."""

from typing import Any

from tests.uba.sources.operations import ADDRESS, Operation
from tests.uba.sources.operations_windows import ADMIN, CHANGE, CLEARED, DISABLED, INSTALL, LOGON, SILENCE, STOPPED, WHO
from tests.uba.sources.windows_samples import SUBJECT, xml
from uba import activities as a
from uba.events import (
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    DATASTORE,
    DETECTION_FINDING,
    DHCP_ACTIVITY,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    FAILURE,
    SUCCESS,
)

CRASH = (APPLICATION_ERROR, a.ERROR_GENERAL)
CRASHING = "T1499.004 T1190 T1203 T1210"
MAIL_SERVER = "T1505.002 T1505"
SQL = "MSSQLSERVER"
DHCP = "Microsoft-Windows-DHCP-Server"
DNS = "Microsoft-Windows-DNSServer"
SCM = "Service Control Manager"
CLIENTS = ("winword.exe", "excel.exe", "outlook.exe", "acrord32.exe", "chrome.exe", "msedge.exe")


def other(
    techniques: str,
    provider: str,
    number: int,
    meaning: tuple[int, int],
    values: list[str],
    expected: dict[str, Any],
    channel: str = "Application",
) -> Operation:
    """One event with values that have no names."""
    record = xml(provider, number, values=values, channel=channel)
    return Operation(
        techniques, f"{provider} {number} {' '.join(values)[:60]}".strip(), "windows_event", record, meaning, expected
    )


def audit_record(action: str, statement: str, object_name: str = "x") -> list[str]:
    """The one value of SQL Server's event 33205."""
    return [
        f"audit_schema_version:1 event_time:2026-03-09 07:58:03.1 sequence_number:1 action_id:{action} succeeded:true "
        f"session_server_principal_name:CORP\\app server_principal_name:CORP\\app database_name:shop "
        f"object_name:{object_name} statement:{statement} additional_information: client_ip:{ADDRESS} "
        "application_name:sqlcmd"
    ]


def iis_29(configuration: str, new_value: str, **data: str) -> bytes:
    """One change of IIS's configuration."""
    named = {"Configuration": configuration, "OldValue": "", "NewValue": new_value, "EditOperationType": "0"} | data
    return xml("Microsoft-Windows-IIS-Configuration", 29, named, channel="Microsoft-IIS-Configuration/Operational")


OPERATIONS = [
    Operation(SILENCE, "1100", "windows_event", xml("Microsoft-Windows-Eventlog", 1100), STOPPED, {}),
    Operation(
        SILENCE, "1102", "windows_event", xml("Microsoft-Windows-Eventlog", 1102, user_data=SUBJECT), CLEARED, ADMIN
    ),
    Operation(
        SILENCE,
        "104",
        "windows_event",
        xml("Microsoft-Windows-Eventlog", 104, channel="System", user_data=SUBJECT | {"Channel": "System"}),
        CLEARED,
        {"resource_name": "System"},
    ),
    other(SILENCE, "EventLog", 6006, STOPPED, [], {}, "System"),
    other(SILENCE, "EventLog", 6005, (EVENT_LOG, a.EVENT_LOG_START), [], {}, "System"),
    other(SILENCE, SCM, 7036, STOPPED, ["Windows Event Log", "stopped"], {}, "System"),
    other(SILENCE, SCM, 7040, DISABLED, ["Windows Event Log", "auto start", "disabled", "EventLog"], {}, "System"),
    Operation(
        SILENCE,
        "IIS 29 dontLog",
        "windows_event",
        iis_29("/system.webServer/httpLogging/@dontLog", "true"),
        DISABLED,
        {},
    ),
    Operation(
        SILENCE,
        "IIS 29 logTargetW3C",
        "windows_event",
        iis_29("/system.applicationHost/sites/site/logFile/@logTargetW3C", "ETW"),
        DISABLED,
        {},
    ),
    Operation(
        "T1505",
        "IIS 29 modules/add",
        "windows_event",
        iis_29("/system.webServer/modules/add", "evil"),
        INSTALL,
        {"app_name": "/system.webServer/modules/add"},
    ),
    *(
        other(
            SILENCE,
            SQL,
            33205,
            DISABLED,
            audit_record("AL", text),
            {"query_text": text, "actor_user_name": "corp\\app"},
        )
        for text in ("ALTER SERVER AUDIT a WITH (STATE = OFF)", "DROP SERVER AUDIT a")
    ),
    other(
        "T1505 T1505.001",
        SQL,
        33205,
        (DATASTORE, a.DATA_QUERY),
        audit_record("EX", "exec xp_cmdshell 'whoami'", "xp_cmdshell"),
        {
            "query_text": "exec xp_cmdshell 'whoami'",
            "resource_name": "xp_cmdshell",
            "src_ip": ADDRESS,
            "api_operation": "EX",
        },
    ),
    *(
        other("T1505.001", SQL, 15457, CHANGE, [option, "0", "1"], {"entity_name": option, "status_detail": "0 to 1"})
        for option in ("xp_cmdshell", "Ole Automation Procedures", "clr enabled")
    ),
    other(
        "T1505.001",
        SQL,
        33205,
        (DATASTORE, a.DATA_QUERY),
        audit_record("EX", "exec sp_procoption 'x','startup','on'", "sp_procoption"),
        {"resource_name": "sp_procoption"},
    ),
    other(
        "T1505.001",
        SQL,
        8128,
        (DATASTORE, a.DATA_QUERY),
        ["xpstar.dll", "2019", "xp_regread"],
        {"resource_name": "xp_regread"},
    ),
    other("T1505.001", SQL, 17135, (DATASTORE, a.DATA_QUERY), ["sp_evil"], {"resource_name": "sp_evil"}),
    other(
        "T1505.001 T1110",
        SQL,
        18456,
        LOGON,
        ["sa", " Reason: x", f" [CLIENT: {ADDRESS}]"],
        {"actor_user_name": "sa", "src_ip": ADDRESS, "status_id": FAILURE},
    ),
    *(
        other(
            "T1557 T1491.002", DNS, number, (ENTITY_MANAGEMENT, activity), [], {}, "Microsoft-Windows-DNSServer/Audit"
        )
        for number, activity in (
            (515, a.ENTITY_CREATE),
            (516, a.ENTITY_DELETE),
            (519, a.ENTITY_UPDATE),
            (541, a.ENTITY_UPDATE),
        )
    ),
    *(
        other(
            "T1557 T1557.003",
            DHCP,
            number,
            CHANGE,
            ["[10.20.60.0]Clients"],
            {"entity_type": "DHCP server"},
            "Operational",
        )
        for number in range(70, 78)
    ),
    *(
        other("T1557.003", DHCP, number, CHANGE, ["C:\\evil.dll"], {"entity_name": "C:\\evil.dll"}, "System")
        for number in range(1031, 1035)
    ),
    *(
        other(
            "T1557.003",
            DHCP,
            number,
            (DHCP_ACTIVITY, activity),
            ["10.20.60.0", "95"],
            {"resource_uid": "10.20.60.0"},
            "System",
        )
        for number, activity in (
            (1020, a.OTHER_ACTIVITY),
            (1063, a.DHCP_DISCOVER),
            (1341, a.DHCP_DISCOVER),
            (1342, a.DHCP_DISCOVER),
            (1343, a.OTHER_ACTIVITY),
            (1376, a.OTHER_ACTIVITY),
        )
    ),
    *(
        other("T1557.003", DHCP, number, (DHCP_ACTIVITY, activity), ["10.20.60.9"], {"src_ip": "10.20.60.9"}, "System")
        for number, activity in ((1011, a.DHCP_NAK), (1012, a.DHCP_DECLINE))
    ),
    *(
        other(
            f"{CRASHING} T1499",
            "Application Error",
            1000,
            CRASH,
            [name, "16.0", "5f", "x.dll", "1", "5f", "c0000005"],
            {"app_name": name, "status_code": "c0000005"},
        )
        for name in CLIENTS
    ),
    other(
        "T1210",
        "Application Error",
        1000,
        CRASH,
        ["lsass.exe", "10", "5f", "netlogon.dll", "1", "5f", "c0000005"],
        {"app_name": "lsass.exe", "status_detail": "netlogon.dll"},
    ),
    other(
        CRASHING,
        "Windows Error Reporting",
        1001,
        CRASH,
        ["1", "4", "APPCRASH", "", "0", "winword.exe", "16"],
        {"app_name": "winword.exe"},
    ),
    other("T1203 T1622", "Application Hang", 1002, CRASH, ["outlook.exe", "16", "1"], {"app_name": "outlook.exe"}),
    other("T1622", "VsJITDebugger", 4096, CRASH, ["evil.exe"], {"app_name": "evil.exe"}),
    *(
        other(f"{CRASHING} T1499", SCM, number, CRASH, [name, "3"], {"app_name": name}, "System")
        for number in (7031, 7034)
        for name in ("Server", "SQL Server (MSSQLSERVER)", "Print Spooler")
    ),
    other("T1499.004", "EventLog", 6008, CRASH, ["07:50"], {}, "System"),
    other("T1499.004", "Microsoft-Windows-Kernel-Power", 41, CRASH, ["0"], {}, "System"),
    other(
        "T1190 T1203", "Microsoft-Windows-Audit-CVE", 1, CRASH, ["CVE-2020-0601", "x"], {"rule_uid": "CVE-2020-0601"}
    ),
    *(
        other(
            "T1210 T1550",
            "NETLOGON",
            number,
            LOGON,
            ["WS01$", "CORP"],
            {"status_id": status, "auth_encryption": "vulnerable secure channel"},
            "System",
        )
        for number, status in ((5827, FAILURE), (5828, FAILURE), (5829, SUCCESS), (5830, SUCCESS), (5831, SUCCESS))
    ),
    *(
        Operation(
            "T1133",
            f"RD Gateway {number}",
            "windows_event",
            xml(
                "Microsoft-Windows-TerminalServices-Gateway",
                number,
                user_data={"Username": "CORP\\s.ferro", "IpAddress": ADDRESS, "Resource": "FS01"},
            ),
            (AUTHENTICATION, activity),
            WHO | {"src_ip": ADDRESS, "dst_hostname": "fs01"},
        )
        for number, activity in ((302, a.AUTH_LOGON), (303, a.AUTH_LOGOFF))
    ),
    *(
        other("T1505 T1204", "MsiInstaller", number, INSTALL, values, {"app_name": "Tool"})
        for number, values in (
            (1033, ["Tool", "1", "0", "0", "x"]),
            (11707, ["Product: Tool -- Installation completed successfully."]),
        )
    ),
    *(
        other(
            MAIL_SERVER,
            "MSExchange Management",
            number,
            (APPLICATION_LIFECYCLE, activity),
            [f"{verb}-TransportAgent", '-Name "Relay" -AssemblyPath "C:\\x.dll" -TransportAgentFactory "X.Y"'],
            {"app_name": "Relay", "api_operation": f"{verb}-TransportAgent", "status_id": status},
            "MSExchange Management",
        )
        for number, status in ((1, SUCCESS), (6, FAILURE))
        for verb, activity in (
            ("Install", a.APP_INSTALL),
            ("Enable", a.APP_ENABLE),
            ("Set", a.APP_UPDATE),
            ("Uninstall", a.APP_REMOVE),
        )
    ),
    other(
        MAIL_SERVER,
        "MSExchangeTransport",
        16023,
        CRASH,
        ["'Relay' agent"],
        {"app_name": "Relay", "service_name": "MSExchangeTransport"},
    ),
    other(
        MAIL_SERVER,
        SCM,
        7036,
        (APPLICATION_LIFECYCLE, a.APP_STOP),
        ["Microsoft Exchange Transport", "stopped"],
        {"app_name": "Microsoft Exchange Transport"},
        "System",
    ),
    other(
        "T1204 T1203",
        "Microsoft Office 16 Alerts",
        300,
        (APPLICATION_ERROR, a.OTHER_ACTIVITY),
        ["Microsoft Word", "Macros have been enabled", "1", "16"],
        {},
        "OAlerts",
    ),
    other(
        "T1137",
        "Outlook",
        45,
        (APPLICATION_LIFECYCLE, a.APP_START),
        ["Outlook loaded the following add-in(s): Name: Evil ProgID: Evil.Addin Load Behavior: 3"],
        {},
    ),
    Operation(
        "T1505.003 T1204",
        "Defender 1116",
        "windows_event",
        xml(
            "Microsoft-Windows-Windows Defender",
            1116,
            {"Threat Name": "Backdoor:ASP/Webshell", "Path": "file:_C:\\inetpub\\x.aspx"},
        ),
        (DETECTION_FINDING, 1),
        {"rule_uid": "Backdoor:ASP/Webshell"},
    ),
    other(
        "T1557",
        SCM,
        7045,
        INSTALL,
        ["npf", "npf.sys", "kernel mode driver", "demand start", ""],
        {"app_name": "npf"},
        "System",
    ),
    other(
        "T1213",
        SQL,
        33205,
        (DATASTORE, a.DATA_READ),
        audit_record("SL", "select * from users", "users"),
        {"resource_name": "users", "query_text": "select * from users"},
    ),
    other(
        "T1190 T1505.003",
        "ASP.NET 4.0.30319.0",
        1309,
        CRASH,
        [
            "3005",
            "An unhandled exception has occurred.",
            *[""] * 13,
            "w3wp.exe",
            "",
            "HttpException",
            "Request timed out.",
            "https://x.example/a.aspx",
            "/a.aspx",
            ADDRESS,
        ],
        {"src_ip": ADDRESS, "url_path": "/a.aspx"},
    ),
    other(
        "T1505.003 T1499.004",
        "Microsoft-Windows-WAS",
        5011,
        CRASH,
        ["DefaultAppPool", "7"],
        {"app_name": "DefaultAppPool", "service_name": "w3wp"},
        "System",
    ),
]

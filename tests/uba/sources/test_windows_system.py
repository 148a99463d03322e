"""What the System log and server roles say: the log itself, services, DHCP, DNS, Netlogon."""

from typing import Any

import pytest

from tests.uba.sources.windows_samples import Meaning, event_id, event_of, xml
from uba import activities as a
from uba.events import (
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    DHCP_ACTIVITY,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    FAILURE,
    OTHER,
    SUCCESS,
)

SCM = "Service Control Manager"
DHCP = "Microsoft-Windows-DHCP-Server"

MEANINGS: list[Meaning] = [
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

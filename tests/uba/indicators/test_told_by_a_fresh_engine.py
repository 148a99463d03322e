"""A fresh engine tells on one raw record what must be told alone, whatever native format carried it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.uba.indicators.examples import fabrikam
from tests.uba.indicators.test_native_formats import CLEARED, NTLM, RECORDS, named, xml
from uba.engine import Engine
from uba.events import Event
from uba.indicators import built_in_rules
from uba.reader import parse_record
from uba.settings import Settings

MUST = ("R01", "R02", "R15", "R16", "R23", "R25", "R31", "R32")
EVENTLOG, SECURITY = "Microsoft-Windows-Eventlog", "Microsoft-Windows-Security-Auditing"
NEW_RULE = {"Name": "x", "ForwardTo": "drop@evil.example"}
FOLDER = {"Identity": "cfo@fabrikam.example:\\Inbox", "User": "Default", "AccessRights": "Reviewer"}
ACCESS = {"Identity": "cfo@fabrikam.example", "User": "d.keller@fabrikam.example", "AccessRights": "FullAccess"}
AGENT = {"Name": "Relay Filter", "AssemblyPath": "C:\\Windows\\Temp\\x.dll"}


def winlogbeat(event_id: int, provider: str, channel: str, **data: str) -> str:
    """Write a Windows event as Winlogbeat ships it."""
    return json.dumps(
        {
            "@timestamp": "2026-03-09T07:58:03.118Z",
            "event": {"code": str(event_id), "provider": provider, "kind": "event", "module": "security"},
            "winlog": {
                "channel": channel,
                "event_id": str(event_id),
                "provider_name": provider,
                "computer_name": "srv1.corp.example",
                "record_id": 7,
                "event_data": data,
            },
            "host": {"name": "srv1.corp.example"},
            "ecs": {"version": "8.11.0"},
        }
    )


def nxlog(event_id: int, provider: str, channel: str, **data: str) -> str:
    """Write a Windows event as NXLog's JSON, every field at the top."""
    return json.dumps(
        {
            "EventTime": "2026-03-09 07:58:03",
            "Hostname": "srv1.corp.example",
            "EventID": event_id,
            "SourceName": provider,
            "ProviderGuid": "{54849625-5478-4994-A5BA-3E3B0328C30D}",
            "Channel": channel,
            "RecordNumber": 7,
            "SeverityValue": 2,
        }
        | data
    )


def filebeat_o365(operation: str, parameters: dict[str, str]) -> str:
    """Write a record of the audit log as Filebeat's module for Office 365 ships it."""
    audit = {
        "CreationTime": "2026-03-09T08:14:22",
        "Id": operation,
        "Operation": operation,
        "RecordType": "1",
        "ResultStatus": "True",
        "UserType": "0",
        "Workload": "Exchange",
        "UserId": "d.keller@fabrikam.example",
        "ClientIP": "203.0.113.77:4431",
        "Parameters": parameters,
    }
    return json.dumps(
        {
            "@timestamp": "2026-03-09T08:14:22.000Z",
            "event": {
                "id": operation,
                "action": operation,
                "code": "ExchangeAdmin",
                "dataset": "o365.audit",
                "module": "o365",
                "provider": "Exchange",
                "outcome": "success",
                "kind": "event",
            },
            "user": {"id": "d.keller@fabrikam.example", "name": "d.keller", "domain": "fabrikam.example"},
            "source": {"ip": "203.0.113.77"},
            "o365": {"audit": audit},
            "ecs": {"version": "8.11.0"},
        }
    )


def security_lake(operation: str, service: str, **request: Any) -> str:
    """Write a CloudTrail record as Amazon Security Lake turns it into OCSF."""
    return json.dumps(
        {
            "class_uid": 6003,
            "category_uid": 6,
            "activity_id": 3,
            "time": 1773025330000,
            "status_id": 1,
            "severity_id": 1,
            "metadata": {
                "uid": "t1",
                "version": "1.1.0",
                "event_code": "AwsApiCall",
                "product": {"name": "CloudTrail", "vendor_name": "AWS", "feature": {"name": "Management"}},
            },
            "api": {"operation": operation, "service": {"name": service}, "request": {"data": request}},
            "actor": {"user": {"name": "ci-deploy", "type": "IAMUser", "uid": "AIDA1"}},
            "src_endpoint": {"ip": "198.51.100.61"},
            "cloud": {"provider": "AWS", "region": "us-east-1"},
        }
    )


EXCHANGE = ("MSExchange CmdletLogs", "MSExchange Management")
INSTALLED = '-Name "Relay" -AssemblyPath "C:\\Windows\\Temp\\x.dll"'
GITHUB = {
    "@timestamp": 1772999652123,
    "_document_id": "g1",
    "action": "audit_log_streaming.destroy",
    "actor": "d.keller",
    "actor_ip": "203.0.113.9",
    "business": "fabrikam-inc",
    "org": "fabrikam",
}
GUARDED = {
    "SubjectUserName": "m.osei",
    "SubjectDomainName": "CORP",
    "SubcategoryGuid": "{0CCE9215}",
    "AuditPolicyChanges": "%%8448",
}

MORE = [
    ("R01", filebeat_o365("Add-MailboxFolderPermission", FOLDER)),
    ("R02", filebeat_o365("Add-MailboxPermission", ACCESS)),
    ("R16", filebeat_o365("New-InboxRule", NEW_RULE)),
    ("R23", filebeat_o365("Set-AdminAuditLogConfig", {"UnifiedAuditLogIngestionEnabled": "False"})),
    ("R32", filebeat_o365("Install-TransportAgent", AGENT)),
    *(("R23", form(4719, SECURITY, "Security", **GUARDED)) for form in (winlogbeat, nxlog)),
    *(
        ("R23", form(1102, EVENTLOG, "Security", SubjectUserName="m.osei", SubjectDomainName="CORP"))
        for form in (winlogbeat, nxlog)
    ),
    *(("R25", form(4624, SECURITY, "Security", **NTLM, WorkstationName="RULER")) for form in (winlogbeat, nxlog)),
    *(
        ("R31", form(15457, "MSSQLSERVER", "Application", param1="xp_cmdshell", param2="0", param3="1"))
        for form in (winlogbeat, nxlog)
    ),
    *(("R32", form(1, *EXCHANGE, param1="Install-TransportAgent", param2=INSTALLED)) for form in (winlogbeat, nxlog)),
    ("R23", security_lake("StopLogging", "cloudtrail.amazonaws.com", name="main")),
    ("R23", security_lake("DeleteTrail", "cloudtrail.amazonaws.com", name="main")),
    ("R23", json.dumps(GITHUB)),
    ("R23", xml(1102, EVENTLOG, "Security", CLEARED.format("")).replace("\n", "")),
    ("R25", xml(4625, SECURITY, "Security", named(**NTLM, WorkstationName="RULER", SubStatus="0xC0000064"))),
]
FORMATS = {
    "R01": {"m365_ual", "windows_event", "ecs"},
    "R02": {"m365_ual", "windows_event", "ecs"},
    "R15": {"postfix", "exchange_tracking", "ocsf"},
    "R16": {"m365_ual", "windows_event", "mapped", "ecs"},
    "R23": {"m365_ual", "windows_event", "cloudtrail", "mapped", "okta", "github_audit", "ocsf", "ecs"},
    "R25": {"m365_ual", "windows_event", "mapped"},
    "R31": {"windows_event", "web_error"},
    "R32": {"m365_ual", "windows_event", "ecs"},
}
"""Sources whose records can carry an indicator."""
CASES = [(indicator, record) for indicator, record in (*RECORDS, *MORE) if indicator in MUST]


def event_of(record: str) -> Event:
    """Read a record that came alone, recognised by its content."""
    event = parse_record(record.encode())
    assert isinstance(event, Event), event
    return event


def told(record: str) -> set[str]:
    """What the findings of an engine that has seen nothing rest on, after one record."""
    engine = Engine(fabrikam(), Settings(), rules=built_in_rules())
    said = engine.process([event_of(record)])
    if said.decision(0).finding_uid is None:
        return set()
    (finding,) = said.changed_findings
    return {reason.feature for reason in finding.reasons.values()}


@pytest.mark.parametrize(("indicator", "record"), CASES, ids=lambda text: text[:60])
def test_is_a_finding_of_a_fresh_engine(indicator: str, record: str) -> None:
    """One record is a decision with a finding that rests on the indicator."""
    assert any(name.startswith(f"indicator.{indicator.lower()}_") for name in told(record))


@pytest.mark.parametrize("indicator", MUST)
def test_every_format_is_tried(indicator: str) -> None:
    """There is a record of every source that can carry the indicator."""
    assert {event_of(record).source for of, record in CASES if of == indicator} == FORMATS[indicator]

"""Answers of vendors' APIs and their streams, saved as they came, are read as the records they hold."""

import json
from pathlib import Path
from typing import Any

import pytest

from uba.events import Event
from uba.reader import read_events
from uba.sources.message_trace import MessageTrace

SIGN_IN = {
    "id": "s-1",
    "createdDateTime": "2026-03-09T08:14:22Z",
    "userPrincipalName": "A.Berg@fabrikam.example",
    "appDisplayName": "Intranet",
    "appId": "app-1",
    "ipAddress": "203.0.113.77",
    "clientAppUsed": "Browser",
    "isInteractive": True,
    "status": {"errorCode": 50126, "failureReason": "Invalid username or password"},
    "deviceDetail": {"deviceId": "", "operatingSystem": "Linux"},
    "location": {"countryOrRegion": "NL"},
}
AUDIT = {
    "id": "a-1",
    "category": "Device",
    "result": "success",
    "activityDisplayName": "Register device",
    "activityDateTime": "2026-03-09T08:14:22Z",
    "loggedByService": "Device Registration Service",
    "initiatedBy": {"app": None, "user": {"id": "u", "userPrincipalName": "A.Berg@fabrikam.example"}},
    "targetResources": [{"id": "d", "type": "Device", "displayName": "DESKTOP-9"}],
    "additionalDetails": [],
}
MAIL = {
    "Timestamp": "2026-03-09T08:14:22Z",
    "NetworkMessageId": "n-1",
    "SenderFromAddress": "pay@evil.example",
    "RecipientEmailAddress": "A.Berg@fabrikam.example",
    "EmailDirection": "Inbound",
    "DeliveryAction": "Delivered",
    "AuthenticationDetails": '{"SPF":"fail"}',
    "ReportId": "r-1",
}


def graph(collection: str, record: dict[str, Any]) -> dict[str, Any]:
    """An answer of Microsoft Graph."""
    return {
        "@odata.context": f"https://graph.microsoft.com/v1.0/$metadata#auditLogs/{collection}",
        "@odata.nextLink": f"https://graph.microsoft.com/v1.0/auditLogs/{collection}?$skiptoken=9177",
        "value": [record, record | {"id": f"{record['id']}-2"}],
    }


def hunting(table: str, record: dict[str, Any]) -> dict[str, Any]:
    """A blob of Defender's streaming API."""
    return {
        "records": [
            {
                "time": "2026-03-09T08:15:00.1Z",
                "tenantId": "f1e2",
                "operationName": "Publish",
                "category": f"AdvancedHunting-{table}",
                "properties": record,
            }
        ]
    }


def read(document: dict[str, Any], file: Path, indent: int | None) -> list[Event]:
    """Read a saved answer; nothing of it may be set aside."""
    file.write_text(json.dumps(document, indent=indent), encoding="utf-8")
    events = list(read_events([file]))
    assert all(isinstance(event, Event) for event in events)
    return [event for event in events if isinstance(event, Event)]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    ("collection", "record", "source"),
    [("signIns", SIGN_IN, "entra_signin"), ("directoryAudits", AUDIT, "entra_audit")],
)
def test_answers_of_graph(
    collection: str, record: dict[str, Any], source: str, indent: int | None, tmp_path: Path
) -> None:
    """Each record of `value`, pretty-printed or not."""
    events = read(graph(collection, record), tmp_path / "answer.json", indent)

    assert [event.source for event in events] == [source, source]
    assert [event.uid for event in events] == [record["id"], f"{record['id']}-2"]
    assert {event.actor_user_name for event in events} == {"a.berg@fabrikam.example"}


@pytest.mark.parametrize("indent", [None, 2])
def test_streams_of_defender(indent: int | None, tmp_path: Path) -> None:
    """Mail's tables are `message_trace`, those of devices and identities `mapped`; both from the same envelope."""
    logon = {"Timestamp": MAIL["Timestamp"], "ActionType": "LogonFailed", "DeviceId": "d", "ReportId": 7}
    logon |= {"AccountUpn": "A.Berg@fabrikam.example", "IPAddress": "203.0.113.77"}
    (mail,) = read(hunting("EmailEvents", MAIL), tmp_path / "mail.json", indent)
    (device,) = read(hunting("IdentityLogonEvents", logon), tmp_path / "logon.json", indent)

    assert (mail.source, mail.email_from, mail.spf) == ("message_trace", "pay@evil.example", "fail")
    assert (device.source, device.actor_user_name, device.status_id) == ("mapped", "a.berg@fabrikam.example", 2)


@pytest.mark.parametrize("details", ['{"SPF":"fail"}', {"SPF": "fail"}, '{"SPF": "Fail", "DKIM": "none"}'])
def test_what_checks_found_may_be_text(details: object) -> None:
    """Defender writes JSON as text where Graph gives an object."""
    event = MessageTrace().parse(json.dumps(MAIL | {"AuthenticationDetails": details}).encode())

    assert event is not None
    assert event.spf == "fail"


@pytest.mark.parametrize("details", ["", "[]", "not JSON", "{", None, '{"SPF": 1}'])
def test_what_checks_found_may_be_damaged(details: object) -> None:
    """The message counts all the same."""
    event = MessageTrace().parse(json.dumps(MAIL | {"AuthenticationDetails": details}).encode())

    assert event is not None
    assert event.spf == ""

"""Records that hold several events, and the lists that clouds and hooks send: each event is read as its own."""

import json
from pathlib import Path
from typing import Any

import pytest

from uba.events import Event
from uba.framing_json import records_of
from uba.gathered import gathered
from uba.reader import Rejected, parse_record, read_events, split_records

GITHUB = {"@timestamp": 1772999652123, "action": "git.clone", "actor": "ann", "org": "fab", "repo": "fab/x"}
OKTA = {
    "uuid": "o-1",
    "published": "2026-03-09T01:30:11.120Z",
    "eventType": "user.session.start",
    "actor": {"id": "00u", "type": "User", "alternateId": "m.osei@fabrikam.example"},
    "outcome": {"result": "SUCCESS"},
}
TRAIL = {
    "eventVersion": "1.09",
    "eventTime": "2026-03-09T03:02:10Z",
    "eventSource": "iam.amazonaws.com",
    "eventName": "ListGroups",
    "eventID": "t-1",
    "userIdentity": {"type": "IAMUser", "userName": "ci"},
}
AUDIT = {
    "kind": "Event",
    "apiVersion": "audit.k8s.io/v1",
    "auditID": "a-1",
    "stage": "ResponseComplete",
    "verb": "get",
    "requestURI": "/healthz",
    "requestReceivedTimestamp": "2026-03-09T22:15:01Z",
}
ACTIVITY = {
    "kind": "admin#reports#activity",
    "id": {"time": "2026-03-09T08:05:00.123Z", "uniqueQualifier": "-7312", "applicationName": "drive"},
    "actor": {"email": "A.Berg@fabrikam.example"},
    "ipAddress": "203.0.113.9",
    "events": [
        {"type": "access", "name": "download", "parameters": [{"name": "doc_id", "value": "1"}]},
        {"type": "acl_change", "name": "change_user_access", "parameters": [{"name": "doc_id", "value": "2"}]},
        {"type": "access", "name": "view", "parameters": [{"name": "doc_id", "value": "3"}]},
    ],
}
SORTED = dict(sorted(ACTIVITY.items()))


def events_of(tmp_path: Path, text: str) -> list[Event]:
    """Read a file of this text, expecting nothing but events."""
    file = tmp_path / "x.json"
    file.write_text(text)
    items = list(read_events([file]))
    assert [item for item in items if isinstance(item, Rejected)] == []
    return [item for item in items if isinstance(item, Event)]


LISTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "event hook of Okta": (
        {
            "eventType": "com.okta.event_hook",
            "eventTypeVersion": "1.0",
            "source": "https://fab.okta.com",
            "eventId": "h-1",
            "data": {"events": [OKTA, {**OKTA, "uuid": "o-2"}]},
            "eventTime": "2026-03-09T01:30:12Z",
        },
        OKTA,
    ),
    "list of audit events": (
        {
            "kind": "EventList",
            "apiVersion": "audit.k8s.io/v1",
            "metadata": {},
            "items": [AUDIT, {**AUDIT, "auditID": "a-2"}],
        },
        AUDIT,
    ),
    "list of kubectl": (
        {"apiVersion": "v1", "items": [AUDIT, {**AUDIT, "auditID": "a-2"}], "kind": "List", "metadata": {}},
        AUDIT,
    ),
    "answer of Microsoft Graph": (
        {"@odata.context": "https://graph.example/$metadata#auditLogs", "value": [GITHUB, {**GITHUB, "repo": "fab/y"}]},
        GITHUB,
    ),
    "notifications": ({"events": [GITHUB, {**GITHUB, "repo": "fab/y"}]}, GITHUB),
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_list_is_opened(name: str, indent: int | None, tmp_path: Path) -> None:
    """In a file, on one line or pretty-printed, and over HTTP."""
    wrapper, first = LISTS[name]
    text = json.dumps(wrapper, indent=indent)
    events = events_of(tmp_path, text)

    assert len(events) == 2
    assert events[0] == parse_record(json.dumps(first).encode()) or not events[0].uid.startswith(("o-", "a-"))
    assert len(split_records(text.encode())) == 2


@pytest.mark.parametrize(
    "record",
    [
        {"kind": "Issue", "items": [{"field": "status"}]},
        {"id": "1", "items": [{"field": "status"}]},
        {"actor": {"name": "x"}, "results": [{"a": 1}]},
        {"name": "x", "events": [{"a": 1}]},
    ],
)
def test_a_record_may_have_a_list_of_its_own(record: dict[str, Any]) -> None:
    """Only what calls itself a list, or holds nothing but records, is taken apart."""
    assert records_of(json.dumps(record).encode()) is None


@pytest.mark.parametrize("record", [ACTIVITY, SORTED], ids=["as the API writes it", "keys in order"])
def test_each_event_of_an_activity_is_an_event(record: dict[str, Any], tmp_path: Path) -> None:
    """Who, when and where are those of the record; ids differ; the order is kept."""
    events = events_of(tmp_path, json.dumps(record) + "\n" + json.dumps({**record, "events": record["events"][:1]}))

    assert [event.event_code for event in events] == ["download", "change_user_access", "view", "download"]
    assert {(event.actor_user_name, event.src_ip) for event in events} == {("a.berg@fabrikam.example", "203.0.113.9")}
    assert len({event.uid for event in events}) == 3
    assert events[0] == events[3]


def test_an_answer_of_the_reports_api_is_opened_twice(tmp_path: Path) -> None:
    """A list of activities, each with its events."""
    answer = {"kind": "admin#reports#activities", "etag": "x", "items": [ACTIVITY, ACTIVITY]}

    assert len(events_of(tmp_path, json.dumps(answer))) == 6


@pytest.mark.parametrize("record", [{**ACTIVITY, "events": []}, {**ACTIVITY, "events": {}}, {**ACTIVITY, "id": 1}])
def test_damaged_activities_are_left_alone(record: dict[str, Any]) -> None:
    """What cannot be taken apart is one record."""
    raw = json.dumps(record).encode()

    assert gathered(raw) in (None, [raw])


def test_an_event_of_eventbridge_is_its_detail(tmp_path: Path) -> None:
    """CloudTrail's record, down to its id."""
    wrapped = {
        "version": "0",
        "id": "b-1",
        "detail-type": "AWS API Call via CloudTrail",
        "source": "aws.iam",
        "account": "111122223333",
        "time": "2026-03-09T03:02:10Z",
        "region": "us-east-1",
        "resources": [],
        "detail": TRAIL,
    }

    assert events_of(tmp_path, json.dumps(wrapped)) == [parse_record(json.dumps(TRAIL).encode())]
    assert parse_record(json.dumps(wrapped).encode()) == parse_record(json.dumps(TRAIL).encode())


def test_lines_of_a_log_stream_are_records(tmp_path: Path) -> None:
    """CloudWatch's subscriptions hold lines of a stream as text: EKS's audit log comes so."""
    wrapped = {
        "messageType": "DATA_MESSAGE",
        "owner": "111122223333",
        "logGroup": "/aws/eks/prod/cluster",
        "logStream": "kube-apiserver-audit-1",
        "subscriptionFilters": ["x"],
        "logEvents": [
            {"id": "1", "timestamp": 1, "message": json.dumps(AUDIT)},
            {"id": "2", "timestamp": 2, "message": json.dumps({**AUDIT, "auditID": "a-2"})},
        ],
    }

    assert [event.uid for event in events_of(tmp_path, json.dumps(wrapped))] == ["a-1", "a-2"]


def test_a_record_that_would_grow_beyond_measure_is_left_whole() -> None:
    """What is around ten thousand empty events is not repeated for each of them; for a thousand real ones it is."""
    bomb = ACTIVITY | {"zz": "x" * 100_000, "events": [{}] * 10_000}
    real = ACTIVITY | {"events": ACTIVITY["events"][:1] * 1_000}

    assert gathered(json.dumps(bomb).encode()) is None
    assert len(gathered(json.dumps(real).encode()) or ()) == 1_000

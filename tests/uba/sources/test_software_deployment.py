"""Deployment tools: runs and changes, who pushed, to how many."""

import json
from pathlib import Path
from typing import Any

import pytest

from uba import activities as a
from uba.errors import ParseError
from uba.events import APPLICATION_LIFECYCLE, ENTITY_MANAGEMENT, FAILURE, OTHER, SUCCESS, Event
from uba.reader import Rejected, read_events
from uba.sources.software_deployment import SoftwareDeployment

TIME = "2026-03-08T03:20:44Z"


def event(record: dict[str, Any]) -> Event:
    """Parse a record."""
    parsed = SoftwareDeployment().parse(json.dumps(record).encode())
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("operation", "class_uid", "activity"),
    [
        ("job_launch", APPLICATION_LIFECYCLE, a.APP_INSTALL),
        ("deploy", APPLICATION_LIFECYCLE, a.APP_INSTALL),
        ("script_run", APPLICATION_LIFECYCLE, a.APP_INSTALL),
        ("create_deployment", ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        ("modify_package", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("delete_package", ENTITY_MANAGEMENT, a.ENTITY_DELETE),
        ("login", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    ],
)
def test_runs_and_changes(operation: str, class_uid: int, activity: int) -> None:
    """What goes out to machines is a run, everything else a change."""
    parsed = event({"time": TIME, "tool": "x", "operation": operation, "actor": "Ann", "object1": "package:Agent"})

    assert (parsed.class_uid, parsed.activity_id, parsed.actor_user_name) == (class_uid, activity, "ann")
    assert (parsed.resource_type, parsed.resource_uid) == ("package", "Agent")


@pytest.mark.parametrize(
    ("status", "status_id"), [("successful", SUCCESS), ("Failed", FAILURE), ("canceled", OTHER), ("", 0), (None, 0)]
)
def test_outcome_and_targets(status: str | None, status_id: int) -> None:
    """`count` is the machines."""
    parsed = event(
        {"time": TIME, "tool": "x", "operation": "deploy", "actor": "a", "targets": "1850", "status": status}
    )

    assert (parsed.status_id, parsed.count) == (status_id, 1_850)


def awx(**fields: Any) -> Event:
    """Parse a record of the activity stream."""
    return event({"id": 1, "timestamp": TIME, "operation": "create", "object1": "job", **fields})


def test_awx() -> None:
    """A created job is a run; names come from the summary, else from what changed."""
    run = awx(summary_fields={"actor": {"username": "Ann"}, "job": [{"name": "Push"}]})
    change = awx(
        object1="project",
        operation="update",
        actor="bob",
        changes={"name": ["old", "new"]},
        timestamp=None,
        **{"@timestamp": TIME},
    )

    assert (run.class_uid, run.app_name, run.actor_user_name) == (APPLICATION_LIFECYCLE, "Push", "ann")
    assert (change.class_uid, change.entity_name, change.actor_user_name) == (ENTITY_MANAGEMENT, "new", "bob")
    assert run.uid == "awx-activity-1"


def configmgr(code: int, **fields: Any) -> Event:
    """Parse a status message."""
    return event(
        {"MessageID": code, "SiteCode": "P01", "RecordID": 7, "Time": TIME, "InsString1": "CORP\\Ann", **fields}
    )


@pytest.mark.parametrize(
    ("code", "text", "is_run", "activity", "name"),
    [
        (30226, "", True, a.APP_INSTALL, "{x}"),
        (30001, "", False, a.ENTITY_UPDATE, "{x}"),
        (30017, "", False, a.ENTITY_DELETE, "{x}"),
        (30000, 'User "CORP\\Bob" created a package named "Agent" (P01).', False, a.ENTITY_CREATE, "Agent"),
        (39999, 'User "CORP\\Bob" deployed application named "Agent".', True, a.APP_INSTALL, "Agent"),
        (40301, "", False, a.ENTITY_UPDATE, "{x}"),
    ],
)
def test_configmgr(code: int, text: str, is_run: bool, activity: int, name: str) -> None:
    """The text decides, else the number; unknown numbers are changes."""
    parsed = configmgr(code, Message=text, InsString2="{x}")

    assert (parsed.class_uid == APPLICATION_LIFECYCLE, parsed.activity_id) == (is_run, activity)
    assert (parsed.resource_uid, parsed.uid, parsed.status_code) == (name, "P01-7", str(code))
    assert parsed.actor_user_name == ("corp\\bob" if text else "corp\\ann")


@pytest.mark.parametrize(
    ("severity", "status_id"), [(-1073741824, FAILURE), (3221225472, FAILURE), (1073741824, SUCCESS)]
)
def test_configmgr_errors(severity: int, status_id: int) -> None:
    """The severity's number may be signed."""
    assert configmgr(30226, Severity=severity).status_id == status_id


def test_csv_is_read_by_its_header(tmp_path: Path) -> None:
    """Rows get the header's names; a row of another length is set aside with the reason."""
    file = tmp_path / "pdq.csv"
    file.write_bytes(
        b"\xef\xbb\xbfDeployment ID,Package,Status,Started,User Name,Computer\r\n"
        b'813,"Agent, 4.2",Failed,2026-03-08 03:20:44,CORP\\Ann,LT-0412\r\n814,x,Failed\r\n'
    )
    items = list(read_events([file]))

    assert isinstance(items[0], Event)
    assert (items[0].app_name, items[0].status_id, items[0].device_hostname) == ("Agent, 4.2", FAILURE, "lt-0412")
    assert (items[0].uid, items[0].correlation_uid) == ("pdq-813-LT-0412", "813")
    assert [(item.line, item.error) for item in items if isinstance(item, Rejected)] == [
        (3, "row has 3 cells: expected 6, as its header has")
    ]


def test_a_row_alone_is_refused() -> None:
    """Without its header nobody knows what the cells are; the header itself is of no interest."""
    source = SoftwareDeployment()

    assert source.parse(b"MessageID,SiteCode,Time") is None
    with pytest.raises(ParseError, match="without its header"):
        source.parse(b"813,Agent,Failed")
    with pytest.raises(ParseError, match="no known deployment tool"):
        source.parse(b'{"a":1}')

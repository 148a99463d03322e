"""Real records of Slack and Google Workspace, where they are at hand: what is read, and why the rest is not."""

import json
from typing import Any

import pytest

from tests.uba.sources.vendor_records import needs_vendor_records, records
from uba import activities as a
from uba.errors import ParseError
from uba.events import ACCOUNT_CHANGE, AUTHENTICATION, ENTITY_MANAGEMENT, FILE_HOSTING, WEB_RESOURCES, Event
from uba.sources import SOURCES

pytestmark = needs_vendor_records


def dated(log: dict[str, Any], *path: str) -> tuple[dict[str, Any], bytes]:
    """The record with a time, where its maker left it out."""
    node = log
    for key in path[:-1]:
        node = node.setdefault(key, {})
    node.setdefault(path[-1], "2026-03-09 08:14:22")
    return log, json.dumps(log).encode()


def read(raw: bytes) -> Event:
    """Parse by the one source that knows the record."""
    assert [name for name, source in SOURCES.items() if source.recognise(raw)] == ["mapped"]
    event = SOURCES["mapped"].parse(raw)
    assert event is not None
    return event


@pytest.mark.parametrize(
    ("kind", "path"), [("Slack.AuditLogs", ("date_create",)), ("GSuite.ActivityEvent", ("id", "time"))]
)
def test_a_time_is_the_only_reason_for_a_rejection(kind: str, path: tuple[str, ...]) -> None:
    """Every record is recognised, by `mapped` alone; those without a time say so, and are read once they have one."""
    for log, raw in records(kind):
        node: Any = log
        for key in path:
            node = node.get(key) if isinstance(node, dict) else None
        if node is None:
            with pytest.raises(ParseError, match="the time of the event is missing"):
                SOURCES["mapped"].parse(raw)
        assert read(dated(log, *path)[1]).time


SLACK = {
    "user_logout": (AUTHENTICATION, a.AUTH_LOGOFF),
    "user_session_reset_by_admin": (AUTHENTICATION, a.AUTH_LOGOFF),
    "app_resources_granted": (WEB_RESOURCES, a.WEB_EXPORT),
    "legal_hold_policy_updated": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "native_dlp_rule_deactivated": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
}


def test_slack() -> None:
    """User, address, agent and operation are the record's; what is known of an operation is its meaning."""
    seen = set()
    for log, _ in records("Slack.AuditLogs"):
        event = read(dated(log, "date_create")[1])
        assert event.actor_user_name == log["actor"]["user"]["email"].lower()
        assert event.src_ip == log["context"]["ip_address"]
        assert event.user_agent == log["context"]["ua"]
        assert event.event_code == log["action"]
        assert event.uid == log.get("id", "")
        if log["action"] in SLACK:
            assert (event.class_uid, event.activity_id) == SLACK[log["action"]]
            seen.add(log["action"])

    assert len(seen) >= 4


GOOGLE = {
    ("drive", "download"): (FILE_HOSTING, a.FILE_DOWNLOAD),
    ("drive", "upload"): (FILE_HOSTING, a.FILE_UPLOAD),
    ("drive", "rename"): (FILE_HOSTING, a.FILE_RENAME),
    ("drive", "change_owner"): (FILE_HOSTING, a.FILE_SHARE),
    ("drive", "change_document_visibility"): (FILE_HOSTING, a.FILE_SHARE),
    ("saml", "login_success"): (AUTHENTICATION, a.AUTH_LOGON),
    ("user_accounts", "2sv_enroll"): (ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
    ("user_accounts", "2sv_disable"): (ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE),
    ("admin", "CREATE_GMAIL_SETTING"): (ENTITY_MANAGEMENT, a.ENTITY_CREATE),
    ("admin", "DELETE_GMAIL_SETTING"): (ENTITY_MANAGEMENT, a.ENTITY_DELETE),
    ("admin", "CHANGE_CALENDAR_SETTING"): (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    ("admin", "CUSTOMER_TAKEOUT_SUCCEEDED"): (WEB_RESOURCES, a.WEB_EXPORT),
}


def test_google_workspace() -> None:
    """User, address, operation and document are the record's; what is known of an operation is its meaning."""
    seen = set()
    for log, _ in records("GSuite.ActivityEvent"):
        event = read(dated(log, "id", "time")[1])
        user = log.get("actor", {}).get("email") or log["parameters"]["affected_email_address"]
        assert event.actor_user_name == user.lower() or log.get("type") == "account_warning"
        assert event.src_ip == log.get("ipAddress", "")
        assert event.event_code == log["name"]
        assert event.log_name == log["id"]["applicationName"]
        if "doc_id" in (log.get("parameters") or {}):
            assert event.resource_uid == log["parameters"]["doc_id"]
        key = (log["id"]["applicationName"], log["name"])
        if key in GOOGLE:
            assert (event.class_uid, event.activity_id) == GOOGLE[key], key
            seen.add(key)

    assert len(seen) >= 10

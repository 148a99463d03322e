"""Real records of vendors, where they are at hand: what is read, and why the rest is not."""

import gzip
import json
from collections import Counter

import pytest

from tests.uba.sources.vendor_records import DATA, VENDOR, needs_vendor_records, records
from uba.errors import ParseError
from uba.events import AUTHENTICATION, FAILURE, Event
from uba.reader import Rejected, read_events
from uba.sources import SOURCES, recognise

ACCESS = DATA / "web-access-apache.log.gz"

needs_access_log = pytest.mark.skipif(not ACCESS.exists(), reason=f"{ACCESS} is not at hand")


@needs_vendor_records
def test_github_records_are_read_when_they_have_a_time() -> None:
    """Every record is recognised; the only reason for a rejection is its time."""
    for log, raw in records("GitHub.Audit", with_subtypes=True):
        assert recognise(raw) is SOURCES["github_audit"]
        dated = log.keys() & {"@timestamp", "created_at", "at_sign_timestamp"}
        if not dated or log.get("created_at") == "2024-12-17 00:00:00000000":
            with pytest.raises(ParseError, match=r"are missing: expected the time|created_at is"):
                SOURCES["github_audit"].parse(raw)
            continue
        event = SOURCES["github_audit"].parse(raw)
        assert event is not None
        assert event.event_code == log["action"]
        assert event.actor_user_name == log["actor"].lower()


@needs_vendor_records
def test_microsoft_365_records_are_read() -> None:
    """All of them, sharing and directory records alike."""
    seen = Counter[str]()
    for log, raw in records("Microsoft365.Audit", with_subtypes=True):
        assert recognise(raw) is SOURCES["m365_ual"]
        event = SOURCES["m365_ual"].parse(raw)
        assert event is not None
        assert event.uid == log["Id"]
        seen[event.event_code] += 1

    assert seen == {"AddedToSecureLink": 5, "Update user.": 2}


@needs_vendor_records
def test_azure_sign_ins_are_read_and_nothing_else_of_azure() -> None:
    """Interactive, non-interactive and service principal sign-ins; other audit categories are not ours."""
    count = 0
    for log, raw in records("Azure.", with_subtypes=True):
        is_sign_in = "SignInLogs" in str(log.get("category"))
        assert (recognise(raw) is SOURCES["entra_signin"]) == is_sign_in
        if is_sign_in:
            event = SOURCES["entra_signin"].parse(raw)
            assert event is not None
            assert event.class_uid == AUTHENTICATION
            assert event.actor_user_name
            assert event.src_ip
            code = str(log["properties"].get("status", {}).get("errorCode", log.get("resultType")))
            if code in ("50126", "50053"):
                assert event.status_id == FAILURE
            count += 1

    assert count == 19


LOG_TYPES: dict[str, tuple[str, ...]] = {
    "m365_ual": ("Microsoft365.Audit",),
    "entra_signin": ("Azure.Audit",),
    "entra_audit": ("Azure.Audit",),
    "github_audit": ("GitHub.Audit",),
    "okta": ("Okta.SystemLog",),
    "duo": ("Duo.",),
    "cloudtrail": ("AWS.CloudTrail",),
    "kubernetes_audit": ("Amazon.EKS.Audit", "Azure.MonitorActivity", "GCP.AuditLog"),
    "waf": ("AWS.WAFWebACL", "Cloudflare.Firewall"),
}
"""Sources of one vendor -> the log types whose records are theirs."""


@needs_vendor_records
def test_no_other_vendor_s_record_is_taken_for_ours() -> None:
    """A source of one vendor recognises records of its own log types alone.

    Records for rules that serve several log types are filed under the first, Asana's; those say nothing.
    """
    with gzip.open(VENDOR) as lines:
        for line in lines:
            value = json.loads(line)
            source = recognise(json.dumps(value["log"]).encode())
            if source is not None and source.name in LOG_TYPES and value["log_type"] != "Asana.Audit":
                log_type = value["log"].get("p_log_type", value["log_type"])
                assert log_type.startswith(LOG_TYPES[source.name]), (source.name, line[:300])


@needs_access_log
def test_every_line_of_a_real_access_log_is_read() -> None:
    """10,000 lines of 1,753 addresses, each an event with an id of its own."""
    items = list(read_events([ACCESS]))

    assert [item for item in items if isinstance(item, Rejected)] == []
    events = [item for item in items if isinstance(item, Event)]
    assert len(events) == len({event.uid for event in events}) == 10_000
    assert {event.source for event in events} == {"web_access"}
    assert len({event.src_ip for event in events}) == 1_753
    assert all(event.http_method and event.http_status for event in events)

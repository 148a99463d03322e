"""Laws of live, degraded and blind."""

from __future__ import annotations

import msgspec
import pytest

from uba import events as ev
from uba.attack.coverage import Coverage, RowCoverage, Status, coverage
from uba.attack.footprints import FOOTPRINTS
from uba.attack.rows import ROWS
from uba.attack.sighting import Seen, Sighting, by_sources
from uba.clock import DAY_MS
from uba.events import Event
from uba.indicators import Rule
from uba.sources import SOURCES

NOW_MS = 1_772_409_600_000
"""2026-03-02T00:00:00Z."""
EVERYTHING = [Rule(uid="1", title="", level="high", techniques=tuple(row.technique for row in ROWS))]


def seen(**days_ago: float) -> Seen:
    """What was seen of footprints, by all their carriers: all records of each, so many days ago."""
    found = {
        records.key: Sighting(3, NOW_MS - int(days * DAY_MS))
        for uid, days in days_ago.items()
        for carrier in FOOTPRINTS[uid].carriers
        for records in carrier.records
    }
    return Seen(NOW_MS, found)


def judged(technique: str, found: Seen, rules: list[Rule] = EVERYTHING) -> RowCoverage:
    """One row."""
    return next(row for row in coverage(found, rules).rows if row.technique == technique)


def test_every_need_must_be_met() -> None:
    """A row is live with all it needs, degraded with a part, blind without; what is missing is said."""
    live = judged("T1114.003", seen(inbox_rules=0, mail_sent=1))
    degraded = judged("T1114.003", seen(inbox_rules=0))
    blind = judged("T1114.003", seen(mail_reads=0))

    assert [row.status for row in (live, degraded, blind)] == [Status.LIVE, Status.DEGRADED, Status.BLIND]
    assert live.missing == ()
    assert len(degraded.missing) == 1
    assert degraded.missing[0].startswith(
        "mail sent by our own senders: exchange_tracking, message_trace, postfix or m365_ual"
    )
    assert len(blind.missing) == 2
    assert [need.is_met for need in degraded.needs] == [True, False]
    assert [need.is_met for need in blind.helps] == [True]


def test_seven_days() -> None:
    """What was not seen for more than a week of event time is missing, and it is said since when."""
    assert judged("T1594", seen(web_requests=7)).status is Status.LIVE

    old = judged("T1594", seen(web_requests=7.5))
    assert old.status is Status.BLIND
    assert old.missing[0].endswith("(web_access was last heard 2026-02-22T12:00:00Z)")
    assert old.last_event == "2026-02-22T12:00:00Z"


def test_rare_records_need_not_be_seen() -> None:
    """A log that is heard is enough where the footprint itself is rare; the row then has no last event."""
    heard = Seen(NOW_MS, {alive("windows_event", "log_control"): Sighting(5, NOW_MS)})
    row = judged("T1562.002", heard)

    assert row.status is Status.LIVE
    assert row.last_event == "2026-03-02T00:00:00Z"  # any Windows event could have been the last before silence
    control = next(found for found in row.seen if found.footprint.startswith("logging stopped"))
    assert (control.source, control.last_event, control.events) == ("windows_event", None, 0)
    assert control.last_heard == "2026-03-02T00:00:00Z"


def alive(source: str, footprint: str) -> str:
    """Key of the first records by which a source is known to be there."""
    return next(one for one in FOOTPRINTS[footprint].carriers if one.source == source).alive[0].key


def test_everyday_records_must_be_seen() -> None:
    """A source that is heard and logs no page views is not taken for a quiet wiki."""
    admin = FOOTPRINTS["installations"].carriers[1].records[0]
    row = judged("T1213.001", Seen(NOW_MS, {admin.key: Sighting(1, NOW_MS)}))

    assert admin.source == "confluence"
    assert row.status is Status.BLIND
    assert row.missing == ("wiki pages and attachments read: confluence (confluence is heard, but logs none of these)",)


def test_nothing_built_in() -> None:
    """A row that no finding can name is blind, whatever comes in."""
    row = judged("T1137.003", seen(outlook_items=0), [])

    assert row.status is Status.BLIND
    assert row.missing == ("no detection built in",)


def test_counts_and_ids() -> None:
    """Every row is counted once, and carries ATT&CK's ids of before and from v18 on."""
    whole = coverage(seen(web_requests=0, failed_sign_ins=0), EVERYTHING)

    assert [row.technique for row in whole.rows] == [row.technique for row in ROWS]
    assert sum(whole.counts.values()) == 59
    assert list(whole.counts) == ["live", "degraded", "blind"]
    assert {(row.data_source, row.data_component) for row in whole.rows} == {("DS0015", "DC0038")}
    assert all(row.detection_strategies[0].startswith("DET") for row in whole.rows)
    assert whole.time == "2026-03-02T00:00:00Z"


def test_nothing_seen() -> None:
    """Without any event every row is blind, at no time."""
    whole = coverage(Seen(), EVERYTHING)

    assert whole.counts == {"live": 0, "degraded": 0, "blind": 59}
    assert whole.time is None
    assert {row.last_event for row in whole.rows} == {None}


def test_everything_seen() -> None:
    """With all sources and all detections every row is live; where only sources are known, no event is claimed, and
    nothing of those that carry any vendor's records, such as inventories."""
    by_records = coverage(seen(**dict.fromkeys(FOOTPRINTS, 1.0)), EVERYTHING)
    only_sources = coverage(by_sources(dict.fromkeys(SOURCES, NOW_MS)), EVERYTHING)

    assert by_records.counts["live"] == 59
    assert [row.technique for row in only_sources.rows if row.status is not Status.LIVE] == ["T1610", "T1199"]
    assert {row.last_event for row in by_records.rows} == {"2026-03-01T00:00:00Z"}
    assert {row.last_event for row in only_sources.rows} == {None}


def test_json_round_trip() -> None:
    """What is written can be read back into the same."""
    whole = coverage(seen(web_requests=0), EVERYTHING)

    assert msgspec.json.decode(msgspec.json.encode(whole), type=Coverage) == whole


@pytest.mark.parametrize(("class_uid", "event_code"), [(ev.EVENT_LOG, "1102"), (ev.AUTHENTICATION, "4624")])
def test_events_are_told_apart(class_uid: int, event_code: str) -> None:
    """A cleared log is an event of the row about it, a logon is only a sign that the log is on."""
    event = Event(
        time=NOW_MS, uid="u", source="windows_event", class_uid=class_uid, activity_id=1, event_code=event_code
    )
    carrier = next(one for one in FOOTPRINTS["log_control"].carriers if one.source == "windows_event")
    fits = [one.fits(event.source, event.class_uid, event.activity_id, 0) for one in carrier.records]

    assert any(fits) == (event_code == "1102")

"""Laws of what is noted as the engine runs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uba import events as ev
from uba.attack.footprints import RECORDS
from uba.attack.records import Records
from uba.attack.seen import SeenRows
from uba.attack.sighting import Seen, Sighting, by_sources
from uba.batch import EventBatch
from uba.context import Context
from uba.events import Event
from uba.identity import Identity
from uba.state.hashing import Hasher

HOUR = 3_600_000
DAY = 24 * HOUR

EVENTS = st.builds(
    Event,
    time=st.integers(0, 40).map(lambda hours: hours * HOUR),
    uid=st.just("u"),
    source=st.sampled_from(["m365_ual", "windows_event", "okta", "ocsf", "cloudtrail", "a_source_nobody_has"]),
    class_uid=st.sampled_from(
        [ev.AUTHENTICATION, ev.ENTITY_MANAGEMENT, ev.WEB_RESOURCES, ev.EVENT_LOG, ev.API_ACTIVITY]
    ),
    activity_id=st.sampled_from([0, 1, 2, 3, 7, 99]),
    status_id=st.sampled_from([0, 1, 2, 99]),
    event_code=st.sampled_from(["", "4648", "New-InboxRule", "NEW-INBOXRULE", "MailItemsAccessed", "x"]),
    log_name=st.sampled_from(["", "Exchange", "exchange", "SharePoint"]),
)


def batch(events: Sequence[Event]) -> EventBatch:
    """Columns of events."""
    return EventBatch(events, Identity(Context(), "UTC"), Hasher())


def event(time: int, source: str = "okta", **attributes: object) -> Event:
    """A sign-in."""
    return Event(time=time, uid="u", source=source, class_uid=ev.AUTHENTICATION, activity_id=1, **attributes)  # type: ignore[arg-type]


def slowly(events: Sequence[Event], late: Sequence[bool]) -> Seen:
    """The same, one event and one kind of record after the other."""
    newest = -1
    found: dict[str, Sighting] = {}
    for one, is_late in zip(events, late, strict=True):
        newest = newest if is_late else max(newest, one.time)
        for records in RECORDS:
            if records.fits(one.source, one.class_uid, one.activity_id, one.status_id) and records.says(
                one.event_code.lower(), one.log_name.lower()
            ):
                before = found.get(records.key, Sighting(0, -1))
                last = one.time if one.time <= newest else -1
                found[records.key] = Sighting(before.count + 1, max(before.last_ms, last))
    return Seen(newest, {key: sighting for key, sighting in found.items() if sighting.last_ms >= 0})


@settings(max_examples=60)
@given(events=st.lists(EVENTS, max_size=30), data=st.data())
def test_as_if_done_slowly(events: list[Event], data: st.DataObject) -> None:
    """Counts and times are those of looking at each event for each kind of record."""
    late = data.draw(st.lists(st.booleans(), min_size=len(events), max_size=len(events)))
    rows = SeenRows()
    rows.observe(batch(events), np.array(late, dtype=np.bool_))

    assert rows.seen() == slowly(events, late)


@settings(max_examples=30)
@given(events=st.lists(EVENTS, min_size=2, max_size=30), data=st.data())
def test_split_and_restart_change_nothing(events: list[Event], data: st.DataObject) -> None:
    """A stream cut anywhere, with a restart at the cut, is the whole stream."""
    late = np.array(data.draw(st.lists(st.booleans(), min_size=len(events), max_size=len(events))), dtype=np.bool_)
    cut = data.draw(st.integers(0, len(events)))
    whole, first, second = SeenRows(), SeenRows(), SeenRows()
    whole.observe(batch(events), late)
    first.observe(batch(events[:cut]), late[:cut])
    second.restore(first.state())
    second.observe(batch(events[cut:]), late[cut:])

    assert second.seen() == whole.seen()
    assert {name: array.tolist() for name, array in second.state().items()} == {
        name: array.tolist() for name, array in whole.state().items()
    }


def test_state_outlives_the_table() -> None:
    """A version with other records, in another order, keeps what still applies and starts the rest at nothing."""
    kept, gone, new = Records("okta", 3002), Records("okta", 3002, (1,)), Records("duo", 3002)
    old, later = SeenRows([gone, kept]), SeenRows([new, kept])
    old.observe(batch([event(5), event(7)]))
    later.restore(old.state())

    assert later.seen() == Seen(7, {kept.key: Sighting(2, 7)})


def test_nobody_makes_time_go_ahead() -> None:
    """One record with a clock far ahead is counted and moves nothing; late ones count with the time they have."""
    rows = SeenRows([Records("okta", 3002)])
    rows.observe(batch([event(10 * DAY)]))
    rows.observe(batch([event(900 * DAY), event(2 * DAY)]), np.array([True, True]))

    assert rows.seen() == Seen(10 * DAY, {"okta|3002||||": Sighting(3, 10 * DAY)})


def test_nothing_is_later_than_the_clock() -> None:
    """When the engine's clock was put back, what was seen was not seen later than that."""
    rows = SeenRows([Records("okta", 3002)])
    rows.observe(batch([event(10 * DAY)]))

    assert rows.seen(9 * DAY) == Seen(9 * DAY, {"okta|3002||||": Sighting(1, 9 * DAY)})
    assert SeenRows().seen() == Seen(-1, {})


def test_memory_is_bounded() -> None:
    """However many codes somebody invents, what is kept does not grow."""
    rows, sizes = SeenRows(), []
    for first in range(0, 30_000, 10_000):
        codes = [str(number) for number in range(first, first + 10_000)]
        rows.observe(batch([event(5, source="entra_signin", status_id=2, event_code=code) for code in codes]))
        sizes.append((rows.nbytes, len(rows.state()["records"])))

    assert len(set(sizes)) == 1
    assert max(map(len, rows._groups._texts)) <= 4_096


@pytest.mark.parametrize("now", [-1, 90])
def test_sources_alone(now: int) -> None:
    """Where only sources are known, all that they could carry was perhaps seen: the count says that nobody knows."""
    seen = by_sources({"duo": 100, "ocsf": 90, "nobody": 3}, now)

    assert seen.now_ms == (100 if now < 0 else now)
    assert set(seen.by_records) == {one.key for one in RECORDS if one.source == "duo"}
    assert set(seen.by_records.values()) == {Sighting(0, seen.now_ms)}

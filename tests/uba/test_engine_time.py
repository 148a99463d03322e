"""Laws of the engine about time: late records, order of arrival, broken clocks, clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pytest

from tests.strategies import (
    DAY_MS,
    HOUR_MS,
    MONDAY,
    OFFICE,
    context,
    delivered,
    file,
    login,
    name_of,
    organisation,
    page,
    theft,
)
from tests.uba.runs import alike, learned, run
from uba.clock import CLOSING_HOUR, LEAP_MS, LEAP_STRIKES
from uba.engine import Engine
from uba.events import Event
from uba.settings import Settings

USERS = 5
ORDERED = ("auth.break_in.user", "auth.break_in.src_ip", "read.new_containers.1d")
"""Features that are about order: what came before what."""


def fresh(budget: float | None = 1.0) -> Engine:
    """An engine that has seen nothing."""
    return Engine(context(USERS), Settings(budget_per_day=budget))


def is_late(events: list[Event], lateness_ms: int) -> list[bool]:
    """What is late, by the words of the definition: older than the newest so far by more than the bound."""
    newest, found = 0, []
    for event in events:
        newest = max(newest, event.time)
        found.append(event.time < newest - lateness_ms)
    return found


@pytest.mark.parametrize("hours", [0, 6, 24])
def test_late_records_are_marked_and_scored(hours: int) -> None:
    """A record is late exactly when it is older than the lateness bound; it is decided like any other, not dropped."""
    events = delivered(organisation(seed=6, days=6, users=USERS), seed=7, late=0.2, twice=0.0)
    said = run(Engine(context(USERS), Settings(lateness_hours=hours)), events)
    decided = [msgspec.json.decode(decision) for decision in said.decisions]

    assert said.late == is_late(events, hours * HOUR_MS)
    assert any(said.late)
    assert not all(said.late)
    assert [decision["late"] for decision in decided] == said.late
    assert [decision["uid"] for decision in decided] == [event.uid for event in events]
    assert all(decision["entities"] for decision in decided)


def test_late_records_teach_nothing() -> None:
    """What is known of everybody is the same with and without the records that came too late."""
    events = delivered(organisation(seed=8, days=6, users=USERS, visitors=2), seed=9, late=0.1, twice=0.0)
    late = is_late(events, 24 * HOUR_MS)
    with_late, without = fresh(), fresh()
    with_late.process(events)
    without.process([event for event, too_late in zip(events, late, strict=True) if not too_late])

    assert sum(late) > 5
    assert learned(with_late) == learned(without)


def test_a_late_oddity_is_still_odd() -> None:
    """A late record from a place never seen gets a lower p-value than a late one from the usual place."""
    ordinary = organisation(seed=10, days=15, users=USERS, visitors=0)
    engine = fresh()
    engine.process(ordinary)
    time = ordinary[-1].time - 3 * DAY_MS
    said = engine.process([login("usual", time, name_of(1), OFFICE), login("odd", time + 1, name_of(1), "192.0.2.66")])

    assert said.is_late.tolist() == [True, True]
    assert said.p_value[1] < said.p_value[0]


def shuffled(events: list[Event], seed: int) -> list[Event]:
    """Shuffle within the bounds of lateness, never across the closing of a day."""
    random = np.random.default_rng(seed)
    parts: dict[int, list[Event]] = {}
    for event in events:
        parts.setdefault((event.time - CLOSING_HOUR * HOUR_MS) // DAY_MS, []).append(event)
    return [part[i] for _, part in sorted(parts.items()) for i in random.permutation(len(part))]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_order_within_lateness_does_not_matter(seed: int) -> None:
    """However the records between two closings arrive, windows, sums and habits end the same, and so do findings."""
    events = organisation(seed=11, days=13, users=USERS, visitors=2)
    events = sorted(events + theft(MONDAY + 12 * DAY_MS + 12 * HOUR_MS)[30:], key=lambda event: event.time)
    straight, mixed = fresh(), fresh()
    first, second = run(straight, events), run(mixed, shuffled(events, seed))
    unordered = [
        {name: {k: v for k, v in known.items() if k not in ORDERED} for name, known in learned(engine).items()}
        for engine in (straight, mixed)
    ]

    assert not any(second.late)
    assert alike(*unordered) == []
    assert name_of(0) in {entity["id"] for item in first.findings for entity in item["unmapped"]["flagged"]}
    primaries = [sorted(item["unmapped"]["primary"]["id"] for item in said.findings) for said in (first, second)]
    assert primaries[0] == primaries[1]


@pytest.mark.parametrize("ahead", [LEAP_MS + 1, 400 * DAY_MS])
def test_a_broken_clock_moves_nobody(ahead: int) -> None:
    """Records from the far future, fewer than it takes in a row, change no decision on any other record."""
    events = organisation(seed=12, days=5, users=USERS, visitors=0)
    middle = len(events) // 2
    future = [login(f"z{i}", events[middle].time + ahead, name_of(1), OFFICE) for i in range(LEAP_STRIKES - 1)]
    said = run(fresh(), events)
    disturbed = run(fresh(), [*events[:middle], *future, *events[middle:]])
    others = [*range(middle), *range(middle + len(future), len(events) + len(future))]

    assert all(disturbed.late[middle : middle + len(future)])
    assert [disturbed.decisions[i] for i in others] == said.decisions
    assert not any(disturbed.late[i] for i in others)


def test_many_in_a_row_move_the_clock() -> None:
    """When as many records in a row as it takes agree that it is much later, it is: after a gap the log goes on."""
    engine = fresh()
    engine.process(organisation(seed=13, days=2, users=USERS))
    gap = MONDAY + 40 * DAY_MS
    said = engine.process([login(f"z{i}", gap + i, name_of(1), OFFICE) for i in range(LEAP_STRIKES + 4)])

    assert said.is_late.tolist() == [True] * (LEAP_STRIKES - 1) + [False] * 5
    assert int(engine.clock.now[0]) == gap + LEAP_STRIKES + 3
    assert engine.process([login("old", MONDAY + 2 * DAY_MS, name_of(1), OFFICE)]).is_late.all()


def test_a_long_silence_closes_quickly() -> None:
    """Years without events are bridged: days are closed, and the engine goes on deciding."""
    engine = fresh()
    engine.process(organisation(seed=14, days=2, users=USERS))
    later = MONDAY + 3_000 * DAY_MS
    said = engine.process([login(f"z{i}", later + i, name_of(1), OFFICE) for i in range(LEAP_STRIKES + 1)])

    assert not said.is_late[-1]
    assert engine.closed == later // DAY_MS - 2


def office_hours(zone: str, first_day: str, days: int) -> list[Event]:
    """Steady people who keep local office hours, with lunch around the closing of the UTC day before."""
    random, found = np.random.default_rng(15), []
    start = datetime.fromisoformat(first_day)
    for day in range(days):
        for user in range(USERS):
            for i in range(10):
                minute = int(random.integers(120)) + (8 * 60 if i % 2 else 13 * 60)
                local = start + timedelta(days=day, minutes=minute)
                time = int(local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).timestamp() * 1000) + i
                uid, place = f"{day}-{user}-{i}", random.integers(12)
                if local.weekday() < 5 or user == 0:  # somebody is always there: a silent weekend is another law
                    make = page if user % 2 else file
                    more = (f"space{place % 2}",) if user % 2 else ()
                    found.append(make(uid, time, name_of(user), OFFICE, f"r{place}", *more))
    return sorted(found, key=lambda event: event.time)


@pytest.mark.parametrize(
    ("zone", "fixed", "change"),
    [
        ("Europe/Berlin", "Etc/GMT-1", "2026-03-29"),
        ("Europe/Berlin", "Etc/GMT-2", "2026-10-25"),
        ("America/New_York", "Etc/GMT+5", "2026-03-08"),
        ("America/New_York", "Etc/GMT+4", "2026-11-01"),
    ],
)
def test_a_clock_change_moves_nothing(zone: str, fixed: str, change: str) -> None:
    """Steady people get, event by event, the p-values they would get where clocks never change, and no finding."""
    first_day = (datetime.fromisoformat(change) - timedelta(days=24)).date().isoformat()
    said = {}
    for name in (zone, fixed):
        engine = Engine(context(USERS, name), Settings(timezone=name))
        said[name] = run(engine, office_hours(name, first_day, 36))

    assert said[zone].findings == []
    assert not any(said[zone].late)
    assert np.allclose(said[zone].p_value, said[fixed].p_value, rtol=1e-9)
    assert min(said[zone].p_value) > 1e-4

"""The organisation behaves as people do: hours, heavy tails, machines round the clock, late records."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from training.simulate import SimulationConfig
from training.simulate.calendar import DAY, HOUR, easter, holiday, midnight, quarter_end
from training.simulate.networks import ACCESS, HOSTILE, SERVERS
from training.simulate.organisation import build_organisation
from training.simulate.roles import ROLES
from training.simulate.sink import CHANNELS, LATE_HOURS, LATE_SHARE, delivery_delay
from training.simulate.world import build_world
from uba.context import Context


def test_people_work_in_their_own_daytime(output):
    """At every site, most of what people do in the wiki falls between 7 and 19 local time on weekdays."""
    context, _ = Context.load(output.out / "context")
    hours: dict[str, Counter[bool]] = defaultdict(Counter)
    attackers = {u for a in output.labels["attacks"] for u in a["entities"].get("user", [])}
    for record in output.records("confluence", "audit-"):
        user = context.user(record["author"]["name"])
        if user.kind == "person" and user.user not in attackers:
            local = datetime.fromtimestamp(record["timestamp"]["epochSecond"], ZoneInfo(user.timezone))
            hours[user.timezone][7 <= local.hour < 19 and local.weekday() < 5] += 1

    assert set(hours) == {"Europe/Berlin", "America/New_York"}
    assert all(zone[True] / zone.total() > 0.8 for zone in hours.values())


def test_volume_is_sensible(output):
    """A person-day costs 60 to 400 events in a small organisation, machines and attacks included."""
    per_person_day = output.summary.events / (output.config.users * output.config.days)

    assert 60 < per_person_day < 400


def test_people_differ_and_days_differ(output):
    """Readers are heavy-tailed: the busiest person reads at least four times the median."""
    reads = Counter(r["UserId"] for r in output.records("m365_ual") if r["Operation"].startswith("File"))
    people = sorted(n for user, n in reads.items() if not user.startswith("svc-"))

    assert people[-1] > 4 * people[len(people) // 2]


def test_indexer_never_sleeps(output):
    """The search indexer reads in every hour of every whole day."""
    hours = {
        r["CreationTime"][:13]
        for r in output.records("m365_ual")
        if r["UserId"].startswith("svc-search") and r["CreationTime"] < output.config.date_of(7).isoformat()
    }

    assert len(hours) == 24 * output.config.days


@given(line=st.binary(min_size=1, max_size=200), channel=st.sampled_from(sorted(CHANNELS)))
def test_delivery_is_never_early_nor_too_late(line: bytes, channel: str):
    """A record arrives after its event and within the bound: 20 hours in the audit log, seconds elsewhere."""
    delay = delivery_delay(channel, line)

    assert 0 <= delay <= (LATE_HOURS * HOUR if channel == "m365_ual" else 8_000)


def test_some_audit_records_are_hours_late(output):
    """About 3 % of the M365 records come more than an hour late, and files are in order of delivery."""
    lines = list(output.lines("m365_ual"))
    late = sum(delivery_delay("m365_ual", line) >= HOUR for line in lines)

    assert late / len(lines) == pytest.approx(LATE_SHARE, abs=0.01)


def test_sessions_of_people_move_between_networks_on_one_device(output):
    """Sessions that nobody stole are used by one device, many of them from several networks."""
    stolen = {s for a in output.labels["attacks"] for s in a["entities"].get("session", [])}
    devices, networks = defaultdict(set), defaultdict(set)
    for record in output.records("entra_signin"):
        p = record["properties"]
        if p["status"]["errorCode"] == 0 and p["sessionId"] not in stolen and p["deviceDetail"]["deviceId"]:
            devices[p["sessionId"]].add(p["deviceDetail"]["deviceId"])
            networks[p["sessionId"]].add(p["autonomousSystemNumber"])

    assert all(len(d) == 1 for d in devices.values())
    assert sum(len(n) > 1 for n in networks.values()) > 10


@settings(max_examples=20)
@given(users=st.integers(3, 400))
def test_roles_have_their_shares(users: int):
    """Every role has its share of the people, to within one person."""
    people = build_organisation(SimulationConfig(users=users, days=3, seed=1)).people
    counted = Counter(p.role.name for p in people)

    assert len(people) == users
    assert all(abs(counted[r.name] - r.share * users) <= 1 for r in ROLES)
    assert len({p.upn for p in people}) == users


def test_networks_are_many():
    """There are at least 30 listed operators in at least 8 countries."""
    listed = [*ACCESS, *SERVERS, *HOSTILE]

    assert len({n.asn for n in listed}) >= 30
    assert len({n.country for n in listed}) >= 8


def test_people_join_leave_and_go_on_vacation():
    """Over six weeks of 100 people somebody joins, somebody leaves, somebody is away; nobody absent is active."""
    world = build_world(SimulationConfig(users=100, days=42, seed=2))
    people = world.organisation.people

    assert world.organisation.joiners
    assert any(p.end_day is not None for p in people)
    assert world.calendar.vacations
    for day, plans in enumerate(world.plans):
        assert all(world.present(p.person, day) for p in plans)


@pytest.mark.parametrize(
    ("zone", "change"), [("Europe/Berlin", date(2026, 3, 29)), ("America/New_York", date(2026, 3, 8))]
)
def test_local_days_follow_the_clock_change(zone: str, change: date):
    """Ten in the morning stays ten in the morning across a clock change."""
    for day in (change - timedelta(days=1), change, change + timedelta(days=1)):
        local = datetime.fromtimestamp((midnight(zone, day) + 10 * HOUR) / 1000, ZoneInfo(zone))

        assert (local.date(), local.hour) == (day, 10)
    assert midnight(zone, change + timedelta(days=1)) - midnight(zone, change - timedelta(days=1)) == 2 * DAY - HOUR


def test_holidays_and_quarter_ends():
    """Movable and fixed holidays, and the ends of quarters, are where the calendar has them."""
    assert easter(2026) == date(2026, 4, 5)
    assert holiday("DE", date(2026, 4, 3)) == "Karfreitag"
    assert holiday("US", date(2026, 11, 26)) == "Thanksgiving"
    assert holiday("US", date(2026, 5, 25)) == "Memorial Day"
    assert holiday("DE", date(2026, 7, 3)) == ""
    near = [date(2026, 3, 20) + timedelta(days=i) for i in range(25)]
    assert [d.day for d in near if quarter_end(d) and d.weekday() < 5] == [27, 30, 31, 1, 2, 3, 6]


def test_times_are_utc(output):
    """The first day's records lie within a day of its start."""
    start = datetime(2026, 3, 2, tzinfo=UTC)
    times = [datetime.fromisoformat(r["CreationTime"]).replace(tzinfo=UTC) for r in output.records("m365_ual")]

    assert min(times) > start - timedelta(hours=15)
    assert max(times) < start + timedelta(days=output.config.days, hours=15)

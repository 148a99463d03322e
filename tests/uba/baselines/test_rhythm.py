"""Laws of local time and of the week's rhythm."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.baselines.rhythm import HOURS_OF_WEEK, LocalTime, Rhythm, share_of

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Kiritimati"]


@given(time=st.integers(0, 4_102_444_800_000), zone=st.sampled_from(ZONES))
def test_local_time_is_what_the_clock_on_the_wall_says(time: int, zone: str) -> None:
    """Local day and hour of the week are those of the IANA database, in any zone."""
    local = LocalTime()
    day, how = local.local(np.array([time]), np.array([local.zone_id(zone)], dtype=np.int32))
    wall = datetime.fromtimestamp(time // 3_600_000 * 3600, tz=UTC).astimezone(ZoneInfo(zone))
    wall += datetime.fromtimestamp(time // 1000, tz=UTC) - wall.astimezone(UTC)

    assert int(day[0]) == (wall.date() - date(1970, 1, 1)).days
    assert int(how[0]) == wall.weekday() * 24 + wall.hour


def test_many_zones_at_once() -> None:
    """A column of times in mixed zones is the same as one time after another."""
    local = LocalTime()
    zones = np.array([local.zone_id(zone) for zone in ZONES] * 4, dtype=np.int32)
    times = np.linspace(1.7e12, 1.8e12, zones.size).astype(np.int64)
    together = local.local(times, zones)
    alone = [local.local(times[i : i + 1], zones[i : i + 1]) for i in range(zones.size)]

    assert together[0].tolist() == [int(day[0]) for day, _ in alone]
    assert together[1].tolist() == [int(how[0]) for _, how in alone]
    assert [part.size for part in local.local(times[:0], zones[:0])] == [0, 0]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize("day", ["2026-03-28", "2026-03-08", "2026-07-01", "2026-11-02"])
def test_a_local_day_starts_at_midnight(zone: str, day: str) -> None:
    """The first UTC hour of a local day is its midnight, on a day of a clock change to within the hour it moves."""
    local = LocalTime()
    number = local.zone_id(zone)
    days = (date.fromisoformat(day) - date(1970, 1, 1)).days
    start = local.day_start_hour(number, days)
    wall = datetime.fromtimestamp(start * 3600, tz=UTC).astimezone(ZoneInfo(zone))

    assert abs((wall.replace(tzinfo=None) - datetime.fromisoformat(day)).total_seconds()) <= 3600


def learned(days: int = 60) -> Rhythm:
    """Group 0 works nine to five on working days, group 1 at night on all days, group 2 is never there."""
    rhythm = Rhythm(3)
    hours = np.zeros((2, HOURS_OF_WEEK))
    hours[0, [d * 24 + h for d in range(5) for h in range(9, 17)]] = 1 / 8
    hours[1, [d * 24 + h for d in range(7) for h in range(4)]] = 1 / 4
    rhythm.volume[:2] = hours * days / 7
    rhythm.active[0, :5] = rhythm.active[1] = days / 7
    rhythm.refresh()
    return rhythm


def test_shares_are_a_distribution_over_the_day() -> None:
    """A group's shares over a day it is active on sum to about its volume, and lie where it works."""
    rhythm = learned()

    assert rhythm.exposure[0, :5] == pytest.approx(np.ones(5), abs=0.1)
    assert rhythm.share[0, 10] > 4 * rhythm.share[0, 2]
    assert rhythm.share[1, 2] > 4 * rhythm.share[1, 10]
    assert (rhythm.share > 0).all()


def test_a_new_group_is_the_whole_population() -> None:
    """A group without history has the shares of everybody together, where everybody's are well known."""
    rhythm = learned(days=1_000_000)
    everybody = rhythm.volume.sum(0) / np.repeat(rhythm.active.sum(0), 24)

    assert rhythm.share[2] == pytest.approx(everybody, abs=1e-3)


def test_a_weekday_never_seen_is_like_the_other_working_days() -> None:
    """Before the first Monday was learned a Monday is expected to be like Tuesday to Friday, not flat."""
    rhythm = learned()
    rhythm.volume[:, :24] = 0.0
    rhythm.active[:, 0] = 0.0
    rhythm.refresh()

    assert rhythm.share[2, 10] == pytest.approx(rhythm.share[2, 24 + 10], rel=0.2)
    assert rhythm.share[2, 10] > 2 * rhythm.share[2, 20]


def test_a_flat_start() -> None:
    """Before anything was learned the day is flat and every day is an average day."""
    rhythm = Rhythm(2)

    assert rhythm.share == pytest.approx(np.full((2, HOURS_OF_WEEK), 1 / 24))
    assert rhythm.exposure == pytest.approx(np.ones((2, 7)))


def test_room_for_groups_changes_no_share() -> None:
    """Making room for more groups leaves those there as they are."""
    rhythm = learned()
    before = rhythm.share[:3].copy()
    rhythm.reserve(50)

    assert rhythm.share.shape[0] >= 50
    assert np.array_equal(rhythm.share[:3], before)


def test_own_rhythm_is_shrunk_to_the_group() -> None:
    """A newcomer has the group's rhythm; with months of history the own one prevails; days keep their volume."""
    rhythm = learned()
    group, exposure = rhythm.share[0], rhythm.exposure[0]
    newcomer = np.zeros(48, dtype=np.float32)
    owl = np.zeros(48, dtype=np.float32)
    owl[22] = 500.0

    assert share_of(newcomer, group, exposure, 10) == pytest.approx(group[10])
    assert share_of(owl, group, exposure, 22) > 0.9 * exposure[0]
    assert share_of(owl, group, exposure, 10) < 0.1 * group[10]
    for own in (newcomer, owl):
        assert sum(share_of(own, group, exposure, how) for how in range(24)) == pytest.approx(exposure[0], abs=0.05)

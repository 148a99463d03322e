"""Laws of the event clock."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from uba.clock import CLOSING_HOUR, DAY_MS, HOUR_MS, LEAP_MS, LEAP_STRIKES, SETTLED_AFTER, EventClock, closed_day

START = 20_514 * DAY_MS
STEPS = st.lists(
    st.one_of(
        st.integers(-3 * DAY_MS, DAY_MS),
        st.sampled_from([LEAP_MS, LEAP_MS + 1, 3_000 * DAY_MS, -30 * DAY_MS]),
    ),
    max_size=60,
)


def by_hand(times: list[int], lateness: int) -> tuple[list[int], list[bool]]:
    """The definition, in plain words: a leap counts only when enough in a row agree, and the first may be wrong."""
    now, strikes, in_time, after, late = -1, 0, 0, [], []
    for time in times:
        if in_time < SETTLED_AFTER and time < now - LEAP_MS:
            now = time
        is_leap = now >= 0 and time > now + LEAP_MS
        strikes = strikes + 1 if is_leap else 0
        is_believed = not is_leap or strikes == LEAP_STRIKES
        if is_believed:
            now, strikes = max(now, time), 0
        late.append(not is_believed or time < now - lateness)
        in_time += not late[-1]
        after.append(now)
    return after, late


@given(steps=STEPS, hours=st.integers(0, 72), cut=st.integers(0, 60), leaps=st.integers(0, 40))
def test_the_definition(steps: list[int], hours: int, cut: int, leaps: int) -> None:
    """The clock is what the definition says, in one batch or two, and once settled never goes back."""
    times = [START + step for step in steps] + [START + 90 * DAY_MS + i for i in range(leaps)]
    clock = EventClock(hours)
    parts = [clock.advance(np.array(part, dtype=np.int64)) for part in (times[:cut], times[cut:])]
    after = np.concatenate([part[0] for part in parts]).tolist()
    late = np.concatenate([part[1] for part in parts]).tolist()

    assert (after, late) == by_hand(times, hours * HOUR_MS)
    settled = np.concatenate([part[2] for part in parts])
    sure = np.array(after)[settled]
    assert settled.tolist() == sorted(settled.tolist())
    assert sure.tolist() == sorted(sure.tolist())


def test_a_wrong_first_record_is_put_right() -> None:
    """A first record from the far future does not make everything after it late."""
    times = np.array([START + 3_000 * DAY_MS, *(START + i * HOUR_MS for i in range(20))], dtype=np.int64)
    after, late, _ = EventClock(24).advance(times)

    assert after[-1] == START + 19 * HOUR_MS
    assert not late[1:].any()


def test_a_long_weekend_makes_nobody_late() -> None:
    """After three days of silence the first record is in time."""
    times = [START + i * 60_000 for i in range(20)] + [START + 3 * DAY_MS]
    _, late, _ = EventClock(24).advance(np.array(times, dtype=np.int64))

    assert not late.any()


@given(hour=st.integers(0, 23))
def test_a_day_closes_when_it_is_over_everywhere_west(hour: int) -> None:
    """A day closes in the morning of the next one (UTC), when it has ended down to UTC-10."""
    day = 20_514
    now = (day + 1) * DAY_MS + hour * HOUR_MS

    assert closed_day(now) == (day if hour >= CLOSING_HOUR else day - 1)
    assert closed_day(now - 1) <= closed_day(now)

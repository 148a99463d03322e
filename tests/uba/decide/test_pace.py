"""Laws of the pace: what is asked for is what is told, and bursts do not buy silence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.clock import DAY_MS
from uba.decide.pace import MULTIPLES, RUNGS, WIDEST, Pace, first_rung
from uba.findings.finding import Entity

ASKED = 4.0


def lived(days: int, surplus: float, asked: float = ASKED, *, seed: int = 1, burst_on: int = -1) -> Pace:
    """A pace after days on which `surplus` times as many entities as promised exceed every threshold."""
    random = np.random.default_rng(seed)
    pace = Pace()
    for day in range(days):
        strange(pace, day, random.poisson(asked * surplus * 10**WIDEST), random)
        if day == burst_on:
            for i in range(200):
                pace.note([(Entity("user", f"victim{i}"), 6.0)], day * DAY_MS, ["auth.fail"], [])
        pace.close_day(asked, (day - 1) * DAY_MS, is_active=True)
    return pace


def strange(pace: Pace, day: int, count: int, random: np.random.Generator) -> None:
    """Let entities be strange on a day, each exceeding the laxest threshold by an exponential number of decades."""
    for i, above in enumerate(-np.log10(random.random(count)) - WIDEST):
        pace.note([(Entity("user", f"{day}-{i}"), float(above))], day * DAY_MS, ["read.count"], [])


def told(pace: Pace, surplus: float) -> float:
    """Findings told over findings asked for, at its multiple."""
    return surplus * pace.multiple


@pytest.mark.parametrize("surplus", [0.4, 0.7, 1.0, 2.5])
def test_what_is_asked_is_told(surplus: float) -> None:
    """However far calibration is off, after five weeks a pace makes up for it."""
    ratios = [told(lived(35, surplus, seed=seed), surplus) for seed in range(3)]

    assert np.mean(ratios) == pytest.approx(1.0, abs=0.25)


def test_without_history_calibration_is_believed() -> None:
    """In the first days the plain budget stands; where hardly anything is asked for, it nearly stands for long."""
    assert Pace().multiple == 1.0
    assert lived(5, 10.0).multiple == 1.0
    assert lived(20, 1.0, asked=0.05).multiple == pytest.approx(1.0, rel=0.3)


def test_one_day_of_attacks_hardly_counts() -> None:
    """Two hundred victims on one day make thresholds stricter by less than half."""
    quiet, attacked = lived(30, 1.0), lived(30, 1.0, burst_on=20)

    assert quiet.multiple / 2 < attacked.multiple <= quiet.multiple


def test_attacks_that_go_on_do_not_silence() -> None:
    """However much exceeds the thresholds, day after day, they are never stricter than for a third of the budget."""
    assert lived(40, 100.0, asked=0.5).multiple == pytest.approx(0.355, rel=0.02)


def test_what_is_held_back_does_not_count() -> None:
    """Incidents that nobody is told about leave the pace as it is."""
    pace = Pace()
    for day in range(20):
        for i in range(30):
            for incident, _ in pace.note([(Entity("src_ip", f"{day}-{i}"), 5.0)], day * DAY_MS, ["web.scan"], []):
                incident.is_held_back = True
        pace.close_day(ASKED, (day - 1) * DAY_MS, is_active=True)

    assert pace.multiple > 1.0


def test_days_without_events_teach_nothing() -> None:
    """A gap in the logs is no reason to tell more."""
    pace = lived(30, 1.0)
    before = pace.multiple
    for day in range(30, 60):
        pace.close_day(ASKED, day * DAY_MS, is_active=False)

    assert pace.multiple == before


def test_where_more_cannot_be_had() -> None:
    """Where the laxest threshold gives less than is asked for, it is not passed."""
    pace = lived(30, 0.001, asked=50.0)

    assert 1.0 < pace.multiple <= MULTIPLES[-1]


@given(above=st.lists(st.floats(-3.0, 8.0), min_size=2, max_size=2).map(sorted))
def test_rungs(above: list[float]) -> None:
    """The more something exceeds the threshold, the stricter the rung at which it is still told; each rung is laxer."""
    lax, strict = (first_rung(value) for value in above)

    assert 0 <= strict <= lax <= RUNGS
    assert (np.diff(MULTIPLES) > 0.0).all()
    if above[0] >= 0.0:
        assert MULTIPLES[lax] <= 1.0


def test_state() -> None:
    """Stored and restored in the middle of a day, it goes on as it would have."""
    whole, halves = lived(20, 2.0), lived(20, 2.0)
    restored = Pace()
    for pace in (whole, halves):
        strange(pace, 20, 40, np.random.default_rng(3))
    restored.restore(halves.state())
    for day in (20, 21, 22, 23):
        for pace in (whole, restored):
            strange(pace, day, 30, np.random.default_rng(day))
            pace.close_day(ASKED, (day - 1) * DAY_MS, is_active=True)

    assert restored.multiple == whole.multiple
    assert {k: v.tobytes() for k, v in restored.state().items()} == {k: v.tobytes() for k, v in whole.state().items()}

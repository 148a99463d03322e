"""Laws of the budget: what is asked for is what is expected when nothing is wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.decide.budget import ADDRESSES_PER_FINDING, USERS_PER_FINDING, Budget

KINDS = ("user", "src_ip")
ACTIVE = st.fixed_dictionaries({kind: st.integers(0, 5_000) for kind in KINDS})


def after(days: int, active: dict[str, int], per_day: float | None = None, directory: int = 0) -> Budget:
    """A budget that has seen the same day some times."""
    budget = Budget(per_day, directory, KINDS)
    for _ in range(days):
        budget.close_day(active, active)
    return budget


@given(active=ACTIVE, per_day=st.floats(0.001, 20.0))
def test_expected_findings_are_the_budget(active: dict[str, int], per_day: float) -> None:
    """With p-values uniform, as many entity-days pass as were asked for, over all kinds together."""
    budget = after(10, active, per_day)
    expected = sum(active[kind] * 10.0**-threshold for kind, threshold in budget.thresholds().items())

    if min(active.values()) > per_day:
        assert expected == pytest.approx(per_day)
    assert expected <= per_day * 1.000001


def test_expected_findings_by_trial() -> None:
    """A year of uniform p-values raises the findings asked for."""
    active = {"user": 400, "src_ip": 1_500}
    thresholds = after(10, active, 0.5).thresholds()
    random = np.random.default_rng(1)
    raised = sum(np.count_nonzero(-np.log10(random.random((365, active[kind]))) >= thresholds[kind]) for kind in KINDS)

    assert raised == pytest.approx(365 * 0.5, rel=0.25)


def test_the_default_is_one_per_thousand_users() -> None:
    """Without a figure the budget goes by the users listed or, where more, seen; where there are none, by addresses."""
    assert after(10, {"user": 50, "src_ip": 9_000}, directory=2_000).asked() == 2_000 / USERS_PER_FINDING
    assert after(10, {"user": 3_000, "src_ip": 10}, directory=100).asked() == pytest.approx(3.0)
    assert after(10, {"user": 0, "src_ip": 4_000}).asked() == pytest.approx(4_000 / ADDRESSES_PER_FINDING)
    assert 0.0 < after(0, {}).asked() <= 1.0


def test_a_kind_nobody_is_of_takes_no_share() -> None:
    """Where there are only addresses, they have the whole budget."""
    threshold = after(10, {"user": 0, "src_ip": 1_000}, 1.0).thresholds()["src_ip"]

    assert threshold == pytest.approx(3.0)


@given(per_day=st.floats(0.001, 5.0), active=ACTIVE)
def test_the_start_is_cautious(per_day: float, active: dict[str, int]) -> None:
    """Before a full week the threshold is no lower than after it: few have been seen, many may come."""
    early, settled = after(2, active, per_day).thresholds(), after(7, active, per_day).thresholds()

    assert all(early[kind] >= settled[kind] - 1e-9 or sum(active.values()) == 0 for kind in KINDS if active[kind])


@given(budgets=st.tuples(st.floats(0.001, 100.0), st.floats(0.001, 100.0)), active=ACTIVE)
def test_a_larger_budget_never_tells_less(budgets: tuple[float, float], active: dict[str, int]) -> None:
    """Thresholds fall as the budget grows, and are never negative."""
    small, large = (after(8, active, per_day).thresholds() for per_day in sorted(budgets))

    assert all(small[kind] >= large[kind] for kind in KINDS)


def test_thresholds_move_at_closings_only() -> None:
    """Asking changes nothing."""
    budget = after(3, {"user": 10, "src_ip": 10})

    assert budget.thresholds() == budget.thresholds()


@given(days=st.lists(ACTIVE, max_size=12))
def test_state_round_trip(days: list[dict[str, int]]) -> None:
    """A restored budget asks for the same and goes on as the first."""
    budget, again = Budget(None, 7, KINDS), Budget(None, 7, KINDS)
    for active in days:
        budget.close_day(active, active)
    again.restore(budget.state())
    for one in (budget, again):
        one.close_day({"user": 3, "src_ip": 4}, {"user": 9, "src_ip": 9})

    assert again.thresholds() == budget.thresholds()
    assert again.asked() == budget.asked()

"""Laws of team budgets: a team is held against what it asked for, and everybody else against the rest."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import DAY_MS, HOUR_MS, MONDAY, context, name_of, organisation, page
from uba.decide.budget import Budget
from uba.decide.teams import Teams, check, parse
from uba.engine import Engine
from uba.errors import ConfigError
from uba.settings import Settings

USERS = 10
MORNING = MONDAY + 10 * DAY_MS + 9 * HOUR_MS
FINANCE = [name_of(i) for i in range(1, USERS, 2)]
IT = [name_of(i) for i in range(0, USERS, 2)]


def after(days: int, asked: dict[str, float]) -> Teams:
    """Teams that have seen everybody active on some days; their mailboxes too."""
    teams = Teams(context(USERS), asked)
    for _ in range(days):
        teams.close_day({"user": FINANCE + IT, "mailbox": FINANCE})
    return teams


@given(per_day=st.floats(0.001, 1.0))
def test_expected_findings_are_what_the_team_asked_for(per_day: float) -> None:
    """With p-values uniform as many days of the team's people and mailboxes pass as it asked for."""
    teams = after(10, {"finance": per_day})
    expected = sum(
        10.0**-threshold for kind in ("user", "mailbox") for threshold in teams.thresholds(kind, FINANCE, math.inf)
    )

    assert expected == pytest.approx(per_day)


def test_others_share_the_rest() -> None:
    """Who is of no team with a budget has the organisation's threshold, and the organisation counts them alone."""
    teams = Teams(context(USERS), {"finance": 0.5})

    assert teams.close_day({"user": FINANCE + IT, "mailbox": IT}) == {"user": len(FINANCE), "mailbox": 0}
    assert teams.thresholds("user", [*IT, "stranger"], 2.5).tolist() == [2.5] * (len(IT) + 1)
    assert teams.thresholds("src_ip", FINANCE, 2.5).tolist() == [2.5] * len(FINANCE)
    assert teams.thresholds("user", FINANCE, 2.5)[0] != 2.5


@given(per_day=st.floats(1.0, 5.0), of_teams=st.floats(0.01, 0.9), active=st.integers(10, 3_000))
def test_the_whole_is_what_was_asked_for(per_day: float, of_teams: float, active: int) -> None:
    """What teams ask for is part of the budget where one is given, and comes on top of the default one."""
    given_one, default = Budget(per_day, 1_000, ["user"], of_teams), Budget(None, 1_000, ["user"], of_teams)
    for budget in (given_one, default):
        for _ in range(8):
            budget.close_day({"user": active}, {"user": active})

    assert given_one.asked() == per_day
    assert active * 10.0 ** -given_one.thresholds()["user"] == pytest.approx(per_day - of_teams)
    assert default.asked() == pytest.approx(max(1_000, active) / 1_000 + of_teams)


@pytest.mark.parametrize(("asked", "told"), [(1.0, True), (1e-9, False)])
def test_realised_by_team(asked: float, told: bool) -> None:
    """A finding counts for the team it is about, and is told where the team asked for as much."""
    events = organisation(seed=3, days=12, users=USERS, per_user=15)
    reading = [page(f"c{i}", MORNING + i * 5000, FINANCE[0], "198.51.100.7", f"p{i}", "space1") for i in range(150)]
    engine = Engine(context(USERS), Settings(budget_per_day=5.0, team_budgets={"finance": asked}))
    engine.process(sorted([*events, *reading], key=lambda event: event.time))
    statistics = engine.statistics()
    finance = next(team for team in statistics.teams if team.team == "finance")

    assert finance.asked_per_day == asked
    assert (finance.findings > 0) == told
    assert sum(day.findings_by_team.get("finance", 0) for day in statistics.days) == finance.findings
    assert finance.realised_per_day == pytest.approx(finance.findings / len(statistics.days), abs=1e-3)
    assert Engine.restore(engine.snapshot(), context(USERS)).statistics().teams == statistics.teams


def test_what_cannot_be_asked_for() -> None:
    """A team nobody is of, a figure that is none, and more than there is are sentences."""
    with pytest.raises(ConfigError, match="'sales': the directory has finance, it"):
        check({"sales": 1.0}, context(USERS))
    for text in ("finance", "finance=much", "=3"):
        with pytest.raises(ConfigError, match="TEAM=N"):
            parse([text])
    for asked in (0.0, -1.0, math.nan, math.inf):
        with pytest.raises(ConfigError, match="'it'"):
            Settings(team_budgets={"it": asked})
    with pytest.raises(ConfigError, match="leave something for the others"):
        Settings(budget_per_day=1.0, team_budgets={"it": 0.6, "finance": 0.5})

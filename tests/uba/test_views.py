"""What people see of an engine agrees with what went into it."""

from __future__ import annotations

from functools import cache

import pytest

from tests.strategies import DAY_MS, HOUR_MS, MONDAY, context, login, name_of, organisation, theft
from uba.engine import Engine
from uba.memory import memory
from uba.settings import Settings

USERS = 5


@cache
def engine() -> Engine:
    """An engine after two weeks and a theft, and a newcomer of the last day."""
    made = Engine(context(USERS), Settings(budget_per_day=1.0))
    events = organisation(seed=1, days=14, users=USERS) + theft(MONDAY + 12 * DAY_MS + 9 * HOUR_MS)
    events += [login("new", MONDAY + 13 * DAY_MS + 9 * HOUR_MS, "new@corp.example", "198.51.100.7")]
    made.process(sorted(events, key=lambda event: event.time))
    return made


def test_statistics() -> None:
    """Entities are counted by kind, newcomers are people with a short history, newest first, state has a size."""
    statistics = engine().statistics()

    assert statistics.entities == {kind: len(state.entities) for kind, state in engine().kinds.items()}
    assert statistics.newcomers[0].id == "new@corp.example"
    assert [n.first_seen_ms for n in statistics.newcomers] == sorted(
        (n.first_seen_ms for n in statistics.newcomers), reverse=True
    )
    assert all(0.0 <= newcomer.maturity < 1.0 for newcomer in statistics.newcomers)
    assert statistics.asked_per_day == 1.0
    assert statistics.realised_per_day == pytest.approx(len(engine().findings) / len(statistics.days))
    assert statistics.state_bytes == sum(memory(engine()).values())
    assert statistics.risks == engine().entities(100)


def test_risk_ranking() -> None:
    """The thief's victim leads the ranking; the ranking is no longer than asked."""
    assert engine().entities(1)[0].id == name_of(0)
    assert len(engine().entities(0)) == 0


@pytest.mark.parametrize("name", [name_of(0), "CORP\\U0"])
def test_one_entity(name: str) -> None:
    """An entity can be looked at by any of its names: its group, days, hours, baselines and risk."""
    view = engine().entity("user", name)

    assert view is not None
    assert (view.id, view.group) == (name_of(0), "it")
    assert view.first_seen_ms < view.last_seen_ms
    assert 5.0 < view.active_days <= 14.0
    assert view.events_per_day > 5.0
    assert len(view.hours) == 48
    assert view.risk > 0.0
    assert view.contributions
    assert {baseline.feature for baseline in view.baselines} >= {"read.count.wiki.1d", "read.count.files.1d"}
    assert all(0.0 <= baseline.maturity <= 1.0 and baseline.usual_per_day >= 0.0 for baseline in view.baselines)


@pytest.mark.parametrize(("kind", "name"), [("user", "nobody"), ("src_ip", "10.0.0.1"), ("nonsense", name_of(0))])
def test_nobody(kind: str, name: str) -> None:
    """Who was never seen is None."""
    assert engine().entity(kind, name) is None

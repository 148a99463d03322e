"""Laws of the engine for whatever comes: restarts at any place, any order within the bound, more of the same."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import DAY_MS, HOUR_MS, MONDAY, OFFICE, context, name_of, odd_streams, organisation, page, theft
from tests.uba.runs import alike, learned, run
from uba.engine import Engine
from uba.events import Event
from uba.features import features_of
from uba.features.spec import BaselineKind
from uba.settings import Settings

USERS = 4
ORDERED = "read.new_containers.1d"
"""A window that is about order: what was never met before."""
LATENESS_MS = 24 * HOUR_MS


def fresh() -> Engine:
    """An engine that has seen nothing and tells much."""
    return Engine(context(USERS), Settings(budget_per_day=50.0))


@settings(max_examples=20, deadline=None)
@given(events=odd_streams, place=st.integers(0, 40))
def test_a_restart_at_any_place_changes_nothing(events: list[Event], place: int) -> None:
    """Stopped and restored anywhere, an engine says of the rest, to the byte, what one that ran on says."""
    place = min(place, len(events))
    said, before = run(fresh(), events), fresh()
    first = run(before, events[:place])
    after = Engine.restore(before.snapshot(), context(USERS))
    rest = run(after, events[place:])

    assert first.decisions + rest.decisions == said.decisions
    assert (rest.findings, rest.days) == (said.findings, said.days)


@cache
def history() -> bytes:
    """A snapshot of an engine that knows two weeks."""
    engine = fresh()
    engine.process(organisation(seed=21, days=14, users=USERS, visitors=0))
    return engine.snapshot()


@settings(max_examples=15, deadline=None)
@given(
    pages=st.lists(st.integers(0, 200), min_size=1, max_size=60),
    more=st.lists(st.integers(0, 200), min_size=1, max_size=60),
)
def test_more_of_the_same_never_lowers_surprise(pages: list[int], more: list[int]) -> None:
    """Who reads the same and then more is at least as surprising by every feature that counts or measures."""
    began = MONDAY + 14 * DAY_MS + 9 * HOUR_MS
    read = [
        page(f"m{i}", began + i * 20_000, name_of(1), OFFICE, f"page{which}", f"space{which % 7}")
        for i, which in enumerate(pages + more)
    ]
    vectors = []
    for count in (len(pages), len(read)):
        engine = Engine.restore(history(), context(USERS))
        engine.process(read[:count])
        table = engine.kinds["user"].entities
        vectors.append(table.vector[table.index[name_of(1)], (began // DAY_MS) % 2].astype(int))
    counted = [spec.baseline is not BaselineKind.RARITY for spec in features_of("user")]

    assert (vectors[1] >= vectors[0])[counted].all()


@pytest.mark.parametrize("seed", [1, 2])
def test_any_order_within_lateness_gives_the_same_windows(seed: int) -> None:
    """Records up to 24 hours late, some past their day's closing, leave the windows and findings of prompt ones."""
    random = np.random.default_rng(seed)
    events = organisation(seed=22, days=12, users=USERS, visitors=2)
    events = sorted(events + theft(MONDAY + 11 * DAY_MS + 9 * HOUR_MS)[30:], key=lambda event: event.time)
    delay = random.integers(0, LATENESS_MS, len(events))
    order = np.argsort(np.array([event.time for event in events]) + delay, kind="stable")
    straight, mixed = (Engine(context(USERS), Settings(budget_per_day=1.0)) for _ in range(2))
    first, second = run(straight, events), run(mixed, [events[i] for i in order])

    assert not any(second.late)
    assert alike(windows(straight), windows(mixed)) == []
    primaries = [{item["unmapped"]["primary"]["id"] for item in said.findings} for said in (first, second)]
    assert primaries[0] == primaries[1] == {name_of(0)}


def windows(engine: Engine) -> dict[str, dict[str, list[float]]]:
    """What is in every open window, by entity and feature."""
    return {
        name: {
            feature: found[0]
            for feature, found in known.items()
            if isinstance(found, tuple) and feature != ORDERED and "break_in" not in feature
        }
        for name, known in learned(engine).items()
    }

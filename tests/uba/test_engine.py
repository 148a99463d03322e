"""Laws of the engine as a function of its state and the events in order of arrival."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import (
    DAY_MS,
    HOUR_MS,
    MONDAY,
    OFFICE,
    context,
    delivered,
    login,
    name_of,
    odd_streams,
    organisation,
    renamed,
    spray,
    theft,
)
from tests.uba.detectors import Distance
from tests.uba.runs import Answer, collect, learned, run
from uba.context import Context
from uba.engine import Engine
from uba.events import Event
from uba.findings.finding import Entity
from uba.settings import Settings

SETTINGS = Settings(budget_per_day=1.0)
USERS = 5


@cache
def stream() -> list[Event]:
    """A fortnight with a theft and a spray, in an untidy order of arrival; many addresses from the first week on."""
    ordinary = organisation(seed=1, days=13, users=USERS, per_user=8, visitors=60, per_visitor=0.5)
    ordinary += renamed(organisation(seed=2, days=3, users=0, visitors=130, per_visitor=1.0), "more-")
    attacks = theft(MONDAY + 10 * DAY_MS + 9 * HOUR_MS, pages=150) + spray(MONDAY + 11 * DAY_MS + 9 * HOUR_MS)
    early = renamed(spray(MONDAY + 2 * DAY_MS + 13 * HOUR_MS, accounts=40), "early-")
    return delivered(sorted(ordinary + attacks + early, key=lambda event: event.time), seed=3)


def fresh(*, detectors: bool = True, settings: Settings = SETTINGS, known: int = USERS) -> Engine:
    """An engine that has seen nothing."""
    return Engine(context(known), settings, {"user": [Distance()]} if detectors else None)


@cache
def whole() -> Answer:
    """What is said about the stream in one batch."""
    return run(fresh(), stream())


def test_the_stream_shows_something() -> None:
    """The stream the laws are tested on has duplicates, late records, both attacks found, and days that closed."""
    said = whole()
    found = {entity["id"] for item in said.findings for entity in item["unmapped"]["flagged"]}

    assert 10 < sum(said.late) < 100
    assert sum(said.duplicate) > 10
    assert {name_of(0), "192.0.2.99"} <= found
    assert len(said.days) >= 13
    assert sum(b'"finding_uid":"' in decision for decision in said.decisions) > 100


@pytest.mark.parametrize("size", [1, 7, 997])
def test_batch_split_invariance(size: int) -> None:
    """How a stream is cut into batches changes no byte of any decision, no score, no finding and no figure."""
    said, again = whole(), run(fresh(), stream(), size)

    assert again.decisions == said.decisions
    assert again == said


@pytest.mark.parametrize("size", [1, 50])
def test_batch_split_invariance_without_directory(size: int) -> None:
    """The default budget, which counts who is there, does not look at who comes later in the batch."""
    events = organisation(seed=5, days=2, users=0, visitors=300, per_visitor=1.0)
    said, again = (run(Engine(Context.empty(), Settings()), events, n) for n in (None, size))

    assert again == said


@settings(max_examples=30)
@given(events=odd_streams, cuts=st.lists(st.integers(0, 40), max_size=6))
def test_odd_streams_are_decided_the_same_however_cut(events: list[Event], cuts: list[int]) -> None:
    """Whatever is missing from events and wherever the stream is cut: one decision an event, the same, p in (0, 1]."""
    bounds = sorted({0, len(events), *(min(cut, len(events)) for cut in cuts)})
    parts = [events[a:b] for a, b in pairwise(bounds)]
    engines = [fresh(detectors=False, settings=Settings(budget_per_day=50.0)) for _ in range(2)]
    said, again = run(engines[0], events), collect(engines[1], parts)

    assert again == said
    assert len(said.decisions) == len(events)
    assert all(0.0 < p <= 1.0 for p in said.p_value)
    assert all(0.0 <= score <= 100.0 for score in said.score)


@pytest.mark.parametrize("place", [1, 400, 1200])
def test_restart_equals_no_restart(place: int) -> None:
    """An engine restored from a snapshot says of the rest of the stream, to the byte, what the first one says."""
    events, said = stream(), whole()
    before = fresh()
    first = run(before, events[:place], 300)
    after = Engine.restore(before.snapshot(), context(USERS), {"user": [Distance()]})
    rest = run(after, events[place:], 300)

    assert first.decisions + rest.decisions == said.decisions
    assert rest.findings == said.findings
    assert rest.days == said.days
    assert [*first.score, *rest.score] == said.score


def test_a_snapshot_can_be_replayed_from_again() -> None:
    """Two engines from one snapshot, and the one it was taken of, go on alike: a snapshot disturbs nothing."""
    events = stream()
    one = fresh()
    one.process(events[:900])
    snapshot = one.snapshot()
    others = [Engine.restore(snapshot, context(USERS), {"user": [Distance()]}) for _ in range(2)]
    answers = [run(engine, events[900:1300]) for engine in (one, *others)]

    assert answers[0] == answers[1] == answers[2]
    assert one.snapshot() != snapshot
    assert learned(others[0]) == learned(one)


def test_a_snapshot_of_nothing() -> None:
    """An engine that has seen nothing can be stored, and goes on as if it had not been."""
    empty = Engine.restore(fresh().snapshot(), context(USERS), {"user": [Distance()]})

    assert run(empty, stream()[:300]).decisions == whole().decisions[:300]


def test_process_is_deterministic() -> None:
    """Two engines say the same of the same events, and come to the same state, byte for byte."""
    engines = [fresh(), fresh()]
    for engine in engines:
        engine.process(stream()[:800])

    assert engines[0].snapshot() == engines[1].snapshot()


def test_decisions_are_frozen() -> None:
    """A decision read after the engine went on has the bytes it had before."""
    engine, events = fresh(), stream()
    said = engine.process(events[:500])
    before = [b"" if said.is_duplicate[i] else said.encode(i) for i in range(500)]
    engine.process(events[500:])

    assert [b"" if said.is_duplicate[i] else said.encode(i) for i in range(500)] == before


def test_duplicates_count_once() -> None:
    """A stream in which every event comes twice teaches the same and finds the same as without the repetitions."""
    events = organisation(seed=4, days=4, users=3, per_user=6, visitors=2)
    once, twice = fresh(detectors=False), fresh(detectors=False)
    said = run(once, events)
    doubled = run(twice, [copy for event in events for copy in (event, event)], 101)

    assert learned(twice) == learned(once)
    assert doubled.decisions[::2] == said.decisions
    assert doubled.duplicate == [False, True] * len(events)
    assert doubled.findings == said.findings
    assert doubled.days == said.days


def test_a_duplicate_has_no_decision_of_its_own() -> None:
    """Asking for the decision of a repetition is an error that names the uid: it was made when the event first came."""
    engine = fresh(detectors=False)
    event = login("only", MONDAY, name_of(0), OFFICE)
    said = engine.process([event, event])

    assert said.is_duplicate.tolist() == [False, True]
    assert (said.score[1], said.p_value[1]) == (0.0, 1.0)
    with pytest.raises(KeyError, match="only"):
        said.decision(1)


def test_no_events() -> None:
    """An empty batch is answered emptily and changes nothing."""
    engine = fresh(detectors=False)
    engine.process(stream()[:50])
    before = engine.snapshot()
    said = engine.process([])

    assert (len(said), said.changed_findings, said.strongest_features()) == (0, [], [])
    assert engine.snapshot() == before


def test_changed_findings_are_those_of_the_batch() -> None:
    """A batch names each finding it raised or updated once, in the order its events entered them, and no other."""
    engine = fresh()
    for first in range(0, len(stream()), 211):
        said = engine.process(stream()[first : first + 211])
        entered = [said.decision(i).finding_uid for i in range(len(said)) if not said.is_duplicate[i]]
        named = [finding.uid for finding in said.changed_findings]

        assert named == list(dict.fromkeys(uid for uid in entered if uid))


def test_findings_from() -> None:
    """Before the asked time the engine learns and scores as ever, and raises nothing."""
    asked = MONDAY + 11 * DAY_MS
    later = fresh(settings=msgspec.structs.replace(SETTINGS, findings_from=asked))
    said = run(later, stream())

    assert said.p_value == whole().p_value
    assert len(said.findings) > 0
    assert min(finding["start_time"] for finding in said.findings) >= asked
    assert min(finding["start_time"] for finding in whole().findings) < asked


def test_a_name_that_only_fails_is_nobody() -> None:
    """A user name outside the directory becomes an entity with its first success, never by failures alone."""
    engine = fresh(detectors=False)
    guesses = spray(MONDAY, accounts=50)
    engine.process(guesses)

    assert engine.kinds["user"].entities.names == []
    assert engine.kinds["src_ip"].entities.names == ["192.0.2.99"]

    engine.process([login("in", MONDAY + HOUR_MS, "guess7@corp.example", "192.0.2.99")])
    assert engine.kinds["user"].entities.names == ["guess7@corp.example"]


def test_a_name_of_the_directory_is_somebody_at_once() -> None:
    """Failures of a known user are that user's from the first on, whatever name they come under."""
    engine = fresh(detectors=False)
    engine.process([login("f", MONDAY, "CORP\\U1", OFFICE, ok=False), login("g", MONDAY + 1, name_of(1), OFFICE)])

    assert engine.kinds["user"].entities.names == [name_of(1)]


def test_strongest_features_are_the_leading_reasons() -> None:
    """The feature a batch names for an event leads the reasons of its decision, where anything is strange at all."""
    engine = fresh(detectors=False)
    events = stream()[:400]
    said = engine.process(events)
    named = said.strongest_features()

    for i in np.flatnonzero(~said.is_duplicate):
        decision = said.decision(int(i))
        if decision.finding_uid is None and decision.reasons and decision.reasons[0].p_value < 0.5:
            p_value = {reason.feature: reason.p_value for reason in decision.reasons}
            assert p_value[named[i]] == decision.reasons[0].p_value


def test_a_verdict_takes_the_risk_away() -> None:
    """Who was at risk is no longer, once all findings about them are said to be false; the findings stay."""
    engine = fresh()
    engine.process(stream())
    victim = Entity("user", name_of(0))
    about = [finding for finding in engine.findings.all() if victim in finding.flagged]
    assert name_of(0) in {risk.id for risk in engine.entities(100)}
    for finding in about:
        engine.verdict(finding.uid, "false_positive", "a test", "kim", MONDAY)

    assert name_of(0) not in {risk.id for risk in engine.entities(100)}
    assert all(engine.findings.get(finding.uid) is finding for finding in about)


def test_day_vectors() -> None:
    """The vectors of closed days are finite, not negative, one row an active entity-day, taken once."""
    engine = Engine(context(USERS), SETTINGS, collect_vectors=True)
    engine.process(stream())
    taken = engine.take_day_vectors()

    for kind, days in taken.items():
        assert days.vectors.shape == (len(days.entity), len(days.feature_names))
        assert np.isfinite(days.vectors).all()
        assert (days.vectors >= 0).all()
        pairs = list(zip(days.entity, days.day.tolist(), strict=True))
        assert len(set(pairs)) == len(pairs)
        assert set(days.entity) <= set(engine.kinds[kind].entities.names)
    assert len(taken["user"].entity) >= 10 * USERS
    assert all(len(days.entity) == 0 for days in engine.take_day_vectors().values())

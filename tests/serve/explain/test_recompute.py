"""Laws of explanations: every decision comes out again to the byte, from whatever is left of snapshots and journal."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from models import artifact
from models.artifact import ModelSet
from models.champion import champion_path
from models.isolation_forest import IsolationForest
from serve import snapshots
from serve.codec import VerdictEntry
from serve.engines import ConfiguredEngines
from serve.explain.recompute import explain
from serve.metrics import Metrics
from serve.own_rules import OwnRules
from serve.recovery import recover
from serve.scorer import LOADING, Scorer
from serve.store import Store
from serve.store.decisions import decisions
from serve.store.journal import journal
from tests.strategies import DAY_MS, MONDAY, context, organisation, theft
from uba.context import Context
from uba.engine import Engine
from uba.errors import ConfigError
from uba.events import Event
from uba.features import vector_schema
from uba.settings import Settings
from uba.state.files import newest_snapshots

EVENTS = [*organisation(seed=4, days=3, users=4, visitors=1), *theft(MONDAY + 3 * DAY_MS, pages=120)]
GROUP = 40


def engines(directory: Path, known: Context | None = None, budget: float = 5.0) -> ConfiguredEngines:
    """Make engines for a data directory."""
    return ConfiguredEngines(directory, known or context(4), Settings(budget_per_day=budget))


def serve(directory: Path, store: Store, made: ConfiguredEngines, events: Sequence[Event], every: int = 100) -> None:
    """Let a service score events, a request of 40 after the other, and stop."""
    scorer = Scorer(directory, store, made, Metrics(), snapshot_every=every)
    scorer.start()
    while scorer.phase == LOADING:
        time.sleep(0.01)
    for first in range(0, len(events), GROUP):
        scorer.score(events[first : first + GROUP]).result(30)
    _judge_first_finding(scorer)
    scorer.stop()
    assert scorer.failure is None


def _judge_first_finding(scorer: Scorer) -> None:
    found = scorer.query(lambda engine: [finding.uid for finding in engine.findings.all()]).result(10)
    for uid in found[:1]:
        entry = VerdictEntry(finding_uid=uid, verdict="benign", note="", author="kim", time_ms=1)
        assert scorer.verdict(entry).result(10) is not None


def disagreeing(directory: Path, store: Store, made: ConfiguredEngines, uids: Sequence[str]) -> list[str]:
    """List the uids whose decision does not come out again."""
    return [uid for uid in uids if not explain(directory, store, made, uid).agrees]


SOME = [EVENTS[i].uid for i in (0, 41, 150, len(EVENTS) - 1)]


def test_every_decision_comes_out_again(store: Store, tmp_path: Path) -> None:
    """Whatever snapshot it is made from, each decision agrees to the byte, on both databases."""
    serve(tmp_path, store, engines(tmp_path), EVENTS)
    last = explain(tmp_path, store, engines(tmp_path), EVENTS[-1].uid)

    assert disagreeing(tmp_path, store, engines(tmp_path), SOME) == []
    assert last.finding is not None
    assert last.recomputed is not None
    assert last.recomputed.snapshot_seq is not None
    assert last.recomputed.snapshot_seq > 0
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "state").iterdir()}
    explain(tmp_path, store, engines(tmp_path), SOME[0])
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "state").iterdir()}


def test_another_context_and_champion_since(sqlite_store: Store, tmp_path: Path) -> None:
    """Decisions come out again as they were judged: with the directory and the model of their day."""
    half = len(EVENTS) // 2
    serve(tmp_path, sqlite_store, engines(tmp_path, Context.empty()), EVENTS[:half])
    _promote(tmp_path)
    serve(tmp_path, sqlite_store, engines(tmp_path), EVENTS[half:])
    for path in champion_path(tmp_path).iterdir():
        path.unlink()
    champion_path(tmp_path).rmdir()
    today = engines(tmp_path, Context.empty())

    assert disagreeing(tmp_path, sqlite_store, today, SOME) == []
    for _, path in newest_snapshots(tmp_path / "state")[:-1]:
        path.unlink()  # from snapshot 0: through the change
    assert disagreeing(tmp_path, sqlite_store, today, SOME) == []


def test_other_rules_since(sqlite_store: Store, tmp_path: Path) -> None:
    """Decisions come out again as they were judged: with the operator's rules of their day, and without later ones."""
    half = len(EVENTS) // 2
    rule = (
        "title: Somebody acts\nlogsource: {product: uba}\ndetection: {who: {actor_user_name: '*@*'}, condition: who}\n"
    )
    ruled = ConfiguredEngines(tmp_path, context(4), Settings(budget_per_day=5.0), rules=OwnRules((("acts.yml", rule),)))
    serve(tmp_path, sqlite_store, ruled, EVENTS[:half])
    serve(tmp_path, sqlite_store, engines(tmp_path), EVENTS[half:])

    assert ruled.fresh().model_versions() != engines(tmp_path).fresh().model_versions()
    assert disagreeing(tmp_path, sqlite_store, engines(tmp_path), SOME) == []
    assert disagreeing(tmp_path, sqlite_store, ruled, SOME) == []


def test_a_crash_before_a_change(sqlite_store: Store, tmp_path: Path) -> None:
    """What a crash left to replay is replayed with the setup it came under, not with the new one."""
    serve(tmp_path, sqlite_store, engines(tmp_path, Context.empty()), EVENTS[:200], every=10**6)
    newest_snapshots(tmp_path / "state")[0][1].unlink()  # as if it had been killed
    changed = recover(tmp_path, sqlite_store, engines(tmp_path)).engine
    before, events = _run(engines(tmp_path, Context.empty()), EVENTS[:200]), EVENTS[200:280]
    expected, said = engines(tmp_path).restore(before.snapshot()).process(events), changed.process(events)
    otherwise = before.process(events)

    assert [said.encode(i) for i in range(80)] == [expected.encode(i) for i in range(80)]
    assert [said.encode(i) for i in range(80)] != [otherwise.encode(i) for i in range(80)]


def _run(made: ConfiguredEngines, events: Sequence[Event]) -> Engine:
    engine = made.fresh()
    for first in range(0, len(events), GROUP):
        engine.process(events[first : first + GROUP])
    return engine


def _promote(directory: Path) -> None:
    import numpy as np
    from sklearn.ensemble import IsolationForest as Forest

    schema = vector_schema("user")
    vectors = np.random.default_rng(1).exponential(0.4, (60, len(schema))).astype(np.float32)
    forest = IsolationForest.of(Forest(n_estimators=5, random_state=1).fit(vectors), schema)
    artifact.save(ModelSet(detectors={"user": [forest]}, features={"user": schema}), champion_path(directory))


def test_a_decision_that_was_tampered_with(sqlite_store: Store, tmp_path: Path) -> None:
    """What does not come out again is told."""
    serve(tmp_path, sqlite_store, engines(tmp_path), EVENTS[:80])
    with sqlite_store.write() as connection:
        query = select(decisions.c.body).where(decisions.c.uid == EVENTS[50].uid)
        body = bytes(connection.execute(query).scalar_one()).replace(b'"score":', b'"score":9')
        connection.execute(update(decisions).where(decisions.c.uid == EVENTS[50].uid).values(body=body))

    assert disagreeing(tmp_path, sqlite_store, engines(tmp_path), [EVENTS[50].uid, EVENTS[51].uid]) == [EVENTS[50].uid]


def test_what_is_possible_without_the_whole_journal(sqlite_store: Store, tmp_path: Path) -> None:
    """A pruned journal is enough where a snapshot covers what is gone; where none does, the obstacle is said."""
    serve(tmp_path, sqlite_store, engines(tmp_path), EVENTS)
    made = engines(tmp_path)
    covered = newest_snapshots(tmp_path / "state")[2][0]
    with sqlite_store.write() as connection:
        connection.execute(delete(journal).where(journal.c.seq <= covered))
    gone = explain(tmp_path, sqlite_store, made, SOME[0])

    assert disagreeing(tmp_path, sqlite_store, made, [EVENTS[-1].uid]) == []
    assert not gone.agrees
    assert "was pruned" in gone.obstacle
    for seq, path in newest_snapshots(tmp_path / "state"):
        if seq > 0:
            path.unlink()
    lost = explain(tmp_path, sqlite_store, made, EVENTS[-1].uid)
    assert "no snapshot covers it" in lost.obstacle
    assert lost.frozen


def test_without_any_older_snapshot(sqlite_store: Store, tmp_path: Path) -> None:
    """A journal without its first snapshot is replayed from nothing, with the settings of a later one."""
    serve(tmp_path, sqlite_store, engines(tmp_path, budget=50.0), EVENTS[:200])
    newest_snapshots(tmp_path / "state")[-1][1].unlink()
    explained = explain(tmp_path, sqlite_store, engines(tmp_path, budget=1.0), EVENTS[50].uid)

    assert explained.agrees
    assert explained.recomputed is not None
    assert explained.recomputed.snapshot_seq is None


def test_an_event_counted_before_the_journal(sqlite_store: Store, tmp_path: Path) -> None:
    """An event of the replay a state comes from was answered without news, and is again."""
    engine = engines(tmp_path).fresh()
    engine.process(EVENTS[:10])
    snapshots.write(tmp_path, 0, engine.snapshot())
    serve(tmp_path, sqlite_store, engines(tmp_path), EVENTS[:20])

    assert disagreeing(tmp_path, sqlite_store, engines(tmp_path), [EVENTS[5].uid, EVENTS[15].uid]) == []


@pytest.mark.parametrize("uid", ["nobody", "a\0b", ""])
def test_an_unknown_event(sqlite_store: Store, tmp_path: Path, uid: str) -> None:
    """An event that was never scored is an error that says where to look."""
    with pytest.raises(ConfigError, match="no event with uid"):
        explain(tmp_path, sqlite_store, engines(tmp_path), uid)

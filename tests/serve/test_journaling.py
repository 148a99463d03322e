"""Laws of deciding while the disk turns: what is journaled is decided once, whatever came between."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from serve import codec, journaling, snapshots, transaction
from serve.recovery import recover
from serve.scorer import READY
from serve.store import Store, decisions, findings, journal
from tests.serve.conftest import MakeScorer
from tests.serve.fakes import FakeEngine, FakeEngines, counts_of, event
from uba.errors import Unavailable
from uba.events import Event

POISON = msgspec.structs.replace(event(99), status_detail="poison")


def leave_undecided(store: Store, events: Sequence[Event]) -> int:
    """Leave what a crash leaves that comes right after the events are on disk."""
    with store.write() as connection:
        return journal.append(connection, journal.EVENTS, codec.pack_events(events), 1)


def expected(*groups: Sequence[Event]) -> list[bytes]:
    """Decisions of the last group, after the others."""
    engine = FakeEngine()
    for group in groups:
        batch = engine.process(group)
    return [batch.encode(i) for i in range(len(groups[-1]))]


def test_the_engine_decides_while_the_disk_turns(
    store: Store, make_scorer: MakeScorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit does not wait for the engine, nor the engine for the commit; the answer waits for both."""
    scorer = make_scorer(store)
    deciding, committed = threading.Event(), threading.Event()
    commit, process = journaling._commit, FakeEngine.process

    def slow_commit(connection: Connection) -> None:
        assert deciding.wait(10)
        commit(connection)
        committed.set()

    def slow_process(engine: FakeEngine, events: Sequence[Event]) -> object:
        deciding.set()
        assert committed.wait(10)
        return process(engine, events)

    monkeypatch.setattr(journaling, "_commit", slow_commit)
    monkeypatch.setattr(FakeEngine, "process", slow_process)

    assert scorer.score([event(0)]).result(20) == expected([event(0)])


def test_a_crash_before_the_decisions(store: Store, tmp_path: Path) -> None:
    """Events that are on disk without decisions are decided at the next start, as they would have been, once."""
    first, last = [event(i) for i in range(9)], [event(i) for i in range(9, 12)]
    recover(tmp_path, store, FakeEngines())
    for group in (first, last):
        leave_undecided(store, group)
        recovered = recover(tmp_path, store, FakeEngines())
    again = recover(tmp_path, store, FakeEngines())

    with store.read() as connection:
        known = decisions.known(connection, [item.uid for item in (*first, *last)])
        assert findings.uids(connection) == {"f-ana@x.example"}
    assert [known[item.uid] for item in last] == expected(first, last)
    assert counts_of(recovered.engine) == counts_of(again.engine) == {"ana@x.example": 12}
    assert (recovered.replayed, again.replayed) == (12, 12)


def test_a_power_cut_behind_a_snapshot(sqlite_store: Store, tmp_path: Path) -> None:
    """Where decisions are lost that a snapshot already counts, they are made from the snapshot before it."""
    start = recover(tmp_path, sqlite_store, FakeEngines()).engine
    leave_undecided(sqlite_store, [event(0)])
    middle = recover(tmp_path, sqlite_store, FakeEngines())
    seq = leave_undecided(sqlite_store, [event(1)])
    start.process([event(0), event(1)])
    snapshots.write(tmp_path, seq, start.snapshot())
    recovered = recover(tmp_path, sqlite_store, FakeEngines())

    assert middle.seq < seq == recovered.seq
    with sqlite_store.read() as connection:
        assert [decisions.get(connection, "e00001")] == expected([event(0)], [event(1)])


def test_an_entry_that_breaks_the_engine(store: Store, tmp_path: Path) -> None:
    """Nobody was answered for an entry that cannot be decided: it is taken back, and everything goes on."""
    recover(tmp_path, store, FakeEngines())
    leave_undecided(store, [event(0)])
    kept = recover(tmp_path, store, FakeEngines()).seq
    leave_undecided(store, [event(1), POISON])
    recovered = recover(tmp_path, store, FakeEngines())

    with store.read() as connection:
        assert journal.head(connection) == kept == recovered.seq
    assert counts_of(recovered.engine) == {"ana@x.example": 1}


def test_an_error_of_the_engine_leaves_no_entry(store: Store, make_scorer: MakeScorer) -> None:
    """A request that breaks the engine is not in the journal, where it would break every start."""
    scorer = make_scorer(store)
    with pytest.raises(ValueError, match="breaks"):
        scorer.score([POISON]).result(10)

    with store.read() as connection:
        assert journal.head(connection) == 0
    assert scorer.score([event(0)]).result(10) == expected([event(0)])


def test_decisions_that_cannot_be_stored(
    store: Store, make_scorer: MakeScorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where storing the decisions fails they are stored before anything else happens, and the request counts once."""
    scorer = make_scorer(store)
    keep, failures = transaction.keep, iter([True, True])

    def failing(*arguments: Any) -> None:
        if next(failures, False):
            raise OperationalError("INSERT", {}, Exception("disk full"))
        keep(*arguments)

    monkeypatch.setattr(transaction, "keep", failing)
    with pytest.raises(Unavailable, match="disk full"):
        scorer.score([event(0)]).result(10)
    other = scorer.score([event(1)]).result(10)

    assert scorer.phase == READY
    assert other == expected([event(0)], [event(1)])
    assert scorer.score([event(0)]).result(10) == expected([event(0)])


def test_a_commit_that_fails_meanwhile(store: Store, make_scorer: MakeScorer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the events do not reach the disk nothing is answered, and the same request is scored later."""
    scorer = make_scorer(store)
    commit, failures = journaling._commit, iter([True])

    def failing(connection: Connection) -> None:
        if next(failures, False):
            connection.close()
            raise OperationalError("COMMIT", {}, Exception("the disk is gone"))
        commit(connection)

    monkeypatch.setattr(journaling, "_commit", failing)
    with pytest.raises(Unavailable, match="the disk is gone"):
        scorer.score([event(0)]).result(10)

    assert scorer.score([event(0)]).result(10) == expected([event(0)])

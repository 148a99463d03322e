"""Laws of the single writer: nothing acknowledged is lost, nothing counts twice, nothing is half-written."""

from __future__ import annotations

import json
import sqlite3
import threading
from pathlib import Path

import msgspec
import pytest
from sqlalchemy.exc import OperationalError

from serve import snapshots
from serve.codec import VerdictEntry
from serve.scorer import FAILED, READY, Scorer
from serve.store import Store, decisions, findings, journal, open_store
from serve.store.findings import FindingFilter
from tests.serve.conftest import MakeScorer, copy_as_after_a_crash
from tests.serve.fakes import FakeEngines, counts_of, event
from uba.errors import StateError, Unavailable
from uba.state.files import newest_snapshots


def _counts(scorer: Scorer) -> dict[str, int]:
    return scorer.query(counts_of).result(10)


def _count(decision: bytes) -> int:
    return int(json.loads(decision)["count"])


def test_each_event_is_decided_and_stored(store: Store, make_scorer: MakeScorer) -> None:
    """The answer is each event's decision in order, and the store has the very bytes."""
    scorer = make_scorer(store)
    answers = scorer.score([event(i) for i in range(25)]).result(10)

    assert [_count(answer) for answer in answers] == list(range(1, 26))
    with store.read() as connection:
        assert [decisions.get(connection, f"e{i:05d}") for i in range(25)] == answers
        assert findings.uids(connection) == {"f-ana@x.example"}
        assert journal.head(connection) == scorer.seq


def test_the_same_uid_counts_once(store: Store, make_scorer: MakeScorer) -> None:
    """A uid sent again, later or in the same request, is answered with the first bytes and counts once."""
    scorer = make_scorer(store)
    first = scorer.score([event(0), event(1), event(0)]).result(10)
    again = scorer.score([event(1), event(2), event(0)]).result(10)

    assert first[0] == first[2]
    assert [again[0], again[2]] == [first[1], first[0]]
    assert _counts(scorer) == {"ana@x.example": 3}


def test_only_known_events_write_nothing(sqlite_store: Store, make_scorer: MakeScorer) -> None:
    """A request that was answered before adds nothing to the journal."""
    scorer = make_scorer(sqlite_store)
    scorer.score([event(0)]).result(10)
    before = scorer.seq
    scorer.score([event(0)]).result(10)

    assert scorer.seq == before


def test_many_clients_at_once(store: Store, make_scorer: MakeScorer) -> None:
    """Requests from many threads, with uids in common, give every event one decision and one count."""
    scorer = make_scorer(store)
    answers: list[list[bytes]] = []

    def client(start: int) -> None:
        for i in range(start, start + 40, 4):
            answers.append(scorer.score([event(number) for number in range(i, i + 8)]).result(20))

    threads = [threading.Thread(target=client, args=(20 * number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    by_uid: dict[str, set[bytes]] = {}
    for decision in (decision for answer in answers for decision in answer):
        by_uid.setdefault(json.loads(decision)["uid"], set()).add(decision)
    assert all(len(bodies) == 1 for bodies in by_uid.values())
    assert sorted(_count(*bodies) for bodies in by_uid.values()) == list(range(1, len(by_uid) + 1))
    assert _counts(scorer) == {"ana@x.example": len(by_uid)}


def test_requests_share_a_commit(sqlite_store: Store, make_scorer: MakeScorer) -> None:
    """Requests that wait together are committed together, and each gets its own answer."""
    scorer = make_scorer(sqlite_store)
    gate = threading.Event()
    scorer.query(lambda _engine: gate.wait(10))
    waiting = [scorer.score([event(i)]) for i in range(20)]
    gate.set()

    assert [_count(*future.result(10)) for future in waiting] == list(range(1, 21))
    assert scorer.seq == 1


def test_a_crash_loses_nothing_acknowledged(
    store: Store, make_scorer: MakeScorer, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What a killed process leaves behind gives the same engine, from whichever snapshot it starts."""
    scorer = make_scorer(store, snapshot_every=15)
    seqs: list[int] = []
    for i in range(2_000):  # snapshots are written aside while events go on
        scorer.score([event(i, user=f"u{i % 3}")]).result(10)
        seqs = [seq for seq, _ in newest_snapshots(tmp_path / "state")]
        if i >= 50 and len(seqs) == 4:
            break
    expected = _counts(scorer)
    assert len(seqs) == 4
    assert seqs[-1] == 0
    if store.engine.dialect.name == "postgresql":
        restarted = make_scorer(store)
        assert _counts(restarted) == expected
        return
    left = copy_as_after_a_crash(tmp_path, tmp_path_factory.mktemp("crash") / "data")
    while newest_snapshots(left / "state"):
        opened = open_store(left)
        recovered = Scorer(left, opened, FakeEngines(), scorer._metrics)
        recovered._recover()

        assert counts_of(recovered._engine) == expected
        opened.close()
        newest_snapshots(left / "state")[0][1].unlink()


def test_a_stop_takes_a_snapshot(sqlite_store: Store, make_scorer: MakeScorer, tmp_path: Path) -> None:
    """After an ordinary stop nothing has to be replayed."""
    scorer = make_scorer(sqlite_store)
    scorer.score([event(i) for i in range(5)]).result(10)
    scorer.stop()

    assert newest_snapshots(tmp_path / "state")[0][0] == scorer.seq == 1
    with pytest.raises(Unavailable, match="stopped"):
        scorer.score([event(9)])


def test_what_waits_is_finished_before_a_stop(sqlite_store: Store, make_scorer: MakeScorer) -> None:
    """A request that was taken in is answered, even when the service is told to stop meanwhile."""
    scorer = make_scorer(sqlite_store)
    gate = threading.Event()
    scorer.query(lambda _engine: gate.wait(10))
    waiting = scorer.score([event(0)])
    stopper = threading.Thread(target=scorer.stop)
    stopper.start()
    gate.set()
    stopper.join()

    assert _count(*waiting.result(0)) == 1


def test_a_damaged_snapshot_is_skipped(sqlite_store: Store, make_scorer: MakeScorer, tmp_path: Path) -> None:
    """A snapshot that was damaged costs time, not knowledge."""
    scorer = make_scorer(sqlite_store)
    scorer.score([event(i) for i in range(5)]).result(10)
    scorer.stop()
    newest = newest_snapshots(tmp_path / "state")[0][1]
    newest.write_bytes(newest.read_bytes()[:-3] + b"???")
    restarted = make_scorer(sqlite_store)

    assert _counts(restarted) == {"ana@x.example": 5}


def test_no_readable_snapshot_at_all(sqlite_store: Store, make_scorer: MakeScorer, tmp_path: Path) -> None:
    """A journal whose beginning is gone is not silently replayed into an engine that knew less."""
    scorer = make_scorer(sqlite_store)
    scorer.score([event(0)]).result(10)
    scorer.stop()
    for _, path in newest_snapshots(tmp_path / "state"):
        path.write_bytes(b"damaged")
    restarted = make_scorer(sqlite_store)

    assert restarted.phase == FAILED
    assert isinstance(restarted.failure, StateError)
    with pytest.raises(Unavailable):
        restarted.score([event(1)])


def test_a_snapshot_of_another_database(sqlite_store: Store, make_scorer: MakeScorer, tmp_path: Path) -> None:
    """A state that has seen more than the journal has is refused: the database is an older one."""
    snapshots.write(tmp_path, 7, FakeEngines().fresh().snapshot())
    scorer = make_scorer(sqlite_store)

    assert scorer.phase == FAILED
    assert "restore that database" in str(scorer.failure)


def test_findings_of_a_replayed_state_are_stored(
    sqlite_store: Store, make_scorer: MakeScorer, tmp_path: Path, engines: FakeEngines
) -> None:
    """A state that `uba replay` made brings its findings along."""
    engine = engines.fresh()
    engine.process([event(i) for i in range(10)])
    snapshots.write(tmp_path, 0, engine.snapshot())
    scorer = make_scorer(sqlite_store)

    assert _counts(scorer) == {"ana@x.example": 10}
    with sqlite_store.read() as connection:
        assert findings.uids(connection) == {"f-ana@x.example"}


def test_a_verdict_is_stored_and_survives(sqlite_store: Store, make_scorer: MakeScorer, tmp_path: Path) -> None:
    """A verdict reaches engine and store, and is replayed in its place."""
    scorer = make_scorer(sqlite_store)
    scorer.score([event(i) for i in range(10)]).result(10)
    entry = VerdictEntry(finding_uid="f-ana@x.example", verdict="benign", note="move", author="kim", time_ms=1)
    document = scorer.verdict(entry).result(10)
    scorer.score([event(i) for i in range(10, 20)]).result(10)

    assert document is not None
    assert msgspec.json.decode(document)["status_id"] == 4
    assert scorer.verdict(msgspec.structs.replace(entry, finding_uid="none")).result(10) is None
    scorer._recover()  # from snapshot 0: events, verdict, events
    judged = scorer.query(lambda engine: engine.findings.get("f-ana@x.example")).result(10)
    assert judged is not None
    assert judged.verdict == "benign"
    with sqlite_store.read() as connection:
        assert findings.count(connection, FindingFilter(verdicts=("benign",))) == 1


def test_a_full_disk(sqlite_store: Store, make_scorer: MakeScorer) -> None:
    """When the disk is full nothing of the request stays, and once there is room the same request is scored."""
    scorer = make_scorer(sqlite_store)
    scorer.score([event(i) for i in range(10)]).result(10)
    with sqlite_store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    sqlite_store.engine.dispose()
    limit = _limit_pages(sqlite_store, pages + 2)
    big = [event(i) for i in range(10, 4000)]
    with pytest.raises(Unavailable, match="full"):
        scorer.score(big).result(20)

    assert scorer.phase == READY
    assert _counts(scorer) == {"ana@x.example": 10}
    with sqlite_store.read() as connection:
        assert (decisions.count(connection), journal.head(connection)) == (10, 1)
    limit["pages"] = 2**30
    sqlite_store.engine.dispose()
    answers = scorer.score(big).result(20)
    assert [_count(answer) for answer in answers] == list(range(11, 4001))


def _limit_pages(store: Store, pages: int) -> dict[str, int]:
    """Let the database grow no further, which SQLite reports exactly as it does a full disk."""
    from sqlalchemy import event as listen

    limit = {"pages": pages}

    def connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {limit['pages']}")

    listen.listen(store.engine, "connect", connect)
    return limit


def test_a_commit_that_fails(store: Store, make_scorer: MakeScorer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit that fails after the engine learned takes the engine back, and the request can be sent again."""
    scorer = make_scorer(store)
    scorer.score([event(0)]).result(10)
    upsert = findings.upsert

    def failing(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("server closed the connection unexpectedly"))

    monkeypatch.setattr("serve.store.findings.upsert", failing)
    with pytest.raises(Unavailable, match="server closed the connection"):
        scorer.score([event(1)]).result(10)
    monkeypatch.setattr("serve.store.findings.upsert", upsert)

    assert _count(*scorer.score([event(1)]).result(10)) == 2


def test_a_database_that_stays_away(
    sqlite_store: Store, make_scorer: MakeScorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database is away every request is turned away, and the first one after it is back is scored."""
    scorer = make_scorer(sqlite_store)
    scorer.score([event(0)]).result(10)
    write, read = sqlite_store.write, sqlite_store.read

    def away() -> None:
        raise OperationalError("BEGIN", {}, Exception("connection refused"))

    monkeypatch.setattr(sqlite_store, "read", away)
    monkeypatch.setattr("serve.store.findings.upsert", lambda *_: away())
    for _ in range(2):
        with pytest.raises(Unavailable, match="connection refused"):
            scorer.score([event(1)]).result(10)
        monkeypatch.setattr(sqlite_store, "write", away)
    assert scorer.phase != READY
    monkeypatch.undo()
    assert (sqlite_store.write, sqlite_store.read) == (write, read)

    assert _count(*scorer.score([event(1)]).result(10)) == 2
    assert scorer.phase == READY


def test_a_request_that_breaks_the_engine(sqlite_store: Store, make_scorer: MakeScorer) -> None:
    """A request that fails by itself fails alone; those that shared its commit are scored."""
    scorer = make_scorer(sqlite_store)
    gate = threading.Event()
    scorer.query(lambda _engine: gate.wait(10))
    poison = msgspec.structs.replace(event(1), status_detail="poison")
    waiting = [scorer.score([event(0)]), scorer.score([poison]), scorer.score([event(2)])]
    gate.set()

    assert [_count(*waiting[i].result(10)) for i in (0, 2)] == [1, 2]
    with pytest.raises(ValueError, match="breaks"):
        waiting[1].result(10)
    assert _counts(scorer) == {"ana@x.example": 2}


def test_a_full_queue_turns_away(sqlite_store: Store, make_scorer: MakeScorer) -> None:
    """A request too many is turned away at once; what waits is still scored."""
    scorer = make_scorer(sqlite_store, queue_limit=10)
    gate = threading.Event()
    scorer.query(lambda _engine: gate.wait(10))
    while scorer._inbox.waiting:
        pass
    first = scorer.score([event(i) for i in range(30)])  # alone, so it is taken whatever its size
    with pytest.raises(Unavailable, match="waiting"):
        scorer.score([event(99)])
    assert scorer.is_full
    gate.set()

    assert len(first.result(10)) == 30


def test_a_snapshot_that_cannot_be_written(
    sqlite_store: Store, make_scorer: MakeScorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A snapshot that fails stops nothing: the journal has everything."""
    scorer = make_scorer(sqlite_store, snapshot_every=1)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("serve.snapshots.write", full)
    for i in range(3):
        scorer.score([event(i)]).result(10)

    assert _counts(scorer) == {"ana@x.example": 3}
    assert scorer.snapshot_seq == 0


def test_a_scorer_that_cannot_go_on(
    sqlite_store: Store, make_scorer: MakeScorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the one writer ends by an error nobody waits for it for ever."""
    scorer = make_scorer(sqlite_store, snapshot_every=1)
    gate = threading.Event()
    scorer.query(lambda _engine: gate.wait(10))
    monkeypatch.setattr("serve.snapshots.Aside.begin", lambda _self, _seq, _engine: 1 / 0)
    first, second = (
        scorer.score([event(0)]),
        scorer.verdict(VerdictEntry(finding_uid="f", verdict="benign", note="", author="kim", time_ms=1)),
    )
    gate.set()

    assert _count(*first.result(10)) == 1
    with pytest.raises(Unavailable, match="send it again"):
        second.result(10)
    assert scorer.phase == FAILED


def test_replay_gives_the_same_decisions(sqlite_store: Store, make_scorer: MakeScorer) -> None:
    """The journal, replayed from its beginning, gives every stored decision to the byte."""
    from serve import codec

    scorer = make_scorer(sqlite_store)
    for i in range(0, 60, 7):
        scorer.score([event(number, user=f"u{number % 4}") for number in range(i, i + 9)]).result(10)
    engine = FakeEngines().fresh()
    with sqlite_store.read() as connection:
        for entry in journal.after(connection, 0):
            batch = engine.process(codec.unpack_events(entry.seq, entry.body))
            for i, uid in enumerate(batch.uids):
                assert batch.encode(i) == decisions.get(connection, uid)
        assert decisions.count(connection) == 65

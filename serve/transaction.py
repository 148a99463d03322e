"""What the writer does with a group of events or a verdict: journal, engine, decisions and findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Connection

from serve import codec
from serve.codec import VerdictEntry
from serve.finding_row import row_of
from serve.journaling import Entry, Journaling
from serve.store import decisions, findings, journal
from serve.store.database import Store
from serve.store.decisions import DecisionRow
from uba.decide.decision import Decision
from uba.decide.score import severity_of
from uba.events import Event

if TYPE_CHECKING:
    from uba.decide.batch import DecisionBatch
    from uba.engine import Engine
    from uba.findings.finding import Finding


@dataclass(slots=True)
class Attempt:
    """How far it came; filled in as it goes, so that a failure can be undone.

    Attributes
    ----------
    touched
        The engine has seen what may never be committed: its memory is ahead of the journal until the commit.
    seq
        The journal entry written, 0 when there was nothing new.
    """

    touched: bool = False
    seq: int = 0
    batch: DecisionBatch | None = None
    answers: list[bytes] = field(default_factory=list)


def score(
    store: Store, engine: Engine, journaling: Journaling, events: Sequence[Event], time_ms: int, attempt: Attempt
) -> None:
    """Decide every event, once: `attempt.answers` has the decision's bytes for each event, in order.

    A uid that was decided before, or earlier in `events`, is answered with the stored bytes and changes nothing. When
    this returns, the events are on disk; the decisions are stored, and follow from the events.
    """
    first: dict[str, Event] = {}
    for event in events:
        first.setdefault(event.uid, event)
    connection = store.begin()
    try:
        answers = decisions.known(connection, first)
        new = [event for uid, event in first.items() if uid not in answers]
        entry = journaling.append(connection, journal.EVENTS, codec.pack_events(new), time_ms) if new else None
    except BaseException:
        connection.close()
        raise
    if entry is None:
        connection.close()
    else:
        attempt.seq = entry.seq
        attempt.touched = True
        answers |= _decide_meanwhile(store, engine, entry, new, attempt)
    attempt.answers = [answers[event.uid] for event in events]


def _decide_meanwhile(
    store: Store, engine: Engine, entry: Entry, new: Sequence[Event], attempt: Attempt
) -> dict[str, bytes]:
    """Decide the events of an entry that is on its way to the disk, and store what comes out when it is there."""
    try:
        batch = attempt.batch = engine.process(new)
        rows = decided(batch, new, entry.seq)
    except Exception:
        entry.on_disk.result()
        with store.write() as connection:
            journal.remove(connection, entry.seq)  # or every start would fail where this failed
        raise
    entry.on_disk.result()
    with store.write_behind() as connection:
        keep(connection, batch, rows, entry.seq)
    return {row.uid: row.body for row in rows}


def decided(batch: DecisionBatch, events: Sequence[Event], seq: int) -> list[DecisionRow]:
    """Give the decisions of a batch as they are stored."""
    scores = batch.score.tolist()
    return [
        DecisionRow(event.uid, seq, event.time, scores[i], body_of(batch, i, event)) for i, event in enumerate(events)
    ]


def keep(connection: Connection, batch: DecisionBatch, rows: Sequence[DecisionRow], seq: int) -> None:
    """Store decisions, and the findings that changed with them."""
    decisions.add(connection, rows)
    findings.upsert(connection, [row_of(finding, seq) for finding in batch.changed_findings])


def body_of(batch: DecisionBatch, i: int, event: Event) -> bytes:
    """Give the bytes of the decision of `event`, the `i`-th of the batch.

    An event may have been counted before the journal began, in the replay its state comes from. Its decision was
    not kept then; that it says nothing new is a decision too, frozen like every other.
    """
    if not batch.is_duplicate[i]:
        return batch.encode(i)
    decision = Decision(
        uid=event.uid,
        time=event.time,
        source=event.source,
        score=0.0,
        p_value=1.0,
        severity=severity_of(0.0),
        entities=(),
        reasons=(),
        finding_uid=None,
        late=False,
        model_versions={},
    )
    return msgspec.json.encode(decision)


def judge(store: Store, engine: Engine, entry: VerdictEntry, attempt: Attempt) -> bytes | None:
    """Record a verdict and return the finding's document, None when the engine knows no such finding."""
    if engine.findings.get(entry.finding_uid) is None:
        return None
    with store.write() as connection:
        attempt.seq = journal.append(connection, journal.VERDICT, codec.pack_verdict(entry), entry.time_ms)
        attempt.touched = True
        row = row_of(apply_verdict(engine, entry), attempt.seq)
        findings.upsert(connection, [row])
    return row.ocsf


def apply_verdict(engine: Engine, entry: VerdictEntry) -> Finding:
    """Tell the engine a verdict, the same way when it is given and when the journal is replayed."""
    return engine.verdict(entry.finding_uid, entry.verdict, entry.note, entry.author, entry.time_ms)


def add_missing_findings(store: Store, engine: Engine, seq: int) -> int:
    """Store the engine's findings the store lacks (a state that came from a replay) and return how many."""
    with store.read() as connection:
        known = findings.uids(connection)
    missing = [row for finding in engine.findings.all() if (row := row_of(finding, seq)).uid not in known]
    if missing:
        with store.write() as connection:
            findings.upsert(connection, missing)
    return len(missing)

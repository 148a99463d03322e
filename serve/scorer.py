"""The scorer: the one thread that owns the engine, and the face everybody else talks to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import structlog
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from serve import snapshots, transaction
from serve.codec import VerdictEntry
from serve.engines import Engines
from serve.inbox import Inbox, QueryTask, ScoreTask, Task, VerdictTask
from serve.journaling import Journaling
from serve.metrics import Metrics
from serve.recovery import recover
from serve.store.database import Store
from serve.transaction import Attempt
from serve.warmup import warm
from uba.errors import UBAError, Unavailable
from uba.events import Event

if TYPE_CHECKING:
    from uba.engine import Engine

log = structlog.get_logger("serve.scorer")

Answer = TypeVar("Answer")

LOADING, READY, RECOVERING, FAILED, STOPPED = "loading", "ready", "recovering", "failed", "stopped"
"""Phases of a scorer."""

GROUP = 50_000
"""Events that share a commit at most."""


class Scorer:
    """Scores what is put before it, in the order it came, and never acknowledges what is not on disk.

    The engine's memory always equals the journal: when a commit fails the engine, which has seen the events, is
    thrown away and rebuilt from snapshot and journal, and the request is answered with `Unavailable`.

    Parameters
    ----------
    snapshot_every
        Events between two snapshots, that is, what a start after a crash has to replay at most.
    queue_limit
        Events that may wait before requests are turned away.
    """

    def __init__(
        self,
        data_dir: Path,
        store: Store,
        engines: Engines,
        metrics: Metrics,
        *,
        snapshot_every: int = 100_000,
        queue_limit: int = 200_000,
    ) -> None:
        self.phase = LOADING
        self.seq = 0
        self.snapshot_seq = 0
        self.failure: Exception | None = None
        self.champion = engines.champion
        self._data_dir = data_dir
        self._store = store
        self._engines = engines
        self._metrics = metrics
        self._snapshot_every = snapshot_every
        self._since_snapshot = 0
        self._engine: Engine | None = None
        self._inbox = Inbox(queue_limit)
        self._journaling = Journaling()
        self._aside = snapshots.Aside(data_dir)
        self._thread = threading.Thread(target=self._run, name="scorer", daemon=True)
        metrics.watch_queue(lambda: self._inbox.waiting)

    def start(
        self, on_failure: Callable[[], None] = lambda: None, on_loaded: Callable[[], None] = lambda: None
    ) -> None:
        """Begin to load in the background; one of both is called when that has failed (see `failure`) or is done."""
        self._on_failure, self._on_loaded = on_failure, on_loaded
        self._thread.start()

    def stop(self) -> None:
        """Finish what waits, take a snapshot, and return when both are done."""
        self._inbox.close()
        self._thread.join()
        self._journaling.close()

    @property
    def is_full(self) -> bool:
        """Tell whether a request would be turned away, before its body is read."""
        return self._inbox.is_full

    def score(self, events: Sequence[Event]) -> Future[list[bytes]]:
        """Queue the events of a request; the answer is each one's decision as JSON, and is on disk.

        Raises
        ------
        uba.errors.Unavailable
            Now, or from the future: nothing was accepted; the same request will do later.
        """
        task = ScoreTask(events)
        self._put(task)
        return task.answer

    def verdict(self, entry: VerdictEntry) -> Future[bytes | None]:
        """Queue a verdict; the answer is the finding's document, None when there is no such finding."""
        task = VerdictTask(entry)
        self._put(task)
        return task.answer

    def query(self, question: Callable[[Engine], Answer]) -> Future[Answer]:
        """Ask the engine between two batches; the question must change nothing and keep nothing."""
        task = QueryTask(question)
        self._put(task)
        return task.answer

    def _put(self, task: Task) -> None:
        if self.phase in (LOADING, FAILED, STOPPED):
            raise Unavailable(f"the service is {self.phase}, expected it to be ready: send the request again later")
        self._inbox.put(task)

    def _run(self) -> None:
        try:
            warm(self._engines)
            self._recover()
            self._on_loaded()
            self.phase = READY
            self._work()
        except Exception as error:
            # Nothing is lost: what was acknowledged is on disk, and what waits is told to come again.
            self.failure, self.phase = error, FAILED
            if not isinstance(error, UBAError):
                log.exception("the scorer cannot go on")
            self._inbox.abandon(Unavailable("the service has failed and ends, expected it to run: send it again later"))
            self._on_failure()
        else:
            self.phase = STOPPED

    def _work(self) -> None:
        while group := self._inbox.take(GROUP):
            self._handle(group)
            self._note_snapshot()
            if self._since_snapshot >= self._snapshot_every and not self._aside.is_writing:
                self._snapshot()
        self._note_snapshot(wait=True)
        self._snapshot()
        self._note_snapshot(wait=True)

    def _recover(self) -> None:
        self._engine = None
        found = recover(self._data_dir, self._store, self._engines)
        self._engine, self.seq, self.snapshot_seq = found.engine, found.seq, found.snapshot_seq
        self._since_snapshot = found.replayed

    def _handle(self, group: list[Task]) -> None:
        """Do a group of tasks in one transaction; if a task makes it fail, do each alone to find which."""
        group = [task for task in group if task.answer.running() or task.answer.set_running_or_notify_cancel()]
        if not group:
            return
        attempt = Attempt()
        try:
            self._do(self._ready_engine(), group, attempt)
        except Exception as error:
            self._undo(attempt)
            temporary = _is_temporary(error)
            log.error("nothing committed", error=str(error), tasks=len(group), exc_info=not temporary)
            if temporary:
                error = Unavailable(f"not stored ({_cause(error)}), nothing was accepted: send the request again later")
            elif len(group) > 1:
                for task in group:
                    self._handle([task])
                return
            for task in group:
                task.answer.set_exception(error)

    def _do(self, engine: Engine, group: list[Task], attempt: Attempt) -> None:
        first = group[0]
        if isinstance(first, QueryTask):
            first.answer.set_result(first.question(engine))
            return
        began = time.perf_counter()
        now = int(time.time() * 1000)
        if isinstance(first, VerdictTask):
            document = transaction.judge(self._store, engine, first.entry, attempt)
            self._committed(attempt, began)
            first.answer.set_result(document)
            return
        scored = [task for task in group if isinstance(task, ScoreTask)]
        events = [event for task in scored for event in task.events]
        transaction.score(self._store, engine, self._journaling, events, now, attempt)
        self._committed(attempt, began)
        start = 0
        for task in scored:
            task.answer.set_result(attempt.answers[start : start + task.weight])
            start += task.weight

    def _committed(self, attempt: Attempt, began: float) -> None:
        attempt.touched = False
        self.seq = attempt.seq or self.seq
        self._metrics.commit_seconds.observe(time.perf_counter() - began)
        new = 0 if attempt.batch is None else len(attempt.batch.uids)
        self._since_snapshot += new
        self._metrics.repeats.inc(len(attempt.answers) - new)
        if attempt.batch is not None:
            self._metrics.count(attempt.batch)

    def _ready_engine(self) -> Engine:
        if self._engine is None:
            self._recover()
            self.phase = READY
        assert self._engine is not None
        return self._engine

    def _undo(self, attempt: Attempt) -> None:
        if not attempt.touched:
            return
        self.phase = RECOVERING
        try:
            self._recover()
            self.phase = READY
        except Exception as error:
            # The database is still away: the next request tries again, and says so if it is still not there.
            log.error("the engine cannot be rebuilt yet", error=str(error))

    def _snapshot(self) -> None:
        self._since_snapshot = 0
        if self._engine is None or self.seq == self.snapshot_seq:
            return
        try:
            self._aside.begin(self.seq, self._engine)
        except OSError as error:
            log.error("snapshot not written", error=str(error))

    def _note_snapshot(self, *, wait: bool = False) -> None:
        """Note a snapshot that was written aside, if it is complete."""
        try:
            seq = self._aside.ended(wait=wait)
        except OSError as error:
            # Nothing is lost: the journal has everything, a start after a crash only takes longer.
            log.error("snapshot not written", error=str(error))
            return
        if seq:
            self.snapshot_seq = seq
            log.info("snapshot written", journal_seq=seq)


def _is_temporary(error: Exception) -> bool:
    """Tell whether the same request can succeed later: the disk or the database failed, not the request."""
    if isinstance(error, (IntegrityError, DataError)):
        return False
    return isinstance(error, (DBAPIError, OSError, Unavailable))


def _cause(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return (str(cause).strip() or type(cause).__name__).splitlines()[0]

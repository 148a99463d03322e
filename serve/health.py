"""What the service says of its own condition."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from typing import TYPE_CHECKING, NamedTuple

from serve.scorer import READY, Scorer
from uba.errors import UBAError, Unavailable

if TYPE_CHECKING:
    from uba.engine import Engine
    from uba.statistics import TeamStatistics

_FRESH_SECONDS = 10.0
_PATIENCE_SECONDS = 0.5


class Budget(NamedTuple):
    """Findings a day: asked for, raised, the same by team, and how many incidents were held back, by cause.

    `pace` is the multiple of the budget that thresholds are made for, so that what is asked for is met.
    """

    asked_per_day: float
    realised_per_day: float
    pace: float
    suppressed: dict[str, int]
    teams: list[TeamStatistics]


class BudgetWatch:
    """Knows the budget as of a moment ago, and never holds a probe up while the engine is busy."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._last: Budget | None = None
        self._asked_at = float("-inf")
        self._pending: Future[Budget] | None = None
        self._lock = threading.Lock()

    def current(self) -> Budget | None:
        """Return the newest figures there are, None before there were any."""
        with self._lock:
            if self._pending is None and not self._ask():
                return self._last
            assert self._pending is not None
            try:
                self._last = self._pending.result(_PATIENCE_SECONDS)
            except NotYet:
                return self._last
            except UBAError:
                pass  # the database is away and the engine with it, which the phase says
            self._pending = None
            self._asked_at = time.monotonic()
            return self._last

    def _ask(self) -> bool:
        if self._scorer.phase != READY or time.monotonic() - self._asked_at < _FRESH_SECONDS:
            return False
        try:
            self._pending = self._scorer.query(_measure)
        except Unavailable:
            return False
        return True


def _measure(engine: Engine) -> Budget:
    counts = dict(sorted(engine.findings.held_back.counts.items()))
    teams = engine.ledger.teams(engine.teams.asked)
    pace = round(engine.pace.multiple, 4)
    return Budget(engine.budget.asked(), engine.ledger.realised_per_day(), pace, counts, teams)

"""The pace: how much stricter or laxer than the plain budget thresholds are, so that findings are as many as asked for.

Calibrated p-values say how many entity-days pass a threshold. How many incidents these become depends on how
strange days follow each other, share an address or come in waves, and on how far the tail of benign days can
be trusted, which differs between organisations. So incidents are counted at a ladder of thresholds at once, told
or not, and when a day closes the rung is chosen, between two by interpolation, at which as many began on
recent days as were asked for.

Attacks come on top of the budget and must not buy silence for what follows: the newest days are not looked at
yet, and one day counts no more than a Poisson count of the rate so far is likely to reach. Where little was
asked for there is little to count: a few incidents at the rate that calibration promises are added, and dominate.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from uba.findings.finding import Entity
from uba.findings.incidents import Incident, Incidents, StoredIncidents

WIDEST = 1.8
"""Decades below the plain threshold that the laxest rung lies."""
_LADDER = tuple(0.15 * step for step in range(3, -13, -1))
"""Decades over the plain threshold, by rung, strictest first: a third of the budget, so that attacks that go on and
on do not silence what comes with them."""
MULTIPLES: NDArray[np.float64] = 10.0 ** -np.array(_LADDER)
"""Of the budget, by rung."""
RUNGS = len(_LADDER)
_BELOW = tuple(-above for above in _LADDER)
"""The ladder the other way round, ascending."""
_MEMORY = 0.9
"""Discount per day: 10 days of effective history."""
_UNSETTLED_DAYS = 5
"""Days of the whole system that are not counted: calibration was still a guess."""
_PROMISED = 5.0
"""Incidents, at the rate that calibration promises, that are added to those counted."""
_WAITING_DAYS = 2
"""Newest days that are not looked at yet."""
_LIKELY = 3.0
"""Standard deviations over the rate so far that a day may count."""


class Pace:
    """Counts incidents at all rungs, and gives the multiple of the budget that thresholds are made for.

    Attributes
    ----------
    multiple
        Between 0.35 and 63; changes when a day closes and at no other time.
    """

    def __init__(self) -> None:
        self.multiple = 1.0
        self._days = 0
        self._weight = 0.0
        self._rate = np.zeros(RUNGS)
        self._waiting: list[NDArray[np.float64]] = []
        self._rungs = [Incidents() for _ in range(RUNGS)]

    def note(
        self, excess: Sequence[tuple[Entity, float]], time_ms: int, features: Sequence[str], group: Sequence[Entity]
    ) -> list[tuple[Incident, tuple[Entity, ...]]]:
        """Enter an event; the incidents that begin with it, each with the entities over its rung's threshold.

        `excess` holds the event's entities, each with the decades by which it exceeds the plain threshold (may be
        below 0), `group` what else ties incidents together.
        """
        told_from = [(first_rung(above), entity) for entity, above in excess]
        levels = {first for first, _ in told_from}
        begun = []
        for rung in range(min(levels), RUNGS):
            if rung in levels:
                flagged = tuple(dict.fromkeys(entity for first, entity in told_from if first <= rung))
                keys = [*flagged, *group]
            incident = self._rungs[rung].note(keys, time_ms, features)
            if incident is not None:
                begun.append((incident, flagged))
        return begun

    def close_day(self, asked: float, before_ms: int, *, is_active: bool) -> None:
        """Count the day that closed and choose the multiple; `asked` findings a day."""
        counts = np.array([float(_told(rung.close_before(before_ms))) for rung in self._rungs])
        if not is_active:
            return
        self._days += 1
        if self._days <= _UNSETTLED_DAYS:
            return
        self._waiting.append(counts)
        while len(self._waiting) > _WAITING_DAYS:
            self._count(self._waiting.pop(0), asked)
        self.multiple = _reaching(asked, self.rates(asked))

    def _count(self, counts: NDArray[np.float64], asked: float) -> None:
        rate = self.rates(asked)
        likely = rate + _LIKELY * np.sqrt(rate) + 0.5
        self._rate = _MEMORY * self._rate + np.minimum(counts, likely)
        self._weight = _MEMORY * self._weight + 1.0

    def rates(self, asked: float) -> NDArray[np.float64]:
        """Incidents a day expected at each rung, shape (rungs,)."""
        result: NDArray[np.float64] = (self._rate + _PROMISED * MULTIPLES) / (self._weight + _PROMISED / asked)
        return result

    @property
    def nbytes(self) -> int:
        """Bytes of the incidents at all rungs, roughly."""
        return sum(rung.nbytes for rung in self._rungs)

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Counts, and the incidents that can still go on."""
        rungs = msgspec.msgpack.encode([rung.stored() for rung in self._rungs])
        return {
            "counted": np.array([self.multiple, self._days, self._weight, *self._rate]),
            "waiting": np.array(self._waiting).reshape(-1, RUNGS),
            "rungs": np.frombuffer(rungs, dtype=np.uint8),
        }

    def restore(self, state: dict[str, NDArray[np.generic]]) -> None:
        """Rebuild from `state`."""
        counted = state["counted"].astype(np.float64)
        self.multiple, self._days, self._weight = float(counted[0]), int(counted[1]), float(counted[2])
        self._rate = counted[3:]
        self._waiting = list(state["waiting"].astype(np.float64))
        stored = msgspec.msgpack.decode(state["rungs"].tobytes(), type=list[StoredIncidents])
        for rung, mine in zip(self._rungs, stored, strict=True):
            rung.restore(mine)


def first_rung(above: float) -> int:
    """The strictest rung at which something that exceeds the plain threshold by `above` decades is told."""
    return bisect_left(_BELOW, -above)


def _told(incidents: Sequence[Incident]) -> int:
    return sum(not incident.is_held_back for incident in incidents)


def _reaching(asked: float, rates: NDArray[np.float64]) -> float:
    """The multiple at which `rates` reach what was asked, between rungs by straight lines in the logarithms.

    Where everybody is told about every day, incidents run into one another and become fewer: what cannot be reached is
    not tried beyond the rung that has most.
    """
    most = int(np.argmax(rates))
    rising = np.maximum.accumulate(rates[: most + 1])
    return float(10.0 ** np.interp(math.log(asked), np.log(rising), np.log10(MULTIPLES[: most + 1])))

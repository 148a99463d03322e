"""What if less had been observed: the chain of reported events, asked again with smaller amounts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from uba.baselines.counts import surprise_of
from uba.decide.batch import KindResult
from uba.decide.calibration import lookup
from uba.decide.counterfactual import reported_from
from uba.decide.fusion import CARRY_FLOOR, CARRY_SHARE
from uba.decide.reasons import Evidence
from uba.features.spec import BaselineKind, FeatureSpec
from uba.observations import EXPECTED_COLUMNS
from uba.stage_two import KindDecider
from uba.state.entities import VECTOR_SCALE


class StrangeDay:
    """One entity's day as it was when an event took it over the threshold.

    Parameters
    ----------
    kind, row
        The entity's row of the event.
    evidence
        What is strange about the day; of each feature the strongest observation.
    threshold
        Surprise from which on its kind is reported.
    """

    def __init__(self, kind: KindResult, row: int, evidence: Sequence[Evidence], threshold: float) -> None:
        seen, specs = kind.seen, kind.state.specs
        self.decider = kind.decider
        self.threshold = threshold
        self.cell = int(kind.verdicts.cell[row])
        self.vector = kind.verdicts.vectors[row]
        self.own = np.zeros(len(specs), dtype=np.float32)
        mine = slice(int(seen.start[row]), int(seen.start[row + 1]))
        np.maximum.at(self.own, seen.feature[mine], kind.verdicts.calibrated[mine].astype(np.float32))
        columns = _columns(specs)
        self._amounts: dict[str, list[_Amount]] = {}
        for item in evidence:
            if item.kind == kind.state.kind and is_amount(item):
                self._amounts.setdefault(item.spec.evidence, []).append(_amount(item, columns[item.spec.name]))

    def amounts(self, group: str) -> list[_Amount]:
        """What was counted or measured of an evidence group."""
        return self._amounts.get(group, [])


@lru_cache
def _columns(specs: tuple[FeatureSpec, ...]) -> dict[str, int]:
    """Where in the vectors of its kind each feature is, by name."""
    return {spec.name: column for column, spec in enumerate(specs)}


class _Amount(NamedTuple):
    column: int
    content: float
    is_size: bool
    floor: float
    mean: float
    spread: float
    degrees: float


def _amount(item: Evidence, column: int) -> _Amount:
    mean, spread, _, _, _, degrees = item.expected
    return _Amount(column, item.content, item.spec.is_log, item.spec.floor, mean, spread, degrees)


class WhatIf(NamedTuple):
    """From which amount of `evidence` on would an event have been reported, all else equal?

    The very chain is asked: baseline, calibration, fusion, detectors, threshold. "All else" are the other features
    of the days, as they were when the event came. One thing cannot stay as it was: amounts of the same evidence
    group measure the same activity (205 pages in an hour are 205 in the day, too, and what a user is refused its
    address is refused), so they are taken to be smaller in the same proportion, each against its own baseline.
    What is rare about a value stays.

    `days` are the days of all entities over their threshold with the event: it is told while any of them is.
    """

    days: Sequence[StrangeDay]
    evidence: Evidence

    @property
    def observed(self) -> float:
        """What was observed; 0 where the question has no answer: no amount, or a day that is strange without it."""
        group = self.evidence.spec.evidence
        has_answer = is_amount(self.evidence) and all(day.amounts(group) for day in self.days)
        return self.evidence.content if has_answer else 0.0


def answers(questions: Sequence[WhatIf]) -> NDArray[np.float64]:
    """The smallest amount of each question that would have been reported, 0 where there is none; shape (questions,).

    An answer does not depend on what else is asked.
    """
    amounts = np.array([question.observed for question in questions])
    asked = np.flatnonzero(amounts)
    observed = amounts[asked]
    chains = _chains([questions[q] for q in asked.tolist()])

    def is_reported(question: NDArray[np.int64], amount: NDArray[np.float64]) -> NDArray[np.bool_]:
        told = np.zeros(question.size, dtype=np.bool_)
        for chain in chains:
            told |= chain.is_reported(question, amount / observed[question])
        return told

    amounts[asked] = reported_from(is_reported, observed)
    return amounts


def is_amount(evidence: Evidence) -> bool:
    """Whether something was counted or measured; evidence of an older snapshot lacks what it takes to ask again."""
    counted = evidence.spec.baseline is not BaselineKind.RARITY and evidence.content > 0.0
    return counted and len(evidence.expected) == EXPECTED_COLUMNS


def _chains(questions: Sequence[WhatIf]) -> list[_Chain]:
    by_decider: dict[int, list[tuple[int, StrangeDay]]] = {}
    for q, question in enumerate(questions):
        for day in question.days:
            by_decider.setdefault(id(day.decider), []).append((q, day))
    return [_Chain(questions, asked) for asked in by_decider.values()]


class _Chain:
    """Stage two of one entity kind, for the days of its entities that questions are about."""

    def __init__(self, questions: Sequence[WhatIf], asked: Sequence[tuple[int, StrangeDay]]) -> None:
        days = [day for _, day in asked]
        groups = [day.amounts(questions[q].evidence.spec.evidence) for q, day in asked]
        self._decider: KindDecider = days[0].decider
        self._place = np.full(len(questions), -1, dtype=np.int64)
        self._place[[q for q, _ in asked]] = np.arange(len(asked))
        self._vectors, self._own = np.stack([day.vector for day in days]), np.stack([day.own for day in days])
        self._cell = np.array([day.cell for day in days], dtype=np.int64)
        self._threshold = np.array([day.threshold for day in days])
        self._start = np.array([0, *accumulate(map(len, groups))], dtype=np.int64)
        self._amounts = np.array([amount for group in groups for amount in group], dtype=np.float64)

    def is_reported(self, question: NDArray[np.int64], part: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether an event is told for its day here, had only a part been observed of what is asked about."""
        told = np.zeros(question.size, dtype=np.bool_)
        here = np.flatnonzero(self._place[question] >= 0)
        day = self._place[question[here]]
        vectors, carries = _lessened(
            day,
            part[here],
            self._vectors,
            self._own,
            self._cell,
            self._start,
            self._amounts,
            self._decider.features.surprise,
        )
        here, day = here[carries], day[carries]
        told[here] = self._decider.surprise_of(vectors[carries], self._cell[day]) >= self._threshold[day]
        return told


@njit(cache=True)
def _lessened(
    day: NDArray[np.int64],
    part: NDArray[np.float64],
    vectors: NDArray[np.float32],
    own: NDArray[np.float32],
    cell: NDArray[np.int64],
    start: NDArray[np.int64],
    amounts: NDArray[np.float64],
    tables: NDArray[np.float64],
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Vectors of days of whose amounts only a part was observed, and whether the event still carries them.

    `amounts` are `_Amount` by row, those of day d `start[d]:start[d + 1]`; `tables` calibrate features by cell.
    """
    out = np.empty((day.shape[0], vectors.shape[1]), dtype=np.float32)
    carries = np.zeros(day.shape[0], dtype=np.bool_)
    for i in range(day.shape[0]):
        d = day[i]
        out[i] = vectors[d]
        mine = own[d].copy()
        for a in range(start[d], start[d + 1]):
            column, content, is_size, floor, mean, spread, degrees = amounts[a]
            f = int(column)
            raw = surprise_of(content * part[i], is_size > 0.0, floor, mean, spread, degrees)
            most = np.float32(lookup(tables[cell[d], f], np.uint16(raw * VECTOR_SCALE) / VECTOR_SCALE))
            out[i, f] = min(out[i, f], most)
            mine[f] = min(mine[f], most)
        touched = mine.max()
        carries[i] = touched >= CARRY_FLOOR and touched >= CARRY_SHARE * max(out[i].max(), touched)
    return out, carries

"""What if less had been observed: the chain of a reported event, asked again with smaller amounts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from uba.baselines.counts import surprises
from uba.decide.batch import KindResult
from uba.decide.calibration import lookup_many
from uba.decide.counterfactual import reported_from
from uba.decide.fusion import CARRY_FLOOR, CARRY_SHARE
from uba.decide.reasons import Evidence
from uba.features.spec import BaselineKind
from uba.observations import EXPECTED_COLUMNS
from uba.state.entities import VECTOR_SCALE


class WhatIf:
    """Tells from which amount on an event would have been reported, all else equal.

    It asks the very chain: baseline, calibration, fusion, detectors, threshold. "All else" are the other features
    of the days, as they were when the event came. One thing cannot stay as it was: amounts of the same evidence
    group measure the same activity (205 pages in an hour are 205 in the day, too, and what a user is refused its
    address is refused), so they are taken to be smaller in the same proportion, each against its own baseline.
    What is rare about a value stays.

    Parameters
    ----------
    days
        The days of all entities over their threshold with the event: it is told while any of them is.
    """

    def __init__(self, days: Sequence[StrangeDay]) -> None:
        self._days = days
        self._told_anyway: dict[str, bool] = {}

    def reported_from(self, evidence: Evidence) -> float:
        """The smallest amount that would have been reported; 0 where there is none, or no amount was observed."""
        group = evidence.spec.evidence
        if not _is_amount(evidence) or self._is_told_without(group):
            return 0.0
        return reported_from(lambda amounts: self._is_reported(group, amounts / evidence.content), evidence.content)

    def _is_told_without(self, group: str) -> bool:
        """Whether it is told with nothing of a group, as most are; asked once, for the many events of an attack."""
        if group not in self._told_anyway:
            untouched = any(not day.has(group) for day in self._days)
            self._told_anyway[group] = untouched or bool(self._is_reported(group, np.zeros(1))[0])
        return self._told_anyway[group]

    def _is_reported(self, group: str, part: NDArray[np.float64]) -> NDArray[np.bool_]:
        told = np.zeros(part.shape[0], dtype=np.bool_)
        for day in self._days:
            told |= day.is_reported(group, part)
        return told


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
        self._decider = kind.decider
        self._columns = {spec.name: column for column, spec in enumerate(specs)}
        self._amounts = [item for item in evidence if item.kind == kind.state.kind and _is_amount(item)]
        self._threshold = threshold
        self._cell = kind.state.entities.cells(seen.entity[row : row + 1])
        self._day = kind.verdicts.vectors[row]
        self._own = np.zeros(len(specs), dtype=np.float32)
        for j in range(int(seen.start[row]), int(seen.start[row + 1])):
            column = int(seen.feature[j])
            self._own[column] = max(self._own[column], np.float32(kind.verdicts.calibrated[j]))

    def has(self, group: str) -> bool:
        """Whether an amount of the group is among what is strange."""
        return any(item.spec.evidence == group for item in self._amounts)

    def is_reported(self, group: str, part: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether the event is told where of the amounts of an evidence group only a part was observed, shape (n,)."""
        day, own = (np.tile(vector, (part.shape[0], 1)) for vector in (self._day, self._own))
        cell = np.repeat(self._cell, part.shape[0])
        for item in self._amounts:
            column, spec = self._columns[item.spec.name], item.spec
            if spec.evidence != group:
                continue
            mean, spread, _, _, _, degrees = item.expected
            is_size = spec.is_log
            raw = surprises(item.content * part, is_size, spec.floor, mean, spread, degrees)
            kept = (raw * VECTOR_SCALE).astype(np.uint16) / VECTOR_SCALE
            most = lookup_many(self._decider.features.surprise[:, column], cell, kept).astype(np.float32)
            for vectors in (day, own):
                vectors[:, column] = np.minimum(vectors[:, column], most)
        touched = own.max(axis=1)
        carries = (touched >= CARRY_FLOOR) & (touched >= CARRY_SHARE * np.maximum(day.max(axis=1), touched))
        result: NDArray[np.bool_] = carries & (self._decider.surprise_of(day, cell) >= self._threshold)
        return result


def _is_amount(evidence: Evidence) -> bool:
    """Whether something was counted or measured; evidence of an older snapshot lacks what it takes to ask again."""
    is_amount = evidence.spec.baseline is not BaselineKind.RARITY and evidence.content > 0.0
    return is_amount and len(evidence.expected) == EXPECTED_COLUMNS

"""Stage two, per event: observations become one calibrated surprise per entity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numba import njit
from numpy.typing import NDArray

from uba.baselines.tails import MAX_SURPRISE
from uba.decide.calibration import FUSED_CAUTION, STEP, WARM_UP_DAYS, Calibration, Tail, lookup_many
from uba.decide.fusion import BASELINE_WEIGHT, FUSED, STRONGEST, advance_days, fuse, harmonic
from uba.detector import Detector
from uba.features import features_of
from uba.observations import Observations
from uba.state.arrays import grown
from uba.state.entities import NEWCOMERS, PEOPLE, EntityTable

CELLS = 3
KIN = {PEOPLE: NEWCOMERS, NEWCOMERS: PEOPLE}
"""Cells that stand in for each other while one has little history."""
RECENT_DAYS = 4096
"""Closed entity-days kept as vectors, to calibrate a detector that is put in later."""
_READY_WEIGHT = 100.0
"""Entity-days of calibration history a detector needs before it counts."""
_EXPECTED_FACTOR = 3.0
_LEAST_WEIGHT = 0.01
_JOIN_COST = 1.0
"""Decades that calibration may take from joined surprises; for the harmonic mean of k p-values log10 k is enough."""
_FINAL = 2
_TAILS = (Tail.SUM, Tail.SURPRISE, Tail.SURPRISE)
_STATISTICS = len(_TAILS)
"""Rows of the statistics' calibration: fused, strongest, final; detectors follow."""


class Verdicts(msgspec.Struct, frozen=True):
    """Stage two's result: per row of the observations, and per observation.

    Attributes
    ----------
    surprise
        Shape (rows,): calibrated -log10 p that an entity's day gets this strange.
    calibrated
        Shape (observations,): calibrated surprise of each observation on its own.
    is_maximum
        Shape (observations,): the entity's strangest of this feature today.
    carries
        Shape (rows,): the event adds to what is strange about the day.
    vectors
        Shape (rows, features): calibrated surprises of the entity's day as of the event.
    cell
        Shape (rows,): calibration cell of the entity.
    """

    surprise: NDArray[np.float64]
    calibrated: NDArray[np.float64]
    is_maximum: NDArray[np.bool_]
    carries: NDArray[np.bool_]
    vectors: NDArray[np.float32]
    cell: NDArray[np.int64]


class ClosedDay(NamedTuple):
    """What the entities of a closed day were like before it was learned: vectors (n, features), surprise (n,)."""

    vectors: NDArray[np.float32]
    surprise: NDArray[np.float64]


class KindDecider:
    """Fuses, lets detectors score, and calibrates, for one entity kind.

    Attributes
    ----------
    features, statistics
        Calibration of single features, and of what is made of them.
    """

    def __init__(self, kind: str, detectors: Sequence[Detector]) -> None:
        specs = features_of(kind)
        self.detectors = list(detectors)
        names = sorted({spec.evidence for spec in specs})
        self._evidence = np.array([names.index(spec.evidence) for spec in specs], dtype=np.int64)
        self._groups = len(names)
        self.features = Calibration(CELLS, len(specs), kin=KIN)
        self.statistics = self._fresh_statistics()
        self.recent = np.zeros((0, len(specs)), dtype=np.float32)
        self.recent_cell = np.zeros(0, dtype=np.int64)
        self.recent_count = 0

    def decide(self, seen: Observations, entities: EntityTable) -> Verdicts:
        """Carry observations into their entities' days and say how strange each day has become."""
        cell = entities.cells(seen.entity)
        vectors, fused, own, carries, calibrated, is_maximum, first = advance_days(
            seen.start,
            seen.entity,
            seen.day,
            seen.late,
            seen.feature,
            seen.surprise,
            cell,
            self.features.surprise,
            self._evidence,
            self._groups,
            entities.day,
            entities.vector,
        )
        alone = self._finally(cell, harmonic(*self._baselines(own, cell)))
        is_first = first == np.arange(first.size)
        differing = self._finally(cell[is_first], self._join(fused[is_first], vectors[is_first], cell[is_first]))
        together = differing[(np.cumsum(is_first) - 1)[first]]
        surprise = np.where(carries, together, np.minimum(alone, together))
        return Verdicts(
            surprise=surprise, calibrated=calibrated, is_maximum=is_maximum, carries=carries, vectors=vectors, cell=cell
        )

    def surprise_of(self, vectors: NDArray[np.float32], cell: NDArray[np.int64]) -> NDArray[np.float64]:
        """What `decide` says of days that are as strange as `vectors` (n, features), shape (n,); changes nothing."""
        fused = _fuse_many(vectors, self._evidence, self._groups)
        return self._finally(cell, self._join(fused, vectors, cell))

    def close_day(self, raw: NDArray[np.float64], cell: NDArray[np.int64], threshold: float) -> ClosedDay:
        """Learn a closed day from its entities' vectors of raw surprise (n, features); what they were like.

        What was strange enough to be reported (final surprise >= `threshold`) is no
        example for detectors. Calibration learns it at a discount, `_weights`.
        """
        columns = [lookup_many(self.features.surprise[:, f], cell, raw[:, f]) for f in range(raw.shape[1])]
        vectors: NDArray[np.float32] = np.stack(columns, axis=1).astype(np.float32)
        if not raw.shape[0]:
            return ClosedDay(vectors, np.zeros(0))
        maxima = self._maxima(vectors, cell)
        final = self._finally(cell, maxima[:, _FINAL])
        benign = final < threshold
        weight = _weights(final, cell)
        self.statistics.learn(maxima, cell, weight)
        for detector in self.detectors:
            detector.learn_many(vectors[benign])
        self.features.learn(raw, cell, weight)
        self.features.refresh()
        self.statistics.refresh()
        if self.features.days > WARM_UP_DAYS:
            self._remember(vectors[benign], cell[benign])
        return ClosedDay(vectors, final)

    def calibrate_detectors(self) -> None:
        """Give detectors without history the one they would have had, from the vectors of recent days."""
        used = min(self.recent_count, RECENT_DAYS)
        vectors, cell = self.recent[:used], self.recent_cell[:used]
        days = self.statistics.days
        self.statistics = self._fresh_statistics()
        self.statistics.days = days
        # Twice: the final statistic is made of the others' calibrated ones, so these must be there first.
        for _ in range(2 if used else 0):
            fresh = self._fresh_statistics()
            fresh.add(self._maxima(vectors, cell), cell, np.ones(used))
            self.statistics.histogram = fresh.histogram
            self.statistics.refresh()

    def _fresh_statistics(self) -> Calibration:
        return Calibration(CELLS, _STATISTICS, len(self.detectors), caution=FUSED_CAUTION, tails=_TAILS, kin=KIN)

    def _calibrate(self, row: int, cell: NDArray[np.int64], x: NDArray[np.float64]) -> NDArray[np.float64]:
        return lookup_many(self.statistics.surprise[:, row], cell, x)

    def _finally(self, cell: NDArray[np.int64], joined: NDArray[np.float64]) -> NDArray[np.float64]:
        """What is joined, calibrated; it loses no more than `_JOIN_COST` by that.

        Its parts are calibrated each. That they are joined can make it a few times more frequent than it says, never
        thousands of times: where it looks so, its history is of attacks, or of days when its parts were calibrated
        otherwise.
        """
        return np.maximum(self._calibrate(_FINAL, cell, joined), joined - _JOIN_COST)

    def _baselines(
        self, fused: NDArray[np.float64], cell: NDArray[np.int64]
    ) -> tuple[list[NDArray[np.float64]], list[float]]:
        parts = [self._calibrate(row, cell, fused[:, row]) for row in (FUSED, STRONGEST)]
        return parts, [BASELINE_WEIGHT / 2] * 2

    def _join(
        self, fused: NDArray[np.float64], vectors: NDArray[np.float32], cell: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Baselines and detectors in one statistic, shape (n,)."""
        parts, weights = self._baselines(fused, cell)
        for d, detector in enumerate(self.detectors):
            row = _STATISTICS + d
            if detector.ready and self.statistics.histogram[:, row].sum() >= _READY_WEIGHT:
                parts.append(self._calibrate(row, cell, statistic_of(detector.score_many(vectors))))
                weights.append((1.0 - BASELINE_WEIGHT) / len(self.detectors))
        return harmonic(parts, weights)

    def _maxima(self, vectors: NDArray[np.float32], cell: NDArray[np.int64]) -> NDArray[np.float64]:
        fused = _fuse_many(vectors, self._evidence, self._groups)
        columns = [fused[:, FUSED], fused[:, STRONGEST], self._join(fused, vectors, cell)]
        columns += [statistic_of(detector.score_many(vectors)) for detector in self.detectors]
        return np.stack(columns, axis=1)

    def _remember(self, vectors: NDArray[np.float32], cell: NDArray[np.int64]) -> None:
        newest = vectors[-RECENT_DAYS:]
        used = min(self.recent_count + newest.shape[0], RECENT_DAYS)
        self.recent, self.recent_cell = grown(self.recent, used), grown(self.recent_cell, used)
        slots = (self.recent_count + np.arange(newest.shape[0])) % RECENT_DAYS
        self.recent[slots] = newest
        self.recent_cell[slots] = cell[-RECENT_DAYS:]
        self.recent_count += newest.shape[0]

    @property
    def nbytes(self) -> int:
        """Bytes of calibration and recent vectors; detectors are models and counted with them."""
        return self.features.nbytes + self.statistics.nbytes + self.recent.nbytes + self.recent_cell.nbytes

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Calibration, recent vectors and what the detectors learned."""
        used = min(self.recent_count, RECENT_DAYS)
        arrays: dict[str, NDArray[np.generic]] = {
            "features": self.features.histogram.copy(),
            "statistics": self.statistics.histogram.copy(),
            "recent": self.recent[:used].copy(),
            "recent_cell": self.recent_cell[:used].copy(),
            "counts": np.array([self.recent_count, self.features.days, self.statistics.days]),
        }
        for detector in self.detectors:
            arrays |= {f"detector.{detector.name}.{key}": value for key, value in detector.state().items()}
        return arrays

    def restore(self, state: dict[str, NDArray[np.generic]], versions: list[str]) -> None:
        """Rebuild from `state`; `versions` are the detectors' names and versions when it was taken."""
        self.features.histogram = state["features"].astype(np.float64)
        self.features.refresh()
        self.recent = state["recent"].astype(np.float32)
        self.recent_cell = state["recent_cell"].astype(np.int64)
        self.recent_count, self.features.days, self.statistics.days = (int(count) for count in state["counts"])
        for detector in self.detectors:
            prefix = f"detector.{detector.name}."
            mine = {key.removeprefix(prefix): value for key, value in state.items() if key.startswith(prefix)}
            if version_of(detector) in versions:
                detector.restore(mine)
        if [version_of(detector) for detector in self.detectors] == versions:
            self.statistics.histogram = state["statistics"].astype(np.float64)
            self.statistics.refresh()
        else:
            self.calibrate_detectors()


def version_of(detector: Detector) -> str:
    """Name and version, as decisions and snapshots name a detector."""
    return f"{detector.name} {detector.version}"


def statistic_of(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spread a score in [0, 1] over the calibration's range by its log odds, so that both ends keep resolution.

    Scores come in lumps (many days are alike), so each is put on a grid point of
    the calibration: between two, a lump would be taken for rarer than it is.
    """
    clipped = np.clip(scores, 1e-6, 1.0 - 1e-6)
    spread = np.clip(15.0 + 2.5 * np.log10(clipped / (1.0 - clipped)), 0.0, MAX_SURPRISE)
    result: NDArray[np.float64] = np.floor(spread / STEP + 1e-9) * STEP
    return result


def _weights(surprise: NDArray[np.float64], cell: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much each entity of a closed day teaches calibration, in [0.01, 1], shape (n,).

    Of n entities about n p have a p-value up to p. Where three times as many have,
    something happened to all of them, an attack or a password-expiry Monday, and
    each counts for its part of what was expected. Never for nothing: a rare
    habit must become known in the end.
    """
    weight = np.ones(surprise.shape[0])
    for c in range(CELLS):
        mine = np.flatnonzero(cell == c)
        order = mine[np.argsort(-surprise[mine], kind="stable")]
        expected = mine.size * 10.0 ** -surprise[order]
        weight[order] = np.clip(_EXPECTED_FACTOR * expected / np.arange(1, mine.size + 1), _LEAST_WEIGHT, 1.0)
    return weight


@njit(cache=True)
def _fuse_many(vectors: NDArray[np.float32], evidence: NDArray[np.int64], groups: int) -> NDArray[np.float64]:
    out = np.zeros((vectors.shape[0], 2))
    for i in range(vectors.shape[0]):
        out[i] = fuse(vectors[i], evidence, groups)
    return out

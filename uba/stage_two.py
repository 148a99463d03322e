"""Stage two, per event: observations become one calibrated surprise per entity."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from uba.baselines.tails import MAX_SURPRISE
from uba.decide.calibration import FUSED_CAUTION, WARM_UP_DAYS, Calibration, lookup_many
from uba.decide.fusion import BASELINE_WEIGHT, advance_days, harmonic, truncated_product
from uba.detector import Detector
from uba.features import features_of
from uba.observations import Observations
from uba.state.entities import EntityTable

RECENT_DAYS = 4096
"""Closed entity-days kept as vectors, to calibrate a detector that is put in later."""
_READY_WEIGHT = 100.0
"""Entity-days of calibration history a detector needs before it counts."""
_FUSED, _FINAL = 0, 1
"""Rows of the statistics' calibration; detectors follow."""


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
    """

    surprise: NDArray[np.float64]
    calibrated: NDArray[np.float64]
    is_maximum: NDArray[np.bool_]
    carries: NDArray[np.bool_]


class KindDecider:
    """Fuses, lets detectors score, and calibrates, for one entity kind."""

    def __init__(self, kind: str, detectors: Sequence[Detector]) -> None:
        specs = features_of(kind)
        self.detectors = list(detectors)
        names = sorted({spec.evidence for spec in specs})
        self._evidence = np.array([names.index(spec.evidence) for spec in specs], dtype=np.int64)
        self._groups = len(names)
        self.features = Calibration(len(specs))
        self.statistics = Calibration(2, len(self.detectors), FUSED_CAUTION)
        self.recent = np.zeros((RECENT_DAYS, len(specs)), dtype=np.float32)
        self.recent_count = 0

    def decide(self, seen: Observations, entities: EntityTable) -> Verdicts:
        """Carry observations into their entities' days and say how strange each day has become."""
        vectors, fused, own_fused, carries, calibrated, is_maximum = advance_days(
            seen.start,
            seen.entity,
            seen.day,
            seen.late,
            seen.feature,
            seen.surprise,
            self.features.surprise,
            self._evidence,
            self._groups,
            entities.day,
            entities.vector,
        )
        own = lookup_many(self.statistics.surprise[_FUSED], own_fused)
        alone = lookup_many(self.statistics.surprise[_FINAL], own)
        together = lookup_many(self.statistics.surprise[_FINAL], self._join(fused, vectors))
        surprise = np.where(carries, together, np.minimum(alone, together))
        return Verdicts(surprise=surprise, calibrated=calibrated, is_maximum=is_maximum, carries=carries)

    def _join(self, fused: NDArray[np.float64], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Baselines and detectors in one statistic, shape (n,)."""
        parts = [lookup_many(self.statistics.surprise[_FUSED], fused)]
        weights = [BASELINE_WEIGHT]
        for d, detector in enumerate(self.detectors):
            row = 2 + d
            if detector.ready and self.statistics.histogram[row].sum() >= _READY_WEIGHT:
                parts.append(lookup_many(self.statistics.surprise[row], statistic_of(detector.score_many(vectors))))
                weights.append((1.0 - BASELINE_WEIGHT) / len(self.detectors))
        return harmonic(parts, weights)

    def close_day(self, raw: NDArray[np.float32], threshold: float) -> NDArray[np.float32]:
        """Learn a closed day from its entities' vectors of raw surprise, shape (n, features); the calibrated vectors.

        What was strange enough to be reported (final surprise >= `threshold`) is
        no example of a day on which nothing is wrong, and is not learned.
        """
        vectors: NDArray[np.float32] = np.stack(
            [lookup_many(self.features.surprise[f], raw[:, f].astype(np.float64)) for f in range(raw.shape[1])], axis=1
        ).astype(np.float32)
        if not raw.shape[0]:
            return raw
        maxima = self._maxima(vectors)
        benign = lookup_many(self.statistics.surprise[_FINAL], maxima[:, _FINAL]) < threshold
        self.statistics.learn(maxima[benign])
        for detector in self.detectors:
            detector.learn_many(vectors[benign])
        self.features.learn(raw[benign].astype(np.float64))
        self.features.refresh()
        self.statistics.refresh()
        if self.features.days > WARM_UP_DAYS:
            self._remember(vectors[benign])
        return vectors

    def calibrate_detectors(self) -> None:
        """Give detectors without history the one they would have had, from the vectors of recent days."""
        vectors = self.recent[: min(self.recent_count, RECENT_DAYS)]
        if vectors.shape[0] == 0:
            return
        days = self.statistics.days
        self.statistics = Calibration(2, len(self.detectors), FUSED_CAUTION)
        self.statistics.days = days
        for row in (None, _FINAL):
            # First everything but the final statistic, then the final one, which needs the others' tables.
            maxima = self._maxima(vectors)
            for s in range(maxima.shape[1]):
                if (s == _FINAL) == (row == _FINAL):
                    fresh = Calibration(1, caution=FUSED_CAUTION)
                    fresh.add(maxima[:, s : s + 1])
                    self.statistics.histogram[s] = fresh.histogram[0]
            self.statistics.refresh()

    def _maxima(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        fused = np.array([truncated_product(vector, self._evidence, self._groups) for vector in vectors])
        columns = [fused, self._join(fused, vectors)] if fused.size else [fused, fused]
        columns += [statistic_of(detector.score_many(vectors)) for detector in self.detectors]
        return np.stack(columns, axis=1)

    def _remember(self, vectors: NDArray[np.float32]) -> None:
        newest = vectors[-RECENT_DAYS:]
        slots = (self.recent_count + np.arange(newest.shape[0])) % RECENT_DAYS
        self.recent[slots] = newest
        self.recent_count += newest.shape[0]

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Calibration, recent vectors and what the detectors learned."""
        arrays: dict[str, NDArray[np.generic]] = {
            "features": self.features.histogram.copy(),
            "statistics": self.statistics.histogram.copy(),
            "recent": self.recent[: min(self.recent_count, RECENT_DAYS)].copy(),
            "counts": np.array([self.recent_count, self.features.days, self.statistics.days]),
        }
        for detector in self.detectors:
            arrays |= {f"detector.{detector.name}.{key}": value for key, value in detector.state().items()}
        return arrays

    def restore(self, state: dict[str, NDArray[np.generic]], versions: list[str]) -> None:
        """Rebuild from `state`; `versions` are the detectors' names and versions when it was taken."""
        self.features.histogram = state["features"].astype(np.float64)
        self.features.refresh()
        recent = state["recent"].astype(np.float32)
        self.recent[: recent.shape[0]] = recent
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
    """Spread a score in [0, 1] over the calibration's range by its log odds, so that both ends keep resolution."""
    clipped = np.clip(scores, 1e-6, 1.0 - 1e-6)
    result: NDArray[np.float64] = np.clip(15.0 + 2.5 * np.log10(clipped / (1.0 - clipped)), 0.0, MAX_SURPRISE)
    return result

"""The decisions of a batch: columns for machines, one decision at a time for people."""

from __future__ import annotations

import msgspec
import numpy as np
from numba import njit
from numpy.typing import NDArray

from uba.batch import EventBatch
from uba.decide.decision import Decision, EntityScore, Reason
from uba.decide.reasons import Evidence, as_tuple, reason_of, strongest
from uba.decide.score import severity_of
from uba.findings.finding import Finding
from uba.observations import Observations
from uba.stage_one import KindState
from uba.stage_two import KindDecider, Verdicts

_EPSILON = 1e-300
_LONGEST_VALUE = 1_000
"""Characters of a value that reasons quote."""
_encoder = msgspec.json.Encoder()


class KindResult(msgspec.Struct, frozen=True):
    """What both stages said about the entities of one kind in one segment."""

    state: KindState
    names: list[str]
    """Of entities, when this was said: a row may be somebody else's later."""
    decider: KindDecider
    seen: Observations
    verdicts: Verdicts


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """Events between two closings of a day, decided together.

    `surprise` has shape (n,): -log10 p of each event. `told` holds the reasons
    of events that entered a finding, `finding` their finding's uid.
    """

    first: int
    batch: EventBatch
    kinds: tuple[KindResult, ...]
    late: NDArray[np.bool_]
    surprise: NDArray[np.float64]
    score: NDArray[np.float64]
    told: dict[int, tuple[Reason, ...]]
    finding: dict[int, str]
    model_versions: dict[str, str]

    def evidence(self, kind: KindResult, row: int) -> list[Evidence]:
        """The observations of one row as evidence."""
        start, end = int(kind.seen.start[row]), int(kind.seen.start[row + 1])
        return [self.evidence_at(kind, row, j) for j in range(start, end)]

    def evidence_at(self, kind: KindResult, row: int, j: int) -> Evidence:
        """Observation `j`, one of the row's, as evidence."""
        seen = kind.seen
        spec = kind.state.specs[int(seen.feature[j])]
        event = int(seen.event[row])
        return Evidence(
            kind=kind.state.kind,
            entity=kind.names[int(seen.entity[row])],
            spec=spec,
            content=float(seen.content[j]),
            surprise=float(kind.verdicts.calibrated[j]),
            expected=as_tuple(seen.expected[j]),
            value=spec.value_text(self.batch, event)[:_LONGEST_VALUE] if spec.value_text else "",
            techniques=spec.techniques_of(self.batch, event) if spec.techniques_of else spec.techniques,
            time=int(self.batch.time[event]),
        )

    def row_of(self, kind: KindResult, event: int) -> int:
        """The row of `event`, -1 where it has no entity of the kind."""
        row = int(np.searchsorted(kind.seen.event, event))
        return row if row < kind.seen.event.size and kind.seen.event[row] == event else -1

    def decision(self, event: int) -> Decision:
        """Materialise the decision of one event of the segment."""
        scores: list[EntityScore] = []
        evidence: list[Evidence] = []
        for kind in self.kinds:
            row = self.row_of(kind, event)
            if row >= 0:
                name = kind.names[int(kind.seen.entity[row])]
                p_value = significant(10.0 ** -float(kind.verdicts.surprise[row]))
                scores.append(EntityScore(kind.state.kind, name, p_value))
                evidence += self.evidence(kind, row)
        record = self.batch.events[event]
        score = float(self.score[event])
        return Decision(
            uid=record.uid,
            time=record.time,
            source=record.source,
            score=score,
            p_value=significant(10.0 ** -float(self.surprise[event])),
            severity=severity_of(score),
            entities=tuple(scores),
            reasons=self.told.get(event) or tuple(map(reason_of, strongest(evidence))),
            finding_uid=self.finding.get(event),
            late=bool(self.late[event]),
            model_versions=self.model_versions,
        )


class DecisionBatch:
    """Decisions in arrival order, one for each event."""

    def __init__(
        self,
        uids: list[str],
        time: NDArray[np.int64],
        segments: list[Segment],
        is_duplicate: NDArray[np.bool_],
        changed: list[Finding],
    ) -> None:
        self.uids = uids
        self.time = time
        self.segments = segments
        self.is_duplicate = is_duplicate
        self.changed_findings = changed
        n = len(uids)
        self.surprise, self.score = np.zeros(n), np.zeros(n)
        self.is_late = np.zeros(n, dtype=np.bool_)
        self._place = np.full((n, 2), -1, dtype=np.int64)
        fresh = np.flatnonzero(~is_duplicate)
        for s, segment in enumerate(segments):
            mine = fresh[segment.first : segment.first + len(segment.batch)]
            self.surprise[mine], self.score[mine], self.is_late[mine] = segment.surprise, segment.score, segment.late
            self._place[mine, 0] = s
            self._place[mine, 1] = np.arange(len(segment.batch))

    def __len__(self) -> int:
        return len(self.uids)

    @property
    def p_value(self) -> NDArray[np.float64]:
        """p-value of each event, 1 for duplicates."""
        result: NDArray[np.float64] = 10.0**-self.surprise
        return result

    def decision(self, i: int) -> Decision:
        """The decision of event `i`.

        Raises
        ------
        KeyError
            Event `i` is a duplicate: its decision was made when it first came.
        """
        segment, event = self._place[i]
        if segment < 0:
            raise KeyError(self.uids[i])
        return self.segments[int(segment)].decision(int(event))

    def encode(self, i: int) -> bytes:
        """The decision of event `i` as the JSON that is answered and frozen."""
        return _encoder.encode(self.decision(i))

    def strongest_features(self) -> list[str]:
        """Name of the feature that says most about each event, empty where nothing was observed."""
        names = [""]
        which = np.zeros(len(self.uids), dtype=np.int64)
        fresh = np.flatnonzero(~self.is_duplicate)
        for segment in self.segments:
            best = np.full(len(segment.batch), -1.0)
            for kind in segment.kinds:
                strongest = _strongest_of_rows(kind.seen.start, kind.verdicts.calibrated)
                row = np.flatnonzero(strongest >= 0)
                event, j = kind.seen.event[row], strongest[row]
                more = kind.verdicts.calibrated[j] > best[event]
                event, j = event[more], j[more]
                best[event] = kind.verdicts.calibrated[j]
                which[fresh[segment.first + event]] = len(names) + kind.seen.feature[j]
                names += [spec.name for spec in kind.state.specs]
        return [names[i] for i in which.tolist()]


@njit(cache=True)
def _strongest_of_rows(start: NDArray[np.int64], calibrated: NDArray[np.float64]) -> NDArray[np.int64]:
    """Index of each row's largest observation, -1 for rows without any."""
    rows = start.shape[0] - 1
    out = np.full(rows, -1, dtype=np.int64)
    for row in range(rows):
        for j in range(start[row], start[row + 1]):
            if out[row] < 0 or calibrated[j] > calibrated[out[row]]:
                out[row] = j
    return out


def significant(p_value: float) -> float:
    """A p-value to three significant digits, as it is reported; never 0."""
    return float(f"{max(p_value, _EPSILON):.3g}")

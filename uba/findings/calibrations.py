"""Calibrations: what a false-positive verdict teaches about one feature of one entity, visible and for a time.

A verdict says: for this entity, this much of this feature was nothing. From
then on an occurrence that has no other reason, and none of more surprise, is
held back. Another verdict on the same finding takes it back, and after 90
days it ends by itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from uba.decide.decision import Reason
from uba.findings.finding import Entity, Finding
from uba.findings.occurrence import Occurrence

LASTS_MS = 90 * 86_400_000
_WEAK = 2.0
"""Surprise up to which a reason beside the strongest one makes no difference."""


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """One entity and feature, and the surprise that was judged to be nothing.

    Attributes
    ----------
    limit
        Surprise (-log10 p), > 0: as much counts for nothing.
    since, until
        When it was judged and when it ends, ms since the epoch; `until` is compared with event time.
    """

    entity_type: str
    entity: str
    feature: str
    limit: float
    author: str
    note: str
    since: int
    until: int
    finding_uid: str


class Calibrations:
    """All calibrations in force: a function of the verdicts alone, in the order they were given."""

    def __init__(self) -> None:
        self._by_finding: dict[str, list[Calibration]] = {}
        self._by_entity: dict[Entity, list[Calibration]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._by_finding.values()))

    def judge(self, finding: Finding) -> None:
        """Take in the verdict of a finding: a false positive calibrates its reasons, any other takes that back."""
        self._by_finding.pop(finding.uid, None)
        if finding.verdict == "false_positive":
            made = [
                Calibration(
                    entity_type=reason.entity_type,
                    entity=reason.entity,
                    feature=reason.feature,
                    limit=limit,
                    author=finding.author,
                    note=finding.note,
                    since=finding.verdict_time,
                    until=max(finding.verdict_time, finding.end_time) + LASTS_MS,
                    finding_uid=finding.uid,
                )
                for reason in finding.ordered_reasons
                if (limit := _surprise(reason)) > 0.0
            ]
            if made:
                self._by_finding[finding.uid] = made
        self._index()

    def limit(self, entity_type: str, entity: str, feature: str, time_ms: int) -> float:
        """Surprise of a feature that counts for nothing at event time `time_ms`; 0 where there is no calibration."""
        return max((c.limit for c in self.of(entity_type, entity, time_ms) if c.feature == feature), default=0.0)

    def cover(self, occurrence: Occurrence) -> bool:
        """Whether all that is strange about an occurrence was judged to be nothing.

        That is its strongest reason, and every other that is rarer than one in a hundred.
        """
        ranked = sorted(occurrence.reasons, key=_surprise, reverse=True)
        telling = ranked[:1] + [reason for reason in ranked[1:] if _surprise(reason) > _WEAK]
        return bool(telling) and all(
            _surprise(reason) <= self.limit(reason.entity_type, reason.entity, reason.feature, occurrence.time)
            for reason in telling
        )

    def of(self, entity_type: str, entity: str, time_ms: int) -> list[Calibration]:
        """Calibrations of one entity in force at event time `time_ms`, newest first."""
        return [c for c in self._by_entity.get(Entity(entity_type, entity), ()) if time_ms < c.until]

    def all(self, time_ms: int) -> list[Calibration]:
        """Every calibration in force at event time `time_ms`, newest first."""
        found = [c for made in self._by_finding.values() for c in made if time_ms < c.until]
        return sorted(found, key=_newest_first)

    def forget_before(self, time_ms: int) -> None:
        """Drop what ended before event time `time_ms`."""
        kept = {uid: [c for c in made if c.until > time_ms] for uid, made in self._by_finding.items()}
        self._by_finding = {uid: made for uid, made in kept.items() if made}
        self._index()

    def stored(self) -> list[Calibration]:
        """Everything, for a snapshot."""
        return [c for made in self._by_finding.values() for c in made]

    def restore(self, stored: Sequence[Calibration]) -> None:
        """Rebuild from `stored`."""
        self._by_finding = {}
        for calibration in stored:
            self._by_finding.setdefault(calibration.finding_uid, []).append(calibration)
        self._index()

    def _index(self) -> None:
        self._by_entity = {}
        for calibration in sorted(self.stored(), key=_newest_first):
            key = Entity(calibration.entity_type, calibration.entity)
            self._by_entity.setdefault(key, []).append(calibration)


def _surprise(reason: Reason) -> float:
    return round(-math.log10(reason.p_value), 3)


def _newest_first(calibration: Calibration) -> tuple[int, str, str, str, str]:
    c = calibration
    return -c.since, c.finding_uid, c.entity_type, c.entity, c.feature

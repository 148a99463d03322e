"""Risk of an entity: what its findings add up to, fading with time.

The points of findings (their scores, halved every week) are sorted, and each
next one counts 0.3 of the one before: many small ones stay below one large.
A verdict that nothing was wrong removes its contribution at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from uba.findings.finding import Entity, Finding
from uba.statistics import EntityRisk, RiskContribution

HALF_LIFE_MS = 7 * 86_400_000
_NEXT = 0.3
_CLEARED = ("false_positive", "benign")


def risks(findings: Iterable[Finding], now_ms: int) -> list[EntityRisk]:
    """Risk of every flagged entity at event time `now_ms`, riskiest first."""
    contributions: dict[Entity, list[RiskContribution]] = {}
    for finding in findings:
        if finding.verdict in _CLEARED:
            continue
        age = max(now_ms - finding.end_time, 0)
        points = round(finding.score * 0.5 ** (age / HALF_LIFE_MS), 2)
        for entity in finding.flagged:
            contributions.setdefault(entity, []).append(
                RiskContribution(finding_uid=finding.uid, time_ms=finding.end_time, points=points, title=finding.title)
            )
    ranked = []
    for entity, parts in contributions.items():
        parts.sort(key=lambda part: (-part.points, part.finding_uid))
        total = sum(part.points * _NEXT**i for i, part in enumerate(parts))
        ranked.append(EntityRisk(type=entity.type, id=entity.id, risk=round(min(total, 100.0), 2), contributions=parts))
    return sorted(ranked, key=lambda risk: (-risk.risk, risk.type, risk.id))

"""Severity of a finding: how strange it is, whom it concerns, and how far an attacker has come with it.

The score alone is a function of p. A privileged account, a critical system and a
technique late in an attack each add ten points, reconnaissance takes ten away, and the sum is
put into the bands of `uba.decide.score`. What logs cannot show whole is capped (`uba.attack.rows.severity_cap`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from uba.attack.rows import severity_cap
from uba.attack.techniques import BY_UID
from uba.context import Context
from uba.decide.score import SEVERITIES, severity_of
from uba.findings.finding import Entity

POINTS = 10.0
_LATE = frozenset({"execution", "persistence", "privilege-escalation", "lateral-movement", "exfiltration", "impact"})
"""Tactics of an attacker who is inside and at work."""
_EARLY = frozenset({"reconnaissance", "resource-development"})
"""Tactics of an attacker who is still outside."""
_SYSTEMS = ("host", "service")


def severity(score: float, aggravating: Sequence[str], techniques: Sequence[str]) -> str:
    """Name the severity of a finding.

    Parameters
    ----------
    score
        In [0, 100], a function of p.
    aggravating
        What makes it worse, of which each counts once.
    techniques
        ATT&CK ids, most telling first; the first one counts.
    """
    first = techniques[0] if techniques else ""
    points = score + POINTS * len(set(aggravating)) + _points_of(first)
    return min(severity_of(min(max(points, 0.0), 100.0)), severity_cap(first), key=SEVERITIES.index)


def aggravating(flagged: Iterable[Entity], concerned: Iterable[Entity], context: Context, time_ms: int) -> list[str]:
    """Say what makes an occurrence worse: privileged users over their threshold, critical systems concerned.

    At most one of each sort, so that many do not add up.
    """
    day = datetime.fromtimestamp(time_ms / 1000, UTC).date()
    users = (context.user(entity.id) for entity in flagged if entity.type == "user")
    privileged = next((f"privileged user {user.user}" for user in users if user is not None and user.privileged), "")
    systems = (entity for entity in (*flagged, *concerned) if entity.type in _SYSTEMS)
    critical = next((f"critical {e.type} {e.id}" for e in systems if context.inventory.is_critical(e.id, day)), "")
    return [said for said in (privileged, critical) if said]


def _points_of(technique: str) -> float:
    known = BY_UID.get(technique)
    tactics = set(known.tactics) if known is not None else set()
    if tactics & _LATE:
        return POINTS
    return -POINTS if tactics and tactics <= _EARLY else 0.0

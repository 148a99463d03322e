"""What was strange enough to be reported and was not, with the cause: nothing is suppressed silently."""

from __future__ import annotations

from collections import Counter

import msgspec

from uba.findings.finding import Entity
from uba.findings.occurrence import QUIET_MS, Occurrence

VERDICT, SCANNER, OWN_DOMAIN, PARTNER_DOMAIN, FORWARD = (
    "verdict",
    "scanner",
    "own_domain",
    "partner_domain",
    "external_forward_allowed",
)
"""Causes: a false-positive verdict, and rows of the inventory by their type."""
KEPT = 1000
"""Incidents that are kept to be looked at; the counts count them all."""


class HeldBackIncident(msgspec.Struct, kw_only=True):
    """One incident that nobody was told about; times in ms, of its first and last event."""

    cause: str
    entity: Entity
    start_time: int
    end_time: int
    event_count: int
    p_value: float
    message: str


class HeldBack(msgspec.Struct):
    """The incidents held back, and how many there were by cause; like findings, one incident counts once."""

    counts: dict[str, int] = msgspec.field(default_factory=dict)
    incidents: list[HeldBackIncident] = msgspec.field(default_factory=list)
    """Oldest first, the newest `KEPT`."""

    def note(self, occurrence: Occurrence, cause: str) -> bool:
        """Enter an occurrence; whether it began an incident."""
        entity = occurrence.flagged[0]
        p_value = float(f"{10.0**-occurrence.surprise:.3g}")
        for incident in reversed(self.incidents):
            if (incident.cause, incident.entity) != (cause, entity):
                continue
            if incident.start_time - QUIET_MS <= occurrence.time <= incident.end_time + QUIET_MS:
                incident.start_time = min(incident.start_time, occurrence.time)
                incident.end_time = max(incident.end_time, occurrence.time)
                incident.event_count += 1
                incident.p_value = min(incident.p_value, p_value)
                return False
        self.counts[cause] = self.counts.get(cause, 0) + 1
        self.incidents.append(
            HeldBackIncident(
                cause=cause,
                entity=entity,
                start_time=occurrence.time,
                end_time=occurrence.time,
                event_count=1,
                p_value=p_value,
                message=occurrence.reasons[0].message if occurrence.reasons else "",
            )
        )
        del self.incidents[:-KEPT]
        return True

    def total(self) -> int:
        """All incidents held back so far."""
        return Counter(self.counts).total()

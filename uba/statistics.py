"""What the engine knows about its own run: the figures behind the weekly report and the entity pages."""

from __future__ import annotations

import msgspec

from uba.attack.sighting import Seen


class DayStatistics(msgspec.Struct, frozen=True, kw_only=True):
    """One UTC day of event time.

    Attributes
    ----------
    day
        Days since the Unix epoch.
    events, rejected, late
        Events scored; records that could not be read; events that came later than the lateness bound.
    findings, suppressed
        Findings raised; findings held back by a verdict, the calendar or the inventory.
    budget
        Findings that were asked for on this day.
    active
        Entities that had an event, by entity kind.
    findings_by_team
        Findings by the team they are about, empty for nobody's.
    p_values
        By entity kind, how many entities' days had a fused p-value in each tenth of (0, 1].
    """

    day: int
    events: int
    rejected: int
    late: int
    findings: int
    suppressed: int
    budget: float
    active: dict[str, int]
    findings_by_team: dict[str, int] = {}
    p_values: dict[str, list[int]] = {}


class TeamStatistics(msgspec.Struct, frozen=True, kw_only=True):
    """Findings about the people and mailboxes of one team (department); a team without a budget asks for None."""

    team: str
    asked_per_day: float | None
    realised_per_day: float
    findings: int


class SourceStatistics(msgspec.Struct, frozen=True, kw_only=True):
    """One source: when it was last heard (event time, ms) and its events by day (days since the Unix epoch)."""

    source: str
    last_event_ms: int
    events_by_day: dict[int, int]


class Newcomer(msgspec.Struct, frozen=True, kw_only=True):
    """An entity with little history; `maturity` in [0, 1] is how much of its baseline is its own."""

    type: str
    id: str
    first_seen_ms: int
    department: str
    maturity: float


class RiskContribution(msgspec.Struct, frozen=True, kw_only=True):
    """What one finding adds to an entity's risk, in points of the 0-100 scale."""

    finding_uid: str
    time_ms: int
    points: float
    title: str


class EntityRisk(msgspec.Struct, frozen=True, kw_only=True):
    """An entity's risk, in [0, 100], and the findings it comes from."""

    type: str
    id: str
    risk: float
    contributions: list[RiskContribution]


class Statistics(msgspec.Struct, frozen=True, kw_only=True):
    """Everything countable about one engine.

    Attributes
    ----------
    days
        Ascending by day.
    entities
        Entities with a baseline, by entity kind.
    state_bytes
        Size of everything the engine remembers (`uba.memory`).
    asked_per_day, realised_per_day
        Findings a day: the budget, and what was raised on average.
    risks
        Riskiest first.
    teams
        Asked for and realised by team, by name.
    suppressed
        Incidents that nobody was told about, by cause (`uba.findings.held_back`).
    seen
        Which footprints of techniques came in; empty where the engine noted none.
    """

    days: list[DayStatistics]
    sources: list[SourceStatistics]
    newcomers: list[Newcomer]
    entities: dict[str, int]
    state_bytes: int
    asked_per_day: float
    realised_per_day: float
    risks: list[EntityRisk]
    suppressed: dict[str, int] = {}
    teams: list[TeamStatistics] = []
    seen: Seen = msgspec.field(default_factory=Seen)

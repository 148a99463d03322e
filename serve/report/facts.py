"""What a weekly report says, as data: every format shows exactly this."""

from __future__ import annotations

import msgspec

from serve.report.findings import EntityName, ReportFinding


class DayFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One day. `recorded` is False where the engine has no record of it; counts are then 0 and mean nothing."""

    day: int
    date: str
    weekday: str
    recorded: bool
    events: int
    rejected: int
    late: int
    suppressed: int
    budget: float
    findings: int
    by_severity: dict[str, int]


class RiskPoint(msgspec.Struct, frozen=True, kw_only=True):
    """What one finding added to an entity's risk, the strangest thing about it, and its further reasons."""

    finding_uid: str
    time_ms: int
    points: float
    sentence: str
    severity: str
    reasons: tuple[str, ...]
    verdict: str


class RiskFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One entity's risk, in [0, 100], with this week's contributions in time order; `earlier_points` came before."""

    entity: EntityName
    risk: float
    points: list[RiskPoint]
    earlier_points: float


class TechniqueFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One ATT&CK technique, the findings that show it, and on which days of the week they were raised."""

    uid: str
    name: str
    tactics: tuple[str, ...]
    findings: int
    severity: str
    by_day: list[int]
    entities: list[EntityName]


class SourceFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One source over the week.

    Attributes
    ----------
    usual_per_day
        Events on a usual day of this kind, from the weeks before.
    quiet_days
        Days (ISO dates) with far fewer events than that.
    silent
        Nothing for a day or more when the report's data ends.
    """

    source: str
    last_event_ms: int
    by_day: list[int]
    usual_per_day: float
    quiet_days: list[str]
    silent: bool


class NewcomerFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An entity first seen this week; `maturity` in [0, 1] is how much of its baseline is its own."""

    entity: EntityName
    department: str
    first_seen_ms: int
    maturity: float


class TeamFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Findings about one team (department); `asked_per_day` is None for a team without a budget of its own."""

    team: str
    asked_per_day: float | None
    raised: int
    realised_per_day: float
    realised_overall_per_day: float


class DriftFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Since when the p-values of an entity kind are others than before, and their mean before and since."""

    kind: str
    since: str
    mean_before: float
    mean_since: float


class WeeklyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A whole week. Days are UTC days.

    Attributes
    ----------
    until_ms
        Where the report's data ends: the week's end, or the newest event if that is earlier.
    budget
        Findings that were asked for over the recorded days, were nothing wrong.
    quiet_limit
        As many findings come by chance in 95 % of weeks in which nothing is wrong.
    realised_per_day, realised_overall_per_day
        Findings a day, this week and since the engine began.
    teams
        Teams with a budget or a finding, by name.
    active
        Most entities active on one day, by kind.
    findings
        Raised this week, or raised before and still going on in it; worst first.
    newcomers, newcomers_by_type
        First seen this week, users first; and how many of each kind.
    drifts
        Kinds of entity that changed this week or the week before, as far as it is known at the week's end.
    """

    kind: str = "uba.weekly_report"
    version: int = 1
    week: str
    first_date: str
    last_date: str
    start_ms: int
    end_ms: int
    until_ms: int
    days: list[DayFacts]
    events: int
    rejected: int
    late: int
    suppressed: int
    raised: int
    budget: float
    quiet_limit: int
    asked_per_day: float
    realised_per_day: float
    realised_overall_per_day: float
    teams: list[TeamFacts]
    verdicts: dict[str, int]
    active: dict[str, int]
    entities: dict[str, int]
    state_bytes: int
    findings: list[ReportFinding]
    risks: list[RiskFacts]
    techniques: list[TechniqueFacts]
    sources: list[SourceFacts]
    newcomers: list[NewcomerFacts]
    newcomers_by_type: dict[str, int]
    drifts: list[DriftFacts] = []

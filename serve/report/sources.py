"""Which sources went quiet: silence in a log is an observation too."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from serve.report.facts import SourceFacts
from serve.report.week import MS_PER_DAY, Week, day_date
from uba.statistics import SourceStatistics

WEEKS_BACK = 4
ENOUGH = 10
"""Fewer events than this on a usual day and an empty day says nothing."""
FEW = 0.1
"""A day is quiet below this share of a usual day."""


def source_facts(sources: Iterable[SourceStatistics], week: Week, until_ms: int) -> list[SourceFacts]:
    """Say for each source how its week compares with the weeks before; silent and quiet ones first."""
    facts = [_facts(source, week, until_ms) for source in sources if source.events_by_day or source.last_event_ms]
    return sorted(facts, key=lambda source: (not source.silent, -len(source.quiet_days), source.source))


def _facts(source: SourceStatistics, week: Week, until_ms: int) -> SourceFacts:
    whole_days = [day for day in week.days if (day + 1) * MS_PER_DAY <= until_ms]
    quiet = [day for day in whole_days if source.events_by_day.get(day, 0) < FEW * _enough(_usual(source, week, day))]
    usual = [_usual(source, week, day) for day in week.days]
    silent_ms = until_ms - source.last_event_ms
    return SourceFacts(
        source=source.source,
        last_event_ms=source.last_event_ms,
        by_day=[source.events_by_day.get(day, 0) for day in week.days],
        usual_per_day=round(sum(usual) / len(usual), 1),
        quiet_days=[day_date(day).isoformat() for day in quiet],
        silent=silent_ms >= MS_PER_DAY and _enough(max(usual)) > 0,
    )


def _enough(usual: float) -> float:
    return usual if usual >= ENOUGH else 0.0


def _usual(source: SourceStatistics, week: Week, day: int) -> float:
    """Return the median count of the same weekday in the weeks before; of all days before while that is one week."""
    began = min(source.events_by_day, default=day)
    same_weekday = [day - 7 * back for back in range(1, WEEKS_BACK + 1) if day - 7 * back >= began]
    if len(same_weekday) < 2:
        same_weekday = list(range(began, week.first_day))
    return float(median(source.events_by_day.get(past, 0) for past in same_weekday)) if same_weekday else 0.0

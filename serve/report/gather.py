"""From findings and statistics to the facts of one week: a pure function of its arguments."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.drift import drifts
from serve.report.facts import (
    DayFacts,
    DriftFacts,
    NewcomerFacts,
    RiskFacts,
    RiskPoint,
    TeamFacts,
    TechniqueFacts,
    WeeklyFacts,
)
from serve.report.findings import EntityName, ReportFinding, read_findings
from serve.report.sources import source_facts
from serve.report.techniques import technique_name
from serve.report.week import Week, day_date, day_of
from uba.statistics import DayStatistics, EntityRisk, Newcomer, Statistics

SEVERITY_ORDER = ("critical", "high", "medium", "low", "informational", "unknown")
MAX_USERS, MAX_OTHERS = 10, 5
"""Risky entities in a report: so many users, so many of all other kinds together."""
NEARLY_MS = 3_600_000
"""A week whose last event comes within its last hour is whole: nobody logs at midnight sharp."""


def weekly_facts(findings: Sequence[Mapping[str, Any]], statistics: Statistics, week: Week) -> WeeklyFacts:
    """Gather what is to be said about a week.

    Parameters
    ----------
    findings
        OCSF Detection Findings; those outside the week are left out.
    statistics
        Of the engine that raised them.

    Raises
    ------
    uba.errors.ParseError
        A finding is no Detection Finding.
    """
    told = [f for f in read_findings(findings) if f.start_ms < week.end_ms and f.end_ms >= week.start_ms]
    raised = [f for f in told if day_of(f.raised_ms) in week.days]
    days = _days(raised, statistics.days, week)
    recorded = [day for day in days if day.recorded]
    budget = sum(day.budget for day in recorded)
    until_ms = _until(statistics, week)
    newcomers = _newcomers(statistics.newcomers, week)
    return WeeklyFacts(
        week=week.text,
        first_date=days[0].date,
        last_date=days[-1].date,
        start_ms=week.start_ms,
        end_ms=week.end_ms,
        until_ms=until_ms,
        days=days,
        events=sum(day.events for day in days),
        rejected=sum(day.rejected for day in days),
        late=sum(day.late for day in days),
        suppressed=sum(day.suppressed for day in days),
        raised=len(raised),
        budget=round(budget, 3),
        quiet_limit=quiet_limit(budget),
        asked_per_day=statistics.asked_per_day,
        realised_per_day=round(len(raised) / max(1, len(recorded)), 3),
        realised_overall_per_day=statistics.realised_per_day,
        teams=_teams(statistics, week),
        verdicts=dict(Counter(finding.verdict or "open" for finding in told).most_common()),
        active=_most_active(statistics.days, week),
        entities=statistics.entities,
        state_bytes=statistics.state_bytes,
        findings=told,
        risks=_risks(statistics.risks, told, week),
        techniques=_techniques(told, week),
        sources=source_facts(statistics.sources, week, until_ms),
        newcomers=newcomers,
        newcomers_by_type=dict(Counter(newcomer.entity.type for newcomer in newcomers).most_common()),
        drifts=_drifts(statistics.days, week),
    )


def _drifts(days: Iterable[DayStatistics], week: Week) -> list[DriftFacts]:
    known = [day for day in days if day.day <= week.days[-1]]
    return [
        DriftFacts(
            kind=drift.kind,
            since=day_date(drift.since_day).isoformat(),
            mean_before=drift.before,
            mean_since=drift.since,
        )
        for drift in drifts(known)
        if drift.since_day >= week.days[0] - 7
    ]


def _teams(statistics: Statistics, week: Week) -> list[TeamFacts]:
    days = [day for day in statistics.days if day.day in week.days]
    raised = {team.team: sum(day.findings_by_team.get(team.team, 0) for day in days) for team in statistics.teams}
    return [
        TeamFacts(
            team=team.team,
            asked_per_day=team.asked_per_day,
            raised=raised[team.team],
            realised_per_day=round(raised[team.team] / max(1, len(days)), 3),
            realised_overall_per_day=team.realised_per_day,
        )
        for team in statistics.teams
    ]


def quiet_limit(budget: float) -> int:
    """Return the 95 % point of a Poisson count with this mean: benign findings come independently of each other."""
    from scipy.special import pdtrik

    return math.ceil(pdtrik(0.95, budget)) if budget > 0 else 0


def _until(statistics: Statistics, week: Week) -> int:
    newest = max((source.last_event_ms for source in statistics.sources), default=week.end_ms)
    if newest >= week.end_ms - NEARLY_MS:
        return week.end_ms
    return max(week.start_ms, newest + 1)


def _days(raised: Sequence[ReportFinding], recorded: Iterable[DayStatistics], week: Week) -> list[DayFacts]:
    by_day = {record.day: record for record in recorded}
    nothing = DayStatistics(day=0, events=0, rejected=0, late=0, findings=0, suppressed=0, budget=0.0, active={})
    days = []
    for day in week.days:
        record = by_day.get(day, nothing)
        counts = Counter(finding.severity for finding in raised if day_of(finding.raised_ms) == day)
        days.append(
            DayFacts(
                day=day,
                date=day_date(day).isoformat(),
                weekday=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day_date(day).weekday()],
                recorded=day in by_day,
                events=record.events,
                rejected=record.rejected,
                late=record.late,
                suppressed=record.suppressed,
                budget=record.budget,
                findings=counts.total(),
                by_severity={name: counts[name] for name in SEVERITY_ORDER if counts[name]},
            )
        )
    return days


def _most_active(days: Iterable[DayStatistics], week: Week) -> dict[str, int]:
    most: dict[str, int] = {}
    for record in days:
        if record.day in week.days:
            most |= {kind: max(count, most.get(kind, 0)) for kind, count in record.active.items()}
    return dict(sorted(most.items()))


def _risks(risks: Iterable[EntityRisk], findings: Iterable[ReportFinding], week: Week) -> list[RiskFacts]:
    by_uid = {finding.uid: finding for finding in findings}
    facts = [_risk(risk, by_uid, week) for risk in risks]
    ranked = sorted(
        (risk for risk in facts if risk.points), key=lambda risk: (-risk.risk, risk.entity.type, risk.entity.id)
    )
    users = [risk for risk in ranked if risk.entity.type == "user"][:MAX_USERS]
    others = [risk for risk in ranked if risk.entity.type != "user"][:MAX_OTHERS]
    return users + others


def _risk(risk: EntityRisk, findings: Mapping[str, ReportFinding], week: Week) -> RiskFacts:
    points = [
        RiskPoint(
            finding_uid=part.finding_uid,
            time_ms=part.time_ms,
            points=part.points,
            sentence=finding.sentence if finding else part.title,
            severity=finding.severity if finding else "unknown",
            reasons=finding.reasons[1:] if finding else (),
            verdict=finding.verdict if finding else "",
        )
        for part in sorted(risk.contributions, key=lambda part: (part.time_ms, part.finding_uid))
        for finding in [findings.get(part.finding_uid)]
        if week.start_ms <= part.time_ms < week.end_ms
    ]
    earlier = sum(part.points for part in risk.contributions if part.time_ms < week.start_ms)
    return RiskFacts(entity=EntityName(risk.type, risk.id), risk=risk.risk, points=points, earlier_points=earlier)


def _techniques(findings: Iterable[ReportFinding], week: Week) -> list[TechniqueFacts]:
    shown: dict[str, list[ReportFinding]] = {}
    for finding in findings:
        for uid in finding.techniques:
            shown.setdefault(uid, []).append(finding)
    return [_technique(uid, shown[uid], week) for uid in sorted(shown, key=lambda uid: (-len(shown[uid]), uid))]


def _technique(uid: str, findings: Sequence[ReportFinding], week: Week) -> TechniqueFacts:
    named = technique_name(uid)
    by_day = Counter(day_of(finding.raised_ms) for finding in findings)
    return TechniqueFacts(
        uid=uid,
        name=named.name,
        tactics=named.tactics,
        findings=len(findings),
        severity=min((finding.severity for finding in findings), key=SEVERITY_ORDER.index),
        by_day=[by_day[day] for day in week.days],
        entities=list(dict.fromkeys(finding.entities[0] for finding in findings if finding.entities)),
    )


def _newcomers(newcomers: Iterable[Newcomer], week: Week) -> list[NewcomerFacts]:
    facts = [
        NewcomerFacts(
            entity=EntityName(newcomer.type, newcomer.id),
            department=newcomer.department,
            first_seen_ms=newcomer.first_seen_ms,
            maturity=newcomer.maturity,
        )
        for newcomer in newcomers
        if week.start_ms <= newcomer.first_seen_ms < week.end_ms
    ]
    return sorted(facts, key=lambda new: (new.entity.type != "user", new.entity.type, new.first_seen_ms, new.entity.id))

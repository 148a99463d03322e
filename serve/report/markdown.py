"""The report as Markdown, for a ticket, a chat or a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from serve.report import words
from serve.report.facts import NewcomerFacts, RiskFacts, SourceFacts, TechniqueFacts, WeeklyFacts
from serve.report.findings import EntityName, ReportFinding

MAX_ROWS = 40


def markdown(facts: WeeklyFacts) -> str:
    """Write the report as Markdown; whatever came from a log is escaped."""
    parts = [
        f"# UBA weekly report {facts.week}",
        f"{words.days(facts.first_date, facts.last_date)}, UTC days.",
        f"**{words.headline(facts)}**",
        "\n".join(f"- {_plain(line)}" for line in words.attention(facts)),
        "## Findings against budget",
        _days(facts),
        "## Most risky",
        *[_risk(risk) for risk in facts.risks],
        "" if facts.risks else "No entity was part of a finding this week.",
        "## All findings",
        _findings(facts.findings),
        "## Techniques seen",
        _techniques(facts.techniques),
        "## Sources",
        _sources(facts.sources),
        "## Newcomers",
        _newcomers(facts),
        "## Data quality",
        _quality(facts),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _plain(text: str) -> str:
    """Take the meaning out of every character that Markdown or HTML would act upon."""
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", " ".join(text.split()))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join('---' for _ in head)}|"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def _cut(table: str, total: int) -> str:
    return table if total <= MAX_ROWS else f"{table}\n\n{total - MAX_ROWS:,} more, all in the JSON form of this report."


def _entity(entity: EntityName) -> str:
    return _plain(entity.id) + ("" if entity.type == "user" else f" ({_plain(words.kind(entity.type))})")


def _days(facts: WeeklyFacts) -> str:
    rows = [
        [f"{day.weekday} {day.date}", str(day.findings), words.number(day.budget) if day.recorded else "no record"]
        for day in facts.days
    ]
    rows.append(["**week**", f"**{facts.raised}**", f"**{words.number(facts.budget)}**"])
    asked, realised = words.number(facts.asked_per_day), words.number(facts.realised_per_day)
    overall = words.number(facts.realised_overall_per_day)
    table = _table(["day", "findings", "budget"], rows)
    said = f"{table}\n\nAsked for {asked} a day, realised {realised} this week and {overall} since the start."
    return f"{said}\n\n{_teams(facts)}" if facts.teams else said


def _teams(facts: WeeklyFacts) -> str:
    rows = [
        [
            _plain(team.team),
            str(team.raised),
            words.number(team.realised_per_day),
            "–" if team.asked_per_day is None else words.number(team.asked_per_day),
            words.number(team.realised_overall_per_day),
        ]
        for team in facts.teams
    ]
    return _table(["team", "findings", "a day", "asked a day", "a day since the start"], rows)


def _risk(risk: RiskFacts) -> str:
    lines = [f"### {_entity(risk.entity)}: risk {risk.risk:.0f} of 100", ""]
    for point in risk.points:
        verdict = f" ({point.verdict})" if point.verdict else ""
        head = f"- {words.moment(point.time_ms)}, +{words.number(round(point.points, 1))}, {point.severity}{verdict}"
        lines.append(f"{head}: {_plain(point.sentence)}")
        lines += [f"    - {_plain(reason)}" for reason in point.reasons[:3]]
    if risk.earlier_points >= 0.05:
        lines.append(f"- earlier: +{words.number(round(risk.earlier_points, 1))}")
    return "\n".join(lines)


def _findings(findings: Sequence[ReportFinding]) -> str:
    if not findings:
        return "No findings."
    rows = (
        [
            f"{finding.score:.0f}",
            finding.severity,
            _plain("; also ".join(finding.reasons[:3]) or finding.sentence),
            ", ".join(_entity(entity) for entity in finding.entities[:3]),
            words.span(finding.start_ms, finding.end_ms),
            finding.verdict or "open",
        ]
        for finding in findings[:MAX_ROWS]
    )
    return _cut(_table(["score", "severity", "what", "who", "when", "verdict"], rows), len(findings))


def _techniques(techniques: Sequence[TechniqueFacts]) -> str:
    if not techniques:
        return "No finding names a technique."
    rows = ([_plain(f"{t.uid} {t.name}"), ", ".join(t.tactics), str(t.findings), t.severity] for t in techniques)
    return _table(["technique", "tactic", "findings", "worst"], rows)


def _sources(sources: Sequence[SourceFacts]) -> str:
    if not sources:
        return "No source has sent anything."
    rows = (
        [
            _plain(source.source),
            "silent" if source.silent else "was quiet" if source.quiet_days else "sending",
            words.moment(source.last_event_ms),
            words.number(source.usual_per_day),
            words.number(sum(source.by_day)),
            ", ".join(source.quiet_days) or "–",
        ]
        for source in sources
    )
    return _table(["source", "state", "last heard", "usual a day", "this week", "quiet days"], rows)


def _newcomers(facts: WeeklyFacts) -> str:
    if not facts.newcomers:
        return "Nobody and nothing new."

    def row(new: NewcomerFacts) -> list[str]:
        seen = words.moment(new.first_seen_ms)
        return [_entity(new.entity), _plain(new.department) or "–", seen, f"{100 * new.maturity:.0f} %"]

    table = _table(["who", "department", "first seen", "maturity"], map(row, facts.newcomers[:MAX_ROWS]))
    return _cut(table, len(facts.newcomers))


def _quality(facts: WeeklyFacts) -> str:
    rows = [
        ["events scored", words.number(facts.events), ""],
        [
            "records not readable",
            words.number(facts.rejected),
            words.share(facts.rejected, facts.events + facts.rejected),
        ],
        ["late records", words.number(facts.late), words.share(facts.late, facts.events)],
        ["findings suppressed", words.number(facts.suppressed), ""],
    ]
    kept = sum(facts.entities.values())
    state = f"Baselines of {words.plural(kept, 'entity', 'entities')}: {words.size(facts.state_bytes)}."
    return _table(["what", "week", "share"], rows) + (f"\n\n{state}" if kept else "")

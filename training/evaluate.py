"""Evaluation: what a replay found, held against what was in the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from training.by_row import INTENSITIES, Row, by_row, cells
from training.labels import Incident, Labels
from training.matching import AttackResult, facts_of, match


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """What an evaluation needs of one replay.

    Attributes
    ----------
    findings
        OCSF Detection Findings, as published.
    since
        Event time (ms) from which findings were raised.
    days
        Days from then on.
    user_days
        Users active on each of these days, summed.
    asked_per_day
        The budget.
    """

    findings: list[dict[str, Any]]
    since: int
    days: int
    user_days: int
    asked_per_day: float
    events: int
    rejected: int
    seconds: float


class Found(msgspec.Struct, frozen=True):
    """So many of so many."""

    found: int
    of: int

    def __str__(self) -> str:
        return f"{self.found}/{self.of}"


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """One replay judged.

    Attributes
    ----------
    by_behaviour
        Attacks found, by behaviour and intensity (empty for attacks without one).
    technique_right, technique_exact
        Of the attacks found, those of which a finding names the technique or one of the same
        parent, and those of which one names the very technique.
    benign_findings
        Findings about no attack.
    benign_per_1000_user_days, realised_over_asked
        Their number by user-days, and a day over the budget: 1 means that the budget is kept.
    lookalike_hits
        Of these, findings about benign behaviour that looks like an attack, by behaviour.
    by_row
        The same by technique.
    missed
        Attacks that no finding is about.
    """

    found: Found
    by_behaviour: dict[str, dict[str, Found]]
    technique_right: Found
    technique_exact: Found
    findings: int
    benign_findings: int
    benign_per_1000_user_days: float
    user_days: int
    days: int
    asked_per_day: float
    realised_over_asked: float
    lookalike_hits: dict[str, int]
    by_row: dict[str, Row]
    missed: list[str]
    events: int
    seconds: float


def evaluate(replay: Replay, labels: Labels) -> Evaluation:
    """Judge a replay by the labelled attacks that end after `replay.since`."""
    judged = Labels(attacks=_since(labels.attacks, replay.since), lookalikes=_since(labels.lookalikes, replay.since))
    matches = match([facts_of(finding) for finding in replay.findings], judged)
    hits = [result for result in matches.attacks if result.found]
    benign = len(matches.benign)
    asked = replay.asked_per_day * replay.days
    return Evaluation(
        found=Found(len(hits), len(matches.attacks)),
        by_behaviour=_by_behaviour(matches.attacks),
        technique_right=Found(sum(hit.technique_right for hit in hits), len(hits)),
        technique_exact=Found(sum(hit.technique_exact for hit in hits), len(hits)),
        findings=len(replay.findings),
        benign_findings=benign,
        benign_per_1000_user_days=1000 * benign / max(1, replay.user_days),
        user_days=replay.user_days,
        days=replay.days,
        asked_per_day=replay.asked_per_day,
        realised_over_asked=benign / asked if asked else 0.0,
        lookalike_hits=matches.lookalike_hits,
        by_row=by_row(matches),
        missed=[_name(result.attack) for result in matches.attacks if not result.found],
        events=replay.events,
        seconds=replay.seconds,
    )


def _since(incidents: Sequence[Incident], since: int) -> tuple[Incident, ...]:
    return tuple(incident for incident in incidents if incident.end >= since)


def _by_behaviour(results: Sequence[AttackResult]) -> dict[str, dict[str, Found]]:
    table: dict[str, dict[str, Found]] = {}
    for result in sorted(results, key=lambda r: r.attack.behaviour):
        row = table.setdefault(result.attack.behaviour, {})
        so_far = row.get(result.attack.intensity, Found(0, 0))
        row[result.attack.intensity] = Found(so_far.found + result.found, so_far.of + 1)
    return table


def _name(attack: Incident) -> str:
    entities = [f"{type_} {name}" for type_, names in attack.entities.items() for name in names]
    return f"{attack.id} ({attack.behaviour} {attack.intensity}, {attack.technique}: {', '.join(entities[:2])})"


def sum_found(tables: Sequence[Mapping[str, Mapping[str, Found]]]) -> dict[str, dict[str, Found]]:
    """Add up tables of several evaluations."""
    total: dict[str, dict[str, Found]] = {}
    for table in tables:
        for behaviour, row in table.items():
            into = total.setdefault(behaviour, {})
            for intensity, cell in row.items():
                so_far = into.get(intensity, Found(0, 0))
                into[intensity] = Found(so_far.found + cell.found, so_far.of + cell.of)
    return dict(sorted(total.items()))


def columns_of(table: Mapping[str, Mapping[str, Found]]) -> list[str]:
    """List the intensities that occur: the known ones by loudness, then others."""
    met = {intensity for row in table.values() for intensity in row}
    return [i for i in INTENSITIES if i in met] + sorted(met.difference(INTENSITIES))


def as_text(evaluation: Evaluation) -> str:
    """Say an evaluation in lines for a terminal."""
    columns = columns_of(evaluation.by_behaviour)
    width = max([len(behaviour) for behaviour in evaluation.by_behaviour] or [0]) + 2
    lines = [f"Attacks found: {evaluation.found}"]
    lines.append("  " + "".ljust(width) + "".join((column or "all").rjust(9) for column in columns))
    for behaviour, row in evaluation.by_behaviour.items():
        lines.append("  " + behaviour.ljust(width) + "".join(str(row.get(c, "–")).rjust(9) for c in columns))
    lookalikes = ", ".join(f"{name} {n}" for name, n in evaluation.lookalike_hits.items()) or "none"
    lines += [
        f"Technique right or of the same parent: {evaluation.technique_right} (exact {evaluation.technique_exact})",
        f"Findings about no attack: {evaluation.benign_findings} in {evaluation.days} days and {evaluation.user_days} "
        f"user-days, {evaluation.benign_per_1000_user_days:.2f} per 1,000 user-days",
        f"Realised over asked: {evaluation.realised_over_asked:.2f} (asked {evaluation.asked_per_day:g} a day)",
        f"Look-alikes hit: {lookalikes}",
        *_rows_as_text(evaluation.by_row),
    ]
    lines += [f"Missed: {name}" for name in evaluation.missed]
    return "\n".join(lines)


def _rows_as_text(rows: Mapping[str, Row]) -> list[str]:
    """Say the rows as a table; nothing where no attack has a technique."""
    named = {technique: row for technique, row in rows.items() if technique}
    if not named:
        return []
    head = "  technique     loud   medium    quiet    right    exact  look-alikes hit"
    lines = [
        "  " + t.ljust(9) + "".join(c.rjust(9) for c in cells(row)[:5]) + f"  {cells(row)[5]}"
        for t, row in named.items()
    ]
    return ["By technique:", head, *lines]

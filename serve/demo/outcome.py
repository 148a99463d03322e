"""What the demo came to: labelled attacks found and missed, and where everything is."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.markup import escape
from rich.table import Table


class AttackLine(NamedTuple):
    """One labelled attack and the gravest finding about it, None when it was missed."""

    id: str
    behaviour: str
    intensity: str
    start: int
    """Milliseconds since the Unix epoch."""
    finding: Mapping[str, Any] | None
    technique_right: bool
    """Some finding about it names its technique."""


class Judged(NamedTuple):
    """Findings held against the labels."""

    attacks: list[AttackLine]
    """In the order of time."""
    benign: int
    """Findings about no labelled attack."""

    @property
    def found(self) -> int:
        """How many attacks have a finding."""
        return sum(attack.finding is not None for attack in self.attacks)

    @property
    def rightly_named(self) -> int:
        """How many of these have a finding that names their technique."""
        return sum(attack.technique_right for attack in self.attacks)


def judge(findings: Sequence[Mapping[str, Any]], labels: Path) -> Judged:
    """Match findings with the labels, as `uba evaluate` does; nothing that scores ever sees them."""
    # By name: serve does not depend on training.
    matching = importlib.import_module("training.matching")
    known = importlib.import_module("training.labels").read_labels(labels)
    matches = matching.match([matching.facts_of(finding) for finding in findings], known)
    by_uid = {finding["finding_info"]["uid"]: finding for finding in findings}
    lines = [
        AttackLine(
            id=result.attack.id,
            behaviour=result.attack.behaviour,
            intensity=result.attack.intensity,
            start=result.attack.start,
            finding=max((by_uid[uid] for uid in result.finding_uids), key=_risk, default=None),
            technique_right=result.technique_right,
        )
        for result in matches.attacks
    ]
    return Judged(sorted(lines, key=lambda line: line.start), len(matches.benign))


def _risk(finding: Mapping[str, Any]) -> float:
    return float(finding.get("risk_score", 0))


def show_attacks(console: Console, judged: Judged) -> None:
    """Print the labelled attacks, one a row."""
    columns = ("attack", "began (UTC)", "result", "technique", "gravest finding")
    table = Table(*columns, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for line in judged.attacks:
        began = datetime.fromtimestamp(line.start / 1000, UTC).strftime("%d %b %H:%M")
        result, named, told = "[yellow]missed[/yellow]", "", ""
        if line.finding is not None:
            result, named = "[green]found[/green]", "right" if line.technique_right else "other"
            told = escape(line.finding["message"].partition("; also ")[0])
        table.add_row(f"{line.intensity} {line.behaviour}", began, result, named, told)
    console.print()
    console.print(table)


def show_facts(console: Console, facts: Mapping[str, str]) -> None:
    """Print facts, a name and a value a line; values are never cut, so that they can be copied."""
    width = max(len(name) for name in facts)
    console.print()
    for name, value in facts.items():
        console.print(f"{name:<{width}}  {value}", markup=False, highlight=False, soft_wrap=True)

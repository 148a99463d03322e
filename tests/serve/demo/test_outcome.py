"""Laws of what the demo says in the end."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console

from serve.demo.outcome import judge, show_attacks, show_facts


def finding(uid: str, user: str, risk: int, technique: str) -> dict[str, Any]:
    """Make what is needed of a finding."""
    return {
        "finding_info": {"uid": uid, "attacks": [{"technique": {"uid": technique}}]},
        "start_time": 1_000,
        "end_time": 2_000,
        "risk_score": risk,
        "observables": [{"name": "user", "value": user}],
        "unmapped": {"flagged": [{"type": "user", "id": user}]},
        "message": f"{user}: 9 [files] in a day; usual 0-1; p = 1e-06; also more",
    }


def attack(ident: str, user: str, start: int) -> dict[str, Any]:
    """Make the label of an attack."""
    return {
        "id": ident,
        "behaviour": "documents",
        "intensity": "loud",
        "technique": "T1213",
        "start": start,
        "end": 2_000,
        "entities": {"user": [user]},
    }


def test_findings_are_held_against_the_labels(tmp_path: Path) -> None:
    """Attacks come in the order of time with their gravest finding; what is about none is counted."""
    labels = tmp_path / "labels.json"
    labels.write_text(json.dumps({"attacks": [attack("later", "ana", 1_500), attack("first", "bo", 1_000)]}))
    findings = [finding("1", "ana", 10, "T1550"), finding("2", "ana", 90, "T1213"), finding("3", "cy", 99, "T1213")]
    judged = judge(findings, labels)

    assert [(line.id, line.finding and line.finding["finding_info"]["uid"]) for line in judged.attacks] == [
        ("first", None),
        ("later", "2"),
    ]
    assert (judged.found, judged.rightly_named, judged.benign) == (1, 1, 1)


def test_attacks_are_shown_with_one_reason(tmp_path: Path) -> None:
    """Every attack is a row with its result and, when found, the first reason, brackets and all."""
    labels = tmp_path / "labels.json"
    labels.write_text(json.dumps({"attacks": [attack("1", "ana", 1_500), attack("2", "bo", 1_600)]}))
    shown = StringIO()
    show_attacks(Console(file=shown, width=200), judge([finding("1", "ana", 10, "T1550")], labels))
    rows = shown.getvalue().splitlines()

    assert rows[-2].split()[:6] == ["loud", "documents", "01", "Jan", "00:00", "found"]
    assert rows[-2].rstrip().endswith("other      ana: 9 [files] in a day; usual 0-1; p = 1e-06")
    assert rows[-1].rstrip().endswith("missed")


def test_values_are_never_cut() -> None:
    """A value longer than the line is printed whole, so that it can be copied."""
    shown = StringIO()
    show_facts(Console(file=shown, width=20), {"report": "x" * 100, "MLflow run": "1"})

    assert shown.getvalue().splitlines() == ["", "report      " + "x" * 100, "MLflow run  1"]

"""Laws of severity: never lower for a privileged account, a critical system or a later technique."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.uba.findings.occurrences import START
from uba.attack import TECHNIQUES
from uba.attack.row import Row
from uba.attack.rows import ROWS, severity_cap
from uba.context import Context
from uba.context.directory import Directory, User
from uba.context.inventory import Asset, Inventory
from uba.decide.score import SEVERITIES, severity_of
from uba.findings.finding import Entity
from uba.findings.severity import aggravating, severity

ROOT, ANA, DB = Entity("user", "root@x.example"), Entity("user", "ana@x.example"), Entity("host", "DB1")


def context() -> Context:
    """A privileged user, an ordinary one, a critical system and one that was."""
    users = [User(user=ROOT.id, privileged=True), User(user=ANA.id)]
    assets = [
        Asset(type="host", value="db1", criticality="high"),
        Asset(type="service", value="old", criticality="high", valid_to=date(2020, 1, 1)),
        Asset(type="host", value="toy", criticality="low"),
        Asset(type="scanner", value="10.0.0.1", criticality="high"),
    ]
    return Context(Directory(users), inventory=Inventory(assets))


@given(
    score=st.floats(0, 100),
    worse=st.lists(st.sampled_from(["privileged user a", "critical host b"]), max_size=3),
    techniques=st.lists(st.sampled_from(["", *TECHNIQUES]), max_size=3),
)
def test_monotone(score: float, worse: list[str], techniques: list[str]) -> None:
    """It rises with the score and with what makes it worse, and is the score's own where there is nothing else."""
    found = SEVERITIES.index(severity(score, worse, techniques))

    assert severity(score, [], []) == severity_of(score)
    assert found >= SEVERITIES.index(severity(score, [], techniques))
    assert found >= SEVERITIES.index(severity(score / 2, worse, techniques))
    first = techniques[0] if techniques else ""
    uncapped = SEVERITIES.index(severity_of(score))
    assert abs(found - min(uncapped, SEVERITIES.index(severity_cap(first)))) <= 2


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.technique)
def test_cap(row: Row) -> None:
    """The worst there is about a technique is as severe as its row allows, and no more."""
    assert severity(100.0, ["privileged user a", "critical host b"], [row.technique]) == row.severity_cap


@pytest.mark.parametrize(
    ("technique", "expected"),
    [("T1213.001", "low"), ("T1505.003", "medium"), ("T1598.003", "low"), ("T1110.003", "low"), ("T9999", "low")],
)
def test_techniques(technique: str, expected: str) -> None:
    """An attacker at work weighs more than one who collects or tries to get in; an unknown technique says nothing."""
    assert severity(35.0, [], [technique]) == expected


def test_reconnaissance_weighs_less() -> None:
    """Who only looks from outside is a band lower at the edge."""
    assert [severity(41.0, [], [t]) for t in ("T1213", "T1594")] == ["medium", "low"]


@pytest.mark.parametrize(
    ("flagged", "concerned", "said"),
    [
        ([ROOT], [], ["privileged user root@x.example"]),
        ([ANA], [ROOT], []),
        ([ANA], [DB], ["critical host DB1"]),
        ([ROOT, ROOT], [DB, DB], ["privileged user root@x.example", "critical host DB1"]),
        ([Entity("service", "old"), Entity("host", "toy"), Entity("src_ip", "10.0.0.1")], [], []),
        ([], [], []),
    ],
)
def test_aggravating(flagged: list[Entity], concerned: list[Entity], said: list[str]) -> None:
    """Privileged users count when they are strange themselves, critical systems when they are concerned at all."""
    assert aggravating(flagged, concerned, context(), START) == said

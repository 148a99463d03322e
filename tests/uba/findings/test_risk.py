"""Laws of risk: many small ones never pass for one large, it halves in a week, a verdict removes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.uba.findings.occurrences import ANA, IP, START, findings, occurrence
from uba.findings.book import FindingBook
from uba.findings.finding import Finding
from uba.findings.occurrence import QUIET_MS
from uba.findings.risk import HALF_LIFE_MS, risks


def incidents(surprises: list[float]) -> FindingBook:
    """A book of separate incidents of one user, all about now."""
    book = FindingBook()
    for i, surprise in enumerate(surprises):
        book.add(occurrence(f"e{i}", START - i * (QUIET_MS + 1), surprise=surprise))
        book.close_before(2 * START)
    return book


@given(points=st.floats(1.0, 2.0), many=st.integers(1, 60))
def test_many_small_never_pass_for_one_large(points: float, many: int) -> None:
    """However many findings of a score there are, together they stay below one of one and a half times the score."""
    together = risks(incidents([points] * many).all(), START)[0].risk
    large = risks(incidents([1.5 * points]).all(), START)[0].risk

    assert together < large


@given(scores=st.lists(st.floats(0.1, 30.0), min_size=1, max_size=8), order=st.randoms())
def test_bounds(scores: list[float], order: object) -> None:
    """Risk is at least the largest contribution, at most 100, and blind to the order of findings."""
    found = incidents(scores).all()
    (risk,) = risks(found, START)
    order.shuffle(found)  # type: ignore[attr-defined]

    assert max(part.points for part in risk.contributions) - 0.01 <= risk.risk <= 100.0
    assert risks(found, START) == [risk]


def test_half_life() -> None:
    """A week after its last event a finding counts half; it never counts more than at first."""
    found = incidents([4.0]).all()
    weeks = [risks(found, START + week * HALF_LIFE_MS)[0].risk for week in (-1, 0, 1, 2)]

    assert weeks == [50.0, 50.0, 25.0, 12.5]


@pytest.mark.parametrize(("verdict", "left"), [("false_positive", 0), ("benign", 0), ("true_positive", 2)])
def test_a_verdict_removes_risk(verdict: str, left: int) -> None:
    """What was nothing counts nothing, at once, for every entity flagged; what was something goes on counting."""
    book = FindingBook()
    finding, _ = book.add(occurrence(flagged=(ANA, IP)))
    assert {risk.id for risk in risks(book.all(), START)} == {ANA.id, IP.id}
    book.verdict(finding.uid, verdict, "", "kim", START)

    assert len(risks(book.all(), START)) == left


@given(found=st.lists(findings(), max_size=5))
def test_riskiest_first(found: list[Finding]) -> None:
    """Entities are ranked by risk, each once, contributions largest first."""
    ranked = risks(found, START)

    assert [risk.risk for risk in ranked] == sorted((risk.risk for risk in ranked), reverse=True)
    assert len({(risk.type, risk.id) for risk in ranked}) == len(ranked)
    for risk in ranked:
        points = [part.points for part in risk.contributions]
        assert points == sorted(points, reverse=True)

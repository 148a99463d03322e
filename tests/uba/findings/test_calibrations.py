"""Laws of calibrations: what a false-positive verdict teaches is visible, ends, and can be taken back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.uba.findings.occurrences import ANA, IP, START, findings, occurrence, reason
from uba.decide.decision import Reason
from uba.findings.book import FindingBook
from uba.findings.calibrations import LASTS_MS, Calibrations
from uba.findings.finding import Finding

WIKI, MAIL = "read.count.wiki.1d", "mail.messages.1d"


def judged(verdict: str = "false_positive", time_ms: int = START) -> FindingBook:
    """A book with one finding of two reasons, and a verdict."""
    book = FindingBook()
    finding, _ = book.add(occurrence(reasons=(reason(WIKI, p_value=1e-5), reason(MAIL, p_value=1e-3))))
    book.verdict(finding.uid, verdict, "a migration", "kim", time_ms)
    return book


def test_a_false_positive_calibrates() -> None:
    """Each reason's entity and feature gets its own surprise as limit, with who, why and until when."""
    calibrations = judged().calibrations
    known = calibrations.of("user", ANA.id, START)

    assert {(c.feature, c.limit) for c in known} == {(WIKI, 5.0), (MAIL, 3.0)}
    assert {(c.author, c.note, c.since, c.until) for c in known} == {("kim", "a migration", START, START + LASTS_MS)}
    assert calibrations.limit("user", ANA.id, WIKI, START) == 5.0
    assert calibrations.limit("user", ANA.id, "other", START) == 0.0
    assert calibrations.limit("user", "bob", WIKI, START) == 0.0
    assert [calibrations.limit("user", ANA.id, name, START) for name in ("other", MAIL, WIKI)] == [0.0, 3.0, 5.0]
    assert calibrations.limit("src_ip", ANA.id, WIKI, START) == 0.0


@pytest.mark.parametrize("verdict", ["benign", "true_positive"])
def test_only_false_positives_calibrate(verdict: str) -> None:
    """Other verdicts calibrate nothing, and take back what an earlier one did."""
    assert len(judged(verdict).calibrations) == 0
    book = judged()
    book.verdict(book.all()[0].uid, verdict, "", "kim", START + 1)

    assert book.calibrations.all(START) == []
    assert book.calibrations.limit("user", ANA.id, WIKI, START) == 0.0


@pytest.mark.parametrize(("time_ms", "limit"), [(START + LASTS_MS - 1, 5.0), (START + LASTS_MS, 0.0)])
def test_it_ends(time_ms: int, limit: float) -> None:
    """After 90 days of event time it is over, whether or not it was forgotten yet."""
    calibrations = judged().calibrations
    assert calibrations.limit("user", ANA.id, WIKI, time_ms) == limit
    calibrations.forget_before(time_ms)

    assert calibrations.limit("user", ANA.id, WIKI, time_ms) == limit
    assert len(calibrations) == (2 if limit else 0)


@pytest.mark.parametrize(
    ("reasons", "is_nothing"),
    [
        ((reason(WIKI, p_value=1e-5),), True),
        ((reason(WIKI, p_value=1e-4), reason(MAIL, p_value=1e-3)), True),
        ((reason(WIKI, p_value=1e-6),), False),
        ((reason(WIKI, p_value=1e-4), reason("other", p_value=0.05)), True),
        ((reason(WIKI, p_value=1e-4), reason("other", p_value=1e-3)), False),
        ((reason(WIKI, IP, p_value=1e-4),), False),
        ((), False),
    ],
)
def test_as_much_again_is_nothing(reasons: tuple[Reason, ...], is_nothing: bool) -> None:
    """What was judged, and no more of it, is held back; more, or anything else that tells, is not."""
    book, later = judged(), START + 10 * 86_400_000
    again = occurrence("e2", later, reasons=reasons)

    assert book.is_nothing(again) is is_nothing
    assert judged("benign").is_nothing(again) is False
    assert book.is_nothing(occurrence("e3", START + LASTS_MS, reasons=reasons)) is False


def test_what_goes_on_is_part_of_its_finding() -> None:
    """While the judged incident goes on its events join it, as before the verdict."""
    book = judged()

    assert not book.is_nothing(occurrence("e2", START + 3_600_000, reasons=(reason(WIKI, p_value=1e-5),)))


def test_the_widest_counts() -> None:
    """Of two findings that calibrate the same, the larger limit counts, and stays when the other is taken back."""
    book = judged()
    first = book.all()[0]
    second, _ = book.add(occurrence("e2", START + 9 * 86_400_000, reasons=(reason(WIKI, p_value=1e-8),)))
    book.verdict(second.uid, "false_positive", "", "kim", START + 9 * 86_400_000)
    assert second is not first
    assert book.calibrations.limit("user", ANA.id, WIKI, START) == 8.0
    book.verdict(second.uid, "benign", "", "kim", START + 9 * 86_400_000)

    assert book.calibrations.limit("user", ANA.id, WIKI, START) == 5.0


@settings(max_examples=40)
@given(made=st.lists(findings(), max_size=3), order=st.randoms())
def test_a_function_of_the_verdicts(made: list[Finding], order: object) -> None:
    """The order of verdicts on different findings changes nothing, and a restored state answers the same."""
    distinct = list({finding.uid: finding for finding in made}.values())
    one, other, restored = Calibrations(), Calibrations(), Calibrations()
    for finding in distinct:
        one.judge(finding)
    order.shuffle(distinct)  # type: ignore[attr-defined]
    for finding in distinct:
        other.judge(finding)
        other.judge(finding)
    restored.restore(one.stored())

    assert one.all(START) == other.all(START) == restored.all(START)
    for c in one.all(START):
        assert restored.limit(c.entity_type, c.entity, c.feature, START) >= c.limit > 0.0

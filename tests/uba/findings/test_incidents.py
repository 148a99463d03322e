"""Laws of incidents that are only counted: as many begin as the book of findings would raise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.uba.findings.occurrences import HOUR_MS, OCCURRENCES, START, occurrence, reason
from uba.findings import incidents as module
from uba.findings.book import FindingBook
from uba.findings.finding import Entity
from uba.findings.incidents import Incidents
from uba.findings.occurrence import Occurrence


def features_of(item: Occurrence) -> list[str]:
    """Features of the reasons, the leading one first."""
    return list(dict.fromkeys(reason.feature for reason in item.reasons))


@given(items=st.lists(OCCURRENCES, max_size=12))
def test_as_many_begin_as_findings_are_raised(items: list[Occurrence]) -> None:
    """Whatever comes, an incident begins when the book would raise a finding that nobody judged."""
    book, counted = FindingBook(), Incidents()
    for item in items:
        keys = [*item.flagged, *([Entity("group", item.group)] if item.group else [])]
        raised = book.add(item)[1]

        assert (counted.note(keys, item.time, features_of(item)) is not None) == raised


def test_what_is_over_begins_again() -> None:
    """More of the same belongs to an incident for three days, anything else for one."""
    keys, counted = [Entity("user", "ana")], Incidents()

    assert counted.note(keys, START, ["read.count"]) is not None
    assert counted.note(keys, START + 23 * HOUR_MS, ["mail.sent"]) is None
    assert counted.note(keys, START + 70 * HOUR_MS, ["read.count"]) is None
    assert counted.note(keys, START + 100 * HOUR_MS, ["auth.fail"]) is not None
    assert len(counted.close_before(START)) == 2
    assert counted.close_before(START) == []


@given(items=st.lists(OCCURRENCES, max_size=8), cut=st.integers(0, 8))
def test_state(items: list[Occurrence], cut: int) -> None:
    """Stored and restored in between, it counts the same."""
    whole, halves = Incidents(), Incidents()
    for place, item in enumerate(items):
        if place == cut:
            stored, halves = halves.stored(), Incidents()
            halves.restore(stored)
        for counted in (whole, halves):
            counted.note(item.flagged, item.time, features_of(item))

    assert halves.stored() == whole.stored()


def test_invented_names_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many entities come, only so many are remembered, the newest."""
    monkeypatch.setattr(module, "MOST_KEYS", 50)
    counted = Incidents()
    for i in range(500):
        counted.note([Entity("src_ip", f"192.0.2.{i}")], START + i, ["web.requests"])

    assert len(counted.stored().recent) == 50
    assert counted.note([Entity("src_ip", "192.0.2.499")], START + 600, ["web.requests"]) is None


def test_the_leading_feature_decides() -> None:
    """After a day an incident goes on by what is strangest now, if that was strange then."""
    keys, counted = [Entity("user", "ana")], Incidents()
    item = occurrence(reasons=(reason("a"), reason("b")))
    counted.note(keys, START, features_of(item))

    assert counted.note(keys, START + 30 * HOUR_MS, ["b", "c"]) is None
    assert counted.note(keys, START + 65 * HOUR_MS, ["d", "a"]) is not None

"""Laws of the book: one incident is one finding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.uba.findings.occurrences import ANA, HOUR_MS, IP, OCCURRENCES, START, occurrence, reason
from uba.errors import ConfigError
from uba.findings.book import QUIET_MS, FindingBook, Occurrence
from uba.findings.finding import MAX_ENTITIES, MAX_RELATED, Entity


def test_one_incident_is_one_finding() -> None:
    """Events of an entity that follow each other within a day update one finding, and only the first raises it."""
    book = FindingBook()
    answers = [book.add(occurrence(f"e{i}", START + i * 20 * HOUR_MS)) for i in range(5)]
    finding = answers[0][0]

    assert [raised for _, raised in answers] == [True, False, False, False, False]
    assert all(found is finding for found, _ in answers)
    assert (finding.event_count, finding.revision) == (5, 5)
    assert (finding.start_time, finding.end_time) == (START, START + 80 * HOUR_MS)
    assert finding.event_uids == [f"e{i}" for i in range(5)]
    assert len(book) == 1


@pytest.mark.parametrize(("gap", "incidents"), [(QUIET_MS, 1), (QUIET_MS + 1, 2)])
def test_a_quiet_day_ends_it(gap: int, incidents: int) -> None:
    """After a day without events the next one is another incident, with another uid."""
    book = FindingBook()
    book.add(occurrence("e1"))
    book.add(occurrence("e2", START + gap))

    assert len({finding.uid for finding in book.all()}) == incidents


def test_other_entities_are_other_incidents() -> None:
    """Two entities that have nothing to do with each other have a finding each."""
    book = FindingBook()
    book.add(occurrence("e1"))
    book.add(occurrence("e2", flagged=(Entity("user", "bob@corp.example"),)))

    assert len(book) == 2


def test_entities_flagged_together_are_one_incident() -> None:
    """Once two entities were flagged by one event, events of either belong to the finding."""
    book = FindingBook()
    first, _ = book.add(occurrence("e1", flagged=(ANA, IP)))
    second, _ = book.add(occurrence("e2", flagged=(IP,)))

    assert second is first
    assert first.primary == ANA
    assert first.flagged == [ANA, IP]


def test_a_group_is_one_incident() -> None:
    """Addresses of one network that do the same are one finding; those of another network are not."""
    book = FindingBook()
    for i, group in enumerate(["AS1 signin", "AS1 signin", "AS2 signin", ""]):
        book.add(occurrence(f"e{i}", START + i, flagged=(Entity("src_ip", f"192.0.2.{i}"),), group=group))

    assert sorted(len(finding.flagged) for finding in book.all()) == [1, 1, 2]


def test_closed_incidents_are_left_alone() -> None:
    """Entities of incidents that ended before a time start a new finding; the old one stays in the book."""
    book = FindingBook()
    old, _ = book.add(occurrence("e1"))
    book.close_before(START + 1)
    new, raised = book.add(occurrence("e2", START + 1))

    assert raised
    assert new is not old
    assert book.get(old.uid) is old


def test_the_strangest_moment_counts() -> None:
    """A finding has the least p, the highest score and the strangest reason of each feature so far; they never fade."""
    book = FindingBook()
    book.add(occurrence("e1", surprise=4.0, reasons=(reason(p_value=1e-4),)))
    book.add(occurrence("e2", surprise=6.0, reasons=(reason(p_value=1e-6, observed_text="x"),)))
    finding, _ = book.add(occurrence("e3", surprise=2.0, reasons=(reason(p_value=1e-2), reason("mail.messages.1d"))))

    assert (finding.p_value, finding.score, finding.severity) == (1e-6, 75.0, "critical")
    assert [(r.feature, r.p_value) for r in finding.ordered_reasons] == [
        ("read.count.wiki.1d", 1e-6),
        ("mail.messages.1d", 1e-5),
    ]
    assert finding.title == "read.count.wiki.1d of user ana@corp.example"
    assert finding.message.startswith("ana@corp.example: read.count.wiki.1d was high; also ")


def test_techniques_are_ranked() -> None:
    """The first technique of each reason comes before any second one, strangest reasons first, none twice."""
    finding, _ = FindingBook().add(
        occurrence(
            reasons=(
                reason("a", p_value=1e-3, techniques=("T1110", "T1566")),
                reason("b", p_value=1e-5, techniques=("T1213.001", "T1110")),
            )
        )
    )

    assert finding.techniques == ["T1213.001", "T1110", "T1566"]


def test_a_finding_is_bounded() -> None:
    """However long an incident goes on, ids and entities listed are bounded; the count is right."""
    book = FindingBook()
    for i in range(MAX_ENTITIES + 50):
        finding, _ = book.add(occurrence(f"e{i}", START + i, entities=(ANA, Entity("src_ip", str(i)))))

    assert finding.event_count == MAX_ENTITIES + 50
    assert len(finding.event_uids) == MAX_RELATED
    assert len(finding.entities) == MAX_ENTITIES
    assert finding.entities[ANA] == MAX_ENTITIES + 50


def test_verdicts() -> None:
    """A verdict is noted with who, when and why, and makes a revision; what is unknown is refused."""
    book = FindingBook()
    finding, _ = book.add(occurrence())
    said = book.verdict(finding.uid, "benign", "a migration", "kim", START + 5)

    assert said is finding
    assert (said.verdict, said.note, said.author, said.verdict_time) == ("benign", "a migration", "kim", START + 5)
    assert said.revision == 2
    with pytest.raises(ConfigError, match="there is no finding nope"):
        book.verdict("nope", "benign", "", "kim", 0)
    with pytest.raises(ConfigError, match="use one of true_positive"):
        book.verdict(finding.uid, "dunno", "", "kim", 0)


@given(items=st.lists(OCCURRENCES, max_size=12), more=OCCURRENCES)
def test_state_round_trip(items: list[Occurrence], more: Occurrence) -> None:
    """A restored book lists the same findings and puts the next event into the same one."""
    book, again = FindingBook(), FindingBook()
    for item in items:
        book.add(item)
    again.restore(book.state())

    assert again.all() == book.all()
    assert again.add(more) == book.add(more)
    assert again.all() == book.all()


@given(items=st.lists(OCCURRENCES, min_size=1, max_size=12))
def test_every_event_is_in_a_finding(items: list[Occurrence]) -> None:
    """Counts add up, times enclose all events, p is the least, and uids depend on the events alone."""
    book, same = FindingBook(), FindingBook()
    for item in items:
        book.add(item)
        same.add(item)

    assert sum(finding.event_count for finding in book.all()) == len(items)
    assert min(finding.start_time for finding in book.all()) == min(item.time for item in items)
    assert max(finding.end_time for finding in book.all()) == max(item.time for item in items)
    assert max(finding.score for finding in book.all()) == max(item.score for item in items)
    assert [finding.uid for finding in book.all()] == [finding.uid for finding in same.all()]

"""Laws of the book: one incident is one finding."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.uba.findings.occurrences import ANA, HOUR_MS, IP, OCCURRENCES, START, occurrence, reason
from uba.errors import ConfigError
from uba.findings import book as book_module
from uba.findings.book import FindingBook
from uba.findings.finding import MAX_ENTITIES, MAX_REASONS, MAX_RELATED, Entity, Judgement
from uba.findings.occurrence import QUIET_MS, REOPEN_MS, Occurrence


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


@pytest.mark.parametrize("kind", ["service", "host"])
def test_a_service_ties_nobody_to_anybody(kind: str) -> None:
    """People or addresses flagged together with one service or host are an incident each; what is of it is its own."""
    shared, bob, other = Entity(kind, "Entra ID"), Entity("user", "bob@corp.example"), Entity("src_ip", "203.0.113.77")
    for one, two in ((ANA, bob), (IP, other)):
        book = FindingBook()
        for i, entity in enumerate((one, two)):
            book.add(occurrence(f"e{i}", START + i, flagged=(entity, shared)))

        assert len(book) == 2

    flood = FindingBook()
    for i, entity in enumerate((IP, other)):
        flood.add(occurrence(f"e{i}", START + i, flagged=(shared, entity)))

    assert len(flood) == 1


def test_a_group_is_one_incident() -> None:
    """Addresses of one network that do the same are one finding; those of another network are not."""
    book = FindingBook()
    for i, group in enumerate(["AS1 signin", "AS1 signin", "AS2 signin", ""]):
        book.add(occurrence(f"e{i}", START + i, flagged=(Entity("src_ip", f"192.0.2.{i}"),), group=group))

    assert sorted(len(finding.flagged) for finding in book.all()) == [1, 1, 2]


def test_closed_when_quiet() -> None:
    """An incident that ended before a time is closed once, which makes a revision; others stay as they are."""
    book = FindingBook()
    old, _ = book.add(occurrence("e1"))
    other, _ = book.add(occurrence("e2", START + QUIET_MS, flagged=(IP,)))

    assert book.close_before(START + 1) == [old]
    assert book.close_before(START + 1) == []
    assert (old.closed, old.revision, other.closed) == (True, 2, False)
    assert book.all() == [old, other]


@pytest.mark.parametrize(
    ("gap", "feature", "verdict", "again"),
    [
        (QUIET_MS + 1, "read.count.wiki.1d", "", True),
        (REOPEN_MS, "read.count.wiki.1d", "true_positive", True),
        (REOPEN_MS + 1, "read.count.wiki.1d", "", False),
        (QUIET_MS + 1, "mail.messages.1d", "", False),
        (QUIET_MS + 1, "read.count.wiki.1d", "benign", False),
        (QUIET_MS + 1, "read.count.wiki.1d", "false_positive", False),
    ],
)
@pytest.mark.parametrize("closed", [True, False])
def test_opened_again(gap: int, feature: str, verdict: str, again: bool, closed: bool) -> None:
    """More of the same within three days opens a finding again, unless somebody said that it is nothing."""
    book = FindingBook()
    old, _ = book.add(occurrence("e1", reasons=(reason(),)))
    if verdict:
        book.verdict(old.uid, verdict, "", "kim", START)
    if closed:
        book.close_before(START + gap - QUIET_MS)
    found, raised = book.add(occurrence("e2", START + gap, reasons=(reason(feature),)))

    assert raised != again
    assert (found is old) == again
    if again:
        assert (old.reopened, old.closed, old.verdict) == (int(closed), False, "" if closed else verdict)
        assert old.end_time == START + gap


@pytest.mark.parametrize(
    ("surprise", "feature", "opened"),
    [(5.0, "read.count.wiki.1d", 0), (5.9, "read.count.wiki.1d", 0), (6.1, "read.count.wiki.1d", 1), (5.0, "x", 1)],
)
@pytest.mark.parametrize("verdict", ["benign", "false_positive", "true_positive"])
def test_a_verdict_is_about_what_was_seen(surprise: float, feature: str, opened: int, verdict: str) -> None:
    """What goes on as judged stays judged; what becomes ten times rarer, or is of another feature, is open again."""
    book = FindingBook()
    finding, _ = book.add(occurrence("e1", reasons=(reason(),), surprise=5.0))
    book.verdict(finding.uid, verdict, "a migration", "kim", START)
    book.add(occurrence("e2", START + 1, reasons=(reason(feature),), surprise=surprise))

    assert finding.reopened == opened
    assert finding.verdict == ("" if opened else verdict)
    assert finding.judgements == [Judgement(verdict, "a migration", "kim", START)]
    assert finding.event_count == 2


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
    assert finding.title == "Data from Information Repositories: Confluence: user ana@corp.example"
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


def test_a_rule_names_the_deed_first_and_the_place_last() -> None:
    """Techniques of rules come first and those of where and when somebody acts last, however rare that is."""
    finding, _ = FindingBook().add(
        occurrence(
            reasons=(
                reason("auth.context_rarity.network", p_value=1e-7, techniques=("T1550", "T1133")),
                reason("read.count.wiki.1d", p_value=1e-5, techniques=("T1213.001",)),
                reason("indicator.hit.user", p_value=1e-3, techniques=("T1505",)),
            )
        )
    )

    assert finding.techniques == ["T1505", "T1213.001", "T1550", "T1133"]


def test_a_finding_is_bounded() -> None:
    """However long an incident goes on, ids and entities listed are bounded; the count is right."""
    book = FindingBook()
    for i in range(MAX_ENTITIES + 50):
        finding, _ = book.add(occurrence(f"e{i}", START + i, entities=(ANA, Entity("src_ip", str(i)))))

    assert finding.event_count == MAX_ENTITIES + 50
    half = MAX_RELATED // 2
    assert finding.event_uids == [f"e{i}" for i in (*range(half), *range(MAX_ENTITIES + 50 - half, MAX_ENTITIES + 50))]
    assert len(finding.entities) == MAX_ENTITIES
    assert finding.entities[ANA] == MAX_ENTITIES + 50


def test_severity_is_of_the_whole() -> None:
    """Severity takes in whom it concerns and what it shows; score and p stay functions of strangeness."""
    book = FindingBook()
    finding, _ = book.add(occurrence("e1", surprise=3.0, reasons=(reason(techniques=("T1213",)),)))
    assert finding.severity == "low"
    book.add(occurrence("e2", START + 1, surprise=3.0, aggravating=("privileged user ana@corp.example",)))
    book.add(occurrence("e3", START + 2, surprise=3.0, aggravating=("privileged user ana@corp.example",)))

    assert (finding.severity, finding.score) == ("medium", 37.5)
    assert finding.message.startswith("ana@corp.example (privileged user): ")


def test_the_sentence_says_what_would_not_have_been_reported() -> None:
    """The leading reason ends with the counterfactual where it is known."""
    told = (reason(p_value=1e-6, reported_from=38.0), reason("mail.messages.1d", reported_from=12.0))
    finding, _ = FindingBook().add(occurrence(reasons=told))

    assert finding.message == (
        "ana@corp.example: read.count.wiki.1d was high; below 38 this would not have been reported; "
        "also mail.messages.1d was high; this can be Data from Information Repositories: Confluence (T1213.001)"
    )


def test_the_sentence_says_nothing_twice() -> None:
    """A rule that is told at once is not told again for being rare, and nobody is named twice in a row."""
    said = (
        "ana@corp.example ran a command: whoami",
        "ana@corp.example ran a command, never seen before",
        "kim@corp.example gave ana@corp.example a role",
    )
    told = tuple(
        msgspec.structs.replace(reason(f"r{i}", p_value=10.0 ** (i - 7), techniques=()), message=text)
        for i, text in enumerate(said)
    )
    finding, _ = FindingBook().add(occurrence(reasons=told))

    assert finding.message == (
        "ana@corp.example: ran a command: whoami; also kim@corp.example gave ana@corp.example a role"
    )
    assert len(finding.reasons) == 3


def test_held_back() -> None:
    """An incident that nobody is told about counts once, with its cause, and is no finding."""
    book = FindingBook()
    answers = [book.hold_back(occurrence(f"e{i}", START + i * QUIET_MS), "scanner") for i in range(3)]
    answers.append(book.hold_back(occurrence("e9", START + 4 * QUIET_MS), "scanner"))
    answers.append(book.hold_back(occurrence("e0"), "verdict"))

    assert answers == [True, False, False, True, True]
    assert book.held_back.counts == {"scanner": 2, "verdict": 1}
    assert book.held_back.total() == 3
    assert [incident.event_count for incident in book.held_back.incidents] == [3, 1, 1]
    assert book.all() == []


def test_few_incidents_held_back_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many incidents the newest are kept, all are counted."""
    monkeypatch.setattr("uba.findings.held_back.KEPT", 3)
    book = FindingBook()
    for i in range(5):
        book.hold_back(occurrence(f"e{i}", flagged=(Entity("src_ip", f"192.0.2.{i}"),)), "scanner")

    assert [incident.entity.id for incident in book.held_back.incidents] == [f"192.0.2.{i}" for i in (2, 3, 4)]
    assert book.held_back.total() == 5


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
    for place, item in enumerate(items):
        finding, _ = book.add(item)
        if place % 3 == 1:
            book.verdict(finding.uid, "false_positive", "", "kim", START)
        book.hold_back(item, "scanner")
    again.restore(book.state())

    assert again.all() == book.all()
    assert again.calibrations.all(START) == book.calibrations.all(START)
    assert again.held_back == book.held_back
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


def test_a_book_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of too many findings closed ones go first, then those that ended first; what went is begun anew."""
    monkeypatch.setattr(book_module, "MOST_FINDINGS", 8)
    book = FindingBook()
    for i in range(12):
        book.add(occurrence(f"e{i}", START + i * HOUR_MS, flagged=(Entity("src_ip", f"192.0.2.{i}"),)))
    book.close_before(START + 2 * HOUR_MS)
    book.make_room()
    again, raised = book.add(occurrence("again", START + 2 * HOUR_MS, flagged=(Entity("src_ip", "192.0.2.2"),)))

    assert [finding.primary.id for finding in book.all()] == ["192.0.2.2", *(f"192.0.2.{i}" for i in range(5, 12))]
    assert raised
    assert book.get(again.uid) is again


def test_a_long_incident_is_bounded() -> None:
    """However many entities an incident strikes, a finding names a bounded number, and keeps the strangest reasons."""
    book = FindingBook()
    for i in range(MAX_REASONS + 50):
        other = Entity("src_ip", f"address {i}")
        found, _ = book.add(
            occurrence(f"e{i}", flagged=(ANA, other), reasons=(reason(entity=other, p_value=1.0 / (i + 2)),))
        )

    assert len(found.flagged) == MAX_ENTITIES
    assert len(found.reasons) == MAX_REASONS
    assert max(item.p_value for item in found.reasons.values()) == 1.0 / 52

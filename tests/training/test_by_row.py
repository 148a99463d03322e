from __future__ import annotations

import pytest

from training.by_row import Row, Tally, by_row, cells, sum_rows
from training.evaluate import Evaluation, Replay, as_text, evaluate
from training.labels import Incident, Labels
from training.matching import AttackResult, Matches
from training.row_page import BEGIN, END, renewed
from uba.errors import ConfigError


def incident(technique: str, intensity: str = "loud", note: str = "") -> Incident:
    """Make an incident of nobody."""
    return Incident(
        id="A", behaviour="mail", intensity=intensity, technique=technique, start=0, end=1, entities={}, note=note
    )


def result(technique: str, intensity: str, *, found: bool, exact: bool) -> AttackResult:
    """Make what became of an attack."""
    uids = ("F",) if found else ()
    attack = incident(technique, intensity)
    return AttackResult(attack=attack, finding_uids=uids, technique_right=found, technique_exact=exact)


MATCHES = Matches(
    attacks=(
        result("T1213", "loud", found=True, exact=True),
        result("T1213", "quiet", found=False, exact=False),
        result("T1566.001", "loud", found=True, exact=False),
    ),
    benign=(),
    lookalike_hits={},
    lookalikes=(
        (incident("T1213", note="crawler"), True),
        (incident("T1213", note="crawler"), False),
        (incident("T1213", note="audit"), False),
        (incident("T1110"), False),
    ),
)


def test_each_technique_is_a_row():
    """Attacks are tallied by technique and intensity, look-alikes by name: once a history, hit if one is."""
    rows = by_row(MATCHES)

    assert list(rows) == ["T1110", "T1213", "T1566.001"]
    assert rows["T1213"].attacks == {"loud": Tally(1, 1, 1, 1), "quiet": Tally(1, 0, 0, 0)}
    assert rows["T1213"].lookalikes == {"crawler": (1, 1), "audit": (1, 0)}
    assert rows["T1110"].lookalikes == {"mail": (1, 0)}
    assert rows["T1566.001"].all() == Tally(1, 1, 1, 0)


def test_rows_of_histories_add_up():
    """Two histories have twice the attacks, and of each look-alike the histories that had and hit it."""
    rows = sum_rows([by_row(MATCHES), by_row(MATCHES)])

    assert rows["T1213"].attacks["loud"] == Tally(2, 2, 2, 2)
    assert cells(rows["T1213"]) == ["2/2", "–", "0/2", "2/2", "2/2", "crawler 2/2"]
    assert cells(rows["T1110"]) == ["–", "–", "–", "0/0", "0/0", "none of 1"]
    assert cells(Row({}, {})) == ["–", "–", "–", "0/0", "0/0", "–"]


def judged() -> Evaluation:
    """Judge a replay that told of an attack's user under its parent's name."""
    attack = Incident(
        id="A",
        behaviour="mail",
        intensity="loud",
        technique="T1566.001",
        start=0,
        end=1,
        entities={"user": ("ann",)},
    )
    finding = {
        "start_time": 0,
        "end_time": 1,
        "finding_info": {"uid": "F", "attacks": [{"technique": {"uid": "T1566"}}]},
        "observables": [{"name": "user", "value": "ann"}],
        "unmapped": {"flagged": [{"type": "user", "id": "ann"}]},
    }
    replay = Replay(
        findings=[finding], since=0, days=1, user_days=10, asked_per_day=1.0, events=9, rejected=0, seconds=1.0
    )
    return evaluate(replay, Labels(attacks=(attack,)))


def test_the_text_has_a_line_for_each_technique():
    """The text for a terminal says found, right and exact of every technique."""
    assert [line.split() for line in as_text(judged()).splitlines() if line.startswith("  T1566.001")] == [
        ["T1566.001", "1/1", "–", "–", "1/1", "0/1", "–"]
    ]


def test_the_page_is_renewed_between_its_marks():
    """All 59 rows stand between the marks, what is around them stays, and a second time changes nothing."""
    page = f"head\n{BEGIN}\nbefore\n{END}\ntail\n"
    made = renewed(page, {1: judged()}, "uba benchmark --rows", "One organisation.")

    assert made.startswith(f"head\n{BEGIN}\nOne organisation. Made by:")
    assert made.endswith(f"{END}\ntail\n")
    assert "before" not in made
    assert (
        "- Rows whose loud attack was found with the right technique in 80% of the histories or more: 1 of 1." in made
    )
    assert "| T1566.001 | Spearphishing Attachment | 1/1 | – | – | 1/1 | 0/1 | – |" in made
    assert sum(line.startswith("| T1") for line in made.splitlines()) == 59
    assert renewed(made, {1: judged()}, "uba benchmark --rows", "One organisation.") == made


@pytest.mark.parametrize("page", ["", f"{BEGIN}\n", f"{END}\n{BEGIN}\n"])
def test_a_page_without_marks_is_refused(page: str):
    """Where the marks are missing or the wrong way round, nothing is guessed."""
    with pytest.raises(ConfigError, match="measured: begin"):
        renewed(page, {}, "", "")

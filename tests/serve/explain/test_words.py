"""Laws of explanations in words: whether both agree, and every reason with all it rests on."""

from __future__ import annotations

import msgspec
import pytest

from serve.explain.recompute import Explanation, Recomputation
from serve.explain.words import in_words
from uba.decide.decision import Decision, EntityScore, Reason

REASON = Reason(
    feature="read.count.wiki.1d",
    entity_type="user",
    entity="ana@x.example",
    message="205 wiki pages in a day; usual 2–15, peers 1–21; p = 1e-05",
    observed=205.0,
    expected_low=2.0,
    expected_high=15.0,
    peers_low=1.0,
    peers_high=21.0,
    p_value=1e-5,
    maturity=0.25,
    techniques=("T1213.001",),
    event_uids=("e1", "e2"),
    reported_from=38.0,
)
DECISION = Decision(
    uid="e2",
    time=1_773_046_455_120,
    source="confluence",
    score=62.5,
    p_value=1e-5,
    severity="high",
    entities=(EntityScore("user", "ana@x.example", 1e-5),),
    reasons=(REASON,),
    finding_uid=None,
    late=False,
    model_versions={"uba": "0.1.0", "calibration": "20521"},
)
FROZEN = msgspec.json.encode(DECISION)


def explanation(body: bytes | None, finding: bytes | None = None, frozen: bytes = FROZEN) -> Explanation:
    """Make an explanation whose recomputation gave `body`."""
    made = None if body is None else Recomputation(body=body, snapshot_seq=4, events=57)
    return Explanation(
        uid="e2", seq=9, frozen=frozen, finding=finding, recomputed=made, obstacle="" if made else "entry 3 was pruned"
    )


def test_agreement() -> None:
    """Both decisions are shown, where the second came from, and that they agree."""
    text = in_words(explanation(FROZEN))

    assert text.count(FROZEN.decode()) == 2
    assert "journal entry 9" in text
    assert "covers journal entry 4 and 57 events behind it" in text
    assert f"They agree to the byte ({len(FROZEN)} bytes)." in text


def test_disagreement() -> None:
    """What differs is shown field by field, and that other versions judged it."""
    again = msgspec.structs.replace(DECISION, score=50.0, model_versions={"uba": "0.2.0"})
    text = in_words(explanation(msgspec.json.encode(again)))

    assert "do NOT agree" in text
    assert "score: 62.5 was answered, 50.0 comes out now" in text
    assert "severity:" not in text
    assert "Other versions judged it then" in text


def test_an_obstacle() -> None:
    """Where it cannot be decided again, why; the frozen decision is explained all the same."""
    text = in_words(explanation(None))

    assert "not possible: entry 3 was pruned" in text
    assert "205 wiki pages" in text


def test_reasons() -> None:
    """A reason says feature, observation, own range, peers, maturity, what else, events and techniques by name."""
    text = in_words(explanation(FROZEN))
    told = [
        "read.count.wiki.1d of user ana@x.example",
        "observed    205",
        "2 to 15",
        "1 to 21",
        "25% own history, 75% peers",
        "below 38 this would not have been reported",
        "e1, e2",
        "T1213.001 Confluence",
        "once in 100,000 days of such entities",
        "2026-03-09 08:54:15 UTC, source confluence",
        "calibration 20521",
    ]

    assert [words for words in told if words not in text] == []


@pytest.mark.parametrize(("p_value", "words"), [(1.0, "every day or two"), (0.1, "once in 10 days")])
def test_an_ordinary_event(p_value: float, words: str) -> None:
    """A decision without reasons says so, and how usual it is."""
    dull = msgspec.json.encode(msgspec.structs.replace(DECISION, p_value=p_value, reasons=()))
    text = in_words(explanation(dull, frozen=dull))

    assert words in text
    assert "no reasons" in text


def test_a_finding() -> None:
    """The finding it entered is told with its events, those that are not named counted, and its verdict."""
    finding = {
        "finding_info": {"uid": "f1", "related_events": [{"uid": f"e{i}"} for i in range(7)]},
        "status": "Resolved",
        "message": "ana read a lot",
        "count": 9,
        "verdict": "Benign",
        "comment": "a move",
    }
    text = in_words(explanation(FROZEN, msgspec.json.encode(finding)))

    assert "finding f1 (resolved): ana read a lot" in text
    assert "9 events count: e0, e1, e2, e3, e4 and 4 more" in text
    assert "verdict: benign, a move" in text

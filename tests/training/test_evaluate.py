from __future__ import annotations

from training.benchmark_page import page
from training.evaluate import Evaluation, Found, Replay, as_text, evaluate
from training.labels import Incident, Labels

HOUR = 3_600_000


def incident(uid: str, behaviour: str, intensity: str, user: str, start: int, technique: str = "T1213") -> Incident:
    """Make an incident of one user and one hour."""
    return Incident(
        id=uid,
        behaviour=behaviour,
        intensity=intensity,
        technique=technique,
        start=start,
        end=start + HOUR,
        entities={"user": (user,)},
    )


def finding(uid: str, user: str, start: int, technique: str) -> dict:
    """Make a published finding of one minute."""
    return {
        "start_time": start,
        "end_time": start + 60_000,
        "finding_info": {"uid": uid, "attacks": [{"technique": {"uid": technique}}]},
        "observables": [{"name": "user", "value": user}],
        "unmapped": {"flagged": [{"type": "user", "id": user}]},
    }


LABELS = Labels(
    attacks=(
        incident("A0", "mail", "loud", "early", 1 * HOUR),
        incident("A1", "mail", "loud", "ann", 50 * HOUR),
        incident("A2", "mail", "quiet", "bob", 60 * HOUR),
        incident("A3", "documents", "loud", "cid", 70 * HOUR, technique="T1213.002"),
    ),
    lookalikes=(incident("L1", "quarter end", "", "dan", 55 * HOUR),),
)


def judged(findings: list[dict]) -> Evaluation:
    """Judge findings raised from hour 48 on."""
    replay = Replay(
        findings=findings,
        since=48 * HOUR,
        days=4,
        user_days=400,
        asked_per_day=0.5,
        events=10_000,
        rejected=0,
        seconds=1.0,
    )
    return evaluate(replay, LABELS)


def test_found_and_missed_by_behaviour_and_intensity():
    """Attacks from the first judged moment on are counted as found or missed, with their behaviour and intensity."""
    evaluation = judged([finding("F1", "ann", 50 * HOUR, "T1110"), finding("F2", "cid", 70 * HOUR, "T1213")])

    assert evaluation.found == Found(2, 3)
    assert evaluation.by_behaviour == {
        "documents": {"loud": Found(1, 1)},
        "mail": {"loud": Found(1, 1), "quiet": Found(0, 1)},
    }
    assert evaluation.technique_right == Found(1, 2)
    assert evaluation.technique_exact == Found(0, 2)
    assert evaluation.missed == ["A2 (mail quiet, T1213: user bob)"]
    assert evaluation.benign_findings == 0


def test_benign_findings_are_held_against_user_days_and_budget():
    """Findings about no attack are counted per 1,000 user-days and over the budget, look-alikes by name."""
    evaluation = judged([finding("F1", "dan", 55 * HOUR, "T1213"), finding("F2", "eve", 55 * HOUR, "T1213")])

    assert evaluation.benign_findings == 2
    assert evaluation.benign_per_1000_user_days == 5.0
    assert evaluation.realised_over_asked == 1.0
    assert evaluation.lookalike_hits == {"quarter end": 1}


def test_text_says_the_numbers():
    """The text for a terminal holds the table, the rates and what was missed."""
    text = as_text(judged([finding("F1", "ann", 50 * HOUR, "T1110"), finding("F2", "dan", 55 * HOUR, "T1213")]))

    assert "Attacks found: 1/3" in text
    assert "2.50 per 1,000 user-days" in text
    assert "Realised over asked: 0.50 (asked 0.5 a day)" in text
    assert "Look-alikes hit: quarter end 1" in text
    assert "Missed: A2 (mail quiet, T1213: user bob)" in text
    assert [line.split() for line in text.splitlines()[1:4]] == [
        ["loud", "quiet"],
        ["documents", "0/1", "–"],
        ["mail", "1/1", "0/1"],
    ]


def test_nothing_to_judge_divides_by_nothing():
    """A replay of no days with no findings is judged with zeros."""
    replay = Replay(findings=[], since=0, days=0, user_days=0, asked_per_day=0, events=0, rejected=0, seconds=0)
    evaluation = evaluate(replay, Labels(attacks=()))

    assert (evaluation.benign_per_1000_user_days, evaluation.realised_over_asked) == (0.0, 0.0)
    assert "Attacks found: 0/0" in as_text(evaluation)


def test_page_adds_up_seeds_and_names_its_command():
    """The page has a row a seed, their sum, the sum by behaviour, and the command that made it."""
    first = judged([finding("F1", "ann", 50 * HOUR, "T1213")])
    second = judged([finding("F1", "ann", 50 * HOUR, "T1213"), finding("F2", "dan", 55 * HOUR, "T1213")])
    text = page({101: first, 102: second}, "uba benchmark --seeds 101,102", "Two organisations.")

    assert "```sh\nuba benchmark --seeds 101,102\n```" in text
    assert "| 101 | 10,000 | 1/3 | 1/1 (1/1) | 0 | 400 | 0.00 | 0.5 | 0.00 |" in text
    assert "| **all** | 20,000 | 2/6 | 2/2 (2/2) | 1 | 800 | 1.25 | 0.5 | 0.25 |" in text
    assert "| mail | 2/2 | 0/2 |" in text
    assert "- 102: 1 finding(s) about the look-alike quarter end" in text
    assert "- 101: missed A2 (mail quiet, T1213: user bob)" in text

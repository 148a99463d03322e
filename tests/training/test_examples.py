"""Laws of the page of examples: drawn at random, told as analysts read it, never as markup."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.uba.findings.occurrences import ANA, START, occurrence, reason
from training.examples import draw, main, page
from training.labels import Incident, Labels
from uba.findings.book import FindingBook
from uba.findings.finding import Entity
from uba.findings.ocsf import to_ocsf


def findings(count: int) -> list[dict[str, Any]]:
    """Findings of as many users."""
    book = FindingBook()
    for i in range(count):
        user = Entity("user", f"u{i}@x.example")
        told = (reason("read.count.wiki.1d", user), *(reason(f"f{n}", user, p_value=1e-3) for n in range(3)))
        book.add(occurrence(f"e{i}", START + i, flagged=(user,), entities=(user,), reasons=told))
    return [to_ocsf(finding) for finding in book.all()]


def test_every_finding_is_as_likely() -> None:
    """Over many draws every finding comes about as often; one draw is what its seed says, in order, none twice."""
    known = findings(10)
    counts = Counter(f["finding_info"]["uid"] for seed in range(500) for f in draw(known, 4, seed))

    assert len(counts) == 10
    assert all(140 < count < 260 for count in counts.values())
    assert draw(known, 4, 1) == draw(known, 4, 1)
    assert draw(known, 99, 1) == known


def test_what_is_told() -> None:
    """Each example has severity, score, whom, the sentence, further reasons, when, sources, techniques, the truth."""
    incident = Incident(
        id="a", behaviour="theft", intensity="loud", start=START, end=START, entities={"user": ("u0@x.example",)}
    )
    text = page(findings(2), 9, Labels(attacks=(incident,)), "the command", "Where from.")

    for words in (
        "Where from. Of its 9 findings these 2 were drawn at random",
        "## 1. High, score 62: `u0@x.example`",
        "> u0@x.example: read.count.wiki.1d was high; also f0 was high; also f1 was high",
        "- also: f2 was high",
        "- Mon 2026-03-09 08:54 UTC, 1 event of confluence",
        "- ATT&CK: T1213.001 Confluence, T1213 Data from Information Repositories",
        "- in truth: attack (theft loud)",
        "- in truth: nothing: one of the findings that the budget allows",
    ):
        assert words in text
    assert "in truth" not in page(findings(2), 9, None, "", "")


def test_text_of_logs_is_no_markup() -> None:
    """Whatever a log says stays text."""
    book = FindingBook()
    told = msgspec.structs.replace(reason(), message="<b>\n# [x](y) `z` *w*")
    book.add(occurrence(flagged=(ANA,), reasons=(told,)))
    text = page([to_ocsf(book.all()[0])], 1, None, "", "")

    assert "> ana@corp.example: \\<b\\> \\# \\[x\\](y) \\`z\\` \\*w\\*" in text


def test_the_command(tmp_path: Path) -> None:
    """Findings of a replay become a page; what is no such file is a sentence."""
    file = tmp_path / "findings.ndjson"
    file.write_bytes(b"\n".join(msgspec.json.encode(finding) for finding in findings(30)))
    main(["--findings", str(file), "--out", str(tmp_path / "x.md"), "--draw", "3"])
    text = (tmp_path / "x.md").read_text()

    assert text.count("\n## ") == 20
    assert "--draw 3" in text
    with pytest.raises(SystemExit, match="2"):
        main(["--findings", str(tmp_path / "nowhere")])


def test_a_simulated_organisation(tmp_path: Path) -> None:
    """Without findings an organisation is simulated and replayed."""
    main(["--users", "5", "--days", "4", "--out", str(tmp_path / "x.md")])

    assert "A full replay of 4 days of a simulated organisation of 5 users" in (tmp_path / "x.md").read_text()

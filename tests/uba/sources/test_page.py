"""The table of the sources: what the page says of them is what the code says."""

from pathlib import Path

import pytest

from benchmarks import parsing, sources
from benchmarks.parsing import Cost
from benchmarks.source_tables import VOCABULARIES
from tests.uba.sources.samples import PAGE
from uba.sources import SOURCES

BEGIN, END = "<!-- sources: begin -->\n", "<!-- sources: end -->\n"


def test_the_page_says_what_the_code_says() -> None:
    """Columns that are not measured are current; after a change, `python -m benchmarks.sources`."""
    made = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    rows = [[cell.strip() for cell in line.split("|")[1:5]] for line in made.splitlines() if line.startswith("| `")]

    assert sorted(rows) == sorted(sources.known_of(name) for name in SOURCES)


def test_every_source_tells_something_apart() -> None:
    """Each has its vocabulary, none is empty, and its events have classes."""
    assert set(VOCABULARIES) == set(SOURCES)
    assert all(vocabulary.size > 0 for vocabulary in VOCABULARIES.values())
    assert sources.known_of("github_audit")[:2] == ["`github_audit`", "3001 3002 3004 6001"]


def test_measured_columns() -> None:
    """Rate, share and ratio are of one measurement; the limit stands beside them."""
    cost = Cost("duo", 400.0, 0.5, 2.0)

    assert sources.described([cost])[-1].endswith("| 500,000 | 25% | 4.0 |")
    assert sources.ratios([cost])[-1] == "| `duo` | 2.00 | 4.0 | 4 |"


def test_the_command_renews_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Measured with a few records: what stands between the marks is made anew and printed, the rest stays."""
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}old\n{END}after\n", encoding="utf-8")
    monkeypatch.setattr(parsing, "ROUNDS", 1)
    sources.main(["--page", str(page), "--records", "5", "--users", "0"])
    text = page.read_text(encoding="utf-8")

    assert text.startswith(f"before\n{BEGIN}\n| source |")
    assert text.endswith(f"{END}after\n")
    assert all(f"| `{name}` |" in text for name in SOURCES)
    assert capsys.readouterr().out.strip() in text

"""The page of the technique rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from uba.attack.__main__ import main
from uba.attack.page import BEGIN, END, renewed, tables
from uba.attack.rows import ROWS
from uba.errors import ConfigError

PAGE = Path(__file__).parents[3] / "docs" / "coverage.md"


def test_the_page_is_current() -> None:
    """What the tables say is what the page says: after a change, `python -m uba.attack docs/coverage.md`."""
    page = PAGE.read_text(encoding="utf-8")

    assert renewed(page) == page


def test_every_row_is_told() -> None:
    """Each technique is in the table of rows, and in that of limits if it has one."""
    text = tables()

    for row in ROWS:
        assert text.count(f"\n| {row.technique} |") == 1 + bool(row.limit)


def test_the_rest_of_a_page_stays(tmp_path: Path) -> None:
    """Only what is between the marks is made."""
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")

    assert main([str(page)]) == 0
    assert page.read_text() == f"before\n{BEGIN}\n{tables()}{END}\nafter\n"


def test_a_page_without_marks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page without the marks is left alone, with a sentence and exit code 2; so is no page at all."""
    page = tmp_path / "page.md"
    page.write_text("text\n")

    assert (main([str(page)]), main([]), main([str(tmp_path / "none")])) == (2, 2, 2)
    assert page.read_text() == "text\n"
    assert "write them in" in capsys.readouterr().err
    with pytest.raises(ConfigError, match="rows: begin"):
        renewed(f"{END}\n{BEGIN}\n")

"""`uba report`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from serve.report import command, weekly_report
from uba.statistics import Statistics


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, findings: list[dict[str, Any]], statistics: Statistics) -> Any:
    """Run the command on the invented week instead of a data directory."""
    app = typer.Typer()
    command.register(app)
    app.callback()(lambda: None)
    monkeypatch.setattr(command, "make", lambda week, *_: weekly_report(findings, statistics, week))
    return lambda *arguments: CliRunner().invoke(app, ["report", *arguments])


@pytest.mark.parametrize(("form", "start"), [("html", "<!doctype html>"), ("md", "# UBA weekly"), ("json", "{")])
def test_forms_go_to_standard_output(run: Any, form: str, start: str):
    """Without --out the report is what is printed, and nothing else is."""
    result = run("--week", "2026-W47", "--format", form)

    assert result.exit_code == 0
    assert result.stdout.startswith(start)
    assert result.stderr == ""


def test_out_is_written_whole(run: Any, tmp_path: Path):
    """--out replaces the file and leaves nothing else behind."""
    out = tmp_path / "weekly.md"
    out.write_text("old")
    result = run("--week", "2026-W47", "--format", "md", "--out", str(out))

    assert result.exit_code == 0
    assert out.read_text().startswith("# UBA weekly report 2026-W47")
    assert list(tmp_path.iterdir()) == [out]


def test_out_that_cannot_be_written_is_a_sentence(run: Any, tmp_path: Path):
    """A folder that is not there is an error with exit code 2, not a traceback."""
    result = run("--week", "2026-W47", "--out", str(tmp_path / "missing" / "weekly.html"))

    assert result.exit_code == 2
    assert "name another file with --out" in result.stderr


def test_a_bad_week_is_a_sentence(run: Any):
    """A week that cannot be read is exit code 2 and says how to write one."""
    result = run("--week", "last")

    assert result.exit_code == 2
    assert "2026-W47" in result.stderr


def test_an_empty_data_directory_is_a_sentence(tmp_path: Path):
    """Without a database there is nothing to report, and the command does not make one."""
    app = typer.Typer()
    command.register(app)
    result = CliRunner().invoke(app, ["--week", "2026-W47", "--data-dir", str(tmp_path)])

    assert result.exit_code == 2
    assert "--data-dir" in result.stderr
    assert list(tmp_path.iterdir()) == []

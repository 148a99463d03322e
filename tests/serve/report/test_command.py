"""`uba report`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import structlog
import typer
from typer.testing import CliRunner

from serve import snapshots
from serve.engines import ConfiguredEngines
from serve.report import command, weekly_report
from serve.report.facts import WeeklyFacts
from serve.store import open_store
from serve.store.findings import FindingRow, upsert
from uba.context import load_context
from uba.events import Event
from uba.settings import Settings
from uba.statistics import Statistics


def ms(day: int) -> int:
    """Return noon of a day of November 2026."""
    return int(datetime(2026, 11, day, 12, tzinfo=UTC).timestamp() * 1000)


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


def call(*arguments: str) -> Any:
    """Run the command on real data."""
    app = typer.Typer()
    command.register(app)
    app.callback()(lambda: None)
    before = structlog.get_config()
    try:
        return CliRunner().invoke(app, ["report", *arguments])
    finally:
        structlog.configure(**before)  # the command logs to a stderr that ends with the call


def test_an_empty_data_directory_is_a_sentence(tmp_path: Path):
    """Without a snapshot there is nothing to report, and the command leaves nothing behind."""
    result = call("--week", "2026-W47", "--data-dir", str(tmp_path))

    assert result.exit_code == 2
    assert "--data-dir" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_report_of_a_data_directory(tmp_path: Path, findings: list[dict[str, Any]]):
    """Counts come from the engine's snapshot, findings from the database; one that ends after the week is told too."""
    engine = ConfiguredEngines(tmp_path, load_context(None), Settings()).fresh()
    engine.process([Event(time=ms(day), uid=f"e-{day}", source="ocsf", class_uid=6003) for day in (16, 17, 24)])
    snapshots.write(tmp_path, 0, engine.snapshot())
    ongoing = findings[0] | {"time": ms(24), "end_time": ms(24)}
    store = open_store(tmp_path)
    with store.write() as connection:
        upsert(connection, [FindingRow("f-1", msgspec.json.encode(ongoing), ms(24), 5, 1, "", "user", "x", 0, ())])
    store.close()
    result = call("--week", "2026-W47", "--data-dir", str(tmp_path), "--format", "json")
    facts = msgspec.json.decode(result.stdout, type=WeeklyFacts)

    assert [finding.uid for finding in facts.findings] == ["f-1"]
    assert [day.events for day in facts.days] == [1, 1, 0, 0, 0, 0, 0]
    assert [source.source for source in facts.sources] == ["ocsf"]

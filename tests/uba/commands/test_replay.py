"""`uba replay`: logs in, findings out; what is unusable is said in a sentence, with exit code 2."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
import typer
from typer.testing import CliRunner, Result

from tests.strategies import MONDAY, organisation
from uba.commands.replay import moment, register
from uba.errors import ConfigError
from uba.ocsf import to_ocsf


def run(*arguments: str | Path) -> Result:
    """Run the command as the program would."""
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return CliRunner().invoke(app, ["replay", *map(str, arguments)])


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Give a log of three days as OCSF lines."""
    path = tmp_path / "logs" / "x.json"
    path.parent.mkdir()
    lines = [msgspec.json.encode(to_ocsf(event)) for event in organisation(seed=1, days=3, users=3, visitors=1)]
    path.write_bytes(b"\n".join(lines))
    return path


def sentence(result: Result) -> str:
    """The one sentence of a refusal, without a traceback."""
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    lines = [line for line in result.stderr.splitlines() if line.startswith("uba replay: ")]
    assert len(lines) == 1
    return lines[0]


def test_a_replay(log: Path, tmp_path: Path) -> None:
    """A directory of logs is replayed, the figures are told, exit 0; again with other batches, the same findings."""
    first = run(log.parent, "--out", tmp_path / "a")
    second = run(log, "--out", tmp_path / "b", "--batch-size", "17")

    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    summary = json.loads((tmp_path / "a" / "summary.json").read_text())
    assert summary["events"] == len(log.read_text().splitlines())
    assert f"{summary['events']} events" in first.stdout
    assert (tmp_path / "a" / "findings.ndjson").read_bytes() == (tmp_path / "b" / "findings.ndjson").read_bytes()


def test_nothing_parsed(tmp_path: Path) -> None:
    """When no line could be read, exit 1, and the rejections are there."""
    (tmp_path / "x.json").write_text("nonsense\n")
    result = run(tmp_path / "x.json", "--out", tmp_path / "out")

    assert result.exit_code == 1
    assert len((tmp_path / "out" / "rejected.ndjson").read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--from", "yesterday"], "'yesterday' is no time; write it like 2026-03-09"),
        (["--timezone", "Mars/Olympus"], "'Mars/Olympus' is no IANA time zone; write it like Europe/Berlin"),
        (["--timezone", "Europe"], "'Europe' is no IANA time zone"),
        (["--timezone", "../etc/passwd"], "is no IANA time zone"),
        (["--context", "no/such"], "no/such: not a directory"),
        (["--save-state"], "--save-state needs --data-dir"),
        (["--source", "nonsense"], "nonsense"),
    ],
)
def test_bad_arguments(log: Path, tmp_path: Path, options: list[str], said: str) -> None:
    """A bad argument is refused with what was met and what to write; nothing is written."""
    assert said in sentence(run(log, "--out", tmp_path / "out", *options))
    assert not (tmp_path / "out" / "summary.json").exists()


def test_a_missing_log(tmp_path: Path) -> None:
    """A log that is not there is named."""
    assert "nowhere.json" in sentence(run(tmp_path / "nowhere.json", "--out", tmp_path / "out"))


def test_out_is_a_file(log: Path, tmp_path: Path) -> None:
    """Where results shall go and a file is, nothing is done to the file."""
    (tmp_path / "out").write_text("mine")

    assert str(tmp_path / "out") in sentence(run(log, "--out", tmp_path / "out"))
    assert (tmp_path / "out").read_text() == "mine"


def test_from(log: Path, tmp_path: Path) -> None:
    """Findings before --from are not raised, events are replayed all the same."""
    result = run(log, "--out", tmp_path / "out", "--from", "2099-01-01")

    assert result.exit_code == 0
    assert (tmp_path / "out" / "findings.ndjson").read_bytes() == b""


@pytest.mark.parametrize(
    ("text", "offset"),
    [("2026-03-02", 0), ("2026-03-02T00:00:00Z", 0), ("2026-03-02T01:00:00+01:00", 0), ("2026-03-02T00:00:01", 1_000)],
)
def test_moments(text: str, offset: int) -> None:
    """A time without zone is UTC."""
    assert moment(text) == MONDAY + offset


def test_no_moment() -> None:
    """What is no time is refused."""
    with pytest.raises(ConfigError, match="no time"):
        moment("2026-13-01")

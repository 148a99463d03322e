"""`uba parse`: events on standard output, rejections on standard error."""

import json
from pathlib import Path

import typer
from typer.testing import CliRunner, Result

from tests.uba.sources.samples import SAMPLES
from uba.commands.parse import register


def run(*arguments: str | Path) -> Result:
    """Run the command as the program would."""
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return CliRunner().invoke(app, ["parse", *map(str, arguments)])


def test_events_are_ocsf_lines(tmp_path: Path) -> None:
    """One JSON object a line, in order; exit 0."""
    log = tmp_path / "x.json"
    log.write_bytes(b"\n".join(SAMPLES["github_audit"]))
    result = run(log)

    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [event["metadata"]["event_code"] for event in events] == [
        "git.clone",
        "repo.add_member",
        "repo.download_zip",
    ]
    assert all(event["metadata"]["version"] == "1.8.0" for event in events)
    assert result.stderr == ""


def test_rejections_are_lines_too(tmp_path: Path) -> None:
    """With file, line, source, error and the record; some events are enough for exit 0."""
    log = tmp_path / "x.json"
    log.write_bytes(SAMPLES["github_audit"][0] + b"\nhello\n")
    result = run(log)

    assert result.exit_code == 0
    rejected = json.loads(result.stderr)
    assert list(rejected) == ["file", "line", "source", "error", "raw"]
    assert (rejected["file"], rejected["line"], rejected["raw"]) == (str(log), 2, "hello")


def test_nothing_parsed_is_exit_1(tmp_path: Path) -> None:
    """An empty file, or one that nobody knows."""
    log = tmp_path / "x.json"
    log.write_bytes(b"hello\n")

    assert run(log).exit_code == 1


def test_wrong_arguments_are_exit_2(tmp_path: Path) -> None:
    """A sentence that says what was expected."""
    result = run(tmp_path / "none")
    assert (result.exit_code, "no such file" in result.stderr) == (2, True)

    result = run(tmp_path, "--source", "nothing")
    assert (result.exit_code, "expected one of m365_ual" in result.stderr) == (2, True)


def test_context_gives_canonical_names(tmp_path: Path) -> None:
    """And its bad rows are told."""
    context, log = tmp_path / "context", tmp_path / "x.json"
    context.mkdir()
    (context / "directory.csv").write_text("user,aliases\nrita@fab.example,r-lindqvist\n,\n,x\n", encoding="utf-8")
    log.write_bytes(SAMPLES["github_audit"][0])
    result = run(log, "--context", context)

    assert json.loads(result.stdout)["actor"]["user"]["name"] == "rita@fab.example"
    assert "directory.csv:4: user is empty" in result.stderr


def test_context_gives_system_and_country(tmp_path: Path) -> None:
    """Of the address, where the record says neither; what a record says itself stays."""
    context, log = tmp_path / "context", tmp_path / "x.json"
    context.mkdir()
    (context / "networks.csv").write_text("cidr,asn,country\n203.0.113.0/24,64501,NL\n", encoding="utf-8")
    known = json.loads(SAMPLES["github_audit"][0])
    log.write_text(json.dumps(known) + "\n" + json.dumps(known | {"actor_location": {}}) + "\n")
    first, second = (json.loads(line)["src_endpoint"] for line in run(log, "--context", context).stdout.splitlines())

    assert first["location"]["country"] == "DE"
    assert second["location"]["country"] == "NL"
    assert first["autonomous_system"]["number"] == second["autonomous_system"]["number"] == 64501

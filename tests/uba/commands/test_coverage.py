"""`uba coverage`: which techniques are watched, as a table, JSON or a layer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from tests.uba.attack.test_stored import snapshot
from tests.uba.sources.samples import SAMPLES
from uba.commands.coverage import register
from uba.state.files import write_snapshot


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand where no data directory is."""
    monkeypatch.chdir(tmp_path)


def run(*arguments: str | Path) -> Result:
    """Run the command as the program would."""
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return CliRunner().invoke(app, ["coverage", *map(str, arguments)])


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """Give a directory with the documented samples of three sources, and a line that nobody knows."""
    folder = tmp_path / "logs"
    folder.mkdir()
    for source in ("confluence", "web_access", "m365_ual"):
        (folder / f"{source}.log").write_bytes(b"\n".join(SAMPLES[source]))
    (folder / "odd.log").write_text("hello\n")
    return folder


def test_own_rules_count(tmp_path: Path) -> None:
    """A rule of one's own is among the detections of its technique; one that cannot be used is named on stderr."""
    folder = tmp_path / "rules"
    folder.mkdir()
    head = "title: A debugger of ours\nlogsource: {product: uba}\ntags: [attack.t1622]\ndetection:\n"
    (folder / "attached.yml").write_text(head + "  what: {event_code: gdbserver}\n  condition: what\n")
    (folder / "broken.yml").write_text(head + "  what: {colour: red}\n  condition: what\n")
    result = run("--format", "json", "--rules", folder)
    rows = {row["technique"]: row for row in json.loads(result.stdout)["rows"]}

    assert "note: rule left out: broken.yml:5: field 'colour'" in result.stderr
    assert "indicator.attached" in {detection["name"] for detection in rows["T1622"]["detections"]}


def test_json(logs: Path) -> None:
    """Every row with the documented fields; what logs light up is seen, with its time."""
    result = run(logs, "--format", "json")
    told = json.loads(result.stdout)
    rows = {row["technique"]: row for row in told["rows"]}

    assert result.exit_code == 0
    assert result.stderr == "note: 1 records could not be read; `uba parse` says why\n"
    assert len(rows) == 59
    assert rows["T1213.001"]["seen"][0]["source"] == "confluence"
    assert rows["T1213.001"]["last_event"] == "2026-03-09T08:56:40Z"
    assert all(need["is_met"] for need in rows["T1594"]["needs"])
    assert not any(need["is_met"] for need in rows["T1557.003"]["needs"])
    assert list(rows["T1110"]) == [
        "technique",
        "parent",
        "name",
        "tactics",
        "status",
        "detections",
        "needs",
        "helps",
        "missing",
        "seen",
        "last_event",
        "honesty",
        "limit",
        "severity_cap",
        "data_source",
        "data_component",
        "detection_strategies",
        "analytics",
    ]


def test_table(logs: Path) -> None:
    """Every row in at most 120 columns: what is needed and by whom it was seen, what is missing; then the counts."""
    result = run(logs)
    lines = result.stdout.splitlines()

    assert result.exit_code == 0
    assert max(map(len, lines)) <= 120
    assert sum(line.startswith("T1") for line in lines) == 59
    assert any("+ wiki pages and attachments read:" in line for line in lines)
    assert any("- answers of DHCP servers: dhcp or" in line for line in lines)
    assert lines[-1].startswith("59 rows: ")


def test_layer(logs: Path) -> None:
    """The layer is that of the rows."""
    layer = json.loads(run(logs, "--format", "navigator").stdout)

    assert (layer["versions"]["layer"], len(layer["techniques"])) == ("4.5", 59)


def test_a_data_directory(tmp_path: Path) -> None:
    """A data directory tells what its service has seen."""
    write_snapshot(tmp_path / "d" / "state", 3, snapshot(1_772_409_600_000))
    told = json.loads(run("--data-dir", tmp_path / "d", "--format", "json").stdout)

    assert told["time"] == "2026-03-02T00:00:00Z"
    assert {found["source"] for row in told["rows"] for found in row["seen"]} == {"okta"}


def test_nothing_to_judge_by() -> None:
    """Without logs and state the table says what would be needed, and that it is no judgement."""
    result = run()

    assert result.exit_code == 0
    assert result.stderr == "note: neither logs nor state to judge by: this is what would be needed\n"
    assert result.stdout.splitlines()[-1] == "59 rows: 0 live, 0 degraded, 59 blind. Nothing was seen."


def test_nothing_parsed(tmp_path: Path) -> None:
    """When no line could be read, exit 1."""
    (tmp_path / "x.log").write_text("nonsense\n")

    assert run(tmp_path / "x.log").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none"], "no such file or directory"),
        (["--data-dir", "none"], "there is no snapshot in none/state"),
        (["x", "--data-dir", "none"], "expected one of them"),
        (["x", "--source", "nobody"], "unknown source 'nobody'"),
    ],
)
def test_bad_arguments(tmp_path: Path, arguments: list[str], said: str) -> None:
    """A bad argument is refused with a sentence and exit code 2."""
    (tmp_path / "x").write_text("")
    result = run(*arguments)

    assert result.exit_code == 2
    assert result.stderr.startswith("uba coverage: ")
    assert said in result.stderr

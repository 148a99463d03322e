from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import typer
from fakes import rows
from typer.testing import CliRunner

from models.champion import champion_path
from training import commands, dataset, train
from training.backtest import schema
from training.simulate import SimulationConfig, simulate

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::ResourceWarning", "ignore::UserWarning"
)


@pytest.fixture(scope="module")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Simulate a very small organisation."""
    out = tmp_path_factory.mktemp("organisation") / "sim"
    simulate(SimulationConfig(users=4, days=3, seed=1), out)
    return out


def run(*arguments: str | Path) -> tuple[int, str]:
    """Run a command; exit code and everything it said."""
    app = typer.Typer()
    commands.register(app)
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def test_evaluate_judges_a_labelled_history(organisation: Path, tmp_path: Path):
    """The command prints the table of attacks and writes the same as JSON."""
    logs, labels, context = organisation / "logs", organisation / "labels.json", organisation / "context"
    result = tmp_path / "result.json"
    code, said = run("evaluate", logs, "--labels", labels, "--context", context, "--json", result)
    judged = json.loads(result.read_text())

    assert code == 0
    assert f"Attacks found: {judged['found']['found']}/{judged['found']['of']}" in said
    assert judged["found"]["of"] == len(json.loads(labels.read_text())["attacks"])
    assert judged["user_days"] > 0


def test_train_registers_and_promotes(
    organisation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_store: Callable[[Path], None]
):
    """Training ends with a registered champion that is listed; without promotion the champion stays who it was."""
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    empty_store(tmp_path)
    made = rows()
    vectors = np.repeat(made.vectors, len(schema()["user"]), axis=1)[:, : len(schema()["user"])]
    data = dataset.Dataset({"user": dataset.Rows(made.entity, made.day, vectors, schema()["user"])})
    monkeypatch.setattr(train, "collect", lambda history, context, settings: data)
    first = run("train", organisation / "logs", "--data-dir", tmp_path)
    second = run("train", organisation / "logs", "--data-dir", tmp_path, "--no-promote")
    code, listed = run("models", "list", "--data-dir", tmp_path)

    assert (first[0], second[0], code) == (0, 0, 0)
    assert "registered as uba version 1" in first[1]
    assert "champion: version 1" in first[1]
    assert "champion" not in second[1]
    assert [line.split()[0] for line in listed.splitlines() if line.endswith("champion")] == ["1"]
    assert run("models", "promote", "2", "--data-dir", tmp_path) == (0, "champion: version 2\n")
    assert json.loads((champion_path(tmp_path) / "registered.json").read_text())["version"] == "2"
    assert run("models", "rollback", "--data-dir", tmp_path) == (0, "champion: version 1\n")


def test_benchmark_writes_the_page_that_names_its_command(tmp_path: Path):
    """The page holds one row a seed and the command to make it again."""
    out = tmp_path / "docs" / "detection.md"
    code, said = run("benchmark", "--seeds", "1,2", "--users", "3", "--days", "2", "--out", out)
    text = out.read_text()

    assert code == 0, said
    assert f"uba benchmark --seeds 1,2 --users 3 --days 2 --out {out}" in text
    assert [line.split("|")[1].strip() for line in text.splitlines() if line.startswith(("| 1 |", "| 2 |"))] == [
        "1",
        "2",
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("evaluate", "LOGS", "--labels", "nowhere.json"), "nowhere.json"),
        (("evaluate", "LOGS", "--labels", "LABELS", "--from", "yesterday"), "--from 'yesterday'"),
        (("evaluate", "LOGS", "--labels", "LABELS", "--model", "nowhere"), "--model nowhere"),
        (("evaluate", "nowhere", "--labels", "LABELS"), "nowhere"),
        (("train", "LOGS"), "nothing could be fitted"),
        (("benchmark", "--seeds", "a,b", "--out", "page.md"), "--seeds a,b"),
    ],
)
def test_bad_input_is_a_sentence(
    organisation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], says: str
):
    """What cannot be done ends with exit code 2 and a sentence that names what was met."""
    monkeypatch.chdir(tmp_path)
    known = {"LOGS": str(organisation / "logs"), "LABELS": str(organisation / "labels.json")}
    code, said = run(*(known.get(argument, argument) for argument in arguments))

    assert code == 2
    assert says in said
    assert "Traceback" not in said


def test_importing_the_commands_is_light():
    """The command line loads none of the heavy libraries before a command runs."""
    heavy = {"mlflow", "sklearn", "river", "matplotlib", "numba", "polars", "numpy"}
    program = f"import sys, training.commands; print(*sorted(set(sys.modules) & {heavy!r}))"
    root = Path(__file__).parents[2]
    loaded = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)

    assert loaded.stdout.split() == []

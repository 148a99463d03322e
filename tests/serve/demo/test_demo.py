"""The main job from end to end, as `make run` does it, on a handful of people."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from serve.demo.steps import UBA, environment

WORDS = ("--users", "8", "--days", "8", "--seed", "3")
"""About the smallest organisation with days enough to fit a model on."""


def demo(out: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the demo."""
    return subprocess.run([*UBA, "demo", "--out", str(out), *words], capture_output=True, text=True, env=environment())


def value(shown: str, name: str) -> str:
    """Read one of the facts that are printed at the end."""
    (line,) = (line for line in shown.splitlines() if line.startswith(f"{name}  "))
    return line.removeprefix(name).strip()


def test_the_main_job_runs_twice(tmp_path: Path) -> None:
    """Every step works; the second run takes organisation and model from the first and reports the very same."""
    out = tmp_path / "demo"
    first = demo(out, *WORDS)
    assert first.returncode == 0, first.stdout + first.stderr
    report = (out / "weekly-2026-W13.json").read_bytes()
    second = demo(out, *WORDS)
    assert second.returncode == 0, second.stdout + second.stderr

    assert "taken from the run before" in second.stdout
    assert "of the run before, promoted" in second.stdout
    assert value(first.stdout, "MLflow run") == value(second.stdout, "MLflow run")
    assert value(first.stdout, "champion") == value(second.stdout, "champion") == "uba version 1"
    assert value(first.stdout, "events read") == value(second.stdout, "events read")
    assert (out / "weekly-2026-W13.json").read_bytes() == report
    assert (out / "weekly-2026-W13.html").read_text().lstrip().lower().startswith("<!doctype html")
    assert (out / "weekly-2026-W13.md").read_text().startswith("# ")
    assert (out / "findings.ndjson").exists()
    said = second.stdout + second.stderr + "".join(log.read_text() for log in (out / "logs").iterdir())
    assert re.findall(r"uba_[0-9a-f]{12}_\S{40,}", said) == []  # the API key is shown to nobody


def test_a_directory_that_is_not_the_demos_is_one_sentence(tmp_path: Path) -> None:
    """A wrong --out ends with code 2 before anything is done."""
    (tmp_path / "mine").write_text("mine")
    done = demo(tmp_path, *WORDS)

    assert done.returncode == 2
    assert done.stderr.startswith("uba demo: ")
    assert len(done.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]

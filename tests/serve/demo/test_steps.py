"""Laws of the steps: one that fails names itself, what was met and its log."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from serve.demo.service import running
from serve.demo.steps import StepFailed, Steps, environment
from uba.errors import ConfigError


def make(tmp_path: Path) -> tuple[Steps, StringIO]:
    """Make steps and what they print on."""
    shown = StringIO()
    return Steps(tmp_path / "logs", 2, Console(file=shown, width=200)), shown


def test_a_step_that_worked_is_told_in_a_line(tmp_path: Path) -> None:
    """Number, name, time and outcome of a step are one line, whatever is in it."""
    steps, shown = make(tmp_path)
    with steps.step("train", "training") as step:
        step.advance(1, 2)
        step.outcome = "[bold] stays as it is"

    assert shown.getvalue().startswith("1/2 train ")
    assert shown.getvalue().endswith("s  [bold] stays as it is\n")


def test_a_command_that_fails_names_its_step_and_its_log(tmp_path: Path) -> None:
    """What a failing command said last is in the error, and all of it in the log."""
    steps, shown = make(tmp_path)
    with pytest.raises(StepFailed) as caught, steps.step("replay", "replaying") as step:
        step.uba("parse", tmp_path / "nothing-there")
    log = tmp_path / "logs" / "1-replay.log"

    assert "step 'replay' failed: `uba parse` ended with code" in str(caught.value)
    assert "nothing-there: no such file" in str(caught.value)
    assert str(log) in str(caught.value)
    assert log.read_text().startswith("$ uba parse ")
    assert shown.getvalue() == ""


def test_a_secret_is_given_and_not_logged(tmp_path: Path) -> None:
    """What a command prints in secret is returned, and the log holds only the command."""
    steps, _ = make(tmp_path)
    with steps.step("key", "making a key") as step:
        printed = step.secret("--help")

    assert "keys" in printed
    assert (tmp_path / "logs" / "1-key.log").read_text() == "$ uba --help\n"


@pytest.mark.parametrize("error", [ConfigError("what was met"), OSError(28, "No space left on device")])
def test_whatever_goes_wrong_belongs_to_a_step(tmp_path: Path, error: Exception) -> None:
    """An error inside a step becomes the step's, and is in its log."""
    steps, _ = make(tmp_path)
    with pytest.raises(StepFailed, match=r"step 'report' failed: .*(met|space)"), steps.step("report", "writing"):
        raise error

    assert type(error).__name__ in (tmp_path / "logs" / "1-report.log").read_text()


def test_a_service_that_does_not_start_is_told(tmp_path: Path) -> None:
    """When the service ends instead of starting, its reason is in the error."""
    steps, _ = make(tmp_path)
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StepFailed, match=r"(?s)step 'serve' failed: the service ended with code 2.*data directory"),
        steps.step("serve", "starting") as step,
        running(tmp_path / "file", 0, step),
    ):
        pass


def test_the_commands_see_nothing_of_what_is_set_up_for_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings in the environment that name real data do not reach the demo."""
    for name in ("UBA_DATA_DIR", "UBA_DATABASE_URL", "MLFLOW_TRACKING_URI"):
        monkeypatch.setenv(name, "real")

    assert "real" not in environment().values()
    assert "PATH" in environment()

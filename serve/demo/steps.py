"""The steps of the demo: each is announced, timed, and has a log of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from uba.errors import UBAError

UBA = (sys.executable, "-m", "uba")
"""The program itself, however it was started."""

_SETTINGS = ("UBA_DATA_DIR", "UBA_DATABASE_URL", "MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI")
"""Variables that would send the demo's data to what an operator has set up for real."""

_TOLD_LINES = 5


class StepFailed(UBAError):
    """A step did not work; names the step, what was met, and its log."""


class Step:
    """One step that is under way.

    Attributes
    ----------
    log
        Where everything it says goes.
    outcome
        What to print when it is done.
    """

    def __init__(self, name: str, log: Path, progress: Progress) -> None:
        self.name = name
        self.log = log
        self.outcome = ""
        self._progress = progress

    def uba(self, *words: object) -> None:
        """Run a `uba` command to its end; what it says goes into the log.

        Raises
        ------
        StepFailed
            It ended with another code than 0.
        """
        self._run(words, secret=False)

    def secret(self, *words: object) -> str:
        """Run a `uba` command to its end and give what it prints, which is kept out of the log.

        Raises
        ------
        StepFailed
            It ended with another code than 0.
        """
        return self._run(words, secret=True).decode(errors="replace").strip()

    def _run(self, words: tuple[object, ...], secret: bool) -> bytes:
        self.note(f"$ uba {' '.join(str(word) for word in words)}")
        with self.log.open("ab") as log:
            out = subprocess.PIPE if secret else log
            done = subprocess.run(command(*words), stdin=subprocess.DEVNULL, stdout=out, stderr=log, env=environment())
        if done.returncode != 0:
            raise self.failed(f"`uba {words[0]}` ended with code {done.returncode}:\n{self.last_lines()}")
        return done.stdout or b""

    def advance(self, done: int, total: int) -> None:
        """Show how far it is."""
        self._progress.update(self._progress.task_ids[0], completed=done, total=total)

    def note(self, line: str) -> None:
        """Write a line into the log."""
        with self.log.open("a") as log:
            log.write(line + "\n")

    def last_lines(self) -> str:
        """Give the end of the log, indented."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(f"    {line}" for line in lines[-_TOLD_LINES:])

    def failed(self, reason: str) -> StepFailed:
        """Make the error that says which step it was and where to read on."""
        return StepFailed(f"step {self.name!r} failed: {reason}\nIts log: {self.log}")


class Steps:
    """Takes one step after the other and says how each went.

    Parameters
    ----------
    logs
        Directory of the logs; made when missing.
    total
        How many steps there will be.
    """

    def __init__(self, logs: Path, total: int, console: Console) -> None:
        self._logs = logs
        self._total = total
        self._console = console
        self._taken = 0
        logs.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def step(self, name: str, doing: str) -> Iterator[Step]:
        """Take a step; `doing` is shown meanwhile.

        Raises
        ------
        StepFailed
            Whatever went wrong in it that can go wrong in operation.
        """
        self._taken += 1
        number = f"{self._taken}/{self._total}"
        started = time.perf_counter()
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        # Only for people who watch: elsewhere it would write empty lines.
        with Progress(
            *columns, console=self._console, transient=True, disable=not self._console.is_terminal
        ) as progress:
            progress.add_task(f"{number} {escape(doing)}", total=None)
            step = Step(name, self._logs / f"{self._taken}-{name}.log", progress)
            try:
                yield step
            except (UBAError, OSError, httpx.HTTPError) as error:
                if isinstance(error, StepFailed):
                    raise
                step.note(f"{type(error).__name__}: {error}")
                raise step.failed(str(error) or type(error).__name__) from error
        told = f"{number} {name:<9}{time.perf_counter() - started:6.1f} s  {step.outcome}"
        self._console.print(told, markup=False, highlight=False, soft_wrap=True)


def command(*words: object) -> list[str]:
    """Give the command line of a `uba` command."""
    return [*UBA, *(str(word) for word in words)]


def environment() -> dict[str, str]:
    """Give the environment of the commands: the defaults, whatever is set up for real."""
    kept = {name: value for name, value in os.environ.items() if name not in _SETTINGS}
    return kept | {"MPLBACKEND": "Agg", "PYTHONUNBUFFERED": "1"}

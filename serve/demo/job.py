"""The main job, step after step."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from rich.console import Console

from serve.demo.client import Client
from serve.demo.options import Options
from serve.demo.place import Place, program
from serve.demo.service import Service, running
from serve.demo.steps import Steps
from serve.demo.traffic import batches, in_time_order
from serve.engines import NO_CHAMPION
from uba.errors import StateError

STEPS = 8
FORMATS = ("html", "md", "json")
_BATCH = 1_000
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Champion(msgspec.Struct, frozen=True):
    """The registered model in use."""

    name: str
    version: str
    run_id: str


class Scored(NamedTuple):
    """What scoring over HTTP came to, in records."""

    events: int
    rejected: int


class Job:
    """The steps in the order in which they are taken.

    Each raises `serve.demo.steps.StepFailed` when it did not work.

    Raises
    ------
    uba.errors.ConfigError
        The directory cannot be used.
    """

    def __init__(self, options: Options, console: Console) -> None:
        self._options = options
        self._place = place = Place(options.out)
        place.clear()
        self._steps = Steps(place.logs, STEPS, console)
        self._live: list[Path] = []
        self._data_dir = ("--data-dir", place.data_dir)
        self._context = ("--context", place.data_dir / "context")

    @property
    def labels(self) -> Path:
        """The known attacks of the organisation."""
        return self._place.organisation / "labels.json"

    def simulate(self) -> None:
        """Write the logs of an organisation, or take those of the run before."""
        options, place = self._options, self._place
        with self._steps.step("simulate", f"{options.days} days of an organisation of {options.users}") as step:
            inputs = self._organisation_inputs()
            if place.reusable("organisation", inputs) is not None and place.organisation.is_dir():
                step.outcome = f"taken from the run before: {place.organisation}"
            else:
                place.forget("organisation")
                shutil.rmtree(place.organisation, ignore_errors=True)
                size = ("--users", options.users, "--days", options.days, "--seed", options.seed)
                step.uba("simulate", *size, "--start", options.first_day, "--out", place.organisation)
                step.outcome = f"written: {place.organisation}"
                place.remember("organisation", inputs, str(place.organisation))
            shutil.copytree(place.organisation / "context", place.data_dir / "context")
            self._split()

    def _split(self) -> None:
        """Link the logs of the past where replay and training read them; the others are sent."""
        logs = self._place.organisation / "logs"
        for file in sorted(file for file in logs.rglob("*") if file.is_file()):
            if _day_of(file) >= self._options.first_live_day:
                self._live.append(file)
                continue
            link = self._place.past / file.relative_to(logs)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(os.path.relpath(file, link.parent))

    def replay(self) -> int:
        """Learn from the past and leave the state for the service; give the number of events.

        There is no champion yet: it will be fitted on these very days and would find them all too ordinary.
        The service calibrates it when it takes the state over.
        """
        place, since = self._place, self._options.findings_from
        with self._steps.step("replay", f"learning from the days before {self._options.first_live_day}") as step:
            words = ("--out", place.replayed, "--from", since, "--save-state")
            step.uba("replay", place.past, *self._context, *self._data_dir, *words)
            summary = msgspec.json.decode((place.replayed / "summary.json").read_bytes())
            step.outcome = (
                f"{summary['events']:,} events, {summary['rejected']} damaged lines set aside, "
                f"{summary['findings']} findings since {since}"
            )
            return int(summary["events"])

    def train(self) -> Champion:
        """Fit a model on the past, register and promote it; or promote that of the run before."""
        place = self._place
        with self._steps.step("train", "training on the same days") as step:
            inputs = {"organisation": self._organisation_inputs(), "program": program("uba", "models", "training")}
            before = place.reusable("model", inputs)
            if before is not None and (place.data_dir / "mlflow" / "mlflow.db").is_file():
                step.uba("models", "promote", before, *self._data_dir)
            else:
                place.forget("model")
                step.uba("train", place.past, *self._context, *self._data_dir)
            registered = place.data_dir / "models" / "champion" / "registered.json"
            champion = msgspec.json.decode(registered.read_bytes(), type=Champion)
            place.remember("model", inputs, champion.version)
            how = "of the run before" if champion.version == before else "registered"
            step.outcome = f"MLflow run {champion.run_id}, version {champion.version} {how}, promoted to champion"
            return champion

    def create_key(self) -> str:
        """Make an API key."""
        with self._steps.step("key", "making an API key") as step:
            key = step.secret("keys", "create", "demo", "--scope", "score", "--scope", "read", *self._data_dir)
            step.outcome = f"key {key.split('_')[1]} may score and read"
            return key

    def serve(self, stack: ExitStack) -> Service:
        """Start the service, for as long as the stack at most, and wait until it is ready.

        Raises
        ------
        uba.errors.StateError
            It does not use the champion.
        """
        with self._steps.step("serve", "starting the service") as step:
            service = stack.enter_context(running(self._place.data_dir, self._options.port, step))
            ready = service.wait_until_ready()
            if ready["champion"] == NO_CHAMPION:
                raise StateError(f"{service.url} scores without the champion, expected with it: see what it logged")
            step.outcome = f"{service.url} is ready, champion {ready['champion']}"
            return service

    def score(self, client: Client) -> Scored:
        """Send the live days, in the order of time."""
        with self._steps.step("score", "scoring the last days over HTTP") as step:
            events = rejected = sent = 0
            total = sum(file.stat().st_size for file in self._live)
            for batch in batches(in_time_order(self._live), _BATCH):
                answer = client.score(batch)
                events += answer.decided
                rejected += len(answer.rejected)
                for entry in answer.rejected:
                    step.note(f"rejected: {entry['reason']}: {batch[entry['index']][:200]!r}")
                sent += sum(map(len, batch)) + len(batch)
                step.advance(sent, total)
            step.outcome = f"{events:,} events of the last days, {rejected} damaged lines rejected"
            return Scored(events, rejected)

    def report(self, client: Client) -> list[dict[str, Any]]:
        """Fetch the findings and the weekly report; give the findings."""
        out, week = self._place.out, self._options.week
        with self._steps.step("report", "fetching findings and the weekly report") as step:
            findings = list(client.findings())
            (out / "findings.ndjson").write_bytes(b"".join(msgspec.json.encode(item) + b"\n" for item in findings))
            for form in FORMATS:
                (out / f"weekly-{week}.{form}").write_bytes(client.get("/v1/report/weekly", week=week, format=form))
            step.outcome = f"{len(findings)} findings in {out}/findings.ndjson, week {week} as {', '.join(FORMATS)}"
            return findings

    def stop(self, service: Service) -> None:
        """Stop the service as an operator does."""
        with self._steps.step("stop", "stopping the service") as step:
            service.stop()
            step.outcome = "the service finished what it had accepted, took a snapshot and ended"

    def _organisation_inputs(self) -> dict[str, Any]:
        options = self._options
        size = {"users": options.users, "days": options.days, "seed": options.seed}
        return size | {"first_day": options.first_day.isoformat(), "program": program("training/simulate")}


def _day_of(file: Path) -> date:
    """The day a log file is named for."""
    found = _DAY.search(file.name)
    if found is None:
        raise StateError(f"{file} is named for no day, expected a name as 2026-03-27.jsonl: remove it")
    return date.fromisoformat(found[0])

"""The demo from its first step to its last."""

from __future__ import annotations

import os
import sys
import time
from contextlib import ExitStack

from rich.console import Console

from serve.demo import outcome
from serve.demo.client import Client
from serve.demo.job import FORMATS, Job
from serve.demo.options import Options


def run(options: Options, console: Console) -> None:
    """Take all steps and print what they came to.

    Raises
    ------
    serve.demo.steps.StepFailed
        A step did not work.
    uba.errors.ConfigError
        The directory cannot be used.
    """
    started = time.perf_counter()
    job = Job(options, console)
    job.simulate()
    replayed = job.replay()
    champion = job.train()
    key = job.create_key()
    with ExitStack() as stack:
        service = job.serve(stack)
        with Client(service.url, key) as client:
            scored = job.score(client)
            findings = job.report(client)
        job.stop(service)
    judged = outcome.judge(findings, job.labels)
    attacks, data_dir, programs = len(judged.attacks), options.out / "data", _programs()
    outcome.show_attacks(console, judged)
    outcome.show_facts(
        console,
        {
            "events read": f"{replayed + scored.events:,}: {replayed:,} replayed, {scored.events:,} over HTTP",
            "findings": f"{len(findings)}, of which {judged.benign} about no labelled attack",
            "attacks": f"{judged.found} of {attacks} found ({judged.rightly_named} with the right technique), "
            f"{attacks - judged.found} missed",
            "MLflow run": champion.run_id,
            "champion": f"{champion.name} version {champion.version}",
            "service": f"{service.url} answered, and was stopped",
            "weekly report": " ".join(f"{options.out}/weekly-{options.week}.{form}" for form in FORMATS),
            "took": f"{time.perf_counter() - started:.0f} s",
        },
    )
    outcome.show_facts(
        console,
        {
            "look at the training": f"{programs}mlflow ui --workers 1 "
            f"--backend-store-uri sqlite:///{data_dir}/mlflow/mlflow.db",
            "start the service again": f"{programs}uba serve --data-dir {data_dir}",
        },
    )


def _programs() -> str:
    """Give what has to stand before a program's name: nothing in an activated environment."""
    programs = os.path.dirname(sys.executable)
    if programs in os.environ.get("PATH", "").split(os.pathsep):
        return ""
    shown = os.path.relpath(programs)
    return f"{programs if shown.startswith(os.pardir) else shown}{os.sep}"

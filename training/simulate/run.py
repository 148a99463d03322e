"""One run of the simulation: build the world, write attacks, look-alikes and ordinary days, label, sum up."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from training.simulate.activity import ACTIVITIES, ROW_ACTIVITIES
from training.simulate.calendar import HOUR
from training.simulate.campaigns import write_attacks
from training.simulate.config import SimulationConfig, SimulationSummary
from training.simulate.labels import write_labels
from training.simulate.lookalikes import standing_lookalikes, write_lookalikes
from training.simulate.sink import LogFiles
from training.simulate.world import build_world
from training.simulate.writers.context import write_context
from uba.errors import ConfigError

_EARLIEST_ZONE = 15 * HOUR
"""No local day starts longer before its UTC day than this."""


def run(config: SimulationConfig, out: Path, progress: Callable[[int, int], None] | None) -> SimulationSummary:
    """Do what `training.simulate.simulate` promises; what is not finished never shows under its final name."""
    if (out / "logs").exists():
        raise ConfigError(f"{out} already holds logs; choose an empty directory or remove {out / 'logs'} first.")
    partial = out / ".partial"
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        summary = _write(config, partial, progress)
        for part in ("context", "labels.json"):
            _replace(partial / part, out / part)
        _replace(partial / "logs", out / "logs")
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    summary.out = out
    return summary


def _replace(source: Path, target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target)
    source.replace(target)


def _write(config: SimulationConfig, out: Path, progress: Callable[[int, int], None] | None) -> SimulationSummary:
    summary = SimulationSummary(out)
    world = build_world(config)
    write_context(world, out / "context")
    activities = ACTIVITIES | (ROW_ACTIVITIES if config.rows else {})
    with LogFiles(config, out, summary) as files:
        attacks = write_attacks(world, files)
        lookalikes = write_lookalikes(world, files)
        for day in range(config.days):
            for name, activity in activities.items():
                activity(world, day, world.stream(name, day), files)
            files.flush(world.start_of(day + 1) - _EARLIEST_ZONE)
            if progress is not None:
                progress(day + 1, config.days)
        files.flush(None)
    lookalikes += standing_lookalikes(world)
    summary.attacks_by_behaviour = dict(Counter(a.behaviour for a in attacks))
    summary.lookalikes = len(lookalikes)
    write_labels(config, out, attacks, lookalikes, summary.corrupt)
    return summary

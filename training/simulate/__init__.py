"""The synthetic organisation: people, machines and attackers, writing the logs real systems would write.

`simulate` writes native logs of every source under `logs/`, the context files
under `context/`, and what was done on purpose to `labels.json`. The same
configuration writes the same bytes, on any machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from training.simulate.activity import ACTIVITIES
from training.simulate.calendar import HOUR
from training.simulate.campaigns import write_attacks
from training.simulate.config import CorruptLine, SimulationConfig, SimulationSummary
from training.simulate.labels import write_labels
from training.simulate.lookalikes import standing_lookalikes, write_lookalikes
from training.simulate.sink import LogFiles
from training.simulate.world import build_world
from training.simulate.writers.context import write_context
from uba.errors import ConfigError

__all__ = ["CorruptLine", "SimulationConfig", "SimulationSummary", "simulate"]

_EARLIEST_ZONE = 15 * HOUR
"""No local day starts longer before its UTC day than this."""


def simulate(
    config: SimulationConfig, out: Path, progress: Callable[[int, int], None] | None = None
) -> SimulationSummary:
    """Write a synthetic organisation's logs, context and labels into `out`.

    Parameters
    ----------
    config
        What to simulate.
    out
        Directory to write to; made if need be. It must not hold logs already.
    progress
        Called with (days done, days) after each day.

    Raises
    ------
    ConfigError
        `out` already has a `logs` folder; mixing two simulations helps nobody.
    """
    if (out / "logs").exists():
        raise ConfigError(f"{out} already holds logs; choose an empty directory or remove {out / 'logs'} first.")
    summary = SimulationSummary(out)
    world = build_world(config)
    write_context(world, out / "context")
    with LogFiles(config, out, summary) as files:
        attacks = write_attacks(world, files)
        lookalikes = write_lookalikes(world, files)
        for day in range(config.days):
            for name, activity in ACTIVITIES.items():
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

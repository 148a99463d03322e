"""The synthetic organisation: people, machines and attackers, writing the logs real systems would write.

`simulate` writes native logs of every source under `logs/`, the context files
under `context/`, and what was done on purpose to `labels.json`. The same
configuration writes the same bytes, on any machine.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from training.simulate.config import CorruptLine, SimulationConfig, SimulationSummary

__all__ = ["CorruptLine", "SimulationConfig", "SimulationSummary", "simulate"]


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
    from training.simulate.run import run  # here, not above: the command line loads this package at every start

    return run(config, out, progress)

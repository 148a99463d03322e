"""The benchmark: organisations nobody tuned on, simulated, replayed and judged."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from training.backtest import choose_detectors, first_labelled_midnight, replay
from training.evaluate import Evaluation, evaluate
from training.history import History
from training.labels import read_labels
from training.simulate import SimulationConfig, simulate
from uba.context import load_context
from uba.settings import Settings


def benchmark(
    seeds: Sequence[int],
    users: int,
    days: int,
    budget_per_day: float | None,
    done: Callable[[int, Evaluation], None] | None = None,
    *,
    rows: bool = False,
    histories: Path | None = None,
) -> dict[int, Evaluation]:
    """Simulate, replay and judge one organisation for each seed, with baselines and online detectors alone.

    Parameters
    ----------
    users, days
        Size of each organisation.
    budget_per_day
        Findings a day; None for the default.
    done
        Called after each seed.
    rows
        Every source, and an attack of every technique row at every intensity.
    histories
        Directory where histories are kept as `seed-N` and found again; None throws each away. A seed means the same
        history as long as the simulator is the same.
    """
    evaluations: dict[int, Evaluation] = {}
    for seed in seeds:
        config = SimulationConfig(users=users, days=days, seed=seed, rows=rows)
        with tempfile.TemporaryDirectory(prefix="uba-benchmark-") as scratch:
            folder = histories / f"seed-{seed}" if histories is not None else Path(scratch)
            evaluations[seed] = _judge(folder, config, budget_per_day)
        if done is not None:
            done(seed, evaluations[seed])
    return evaluations


def _judge(folder: Path, config: SimulationConfig, budget_per_day: float | None) -> Evaluation:
    if not (folder / "logs").exists():
        simulate(config, folder)
    labels = read_labels(folder / "labels.json")
    settings = Settings(budget_per_day=budget_per_day, findings_from=first_labelled_midnight(labels))
    detectors = choose_detectors("none", folder, settings.seed)
    context = load_context(folder / "context")
    return evaluate(replay(History([folder / "logs"]), context, settings, detectors), labels)

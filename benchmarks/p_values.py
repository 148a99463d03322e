"""Whether a p-value means what it says: of the benign days of an organisation, how many lie below each level.

    python -m benchmarks.p_values    # writes docs/p-values.md and the plot beside it

Organisations without a single attack are simulated; after 15 days of history, the p-value that each feature gives to
each entity's day (`docs/decisions/0002`) is taken as the day closes, before anything is learned from it. Near the
diagonal a p-value of 0.01 is met on one day in a hundred.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from benchmarks import fused, line, page
from training.simulate import SimulationConfig, simulate
from uba.events import Event
from uba.kinds import ENTITY_KINDS
from uba.merge import batches, read_merged

HISTORY_DAYS = 15
LEVEL, LEAST, MOST = 0.01, 0.003, 0.02
"""The share of benign days with a p-value up to LEVEL shall lie between LEAST and MOST."""
ENOUGH_DAYS, ENOUGH_SHARE = 500, 0.03
"""Entity-days, and the share of them on which a feature sees anything, that it takes to say."""
PAGE = page.PAGE.with_name("p-values.md")
_LEVELS = np.logspace(-4, 0, 41)


class FeatureDays(NamedTuple):
    """The p-values of one feature over entity-days, a list for each seed."""

    kind: str
    feature: str
    p_values: list[NDArray[np.float64]]

    @property
    def all(self) -> NDArray[np.float64]:
        """Of all seeds."""
        return np.concatenate(self.p_values)

    @property
    def is_enough(self) -> bool:
        """Whether there is enough to say."""
        return self.all.size >= ENOUGH_DAYS and float((self.all < 1.0).mean()) >= ENOUGH_SHARE

    def share(self, p_values: NDArray[np.float64]) -> float:
        """Of days with a p-value up to LEVEL."""
        return float((p_values <= LEVEL).mean()) if p_values.size else 0.0


class Measured(NamedTuple):
    """The p-values of every feature and of whole days, and the findings after the history, over all seeds."""

    features: list[FeatureDays]
    fused: dict[str, NDArray[np.float64]]
    findings: int


def measure(seeds: Sequence[int], users: int, days: int) -> Measured:
    """Simulate, replay and collect."""
    collected: dict[tuple[str, str], list[NDArray[np.float64]]] = {}
    whole: dict[str, list[NDArray[np.float64]]] = {}
    findings = 0
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="uba-benign-") as scratch:
            config = SimulationConfig(users=users, days=days, seed=seed, attacks=False)
            findings += _one(Path(scratch), config, collected, whole)
    features = [FeatureDays(kind, name, values) for (kind, name), values in collected.items()]
    return Measured(features, {kind: np.concatenate(parts) for kind, parts in whole.items()}, findings)


def _one(
    folder: Path,
    config: SimulationConfig,
    collected: dict[tuple[str, str], list[NDArray[np.float64]]],
    whole: dict[str, list[NDArray[np.float64]]],
) -> int:
    simulate(config, folder)
    engine = line.engine(folder, collect_vectors=True)
    for batch in batches(read_merged([folder / "logs"]), line.BATCH):
        engine.process([item for item in batch if isinstance(item, Event)])
    first = (config.date_of(HISTORY_DAYS) - config.date_of(0)).days + _epoch_day(config)
    for kind, vectors in engine.take_day_vectors().items():
        late = vectors.vectors[vectors.day >= first]
        whole.setdefault(kind, []).append(10.0 ** -vectors.surprise[vectors.day >= first])
        for column, name in enumerate(vectors.feature_names):
            collected.setdefault((kind, name), []).append(10.0 ** -late[:, column].astype(np.float64))
    return sum(finding.start_time >= first * 86_400_000 for finding in engine.findings.all())


def _epoch_day(config: SimulationConfig) -> int:
    return int(np.datetime64(config.start, "D").astype(int))


def report(measured: Measured, setup: str, command: str) -> list[str]:
    """Write the page, as Markdown."""
    enough = [days for days in measured.features if days.is_enough]
    held = [days for days in enough if LEAST <= days.share(days.all) <= MOST]
    head = ["feature", "of", "entity-days", "saw anything", f"p ≤ {LEVEL}", "by seed"]
    rows = [
        [
            f"`{days.feature}`" + ("" if days in held else " **outside**"),
            days.kind,
            f"{days.all.size:,}",
            f"{(days.all < 1.0).mean():.1%}",
            f"{days.share(days.all):.4f}",
            " ".join(f"{days.share(part):.3f}" for part in days.p_values),
        ]
        for days in enough
    ]
    return [
        "# What a p-value means",
        "",
        *(__doc__ or "").split("\n\n", 2)[2].strip().splitlines(),
        "",
        f"{setup} Made by `{command}`.",
        "",
        f"{len(enough)} of {len(measured.features)} features saw enough to say ({ENOUGH_DAYS} entity-days, something "
        f"on {ENOUGH_SHARE:.0%} of them); {len(held)} of these have a share of days with p ≤ {LEVEL} between {LEAST} "
        f"and {MOST}. Findings after the history, of all seeds: {measured.findings}.",
        "",
        "![Share of benign entity-days at or below each p-value, by feature](p-values.svg)",
        "",
        *page.table(head, rows),
        "",
        "## The day as a whole",
        "",
        *(fused.__doc__ or "").split("\n\n", 1)[1].strip().splitlines(),
        "",
        *fused.lines_of(measured.fused),
    ]


def plot(measured: list[FeatureDays]) -> Figure:
    """One panel a kind of entity, one line a feature that saw enough; grey is what is asked for."""
    kinds = [kind for kind in ENTITY_KINDS if any(days.kind == kind and days.is_enough for days in measured)]
    figure = Figure(figsize=(4 * len(kinds), 4.2), layout="constrained")
    for axes, kind in zip(np.atleast_1d(figure.subplots(1, len(kinds), sharey=True)), kinds, strict=True):
        axes.fill_between(_LEVELS, LEAST / LEVEL * _LEVELS, MOST / LEVEL * _LEVELS, color="0.85", linewidth=0)
        axes.plot(_LEVELS, _LEVELS, color="0.4", linestyle=":")
        for days in measured:
            if days.kind == kind and days.is_enough:
                shares = np.searchsorted(np.sort(days.all), _LEVELS, side="right") / days.all.size
                axes.plot(_LEVELS, np.where(shares > 0, shares, np.nan), linewidth=0.8)
        axes.set(xscale="log", yscale="log", xlabel="p-value", title=kind, ylim=(1e-4, 1))
    figure.axes[0].set_ylabel("share of benign entity-days at or below")
    return figure


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.p_values", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[31, 32, 33])
    parser.add_argument("--users", type=int, default=60)
    parser.add_argument("--days", type=int, default=30)
    options = parser.parse_args()
    measured = measure(options.seeds, options.users, options.days)
    seeds = " ".join(map(str, options.seeds))
    command = f"python -m benchmarks.p_values --seeds {seeds} --users {options.users} --days {options.days}"
    setup = f"{len(options.seeds)} organisations of {options.users} people, {options.days} days each."
    lines = report(measured, setup, command)
    print("\n".join(lines))
    PAGE.write_text("\n".join([*lines, ""]), encoding="utf-8")
    plot(measured.features).savefig(PAGE.with_suffix(".svg"), metadata={"Date": None})


if __name__ == "__main__":
    main()

"""Whether the alert budget is kept when nothing is wrong: findings realised and asked for, over ten organisations.

    python -m benchmarks.budgets            # prints the table
    python -m benchmarks.budgets --write    # and puts it into docs/budget.md

Each organisation is simulated without attacks, of another size, industry and seed; look-alikes and calendar events
stay. Three weeks teach, the findings of the two weeks after that are counted. All budgets are replayed side by side.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scipy.stats import poisson

from benchmarks.page import publish, table
from training.simulate import SimulationConfig, simulate
from uba.clock import DAY_MS
from uba.context import load_context
from uba.engine import Engine
from uba.events import Event
from uba.merge import read_merged
from uba.settings import Settings

ORGANISATIONS = (
    (50, "software"),
    (80, "consultancy"),
    (100, "retail"),
    (120, "hospital"),
    (150, "bank"),
    (200, "mixed"),
    (250, "software"),
    (300, "retail"),
    (350, "bank"),
    (400, "mixed"),
)
"""Users and industry."""
FIRST_SEED = 721
BUDGETS = (2.0, 10.0, 50.0)
"""Findings a day."""
HISTORY_DAYS, COUNTED_DAYS = 21, 14
_BATCH = 20_000
PAGE = Path("docs/budget.md")


class Realised(NamedTuple):
    """Findings of one organisation at one budget, of the counted days together."""

    users: int
    industry: str
    seed: int
    asked: float
    findings: int

    @property
    def expected(self) -> float:
        """Findings asked for, in all."""
        return self.asked * COUNTED_DAYS

    @property
    def is_within(self) -> bool:
        """Whether it lies within the 95 % interval of a Poisson count with the expected mean."""
        low, high = poisson.interval(0.95, self.expected)
        return bool(low <= self.findings <= high)


def realise(users: int, industry: str, seed: int, budgets: tuple[float, ...] = BUDGETS) -> list[Realised]:
    """Simulate one organisation and count what each budget raises."""
    with tempfile.TemporaryDirectory(prefix="uba-budget-") as scratch:
        folder = Path(scratch)
        days = HISTORY_DAYS + COUNTED_DAYS
        simulate(SimulationConfig(users=users, days=days, seed=seed, attacks=False, industry=industry), folder)
        context = load_context(folder / "context")
        engines = [Engine(context, Settings(budget_per_day=budget)) for budget in budgets]
        first = -1
        for batch in _batches(folder / "logs"):
            first = batch[0].time if first < 0 else first
            for engine in engines:
                engine.process(batch)
    since = (first // DAY_MS + HISTORY_DAYS) * DAY_MS
    until = since + COUNTED_DAYS * DAY_MS
    return [
        Realised(users, industry, seed, budget, sum(since <= f.start_time < until for f in engine.findings.all()))
        for budget, engine in zip(budgets, engines, strict=True)
    ]


def _batches(logs: Path) -> Iterator[list[Event]]:
    batch: list[Event] = []
    for item in read_merged([logs]):
        if isinstance(item, Event):
            batch.append(item)
            if len(batch) == _BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def lines_of(results: list[Realised]) -> list[str]:
    """Give the results as a Markdown table: a row for each organisation, a column for each budget, and the sums."""
    budgets = sorted({result.asked for result in results})
    organisations: dict[tuple[int, str, int], list[str]] = {}
    for result in sorted(results, key=lambda r: (r.seed, r.asked)):
        organisations.setdefault((result.users, result.industry, result.seed), []).append(_cell(result))
    sums = [[result for result in results if result.asked == budget] for budget in budgets]
    ratios = [f"{sum(r.findings for r in mine) / sum(r.expected for r in mine):.2f}" for mine in sums]
    within = [f"{sum(r.is_within for r in mine)} of {len(mine)}" for mine in sums]
    return table(
        ["industry", "users", "seed", *(f"{budget:g} a day" for budget in budgets)],
        [
            *([industry, f"{users:,}", str(seed), *cells] for (users, industry, seed), cells in organisations.items()),
            ["**realised / asked**", "", "", *ratios],
            ["**within the interval**", "", "", *within],
        ],
    )


def _cell(result: Realised) -> str:
    low, high = poisson.interval(0.95, result.expected)
    return f"{result.findings} ({low:.0f} to {high:.0f}){'' if result.is_within else ' **out**'}"


def main() -> None:
    """Measure and print; with --write into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE}")
    parser.add_argument("--budgets", type=float, nargs="+", default=BUDGETS, metavar="N", help="findings a day")
    arguments = parser.parse_args()
    results: list[Realised] = []
    for place, (users, industry) in enumerate(ORGANISATIONS):
        results += realise(users, industry, FIRST_SEED + place, tuple(arguments.budgets))
        print("\n".join(lines_of(results)), flush=True)
    if arguments.write:
        publish("budget", lines_of(results), PAGE)


if __name__ == "__main__":
    main()

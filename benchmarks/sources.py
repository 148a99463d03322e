"""The table of `docs/sources.md`: what each source tells apart, what it yields, and what reading it costs.

    python -m benchmarks.sources

What is told apart and yielded is taken from the code (`benchmarks.source_tables`), what it costs is measured
(`benchmarks.parsing`), with the records of a simulated organisation among those like the documented samples.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks import page
from benchmarks.parsing import LIMIT, RECORDS, Cost, costs
from benchmarks.source_tables import VOCABULARIES, classes_of, held
from training.simulate import SimulationConfig, simulate

PAGE = page.PAGE.with_name("sources.md")
_HEAD = ["source", "OCSF classes", "told apart by name", "held to their meaning"]


def known_of(name: str) -> list[str]:
    """Give the cells that the code alone says: name, classes, what is told apart, what tests hold to its meaning."""
    vocabulary = VOCABULARIES[name]
    classes = " ".join(map(str, classes_of(name)))
    return [f"`{name}`", classes, f"{vocabulary.size} {vocabulary.what}", str(held(name))]


def described(measured: Iterable[Cost]) -> list[str]:
    """Give the table of all that is known of each source, as lines of Markdown."""
    rows = [
        [*known_of(cost.source), f"{cost.rate:,.0f}", f"{1 / cost.ratio:.0%}", f"{cost.ratio:.1f}"] for cost in measured
    ]
    return page.table([*_HEAD, "events/s", "share of the typed decode", f"ratio (at most {LIMIT:g})"], rows)


def ratios(measured: Iterable[Cost]) -> list[str]:
    """Give the table of costs alone, as lines of Markdown."""
    rows = [[f"`{cost.source}`", f"{cost.parse:.2f}", f"{cost.ratio:.1f}", f"{LIMIT:g}"] for cost in measured]
    return page.table(["reading a source", "us an event", "x the typed decode", "limit"], rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sources", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--page", type=Path, default=PAGE)
    parser.add_argument("--records", type=int, default=RECORDS, help="records of one of seven rounds")
    parser.add_argument("--users", type=int, default=100, help="of the simulated organisation; 0: samples alone")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="uba-sources-") as scratch:
        if options.users:
            simulate(SimulationConfig(users=options.users, days=14, seed=3), Path(scratch))
        lines = described(costs(Path(scratch) / "logs", records=options.records))
    print("\n".join(lines))
    page.publish("sources", lines, options.page)


if __name__ == "__main__":
    main()

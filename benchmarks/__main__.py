"""What the engine costs, as ratios within one run: machines are noisy, ratios less so.

    make bench
    python -m benchmarks --events 2000000

Prints the whole line against the typed decode of the same bytes, against a pipeline of river models per user, and
each detector against the one it equals, and reading each source against the typed decode of its own records
(`benchmarks.parsing`); writes all that into `docs/benchmarks.md`.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import detectors, line, page, rival, sources
from benchmarks.detectors import DetectorCost
from benchmarks.line import LineCost
from benchmarks.parsing import costs
from benchmarks.rival import RivalCost

LEAST_RATE, GOAL_RATE = 1 / 8, 1 / 4
"""The whole line's rate, as a share of the typed decode's: at least, and where it is going."""
ENGINE_LIMIT = 3.0
"""Times the typed decode that the engine may cost."""
LEAST_RIVAL, GOAL_RIVAL = 12.0, 30.0
"""The whole line's rate as a multiple of the rival's."""
_RIVAL_EVENTS = 200_000


def report(command: str, cost: LineCost, rival_cost: RivalCost, each: list[DetectorCost]) -> list[str]:
    """Everything measured, as Markdown."""
    unit = cost.yardstick
    stages = [
        ("typed decode", unit),
        ("read, merge", cost.an_event(cost.read)),
        ("engine: events to decisions", cost.an_event(cost.engine)),
        ("results written", cost.an_event(cost.results)),
        ("**whole line**", cost.an_event(cost.whole)),
        ("rival", rival_cost.microseconds),
    ]
    whole = cost.an_event(cost.whole)
    return [
        f"{page.machine()} Made by `{command}`.",
        "",
        f"{cost.events:,} events of all sources that a simulated organisation of {cost.users:,} people writes in "
        f"{line.DAYS} days, {cost.size:.0f} bytes each; all features, indicators and online detectors. "
        f"{cost.misfits:,} records were decoded as another form than they have. The rival: {rival_cost.users:,} users, "
        f"{rival.WARM_UP} events each to warm up, {rival_cost.events:,} events measured. CPU time.",
        "",
        *page.table(
            ["stage", "us an event", "x the typed decode"],
            [[name, f"{spent:.2f}", f"{spent / unit:.1f}"] for name, spent in stages],
        ),
        "",
        *page.table(
            ["what was asked", "measured", "least", "goal"],
            [
                _asked("rate of the whole line / of the typed decode", unit / whole, LEAST_RATE, GOAL_RATE),
                _asked("engine / typed decode (at most)", cost.an_event(cost.engine) / unit, ENGINE_LIMIT, None),
                _asked(
                    "rate of the whole line / of the rival", rival_cost.microseconds / whole, LEAST_RIVAL, GOAL_RIVAL
                ),
                _asked("rate of the engine / of the rival", rival_cost.microseconds / cost.an_event(cost.engine)),
            ],
        ),
        "",
        "Like for like: each detector and the one it equals, on the same vectors of closed days.",
        "",
        *page.table(
            ["detector", "what is done", "theirs, us", "ours, us", "times quicker", "largest difference of scores"],
            [
                [
                    c.name,
                    c.work,
                    f"{c.theirs:.2f}",
                    f"{c.ours:.2f}",
                    f"{c.theirs / c.ours:.1f}",
                    f"{c.difference:.0e}" if c.difference else "0",
                ]
                for c in each
            ],
        ),
    ]


def _asked(name: str, measured: float, least: float | None = None, goal: float | None = None) -> list[str]:
    return [name, f"{measured:.3g}", *("–" if limit is None else f"{limit:.3g}" for limit in (least, goal))]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", type=int, default=200_000, help="about so many mixed events")
    parser.add_argument("--rival-users", type=int, default=1_000)
    parser.add_argument("--rival-each", type=int, default=20, help="events measured of each of the rival's users")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="uba-bench-") as scratch:
        folder = Path(scratch)
        users = line.prepare(folder, options.events)
        cost, vectors = line.measure(folder, users)
        events = line.first_events(folder, _RIVAL_EVENTS)
        reading = list(costs(folder / "logs"))
    against = rival.cost(events, options.rival_users, options.rival_each)
    lines = report(f"python -m benchmarks --events {options.events}", cost, against, detectors.costs(vectors["user"]))
    lines += ["", "Reading a source, against the typed decode of its own bytes:", "", *sources.ratios(reading)]
    print("\n".join(lines))
    page.publish("line", lines)


if __name__ == "__main__":
    main()

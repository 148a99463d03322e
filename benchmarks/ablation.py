"""What each kind of model adds: the same organisations judged by baselines alone, with each detector, and with all.

    python -m benchmarks.ablation            # prints the table
    python -m benchmarks.ablation --write    # and writes docs/ablation.md

Organisations with attacks are simulated; three weeks teach, the two weeks after that are judged. The isolation forests
are fitted on the days before the first attack. Every variant gets the same events and the same budget, so what differs
is which entities it spends it on. Two yardsticks take the detectors' place: one that finds everything equally dull and
one that draws scores by lot; what they find is what the baselines find without help.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import process_time
from typing import NamedTuple

from benchmarks import page
from models import ONLINE, YARDSTICKS
from training import dataset
from training.backtest import Detectors, first_labelled_midnight, outcome, schema
from training.evaluate import Evaluation, Replay, evaluate
from training.fit import fit
from training.history import History
from training.labels import Labels, read_labels
from training.matching import facts_of, match
from training.simulate import SimulationConfig, simulate
from uba.clock import DAY_MS
from uba.context import Context, load_context
from uba.detector import Detector
from uba.engine import Engine
from uba.events import Event
from uba.indicators import built_in_rules
from uba.kinds import ENTITY_KINDS
from uba.settings import Settings

SEEDS = (411, 412, 413, 414, 415)
HISTORY_DAYS, JUDGED_DAYS = 21, 14
TOP = 10
"""Findings a day that an analyst looks at."""
FOREST = "isolation forest"
PAGE = page.PAGE.with_name("ablation.md")


class Judged(NamedTuple):
    """One variant in one organisation."""

    evaluation: Evaluation
    told: int
    """Findings among the first `TOP` of each day on which an attack was under way ..."""
    right: int
    """... and those of them that are about an attack."""
    seconds: float
    """CPU time of the engine."""


def variants(seed: int, forests: Mapping[str, Sequence[Detector]]) -> dict[str, Detectors]:
    """The detectors of each variant, new ones, by its name."""
    names = schema()

    def online(*chosen: str) -> dict[str, list[Detector]]:
        return {kind: [ONLINE[name](names[kind], seed) for name in chosen] for kind in ENTITY_KINDS}

    everything = {kind: [*detectors, *forests.get(kind, ())] for kind, detectors in online(*ONLINE).items()}
    return {
        "baselines alone": {},
        **{f"+ {name.replace('_', ' ')}": online(name) for name in ONLINE},
        f"+ {FOREST}": forests,
        "+ online detectors": online(*ONLINE),
        "+ all": everything,
        **{f"yardstick: {name}": {k: [build(names[k], seed)] for k in names} for name, build in YARDSTICKS.items()},
    }


def judge(seed: int, users: int, per_user: float) -> dict[str, Judged]:
    """Every variant in one organisation; `per_user` is the budget, findings a person and day."""
    with tempfile.TemporaryDirectory(prefix="uba-ablation-") as scratch:
        folder, days = Path(scratch), HISTORY_DAYS + JUDGED_DAYS
        simulate(SimulationConfig(users=users, days=days, seed=seed, attacks_from=HISTORY_DAYS), folder)
        context, labels = load_context(folder / "context"), read_labels(folder / "labels.json")
        batches = list(History([folder / "logs"]).batches())
    since = first_labelled_midnight(labels)
    settings = Settings(budget_per_day=per_user * users, findings_from=since)
    forests = _forests(context, [[e for e in batch if e.time < since] for batch in batches])
    return {
        name: _judged(context, settings, detectors, batches, labels)
        for name, detectors in variants(settings.seed, forests).items()
    }


def _forests(context: Context, batches: Sequence[list[Event]]) -> Mapping[str, Sequence[Detector]]:
    engine = Engine(context, Settings(), rules=built_in_rules(), collect_vectors=True)
    return fit(dataset.collect(engine, [batch for batch in batches if batch]))[0].detectors


def _judged(
    context: Context, settings: Settings, detectors: Detectors, batches: Sequence[list[Event]], labels: Labels
) -> Judged:
    engine = Engine(context, settings, detectors, rules=built_in_rules())
    start = process_time()
    for batch in batches:
        engine.process(batch)
    seconds = process_time() - start
    replay = outcome(engine, sum(map(len, batches)), 0, seconds)
    return Judged(evaluate(replay, labels), *_first_of_each_day(replay, labels), seconds)


def _first_of_each_day(replay: Replay, labels: Labels) -> tuple[int, int]:
    """Of the days with an attack the `TOP` findings of most risk that began on them: how many, and about an attack."""
    matched = match([facts_of(finding) for finding in replay.findings], labels)
    about = {uid for result in matched.attacks for uid in result.finding_uids}
    attacked = {day for a in labels.attacks for day in range(a.start // DAY_MS, a.end // DAY_MS + 1)}
    told = right = 0
    for day in attacked:
        begun = [finding for finding in replay.findings if finding["start_time"] // DAY_MS == day]
        first = sorted(begun, key=lambda finding: -finding["risk_score"])[:TOP]
        told += len(first)
        right += sum(finding["finding_info"]["uid"] in about for finding in first)
    return told, right


def lines_of(results: Mapping[int, Mapping[str, Judged]]) -> list[str]:
    """The table: a row for each variant, over all seeds."""
    head = ["judged by", *("loud", "medium", "quiet"), "technique right", "benign per 1,000 user-days"]
    head += ["realised / asked", f"right of the first {TOP} a day", "engine, x baselines alone"]
    names = list(next(iter(results.values())))
    alone = sum(judged[names[0]].seconds for judged in results.values())
    return page.table(head, [_row(name, [judged[name] for judged in results.values()], alone) for name in names])


def _row(name: str, judged: Sequence[Judged], alone: float) -> list[str]:
    evaluations = [one.evaluation for one in judged]
    found = []
    for intensity in ("loud", "medium", "quiet"):
        cells = [cell for e in evaluations for by in e.by_behaviour.values() if (cell := by.get(intensity))]
        found.append(f"{sum(cell.found for cell in cells)}/{sum(cell.of for cell in cells)}")
    benign, user_days = sum(e.benign_findings for e in evaluations), sum(e.user_days for e in evaluations)
    right = [e.technique_right for e in evaluations]
    asked = sum(e.asked_per_day * e.days for e in evaluations)
    told = sum(one.told for one in judged)
    return [
        name,
        *found,
        f"{sum(cell.found for cell in right)}/{sum(cell.of for cell in right)}",
        f"{1000 * benign / max(user_days, 1):.2f}",
        f"{benign / asked:.2f}",
        f"{sum(one.right for one in judged) / told:.2f}" if told else "–",
        f"{sum(one.seconds for one in judged) / alone:.2f}",
    ]


def main() -> None:
    """Measure, print, and write if asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ablation", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    parser.add_argument("--users", type=int, default=100)
    parser.add_argument("--per-user", type=float, default=0.01, help="budget: findings a person and day")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE}")
    options = parser.parse_args()
    results: dict[int, dict[str, Judged]] = {}
    for seed in options.seeds:
        results[seed] = judge(seed, options.users, options.per_user)
        print(f"seed {seed}", *lines_of({seed: results[seed]}), sep="\n", flush=True)
    table = lines_of(results)
    print("all seeds", *table, sep="\n")
    if options.write:
        seeds = " ".join(map(str, options.seeds))
        command = f"python -m benchmarks.ablation --seeds {seeds} --users {options.users} --per-user {options.per_user}"
        budget = f"{options.per_user * options.users:g} findings a day"
        setup = f"{len(options.seeds)} organisations of {options.users} people, {budget}."
        page.publish("ablation", [f"{setup} Made by `{command} --write`.", "", *table], PAGE)


if __name__ == "__main__":
    main()

"""What 300 indicator rules cost an event, beside the typed decode of a record.

    python -m benchmarks.indicators

The rules that come with the program and rules in the public style, 300 together, look at a simulated organisation's
events of all sources in order of time, in batches that were just read; then at its web requests alone, each with a
query never seen before, which is the worst they can meet. Of several rounds the fastest counts: other work on the
machine makes rounds slower, never faster.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from tests.uba.indicators.public_rules import write_public_rules
from training.simulate import SimulationConfig, simulate
from uba.batch import EventBatch
from uba.context import Context, load_context
from uba.errors import ParseError
from uba.events import HTTP_ACTIVITY, Event
from uba.identity import Identity
from uba.indicators import Indicators, RuleSet, built_in_rules, load_rules
from uba.settings import Settings
from uba.sources import recognise
from uba.sources.base import Source
from uba.sources.m365_record import UalRecord
from uba.state.hashing import Hasher

_RULES = 300
_BATCH = 10_000
_ROUNDS = 5
_Change = Callable[[list[Event]], list[Event]]


def _seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _rules(folder: Path) -> RuleSet:
    write_public_rules(folder)
    together = built_in_rules().merged(load_rules(folder)[0])
    extra = len(together) - _RULES
    return RuleSet(together.parts[:-extra]) if extra > 0 else together


class Record(NamedTuple):
    """One line of a log, and the source that reads it."""

    time: int
    source: Source
    line: bytes


def _records(logs: Path) -> list[Record]:
    """All lines that some source reads, in order of time."""
    found = []
    for file in sorted(path for path in logs.rglob("*") if path.is_file()):
        source: Source | None = None
        for line in map(bytes.strip, file.open("rb")):
            if source is None or not source.recognise(line):
                source = recognise(line) or source
            try:
                event = source.parse(line) if source is not None else None
            except ParseError:
                continue
            if source is not None and event is not None:
                found.append(Record(event.time, source, line))
    return sorted(found, key=lambda record: record.time)


def _read(records: Sequence[Record]) -> list[Event]:
    return [event for record in records if (event := record.source.parse(record.line)) is not None]


def _evaluate(
    indicators: Indicators, records: Sequence[Record], context: Context, change: _Change
) -> tuple[float, Counter[str]]:
    """CPU seconds an event of the rules alone, and hits by rule; each batch is read right before, as in the engine."""
    identity, hasher = Identity(context, "UTC"), Hasher()
    spent, events, found = 0.0, 0, Counter[str]()
    for first in range(0, len(records), _BATCH):
        batch = EventBatch(change(_read(records[first : first + _BATCH])), identity, hasher)
        _ = batch.users, batch.services
        late = np.zeros(len(batch), dtype=np.bool_)
        start = time.process_time()
        hits = indicators.evaluate(batch, late)
        spent += time.process_time() - start
        events += len(batch)
        found.update(indicators.rules.rules[hit.rule].title for hit in hits if not hit.repeats)
    return spent / events, found


def _with_new_queries(events: list[Event]) -> list[Event]:
    """The web requests, each with a query that never was before."""
    requests = [event for event in events if event.class_uid == HTTP_ACTIVITY]
    return [msgspec.structs.replace(event, url_query=f"q=word&session={next(_NUMBERS):x}") for event in requests]


_NUMBERS = count(1)


def _measure(
    name: str, rules: RuleSet, records: Sequence[Record], context: Context, decode: float, change: _Change
) -> None:
    first, warm, hits = 1e9, 1e9, Counter[str]()
    for _ in range(_ROUNDS):
        indicators = Indicators(rules, context, Settings())
        spent, hits = _evaluate(indicators, records, context, change)
        first, warm = min(first, spent), min(warm, _evaluate(indicators, records, context, change)[0])
    print(f"{name}: {warm * 1e6:.2f} us an event, {warm / decode:.2f} x the typed decode")
    print(f"  {first * 1e6:.2f} us when all shapes and values were new")
    print(f"  {hits.total():,} hits: {', '.join(f'{title} {number}' for title, number in hits.most_common(3))}")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="uba-bench-") as scratch:
        folder = Path(scratch)
        simulate(SimulationConfig(users=60, days=8, seed=3), folder / "org")
        context = load_context(folder / "org" / "context")
        records = _records(folder / "org" / "logs")
        rules = _rules(folder / "rules")
    decoder = msgspec.json.Decoder(UalRecord)
    lines = [record.line for record in records if record.source.name == "m365_ual"]
    decode = min(_seconds(lambda: [decoder.decode(line) for line in lines]) for _ in range(_ROUNDS)) / len(lines)
    ready = _seconds(lambda: Indicators(rules, context, Settings()))
    print(f"{len(rules)} rules ({len(rules.parts)} with those that serve correlations), ready in {ready:.2f} s")
    print(
        f"typed decode of a Microsoft 365 record, {sum(map(len, lines)) / len(lines):.0f} bytes: {decode * 1e6:.2f} us"
    )
    by_source = Counter(record.source.name for record in records)
    print("records:", ", ".join(f"{source} {number:,}" for source, number in by_source.most_common()))
    _measure("all sources", rules, records, context, decode, list)
    _measure("web requests, no query twice", rules, records, context, decode, _with_new_queries)


if __name__ == "__main__":
    main()

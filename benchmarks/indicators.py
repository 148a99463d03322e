"""What 300 indicator rules cost an event, beside the typed decode of a record.

    python -m benchmarks.indicators

The rules that come with the program and rules in the public style, 300 together, look at a simulated organisation's
events of all sources in order of time, in batches; then at its web requests alone, each with a query never seen
before, which is the worst they can meet.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np

from tests.uba.indicators.public_rules import write_public_rules
from training.simulate import SimulationConfig, simulate
from uba.batch import EventBatch
from uba.context import Context, load_context
from uba.events import HTTP_ACTIVITY, Event
from uba.identity import Identity
from uba.indicators import Indicators, RuleSet, built_in_rules, load_rules
from uba.reader import read_events
from uba.settings import Settings
from uba.sources.m365_record import UalRecord
from uba.state.hashing import Hasher

_RULES = 300
_BATCH = 10_000


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


def _evaluate(indicators: Indicators, batches: Sequence[EventBatch]) -> Counter[str]:
    """Hits by rule."""
    found: Counter[str] = Counter()
    for batch in batches:
        hits = indicators.evaluate(batch, np.zeros(len(batch), dtype=np.bool_))
        found.update(indicators.rules.rules[hit.rule].title for hit in hits)
    return found


def _batches(events: Sequence[Event], context: Context) -> list[EventBatch]:
    """Batches whose users and services are known, as they are when the engine asks its indicators."""
    identity, hasher = Identity(context, "UTC"), Hasher()
    made = [EventBatch(events[i : i + _BATCH], identity, hasher) for i in range(0, len(events), _BATCH)]
    for batch in made:
        _ = batch.users, batch.services
    return made


def _unseen(events: Sequence[Event]) -> list[Event]:
    requests = [event for event in events if event.class_uid == HTTP_ACTIVITY]
    return [
        msgspec.structs.replace(event, url_query=f"q=word{i}&page={i % 7}&session=u{i * 7919:x}")
        for i, event in enumerate(requests)
    ]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="uba-bench-") as scratch:
        folder = Path(scratch)
        simulate(SimulationConfig(users=60, days=8, seed=3), folder / "org")
        context = load_context(folder / "org" / "context")
        events = [item for item in read_events([folder / "org" / "logs"]) if isinstance(item, Event)]
        events.sort(key=lambda event: (event.time, event.uid))
        lines = [line for file in sorted((folder / "org" / "logs" / "m365_ual").iterdir()) for line in file.open("rb")]
        rules = _rules(folder / "rules")
    decoder = msgspec.json.Decoder(UalRecord)
    records = [line for line in lines if line.startswith(b"{") and line.rstrip().endswith(b"}")]
    decode = _seconds(lambda: [decoder.decode(line) for line in records]) / len(records)
    _evaluate(Indicators(rules, context, Settings()), _batches(events[:_BATCH], context))  # compiles the kernel
    compiled = _seconds(lambda: Indicators(rules, context, Settings()))
    print(f"{len(rules)} rules ({len(rules.parts)} with those that serve correlations), compiled in {compiled:.2f} s")
    print(f"typed decode of a record: {decode * 1e6:.2f} us")
    for name, some in (("all sources", events), ("web requests, no query twice", _unseen(events))):
        batches, indicators = _batches(some, context), Indicators(rules, context, Settings())
        hits: Counter[str] = Counter()
        spent = _seconds(
            lambda batches=batches, indicators=indicators, hits=hits: hits.update(_evaluate(indicators, batches))
        )
        each = spent / len(some)
        print(f"{name}: {len(some):,} events, {each * 1e6:.2f} us an event, {each / decode:.2f} x the typed decode")
        print(f"  {hits.total():,} hits: {', '.join(f'{title} {count}' for title, count in hits.most_common(4))}")
    print(
        "events by source:",
        ", ".join(f"{source} {count:,}" for source, count in Counter(e.source for e in events).items()),
    )


if __name__ == "__main__":
    main()

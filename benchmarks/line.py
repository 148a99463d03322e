"""The whole line, bytes to decisions, beside the typed decode of the same bytes.

A simulated organisation's logs of all sources are replayed as `uba replay` does it: read, merged by time, decided
with all features, indicators and online detectors, results written. Between any two batches as many records are
decoded into typed structs (`benchmarks.typed`), so that both meet the same machine. Compiling, and loading what
was compiled, is over before the clock starts.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from benchmarks.typed import TypedDecode
from models.champion import line_up
from training.simulate import SimulationConfig, simulate
from uba.context import load_context
from uba.decide.batch import DecisionBatch
from uba.engine import DayVectors, Engine
from uba.events import Event
from uba.features import vector_schema
from uba.indicators import rules_with
from uba.kinds import ENTITY_KINDS
from uba.merge import batches, read_merged
from uba.reader import Rejected
from uba.replay import Replay
from uba.settings import Settings

DAYS = 20
BATCH = 20_000
_A_USER_AND_DAY = 115
"""Events that the simulated organisation writes for each person and calendar day, a little less than measured."""
Items = list[Event | Rejected]


class LineCost(NamedTuple):
    """CPU seconds of the stages over `events` events (`records` records of the yardstick, `size` bytes each)."""

    events: int
    records: int
    size: float
    misfits: int
    users: int
    decode: float
    read: float
    engine: float
    results: float

    @property
    def yardstick(self) -> float:
        """Microseconds of the typed decode of a record."""
        return self.decode / self.records * 1e6

    def an_event(self, seconds: float) -> float:
        """Microseconds an event of a stage."""
        return seconds / self.events * 1e6

    @property
    def whole(self) -> float:
        """Seconds from bytes to decisions that are written."""
        return self.read + self.engine + self.results


class MeteredEngine(Engine):
    """An engine that counts the CPU seconds of its `process`."""

    seconds = 0.0

    def process(self, events: Sequence[Event]) -> DecisionBatch:
        """As the engine's own."""
        start = time.process_time()
        decided = super().process(events)
        self.seconds += time.process_time() - start
        return decided


class Interleaved:
    """Batches of a replay, each followed by as much of the typed decode; counts the CPU seconds of reading."""

    def __init__(self, logs: Path) -> None:
        self.decode = TypedDecode(logs)
        self.seconds, self.other = 0.0, 0.0
        self._source = batches(read_merged([logs]), BATCH)

    def __iter__(self) -> Iterator[Items]:
        while True:
            start = time.process_time()
            batch = next(self._source, [])
            read = time.process_time()
            self.seconds += read - start
            if not batch:
                self.decode.advance(10 * BATCH)  # what few records made no item
                return
            self.decode.advance(len(batch))
            self.other += time.process_time() - read
            yield batch


def prepare(folder: Path, events: int) -> int:
    """Simulate an organisation that writes about so many events; its people."""
    users = max(10, -(-events // (DAYS * _A_USER_AND_DAY)))
    simulate(SimulationConfig(users=users, days=DAYS, seed=21), folder)
    return users


def engine(folder: Path, *, collect_vectors: bool = False) -> MeteredEngine:
    """An engine as `uba replay` makes it: all features, built-in indicators, online detectors."""
    schema = {kind: vector_schema(kind) for kind in ENTITY_KINDS}
    return MeteredEngine(
        load_context(folder / "context"),
        Settings(),
        line_up(ENTITY_KINDS, schema, Settings().seed, None),
        rules=rules_with(None)[0],
        collect_vectors=collect_vectors,
    )


def first_events(folder: Path, count: int) -> list[Event]:
    """The first events of the organisation, all sources merged."""
    return [item for item in islice(read_merged([folder / "logs"]), count) if isinstance(item, Event)]


def measure(folder: Path, users: int) -> tuple[LineCost, dict[str, DayVectors]]:
    """Replay the organisation and decode its bytes; costs, and the vectors of its days by entity kind."""
    engine(folder).process(first_events(folder, BATCH))
    metered, items = engine(folder, collect_vectors=True), Interleaved(folder / "logs")
    start = time.process_time()
    summary = Replay(metered, folder / "out").run(items)
    spent = time.process_time() - start - items.other
    cost = LineCost(
        events=summary.events,
        records=items.decode.records,
        size=items.decode.bytes / items.decode.records,
        misfits=items.decode.misfits,
        users=users,
        decode=items.decode.seconds,
        read=items.seconds,
        engine=metered.seconds,
        results=spent - items.seconds - metered.seconds,
    )
    return cost, metered.take_day_vectors()

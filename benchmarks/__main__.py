"""What each part of the line costs, as ratios within one run: machines are noisy, ratios less so.

    make bench

Microsoft 365 records of a simulated organisation are decoded into typed structs (the yardstick), read into
events, and taken through the engine, each in one process, one after the other.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from models.champion import line_up
from training.simulate import SimulationConfig, simulate
from uba.context import load_context
from uba.engine import Engine
from uba.events import Event
from uba.features import vector_schema
from uba.kinds import ENTITY_KINDS
from uba.settings import Settings
from uba.sources import by_name
from uba.sources.m365_record import UalRecord

_SOURCE = "m365_ual"
_BATCH = 20_000


def _seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _engine(folder: Path) -> Engine:
    schema = {kind: vector_schema(kind) for kind in ENTITY_KINDS}
    return Engine(load_context(folder / "context"), Settings(), line_up(ENTITY_KINDS, schema, 7, None))


def _through(engine: Engine, events: list[Event]) -> None:
    for first in range(0, len(events), _BATCH):
        engine.process(events[first : first + _BATCH])


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="uba-bench-") as scratch:
        folder = Path(scratch)
        simulate(SimulationConfig(users=100, days=14, seed=3), folder)
        lines = [
            line for file in sorted((folder / "logs" / _SOURCE).iterdir()) for line in file.read_bytes().splitlines()
        ]
        source, decoder = by_name(_SOURCE), msgspec.json.Decoder(UalRecord)
        good = [line for line in lines if source.recognise(line) and line.endswith(b"}")]
        events = [event for line in good if (event := source.parse(line)) is not None]
        events.sort(key=lambda event: event.time)
        _through(_engine(folder), events[:_BATCH])  # compiles the kernels
        decode = _seconds(lambda: [decoder.decode(line) for line in good])
        parse = _seconds(lambda: [source.parse(line) for line in good])
        engine = _engine(folder)
        decide = _seconds(lambda: _through(engine, events))
    n = len(good)
    print(f"{n:,} Microsoft 365 records, {sum(map(len, good)) / n:.0f} bytes each, one process, CPU time")
    for name, seconds in (("typed decode", decode), ("decode to event", parse), ("event to decision", decide)):
        print(f"{name:18s} {seconds / n * 1e6:6.2f} us an event   {seconds / decode:5.1f} x the typed decode")
    print(f"{'whole line':18s} {(parse + decide) / n * 1e6:6.2f} us an event   {(parse + decide) / decode:5.1f} x")


if __name__ == "__main__":
    main()

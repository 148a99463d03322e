"""Half a million damaged lines, and what the reader makes of them.

    python -m benchmarks.mutations --lines 500000 --seed 1

The documented samples of all sources are damaged in every way `benchmarks.mutation_text` and
`benchmarks.mutation_json` know, written as files of many layouts and read by the real reader; each line is read alone
too, as over HTTP, and by its own source and one other that did not ask for it. It ends with exit code 1 when an
exception other than ParseError leaves a source, a line is unaccounted for, memory grows after the first fifth, or a
record of less than 64 KiB takes more than 50 ms.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import zstandard

from benchmarks import mutation_json, mutation_text
from benchmarks.mutation_account import account
from benchmarks.mutation_watch import Watch, watched
from tests.uba.sources.samples import SAMPLES
from uba.errors import ParseError
from uba.reader import Rejected, parse_record, split_records
from uba.sources import SOURCES

MAX_GROWTH_BYTES = 30 * 2**20
"""By which resident memory may grow once caches are full."""
WARM_SHARE = 0.2
"""Of the lines, after which caches are full."""
SAMPLE_EVERY = 50_000
NEWEST = 1_773_100_000_000
"""For lines without a year, ms since the epoch."""


@dataclass
class Outcome:
    """What a run found."""

    watch: Watch = field(default_factory=Watch)
    lines: int = 0
    files: int = 0
    rejected_alone: int = 0
    wrong: list[str] = field(default_factory=list)
    memory: list[tuple[int, int]] = field(default_factory=list)
    """Lines read, and bytes resident then."""

    @property
    def violations(self) -> list[str]:
        """Everything that must not be."""
        found = [f"{what}: {example}" for what, example in self.watch.escaped.items()] + self.wrong
        found += [
            f"{what} took {seconds * 1e3:.0f} ms for {len(record)} bytes: {record!r}"
            for what, (seconds, record) in self.watch.slow.items()
        ]
        if (growth := self.growth) > MAX_GROWTH_BYTES:
            found.append(f"memory grew by {growth / 2**20:.1f} MiB after the first {WARM_SHARE:.0%} of the lines")
        return found

    @property
    def growth(self) -> int:
        """Bytes by which resident memory grew from the warm state to its highest sample."""
        warm = [size for lines, size in self.memory if lines >= WARM_SHARE * self.lines]
        return max(warm) - warm[0] if warm else 0


def mutant(record: bytes, rng: random.Random) -> bytes:
    """Give a record with one to three damages."""
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
        is_json = record.startswith(b"{") and rng.random() < 0.55
        table = mutation_json.MUTATIONS if is_json else mutation_text.MUTATIONS
        if record:
            record = mutation_text.choose(table, rng)(record, rng)
    return record


def _lines(count: int, names: list[str], rng: random.Random) -> list[tuple[str, bytes]]:
    """Give damaged records, each with the source whose sample it was; every fifth is whole."""
    made = []
    for _ in range(count):
        name = rng.choice(names)
        record = rng.choice(SAMPLES[name])
        chance = rng.random()
        if chance < 0.05:
            record = mutation_text.mix(record, rng.choice(SAMPLES[rng.choice(list(SAMPLES))]), rng)
        elif chance < 0.8:
            record = mutant(record, rng)
        made.append((name, record))
    return made


def _table(records: list[bytes]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("CreationDate", "UserIds", "AuditData"))
    for record in records:
        writer.writerow(("2026-03-09", "a", record.decode("utf-8", "replace").replace("\x00", "")))
    return text.getvalue().encode("utf-8", "replace")


def _pretty(records: list[bytes]) -> bytes:
    parts = []
    for record in records:
        try:
            parts.append(json.dumps(json.loads(record), indent=2).encode())
        except (ValueError, RecursionError):
            parts.append(record)
    return b"\n".join(parts)


LAYOUTS: tuple[tuple[Callable[[list[bytes]], bytes], int, int], ...] = (
    (b"\n".join, 1_000, 12),
    (b"\r\n".join, 500, 3),
    (lambda records: b"\xef\xbb\xbf" + b"\n".join(records), 200, 2),
    (lambda records: b"\n\n \n".join(records) + b"\n", 200, 2),
    (lambda records: b"\n".join(records).decode("utf-8", "replace").encode("utf-16"), 200, 3),
    (lambda records: b"[" + b",\n".join(records) + b"]", 20, 2),
    (lambda records: b'{"records": [' + b",".join(records) + b"]}", 20, 2),
    (b"".join, 10, 2),
    (_pretty, 20, 2),
    (_table, 100, 2),
)
"""How records become a text, how many, and how often in proportion."""


def _packed(text: bytes, rng: random.Random) -> tuple[bytes, bytes | None]:
    """Give the file's bytes and what it holds, None where it is damaged beyond knowing."""
    chance = rng.random()
    if chance < 0.1:
        return gzip.compress(text, 1), text
    if chance < 0.2:
        return zstandard.compress(text, 1), text
    if chance < 0.22 and len(text) > 10_000:
        packed = gzip.compress(text, 1)
        return packed[: rng.randrange(20, len(packed) - 10)], None
    return text, text


def run(lines: int, seed: int, tell: Callable[[str], None] = lambda _: None) -> Outcome:
    """Read `lines` damaged lines; `tell` hears of the progress."""
    rng = random.Random(seed)
    outcome = Outcome()
    names = list(SAMPLES)
    with tempfile.TemporaryDirectory(prefix="uba-mutations-") as folder:
        # One name for all: a new name for each would be something to remember.
        file = Path(folder) / "mutants-20260310.log"
        while outcome.lines < lines:
            layout, count, _ = rng.choices(LAYOUTS, [weight for *_, weight in LAYOUTS])[0]
            count = min(count, lines - outcome.lines)
            chosen = names if rng.random() < 0.5 else [rng.choice(names)]
            made = _lines(count, chosen, rng)
            packed, text = _packed(layout([record for _, record in made]), rng)
            file.write_bytes(packed)
            source = chosen[0] if len(chosen) == 1 and rng.random() < 0.3 else None
            outcome.wrong += account(file, text, source, outcome.watch)
            _read_alone(made, rng, outcome)
            outcome.files += 1
            _sample(outcome, count, tell)
    return outcome


def _read_alone(made: list[tuple[str, bytes]], rng: random.Random, outcome: Outcome) -> None:
    """As over HTTP; and by sources that were not asked whether they recognise it."""
    sources = watched(SOURCES, outcome.watch)
    for name, record in made:
        for part in split_records(record):
            item = parse_record(part, None, NEWEST, sources)
            outcome.rejected_alone += isinstance(item, Rejected)
        for other in (name, rng.choice(list(sources))):
            try:
                sources[other].parse(record)
            except ParseError as error:
                if not str(error):
                    outcome.wrong.append(f"{other}: a ParseError without a message: {record[:300]!r}")


def _sample(outcome: Outcome, count: int, tell: Callable[[str], None]) -> None:
    before, outcome.lines = outcome.lines, outcome.lines + count
    if before // SAMPLE_EVERY != outcome.lines // SAMPLE_EVERY:
        outcome.memory.append((outcome.lines, _resident()))
        tell(
            f"{outcome.lines:9,} lines  {outcome.memory[-1][1] / 2**20:6.1f} MiB  {len(outcome.violations)} violations"
        )


def _resident() -> int:
    """Bytes of this process in memory now; where the system does not say, the most there ever were."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    """Run as the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.mutations", description="Damaged lines, all accounted for."
    )
    parser.add_argument("--lines", type=int, default=500_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    start = time.monotonic()
    outcome = run(arguments.lines, arguments.seed, lambda text: print(text, file=sys.stderr, flush=True))
    watch = outcome.watch
    print(
        f"{outcome.lines:,} damaged lines of {len(SAMPLES)} sources in {outcome.files:,} files, seed {arguments.seed}"
    )
    print(f"parsed {watch.events:,}, of no interest {watch.uninteresting:,} (in files, alone and by name)")
    print(f"memory grew by {outcome.growth / 2**20:.1f} MiB after the first {WARM_SHARE:.0%}")
    print(f"slowest record of less than 64 KiB: {watch.slowest[0] * 1e3:.1f} ms, {watch.slowest[1][:160]}")
    print(f"{time.monotonic() - start:.0f} s")
    violations = outcome.violations
    print(f"{len(violations)} violations")
    for violation in violations[:40]:
        print(" ", violation[:600])
    sys.exit(1 if violations else 0)


if __name__ == "__main__":
    main()

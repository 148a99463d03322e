"""What reading a source's records into events costs, as a multiple of the typed decode of the same bytes.

The typed decode is the yardstick: bytes to the vendor's record as a `msgspec.Struct` that types every field the
records have, not only those that events need, times among them; each form has a struct of its own, which is found by
looking at its records (`benchmarks.parsing_types`). Lines that are no JSON are taken apart by the format's own
separators into all their fields and converted to a typed struct (`benchmarks.parsing_lines`). Both sides keep their
results in a list, as a batch does, and both run with the garbage collector as Python sets it. The records are the
documented samples of `docs/sources.md`, varied (`benchmarks.parsing_corpus`), and what the simulated organisation
writes, half and half where it writes the source.

Rounds of the two sides alternate, each round has records of its own, and the least CPU time a
record of all rounds counts. Machines are noisy; the ratio, taken within one run, is less so.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from benchmarks.parsing_corpus import Varier, samples
from benchmarks.parsing_lines import Decode, line_decoder
from benchmarks.parsing_types import json_decoder
from uba.errors import ParseError
from uba.sources import SOURCES
from uba.sources.base import Parse, Source, opened
from uba.sources.iis_w3c import STANDARD_COLUMNS

ROUNDS, RECORDS = 7, 1_500
"""Rounds, and records a round: some ten thousand different records a source."""
LIMIT = 4.0
"""Times the typed decode that reading a record may cost."""
_ONE_FORM_A_FILE = ("mapped",)
"""Sources whose forms are formats of different vendors, each in files of its own: their records come form by form."""


class Cost(NamedTuple):
    """Of one source: bytes a record, microseconds a record of the typed decode and of the parse."""

    source: str
    size: float
    decode: float
    parse: float

    @property
    def rate(self) -> float:
        """Events a second."""
        return 1e6 / self.parse

    @property
    def ratio(self) -> float:
        """How many typed decodes a parse costs."""
        return self.parse / self.decode


class _Group:
    """The records of one form: what decodes them, and what parses them as the reader does in a file of that form."""

    def __init__(self, source: Source, sample: bytes) -> None:
        self.parse: Parse = opened(source)
        if source.name == "iis_w3c":
            self.parse(b"#Fields: " + " ".join(STANDARD_COLUMNS[len(sample.split(b" "))]).encode())
        self.decode: Decode = msgspec.json.decode
        self.lines: list[bytes] = []


def costs(folder: Path | None, chosen: tuple[str, ...] = (), records: int = RECORDS) -> Iterator[Cost]:
    """Measure each source.

    Parameters
    ----------
    folder
        `logs` of a simulated organisation, to measure with its records too; None for the documented samples alone.
    chosen
        Names of the sources to measure; none means all.
    records
        Records of a round.
    """
    for name, given in samples().items():
        if not chosen or name in chosen:
            yield cost_of(name, list(_records(name, given, folder, ROUNDS * records)))


def cost_of(name: str, records: list[tuple[str, bytes]]) -> Cost:
    """Measure one source with records of the given forms."""
    source = SOURCES[name]
    groups: dict[str, _Group] = {}
    makers: dict[str, Callable[[list[bytes]], Decode]] = {}
    work: list[tuple[_Group, bytes]] = []
    for kind, record in records:
        if kind not in groups:
            groups[kind] = _Group(source, record)
            makers[kind] = _json_decoder if _is_json(record) else line_decoder(record)[1]
        groups[kind].lines.append(record)
        work.append((groups[kind], record))
    for kind, group in groups.items():
        group.decode = makers[kind](group.lines)
    decodes, parses = [], []
    for number in range(ROUNDS):
        batch = work[number::ROUNDS]
        if name in _ONE_FORM_A_FILE:
            batch.sort(key=lambda item: id(item[0]))
        pairs = [(group.decode, record) for group, record in batch], [(group.parse, record) for group, record in batch]
        decodes.append(_seconds(pairs[0]) / len(batch))
        parses.append(_seconds(pairs[1]) / len(batch))
    size = sum(len(record) for _, record in work) / len(work)
    return Cost(name, size, min(decodes) * 1e6, min(parses) * 1e6)


def _seconds(pairs: list[tuple[Callable[[bytes], Any], bytes]]) -> float:
    gc.collect()
    start = time.process_time()
    kept = [work(record) for work, record in pairs]
    spent = time.process_time() - start
    del kept
    return spent


def _json_decoder(lines: list[bytes]) -> Decode:
    return json_decoder([msgspec.json.decode(line) for line in lines])


def _records(name: str, given: list[bytes], folder: Path | None, count: int) -> Iterator[tuple[str, bytes]]:
    """Yield (form, record): the simulator's records, where it writes the source, between those like the samples."""
    kinds = [_kind(sample, {f"json {position}": _names(sample)}) for position, sample in enumerate(given)]
    known = {kind: _names(sample) for kind, sample in zip(kinds, given, strict=True) if _is_json(sample)}
    varied = ((kinds[position], record) for position, record in Varier(7).records(name, given, count))
    written = [] if folder is None else _written(SOURCES[name], folder / name, count // 2)
    if not written:
        yield from varied
        return
    for turn in islice(cycle((0, 1)), 2 * len(written)):
        if turn:
            yield next(varied)
        else:
            line = written.pop()
            yield _kind(line, known), line


def _is_json(record: bytes) -> bool:
    return record.startswith(b"{")


def _names(record: bytes) -> frozenset[str]:
    """The names at the top of a JSON object."""
    return frozenset(msgspec.json.decode(record)) if _is_json(record) else frozenset()


def _kind(record: bytes, known: dict[str, frozenset[str]]) -> str:
    """The form of a record: of a line its expression, of JSON the sample with which it has most names in common."""
    if not _is_json(record):
        return line_decoder(record)[0]
    names = _names(record)
    return max(known, key=lambda kind: len(names & known[kind]) / len(names | known[kind]))


def _written(source: Source, folder: Path, count: int) -> list[bytes]:
    """Give what the simulator wrote, without what it damaged on purpose, from the busy middle of its time."""
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    lines = [line for file in files for line in file.read_bytes().splitlines()]
    middle = max(0, (len(lines) - count) // 2)
    good = [line for line in dict.fromkeys(lines[middle : middle + 2 * count]) if _is_good(source, line)]
    return good[:count][::-1]


def _is_good(source: Source, line: bytes) -> bool:
    if source.recognise(line):
        try:
            return source.parse(line) is not None
        except ParseError:
            pass
    return False

"""Damaged lines of all sources through the real reader; `python -m benchmarks.mutations` reads half a million."""

import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from benchmarks import mutation_account, mutation_json, mutation_text, mutations
from benchmarks.mutation_account import account, lost
from benchmarks.mutation_watch import Watch
from tests.uba.sources.samples import ALL, SAMPLES
from uba import reader
from uba.errors import ParseError
from uba.events import Event
from uba.framing import framed
from uba.sources import SOURCES
from uba.unframed import Line

ACCESS = SAMPLES["web_access"][0]


def test_damaged_lines_are_accounted_for() -> None:
    """No exception leaves a source, no line is lost, no record takes long."""
    outcome = mutations.run(3_000, seed=20260309)

    assert outcome.violations == []
    assert outcome.lines == 3_000
    assert outcome.watch.events > 1_000
    assert outcome.watch.uninteresting > 10
    assert set(outcome.watch.by_source) == set(SAMPLES)


@pytest.mark.parametrize("mutation", [m for m, _ in (*mutation_text.MUTATIONS, *mutation_json.MUTATIONS)])
def test_each_mutation_damages(mutation: mutation_text.Mutation) -> None:
    """Each changes many of the samples it is made for, and makes nothing endless."""
    rng = random.Random(3)
    is_json = mutation in [m for m, _ in mutation_json.MUTATIONS]
    samples = [record for _, record in ALL if not is_json or record.startswith(b"{")]
    damaged = [mutation(record, rng) for record in samples]

    assert sum(a != b for a, b in zip(samples, damaged, strict=True)) > len(samples) / 3
    assert max(map(len, damaged)) < 400_000


def test_a_lost_stretch_is_seen() -> None:
    """The account fails when framing leaves a record out, says one twice, or cuts one short."""
    text = b"\n".join([ACCESS, b'{"a":1}', b"last"])
    records = list(framed(io.BytesIO(text)))

    assert lost(text, records) == []
    for wrong in (records[:1] + records[2:], records[:-1], [*records, records[0]], [(1, ACCESS[:50]), *records[1:]]):
        assert len(lost(text, wrong)) == 1


@pytest.mark.parametrize("drop", [0, 2])
def test_a_lost_record_is_seen(drop: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The account fails when the reader passes over a record that was framed."""

    def lossy(stream: BinaryIO) -> Iterator[Line]:
        yield from (line for number, line in enumerate(framed(stream)) if number != drop)

    text = b"\n".join([ACCESS, b"nothing known", SAMPLES["postfix"][0]])
    file = tmp_path / "x.log"
    file.write_bytes(text)

    assert account(file, text, None, Watch()) == []
    monkeypatch.setattr(reader, "framed", lossy)
    assert account(file, text, None, Watch()) == [f"{file}: 3 to 3 records, 2 outcomes"]


def test_an_exception_that_leaves_a_source_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told with source, kind and record, and the run goes on."""

    def broken(record: bytes) -> Event | None:
        raise KeyError("x") if record.startswith(b"198") else ParseError("no")

    monkeypatch.setattr(SOURCES["web_access"], "parse", broken)
    file = tmp_path / "x.log"
    file.write_bytes(ACCESS)
    watch = Watch()

    assert account(file, ACCESS, None, watch) == []
    assert list(watch.escaped) == ["web_access.parse raised KeyError"]


def test_a_slow_record_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow every time, not once."""
    monkeypatch.setattr("benchmarks.mutation_watch.SLOW_SECONDS", 1e-7)
    file = tmp_path / "x.log"
    file.write_bytes(ACCESS)
    watch = Watch()
    account(file, ACCESS, None, watch)

    assert "web_access.parse" in watch.slow


def test_memory_that_grows_is_a_violation() -> None:
    """After the first fifth, and not before."""
    outcome = mutations.Outcome(lines=100, memory=[(10, 0), (30, 50 * 2**20), (60, 60 * 2**20), (90, 79 * 2**20)])

    assert outcome.violations == []
    outcome.memory.append((100, 81 * 2**20))
    assert outcome.violations == ["memory grew by 31.0 MiB after the first 20% of the lines"]


def test_a_damaged_archive_must_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading it without a word is a violation."""
    file = tmp_path / "x.gz"
    file.write_bytes(ACCESS)
    monkeypatch.setattr(mutation_account, "read_events", lambda *_: iter(()))

    assert account(file, None, None, Watch()) == [f"{file}: a damaged archive was read without a word"]

"""Laws of the demo's traffic: every line once, in the order of time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from serve.demo.traffic import batches, in_time_order
from uba.events import Event
from uba.reader import parse_record


def line(second: int, path: str) -> bytes:
    """Make a line of an access log."""
    moment = datetime.fromtimestamp(1_774_500_000 + second, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")
    return f'192.0.2.1 - - [{moment}] "GET /{path} HTTP/1.1" 200 12'.encode()


def second_of(record: bytes) -> int:
    """Read the second back."""
    event = parse_record(record)
    assert isinstance(event, Event)
    return event.time // 1000 - 1_774_500_000


def write(path: Path, lines: list[bytes]) -> Path:
    """Write a log."""
    path.write_bytes(b"".join(entry + b"\n" for entry in lines))
    return path


def test_files_are_merged_by_time(tmp_path: Path) -> None:
    """Lines of all files come in the order of time."""
    files = [write(tmp_path / str(n), [line(s, f"{n}-{s}") for s in range(n, 60, 7)]) for n in range(3)]
    merged = [second_of(record) for record in in_time_order(files)]

    assert merged == sorted(merged)
    assert len(merged) == 27


def test_late_and_damaged_lines_stay_where_they_were_delivered(tmp_path: Path) -> None:
    """A late line comes after the line before it, a damaged one too, and an empty one not at all."""
    first = write(tmp_path / "a", [line(10, "a"), line(2, "late"), b"dama", b"", line(30, "b")])
    other = write(tmp_path / "b", [line(5, "c"), line(20, "d")])

    assert list(in_time_order([first, other])) == [
        line(5, "c"),
        line(10, "a"),
        line(2, "late"),
        b"dama",
        line(20, "d"),
        line(30, "b"),
    ]


@given(st.lists(st.binary(min_size=1), max_size=20), st.integers(1, 7))
def test_batches_hold_everything_once(records: list[bytes], size: int) -> None:
    """Cut into batches of at most `size`, none empty, a stream is still the same."""
    cut = list(batches(iter(records), size))

    assert [record for batch in cut for record in batch] == records
    assert all(0 < len(batch) <= size for batch in cut)

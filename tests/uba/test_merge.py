"""Laws of merging files: one stream in order of time, each file in its own order."""

from __future__ import annotations

from pathlib import Path

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.strategies import HOUR_MS, MONDAY, login
from uba.events import Event
from uba.merge import batches, read_merged
from uba.ocsf import to_ocsf
from uba.reader import Rejected

HOURS = st.lists(st.lists(st.integers(0, 50), max_size=12), min_size=1, max_size=4)


def write(folder: Path, files: list[list[int]]) -> list[Path]:
    """Write a file for each list of hours, an OCSF event an hour; the uid tells file and line."""
    paths = []
    for f, hours in enumerate(files):
        path = folder / f"{f}.json"
        lines = [
            msgspec.json.encode(to_ocsf(login(f"{f}-{i}", MONDAY + hour * HOUR_MS, "ana", "192.0.2.1")))
            for i, hour in enumerate(hours)
        ]
        path.write_bytes(b"\n".join(lines))
        paths.append(path)
    return paths


def events(paths: list[Path]) -> list[Event]:
    """Read files as one stream."""
    return [item for item in read_merged(paths) if isinstance(item, Event)]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=HOURS)
def test_one_stream(tmp_path: Path, files: list[list[int]]) -> None:
    """Every event of every file comes once; a file's own order is kept, so that late records stay late."""
    found = events(write(tmp_path, files))

    assert len(found) == sum(map(len, files))
    for f, hours in enumerate(files):
        assert [event.uid for event in found if event.uid.startswith(f"{f}-")] == [
            f"{f}-{i}" for i in range(len(hours))
        ]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=HOURS)
def test_ordered_files_are_merged_by_time(tmp_path: Path, files: list[list[int]]) -> None:
    """Where each file is in order, so is the stream."""
    times = [event.time for event in events(write(tmp_path, [sorted(hours) for hours in files]))]

    assert times == sorted(times)


def test_a_late_record_waits_for_nobody(tmp_path: Path) -> None:
    """A late record comes right after the one before it in its file, not when its time would have been."""
    paths = write(tmp_path, [[0, 10, 3, 20], [5, 11, 12]])

    assert [event.uid for event in events(paths)] == ["0-0", "1-0", "0-1", "0-2", "1-1", "1-2", "0-3"]


def test_rejected_lines_come_along(tmp_path: Path) -> None:
    """Lines that cannot be read are in the stream too, of files without any event as well."""
    paths = write(tmp_path, [[0, 1]])
    bad = tmp_path / "bad.json"
    bad.write_bytes(b'{"class_uid": 3002, "time": "never"}\nnonsense\n')
    found = list(read_merged([*paths, bad]))

    assert [Path(item.file).name for item in found if isinstance(item, Rejected)] == ["bad.json"] * 2
    assert sum(isinstance(item, Event) for item in found) == 2


@given(n=st.integers(0, 50), size=st.integers(1, 20))
def test_batches(n: int, size: int) -> None:
    """A stream is cut into lists of a size, the last one shorter, none empty."""
    found = list(batches(iter(range(n)), size))  # type: ignore[arg-type]

    assert [item for batch in found for item in batch] == list(range(n))
    assert all(len(batch) == size for batch in found[:-1])
    assert all(found)

"""Laws of snapshot files."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.state import files


def test_newest_first(tmp_path: Path) -> None:
    """Snapshots are listed newest first, by the journal entry they cover."""
    for seq in (9, 10, 2):
        files.write_snapshot(tmp_path / "state", seq, b"%d" % seq)

    assert [seq for seq, _ in files.newest_snapshots(tmp_path / "state")] == [10, 9, 2]
    assert files.newest_snapshots(tmp_path / "state")[0][1].read_bytes() == b"10"


def test_leftovers_of_a_crash_go(tmp_path: Path) -> None:
    """What a crash left half-written goes with the next snapshot."""
    (tmp_path / ".snapshot-0000000000000001.uba.77.tmp").write_bytes(b"half")
    files.write_snapshot(tmp_path, 3, b"x")

    assert [path.name for path in tmp_path.iterdir()] == ["snapshot-0000000000000003.uba"]


@given(steps=st.lists(st.integers(1, 9), min_size=1, max_size=300))
def test_snapshots_are_thinned_out(steps: list[int]) -> None:
    """The first and the newest stay, few in between, and two neighbours are never far apart for their age."""
    kept, every = [0], [0]
    for step in steps:
        every.insert(0, every[0] + step)
        kept.insert(0, every[0])
        gone = files.superseded(kept)
        kept = [seq for seq in kept if seq not in gone]

    assert kept[: files.KEPT] == every[: files.KEPT]
    assert kept[-1] == 0
    assert len(kept) <= files.KEPT + 2 + 2 * math.log2(every[0] + 1)
    for newer, older in pairwise(kept):
        between = [seq for seq in every if older < seq < newer]
        assert not between or every[0] - older <= 2 * (every[0] - newer)


def test_a_failed_write_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full the earlier snapshots stay as they were and nothing half-written is left."""
    files.write_snapshot(tmp_path, 1, b"good")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        files.write_snapshot(tmp_path, 2, b"new")

    assert [(seq, path.read_bytes()) for seq, path in files.newest_snapshots(tmp_path)] == [(1, b"good")]
    assert len(list(tmp_path.iterdir())) == 1


def test_no_directory_no_snapshots(tmp_path: Path) -> None:
    """A data directory that was never used has no snapshots."""
    assert files.newest_snapshots(tmp_path / "missing") == []


def test_negative_seq_is_refused(tmp_path: Path) -> None:
    """A snapshot cannot cover less than nothing."""
    with pytest.raises(ValueError, match="negative"):
        files.write_snapshot(tmp_path, -1, b"")

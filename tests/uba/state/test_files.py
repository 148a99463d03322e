"""Laws of snapshot files."""

from __future__ import annotations

from pathlib import Path

import pytest

from uba.state import files


def test_newest_first(tmp_path: Path) -> None:
    """Snapshots are listed newest first, by the journal entry they cover."""
    for seq in (9, 10, 2):
        files.write_snapshot(tmp_path / "state", seq, b"%d" % seq)

    assert [seq for seq, _ in files.newest_snapshots(tmp_path / "state")] == [10, 9, 2]
    assert files.newest_snapshots(tmp_path / "state")[0][1].read_bytes() == b"10"


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    """The newest KEPT snapshots stay, and the one the journal begins with; leftovers of a crash go."""
    (tmp_path / ".snapshot-0000000000000001.uba.77.tmp").write_bytes(b"half")
    for seq in range(6):
        files.write_snapshot(tmp_path, seq, b"x")

    assert sorted(path.name for path in tmp_path.iterdir()) == [f"snapshot-{seq:016d}.uba" for seq in (0, 3, 4, 5)]


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

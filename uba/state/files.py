"""Snapshot files: an engine state on disk, named by the journal entry it covers.

A file is either whole or not there: it is written under a temporary name,
flushed to the disk, and renamed. What is inside is the engine's own versioned
and checksummed format; this module does not look into it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

KEPT = 3
"""How many of the newest snapshots stay in any case.

Older ones are thinned out, so that their number grows with the logarithm of the
journal's length: to come back to a moment, no more has to be replayed than has
come since. Snapshot 0 always stays: the journal begins with it."""

_NAME = re.compile(r"^snapshot-(\d{16})\.uba$")


def write_snapshot(directory: Path, seq: int, body: bytes) -> Path:
    """Put a snapshot on disk so that a crash at any moment leaves the old files or the new one, never half of one.

    Parameters
    ----------
    directory
        Made when missing.
    seq
        The last journal entry the state covers, >= 0; 0 is a state that comes before the journal.
    body
        What `Engine.snapshot` returned.

    Raises
    ------
    OSError
        The disk is full or the directory cannot be written; earlier snapshots are untouched.
    """
    if seq < 0:
        raise ValueError(f"seq {seq} is negative, expected 0 or the number of a journal entry; count from 0")
    directory.mkdir(parents=True, exist_ok=True)
    target = directory / f"snapshot-{seq:016d}.uba"
    temporary = directory / f".{target.name}.{os.getpid()}.tmp"
    try:
        with temporary.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    _sync_directory(directory)
    _remove_old(directory)
    return target


def newest_snapshots(directory: Path) -> list[tuple[int, Path]]:
    """List the snapshots as (journal entry covered, path), newest first; empty when there is no directory."""
    if not directory.is_dir():
        return []
    found = [(int(match[1]), path) for path in directory.iterdir() if (match := _NAME.match(path.name))]
    return sorted(found, reverse=True)


def superseded(seqs: Sequence[int]) -> list[int]:
    """Of snapshots, newest first, those whose neighbours are near enough: the older at most twice as far back.

    Examples
    --------
    >>> superseded([90, 80, 70, 60, 50, 0])
    [60]
    """
    gone = []
    newer = KEPT - 1
    for place in range(KEPT, len(seqs) - 1):
        if seqs[0] - seqs[place + 1] <= 2 * (seqs[0] - seqs[newer]):
            gone.append(seqs[place])
        else:
            newer = place
    return [seq for seq in gone if seq > 0]


def _remove_old(directory: Path) -> None:
    found = dict(newest_snapshots(directory))
    for seq in superseded(list(found)):
        found[seq].unlink(missing_ok=True)
    for path in directory.glob(".snapshot-*.tmp"):  # left by a crash in the middle of a write
        path.unlink(missing_ok=True)


def _sync_directory(directory: Path) -> None:
    """Make the rename itself survive a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

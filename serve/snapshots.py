"""Snapshots of the service: the engine's state as files, and the way back to the newest good one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from serve.engines import Engines
from uba.errors import StateError
from uba.state.files import newest_snapshots, write_snapshot

if TYPE_CHECKING:
    from uba.engine import Engine

log = structlog.get_logger("serve.snapshots")


def directory(data_dir: Path) -> Path:
    """Return where the snapshots of a data directory are."""
    return data_dir / "state"


def write(data_dir: Path, seq: int, body: bytes) -> Path:
    """Put a snapshot that covers the journal up to `seq` on disk, whole or not at all."""
    return write_snapshot(directory(data_dir), seq, body)


def newest_good(data_dir: Path, engines: Engines, head: int) -> tuple[int, Engine] | None:
    """Restore the newest snapshot that is whole; None when there is none.

    A damaged one is skipped with a warning: the one before it and a longer stretch of journal give the same state.

    Parameters
    ----------
    head
        Last entry of the journal.

    Raises
    ------
    uba.errors.StateError
        A snapshot covers more than the journal has: the database is not the one it was taken with.
    """
    for seq, path in newest_snapshots(directory(data_dir)):
        if seq > head:
            raise StateError(
                f"snapshot {path} covers journal entry {seq}, the database ends at {head}, expected the database the "
                f"snapshot was taken with: restore that database, or move {path.parent} away to rebuild from this one"
            )
        try:
            return seq, engines.restore(path.read_bytes())
        except (StateError, OSError) as error:
            log.warning("snapshot skipped", path=str(path), reason=str(error))
    return None

"""Snapshots of the service: the engine's state as files, and the way back to the newest good one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from uba.errors import StateError
from uba.state.files import newest_snapshots, write_snapshot

if TYPE_CHECKING:
    from serve.engines import Engines
    from uba.engine import Engine

    EnginesBehind = Callable[[int], Engines]

log = structlog.get_logger("serve.snapshots")


def directory(data_dir: Path) -> Path:
    """Return where the snapshots of a data directory are."""
    return data_dir / "state"


def write(data_dir: Path, seq: int, body: bytes) -> Path:
    """Put a snapshot that covers the journal up to `seq` on disk, whole or not at all."""
    return write_snapshot(directory(data_dir), seq, body)


def newest_good(
    data_dir: Path, engines: EnginesBehind, head: int, below: int | None = None
) -> tuple[int, Engine] | None:
    """Restore the newest snapshot that is whole; None when there is none.

    A damaged one is skipped with a warning: the one before it and a longer stretch of journal give the same state.

    Parameters
    ----------
    engines
        By the entry a snapshot covers: the engines that judged what came behind it.
    head
        Last entry of the journal.
    below
        Only snapshots that cover fewer entries; None for all.

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
        if below is not None and seq >= below:
            continue
        try:
            return seq, engines(seq).restore(path.read_bytes())
        except (StateError, OSError) as error:
            log.warning("snapshot skipped", path=str(path), reason=str(error))
    return None


def oldest_good(data_dir: Path, engines: Engines) -> Engine | None:
    """Restore the oldest snapshot that is whole, None when there is none; its settings are those of all others."""
    for _, path in reversed(newest_snapshots(directory(data_dir))):
        try:
            return engines.restore(path.read_bytes())
        except (StateError, OSError) as error:
            log.warning("snapshot skipped", path=str(path), reason=str(error))
    return None

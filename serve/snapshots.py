"""Snapshots of the service: the engine's state as files, and the way back to the newest good one."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import structlog

from uba.errors import StateError
from uba.state.files import newest_snapshots, write_snapshot

if TYPE_CHECKING:
    from serve.engines import Engines
    from uba.engine import Engine

    EnginesBehind = Callable[[int], Engines]

_FORKS = sys.platform == "linux"
_FILES = 65_536
"""Numbers of open files to close in a fork."""

log = structlog.get_logger("serve.snapshots")


def directory(data_dir: Path) -> Path:
    """Return where the snapshots of a data directory are."""
    return data_dir / "state"


def write(data_dir: Path, seq: int, body: bytes) -> Path:
    """Put a snapshot that covers the journal up to `seq` on disk, whole or not at all."""
    return write_snapshot(directory(data_dir), seq, body)


class Aside:
    """Snapshots that are written by another process, so that scoring need not wait for them.

    The process is a fork: it has the engine's memory as it was at that moment, and what is copied of it is
    what scoring changes in the meantime. Where there is no safe fork, scoring waits.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._seq = 0
        self._process = 0
        self._said = 0

    @property
    def is_writing(self) -> bool:
        """Tell whether a snapshot was begun whose end was not asked for."""
        return self._seq > 0

    def begin(self, seq: int, engine: Engine) -> None:
        """Begin a snapshot that covers the journal up to `seq`; `ended` tells what became of it.

        Raises
        ------
        OSError
            There was no memory or no process for it, or where scoring waits: see `write`.
        """
        if not _FORKS:
            write(self._data_dir, seq, engine.snapshot())
            self._seq = seq
            return
        self._said, saying = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # other threads hold no lock that the child will take
            self._process = os.fork()
        if self._process == 0:
            _write_and_exit(self._data_dir, seq, engine, saying)
        os.close(saying)
        self._seq = seq

    def ended(self, *, wait: bool = False) -> int:
        """Give the entry that a snapshot covers which is complete now, 0 when there is none.

        Raises
        ------
        OSError
            It could not be written; earlier snapshots are untouched.
        """
        if self._process:
            process, status = os.waitpid(self._process, 0 if wait else os.WNOHANG)
            if not process:
                return 0
            with os.fdopen(self._said, "rb") as said:
                message = said.read().decode("utf-8", "replace")
            seq, self._seq, self._process = self._seq, 0, 0
            if status:
                raise OSError(message or f"the process that wrote it ended with status {status}")
            return seq
        seq, self._seq = self._seq, 0
        return seq


def _write_and_exit(data_dir: Path, seq: int, engine: Engine, saying: int) -> NoReturn:
    """Write a snapshot in a process of its own, which holds on to nothing of the service: no socket, no database."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which waits for this
        os.closerange(3, saying)
        os.closerange(saying + 1, _FILES)
        write(data_dir, seq, engine.snapshot())
        status = 0
    except Exception as error:
        os.write(saying, str(error).encode("utf-8", "replace")[:4096])
    finally:
        os._exit(status)


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

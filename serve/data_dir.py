"""The data directory: usable, and used by one service at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from uba.errors import ConfigError


def prepare(path: Path) -> None:
    """Make the directory when it is missing.

    Raises
    ------
    uba.errors.ConfigError
        It cannot be made or written, or is no directory.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)  # what people did is nobody else's business
    except OSError as error:
        raise ConfigError(
            f"data directory {path} cannot be made ({error.strerror}), expected a directory that can be written: "
            "name another with --data-dir"
        ) from error
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise ConfigError(
            f"data directory {path} cannot be written, expected that it can: give this user the right, or name "
            "another with --data-dir"
        )


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the directory for this process; the system lets go of it however the process ends.

    Raises
    ------
    uba.errors.ConfigError
        Another process holds it.
    """
    try:
        handle = os.open(path / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigError(
            f"data directory {path} cannot be written ({error.strerror}), expected that it can: check rights and space"
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ConfigError(
                f"another `uba serve` uses the data directory {path}, expected to be the only one: stop the other, "
                "or name another directory with --data-dir"
            ) from error
        yield
    finally:
        os.close(handle)

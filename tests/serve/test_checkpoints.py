"""The write-ahead log is carried over while the service runs, and nobody who commits has to wait for it."""

from __future__ import annotations

import time
from pathlib import Path

from serve.keys import create
from serve.store import Store
from serve.store.checkpoints import carried_over
from serve.store.database import FILE_NAME


def test_the_log_is_carried_over(store: Store) -> None:
    """What was committed is in the database file itself soon after, without anybody closing it."""
    with carried_over(store, every=0.01):
        create(store, "kim", ["read"], 1)
        if store.engine.dialect.name == "sqlite":
            file = store.engine.url.database
            assert file is not None
            assert file.endswith(FILE_NAME)
            deadline = time.monotonic() + 10
            while b"kim" not in Path(file).read_bytes():
                assert time.monotonic() < deadline
                time.sleep(0.01)

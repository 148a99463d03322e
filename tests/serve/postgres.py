"""A temporary PostgreSQL server for the tests that want one."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

_numbers = itertools.count()


def binaries() -> Path | None:
    """Return the directory of `initdb` and `pg_ctl`, the newest there is."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextlib.contextmanager
def running(programs: Path) -> Iterator[str]:
    """Run a server in a directory of its own, reached by a socket there, and give its URL."""
    # Not one of pytest's directories: those are closed to the user the server runs as.
    directory = Path(tempfile.mkdtemp(prefix="uba-pg-"))
    data = directory / "data"
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(directory, "postgres")
    try:
        _do(programs / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
        options = f"-k {directory} -c listen_addresses= -c fsync=off"
        _do(programs / "pg_ctl", "-D", data, "-w", "-l", directory / "log", "-o", options, "start")
        try:
            yield f"postgresql://postgres@/postgres?host={directory}"
        finally:
            _do(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(directory)


def fresh_database(url: str) -> str:
    """Make an empty database on the server and return its URL."""
    import psycopg

    name = f"uba_{next(_numbers)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return url.replace("/postgres?", f"/{name}?")


def _do(*command: object) -> None:
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

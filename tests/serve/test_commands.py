"""Laws of `uba serve` and `uba keys`: what is wrong is one sentence and exit code 2, before anything is written."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
import structlog
import typer
from typer.testing import CliRunner

from serve import commands, data_dir
from serve.store import keys as table
from serve.store import open_store

app = typer.Typer()
commands.register(app)


def _run(*words: object) -> tuple[int, str, str]:
    before = structlog.get_config()
    try:
        result = CliRunner().invoke(app, [str(word) for word in words])
    finally:
        structlog.configure(**before)  # `serve` logs to a stderr that ends with the call
    return result.exit_code, result.stdout, result.stderr


def _sentence(code: int, stderr: str) -> str:
    """Check that a failure is one line on stderr, and give it."""
    lines = [line for line in stderr.splitlines() if line.startswith("error:")]
    assert code == 2
    assert len(lines) == 1
    assert "Traceback" not in stderr
    return lines[0]


def test_a_port_in_use(tmp_path: Path) -> None:
    """A port in use is named, and nothing is written."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, _, stderr = _run("serve", "--port", port, "--data-dir", tmp_path / "new")

    assert str(port) in _sentence(code, stderr)
    assert not (tmp_path / "new").exists()


def test_a_data_directory_that_is_a_file(tmp_path: Path) -> None:
    """A data directory that cannot be one is named."""
    (tmp_path / "file").write_text("mine")
    code, _, stderr = _run("serve", "--port", 0, "--data-dir", tmp_path / "file")

    assert "data directory" in _sentence(code, stderr)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_data_directory_in_use(tmp_path: Path) -> None:
    """Two services never share a data directory."""
    with data_dir.locked(tmp_path):
        code, _, stderr = _run("serve", "--port", 0, "--data-dir", tmp_path)

    assert "another `uba serve`" in _sentence(code, stderr)
    assert not (tmp_path / "uba.db").exists()


def test_a_mistake_in_a_mapping_file(tmp_path: Path) -> None:
    """A mapping that cannot be used is named with its line before anything is written."""
    mappings = tmp_path / "mappings"
    mappings.mkdir()
    (mappings / "x.yaml").write_text("name: x\nrecognize: {}\n")
    code, _, stderr = _run("serve", "--port", 0, "--data-dir", tmp_path / "new", "--mappings", mappings)

    assert "x.yaml" in _sentence(code, stderr)
    assert not (tmp_path / "new").exists()


def test_a_damaged_database(tmp_path: Path) -> None:
    """A damaged database is named and left alone."""
    (tmp_path / "uba.db").write_bytes(b"not a database" * 500)
    code, _, stderr = _run("serve", "--port", 0, "--data-dir", tmp_path)

    assert "damaged" in _sentence(code, stderr)
    assert (tmp_path / "uba.db").read_bytes() == b"not a database" * 500


def test_a_context_that_is_not_there(tmp_path: Path) -> None:
    """A context directory that was named must exist."""
    code, _, stderr = _run("serve", "--port", 0, "--data-dir", tmp_path, "--context", tmp_path / "none")

    assert "context" in _sentence(code, stderr)
    assert not (tmp_path / "uba.db").exists()


def test_a_database_url_that_cannot_be_used(tmp_path: Path) -> None:
    """A database that does not answer is named without its password."""
    url = "postgresql://uba:secret@127.0.0.1:1/uba"
    code, _, stderr = _run("serve", "--port", 0, "--data-dir", tmp_path, "--database-url", url)

    assert "secret" not in _sentence(code, stderr)


def test_the_life_of_a_key(tmp_path: Path) -> None:
    """A key is printed once, listed without its secret, and revoked by its id."""
    code, key, _ = _run("keys", "create", "siem", "--scope", "score", "--scope", "read", "--data-dir", tmp_path)
    key = key.strip()
    key_id = key.split("_")[1]
    assert code == 0
    assert key.startswith("uba_")
    code, listed, _ = _run("keys", "list", "--data-dir", tmp_path)
    assert code == 0
    assert key_id in listed
    assert key.split("_", 2)[2] not in listed
    assert _run("keys", "revoke", key_id, "--data-dir", tmp_path)[0] == 0
    store = open_store(tmp_path)
    with store.read() as connection:
        row = table.get(connection, key_id)
    store.close()

    assert row is not None
    assert (row.name, row.scopes, row.revoked is not None) == ("siem", "score read", True)


@pytest.mark.parametrize(
    "words", [("keys", "create", "siem", "--scope", "everything"), ("keys", "revoke", "0123456789ab")]
)
def test_keys_that_cannot_be(tmp_path: Path, words: tuple[str, ...]) -> None:
    """An unknown scope or key is a sentence."""
    code, _, stderr = _run(*words, "--data-dir", tmp_path)

    assert _sentence(code, stderr)


def test_help_is_light() -> None:
    """Registering the commands loads neither the web framework nor the database nor the engine."""
    program = (
        "import sys, typer, serve.commands; serve.commands.register(typer.Typer()); "
        "print([m for m in ('fastapi', 'sqlalchemy', 'numpy', 'numba', 'uvicorn', 'structlog') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"

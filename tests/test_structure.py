"""Laws about the repository itself: sizes, catalogues, what a file may name, what start-up may load."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("uba", "models", "training", "serve")
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
HEAVY = ("fastapi", "matplotlib", "mlflow", "numba", "polars", "river", "sklearn")

CATALOGUES = {"uba.sources": "SOURCES", "uba.features": "FEATURES", "models": "DETECTORS"}
"""Folder whose `__init__` holds an explicit table of what the folder offers."""

FORBIDDEN_TEXT = re.compile(
    r"""py(?:pi\.org|thonhosted\.org)     # package registries: a mirror must be able to serve this project
    | npm[j]s\.(?:org|com)
    | deb\.debian[.]org
    | /(?:home|Users)/\w | /root/\w       # one person's machine
    """,
    re.VERBOSE,
)


def tracked() -> list[Path]:
    """List the files of the project: what git tracks, else (in an unpacked archive) everything that is not built."""
    try:
        listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return [path for path in ROOT.rglob("*") if path.is_file() and path.relative_to(ROOT).parts[0] != ".venv"]
    return [path for name in listing.split("\0") if name and (path := ROOT / name).is_file()]


def python_files() -> list[Path]:
    """List the Python files of the project."""
    return [path for path in tracked() if path.suffix == ".py"]


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count a function's lines without its docstring."""
    first = function.body[0]
    has_docstring = ast.get_docstring(function) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def test_files_are_short():
    """No Python file has more than 400 lines."""
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in python_files()}

    assert {name: n for name, n in lengths.items() if n > MAX_FILE_LINES} == {}


def test_functions_are_short():
    """No function has more than 60 lines beside its docstring."""
    long = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": code_lines(node)
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and code_lines(node) > MAX_FUNCTION_LINES
    }

    assert long == {}


def test_lock_names_no_host():
    """The lock pins versions and hashes and leaves the package index to the machine."""
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = [line for line in lines if re.match(r"[a-z0-9]", line)]

    assert [line for line in lines if "://" in line or "index-url" in line or "find-links" in line] == []
    assert [pin for pin in pins if "==" not in pin] == []
    assert len(pins) > 50
    assert sum("--hash=sha256:" in line for line in lines) >= len(pins)


def test_files_name_no_registry_and_no_machine():
    """No file names a package registry's host or a path of one person's machine."""
    met = {}
    for path in tracked():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        if path.name != "LICENSE" and (match := FORBIDDEN_TEXT.search(text)):
            met[str(path.relative_to(ROOT))] = match.group()

    assert met == {}


@pytest.mark.parametrize(("package", "table"), CATALOGUES.items())
def test_catalogue_is_complete(package: str, table: str):
    """Every module of a catalogued folder that offers something is in the folder's table."""
    catalogue = getattr(importlib.import_module(package), table, None)
    if catalogue is None:
        pytest.skip(f"{package} has no table {table}")
    entries = catalogue.values() if isinstance(catalogue, dict) else catalogue
    listed = {getattr(entry, "__module__", type(entry).__module__) for entry in entries}
    folder = ROOT / package.replace(".", "/")
    written = {f"{package}.{path.stem}" for path in folder.glob("*.py") if offers(path, package)}

    assert written - listed == set()


def offers(path: Path, package: str) -> bool:
    """Tell whether a module defines something its folder's table should list."""
    if path.stem == "__init__" or path.stem.startswith("_"):
        return False
    wanted = {"uba.sources": "recognise", "uba.features": "FeatureSpec(", "models": "score_many"}[package]
    tree = ast.parse(path.read_text())
    if wanted.endswith("("):
        calls = (node for statement in tree.body for node in ast.walk(statement) if isinstance(node, ast.Call))
        return any(isinstance(call.func, ast.Name) and call.func.id == wanted[:-1] for call in calls)
    classes = (node for node in tree.body if isinstance(node, ast.ClassDef))
    methods = {
        item.name
        for node in classes
        if not any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases)
        for item in node.body
        if isinstance(item, ast.FunctionDef)
    }
    return wanted in methods


def test_command_line_starts_light():
    """Importing the command line loads none of the heavy libraries: `uba --help` answers at once."""
    pytest.importorskip("uba.cli")
    program = f"import sys, uba.cli; print(*sorted(set(sys.modules) & set({HEAVY!r})))"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert loaded.stdout.split() == []

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
HEAVY = ("fastapi", "matplotlib", "mlflow", "numba", "numpy", "polars", "river", "scipy", "sklearn", "sqlalchemy")

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


def modules(package: str, method: str) -> set[str]:
    """List the modules of a folder that define a class with this method; a Protocol only describes one."""
    found = set()
    for path in (ROOT / package.replace(".", "/")).glob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.ClassDef) or "Protocol" in {
                base.id for base in node.bases if hasattr(base, "id")
            }:
                continue
            if method in {item.name for item in node.body if isinstance(item, ast.FunctionDef)}:
                found.add(f"{package}.{path.stem}")
    return found


def test_every_source_is_in_the_table():
    """Every module of `uba/sources` that defines a source is in `SOURCES`, under the source's own name."""
    sources = importlib.import_module("uba.sources").SOURCES

    assert modules("uba.sources", "recognise") == {type(source).__module__ for source in sources.values()}
    assert list(sources) == [source.name for source in sources.values()]


def test_every_feature_is_in_the_table():
    """Every feature that a module of `uba/features` specifies is in `CATALOGUE`, once."""
    catalogue = importlib.import_module("uba.features").CATALOGUE
    written = [
        spec
        for path in sorted((ROOT / "uba/features").glob("*.py"))
        if path.stem != "__init__"
        for spec in getattr(importlib.import_module(f"uba.features.{path.stem}"), "SPECS", ())
    ]

    assert sorted(spec.name for spec in written) == sorted(spec.name for spec in catalogue)
    assert len(catalogue) > 0


def test_every_detector_is_in_the_table():
    """Every module of `models` that defines a detector is in `DETECTORS`."""
    detectors = importlib.import_module("models").DETECTORS

    assert modules("models", "score_many") == {detector.__module__ for detector in detectors}


def test_command_line_starts_light():
    """Building the command line loads none of the heavy libraries: `uba --help` answers at once."""
    pytest.importorskip("uba.cli")
    program = f"import sys, uba.cli; uba.cli.build(); print(*sorted(set(sys.modules) & set({HEAVY!r})))"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert loaded.stdout.split() == []

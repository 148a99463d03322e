"""Laws of the demo's directory: only what the demo made is ever removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from serve.data_dir import locked
from serve.demo.place import Place, program
from uba.errors import ConfigError


def test_a_directory_with_something_else_is_refused(tmp_path: Path) -> None:
    """A directory that the demo did not make is refused and left as it was."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "uba.db").write_text("mine")

    with pytest.raises(ConfigError, match="something else"):
        Place(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A place below a file is a sentence that names it."""
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigError, match="cannot be written"):
        Place(tmp_path / "file" / "demo")


def test_what_was_made_is_remembered_with_what_it_was_made_of(tmp_path: Path) -> None:
    """The next run finds what was made of the same inputs, and nothing else."""
    Place(tmp_path).remember("model", {"seed": 7}, "3")
    place = Place(tmp_path)

    assert place.reusable("model", {"seed": 7}) == "3"
    assert place.reusable("model", {"seed": 8}) is None
    assert place.reusable("organisation", {"seed": 7}) is None
    place.forget("model")
    assert Place(tmp_path).reusable("model", {"seed": 7}) is None


def test_a_damaged_memory_is_an_empty_one(tmp_path: Path) -> None:
    """When the file of a run before cannot be read, everything is made anew."""
    (tmp_path / "demo.json").write_text('{"model": 1')

    assert Place(tmp_path).reusable("model", {}) is None


def test_clearing_keeps_what_is_used_again(tmp_path: Path) -> None:
    """The organisation and MLflow's runs stay; what a run makes anew goes."""
    place = Place(tmp_path)
    gone = [
        "data/uba.db",
        "data/uba.db-wal",
        "data/state/s",
        "data/models/m",
        "logs/1-simulate.log",
        "weekly-2026-W13.md",
    ]
    kept = ["data/mlflow/mlflow.db", "organisation/labels.json", "demo.json"]
    for name in [*gone, *kept]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    place.clear()

    assert [name for name in gone if (tmp_path / name).exists()] == []
    assert [name for name in kept if not (tmp_path / name).exists()] == []


def test_a_data_directory_in_use_is_left_alone(tmp_path: Path) -> None:
    """While a service runs on the demo's data, nothing of it is removed."""
    place = Place(tmp_path)
    place.data_dir.mkdir()
    (place.data_dir / "uba.db").write_text("in use")

    with locked(place.data_dir), pytest.raises(ConfigError, match="another"):
        place.clear()

    assert (place.data_dir / "uba.db").exists()


def test_another_program_makes_everything_anew() -> None:
    """The hash of a program is the same every time, and of other packages another."""
    assert program("uba", "models") == program("uba", "models")
    assert program("uba") != program("models")

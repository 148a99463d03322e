from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import IsolationForest as SklearnForest

from models import artifact
from models.artifact import CreatedFrom, ModelSet
from models.isolation_forest import IsolationForest
from uba.errors import FeatureMismatch, StateError

SCHEMA = {"user": ("logons", "pages"), "src_ip": ("failures",)}
VECTORS = np.random.default_rng(1).exponential(0.4, (60, 2)).astype(np.float32)


def fitted(seed: int = 1) -> ModelSet:
    """Fit a small model of users."""
    forest = SklearnForest(n_estimators=5, random_state=seed).fit(VECTORS)
    return ModelSet(
        detectors={"user": [IsolationForest.of(forest, SCHEMA["user"])], "src_ip": []},
        features=SCHEMA,
        created_from=CreatedFrom(start_time=1, end_time=2, events=300, entities={"user": 60, "src_ip": 4}),
        parameters={"trees": 5},
        metrics={"auc": 0.5},
        made_with={"scikit-learn": "1"},
    )


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Save a model."""
    artifact.save(fitted(), tmp_path / "model")
    return tmp_path / "model"


def test_round_trip(saved: Path):
    """What is loaded is what was saved, and scores the same."""
    loaded, original = artifact.load(saved, SCHEMA), fitted()

    assert loaded.versions == original.versions
    assert loaded.created_from == original.created_from
    assert (loaded.features, loaded.parameters, loaded.metrics) == (SCHEMA, {"trees": 5}, {"auc": 0.5})
    assert loaded.detectors["src_ip"] == []
    assert np.array_equal(
        loaded.detectors["user"][0].score_many(VECTORS), original.detectors["user"][0].score_many(VECTORS)
    )


def test_saving_twice_gives_the_same_card(saved: Path, tmp_path: Path):
    """The same model is saved with the same words and versions."""
    artifact.save(fitted(), tmp_path / "again")

    assert artifact.load(tmp_path / "again").versions == artifact.load(saved).versions


def test_saving_replaces_and_leaves_nothing_behind(saved: Path):
    """A new model takes the place of the old one; no temporary directory stays."""
    artifact.save(fitted(seed=2), saved)

    assert artifact.load(saved).versions == fitted(seed=2).versions
    assert [path.name for path in saved.parent.iterdir()] == ["model"]


def test_failed_save_leaves_the_old_model(saved: Path, monkeypatch: pytest.MonkeyPatch):
    """A save that ends half-way (disk full) leaves the old model and no litter."""

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(OSError, match="No space"):
        artifact.save(fitted(seed=2), saved)
    assert artifact.load(saved).versions == fitted().versions
    assert [path.name for path in saved.parent.iterdir()] == ["model"]


@pytest.mark.parametrize("schema", [{"user": ("pages", "logons"), "src_ip": ("failures",)}, {"user": ("logons",)}, {}])
def test_other_features_are_refused(saved: Path, schema: dict[str, tuple[str, ...]]):
    """Features of another number, name or order raise FeatureMismatch."""
    with pytest.raises(FeatureMismatch, match="uba train"):
        artifact.load(saved, schema)


@pytest.mark.parametrize("name", ["model.json", "arrays.npz"])
def test_a_missing_file_is_named(saved: Path, name: str):
    """A directory that lacks a file raises StateError with its name."""
    (saved / name).unlink()

    with pytest.raises(StateError, match=name):
        artifact.load(saved)


@pytest.mark.parametrize("name", ["model.json", "arrays.npz"])
@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda b: b"", lambda b: b[:-9] + b"\0" + b[-8:]])
def test_damage_is_noticed(saved: Path, name: str, damage):
    """A cut or changed file raises StateError."""
    (saved / name).write_bytes(damage((saved / name).read_bytes()))

    with pytest.raises(StateError, match=name):
        artifact.load(saved)


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("kind", "other", "kind 'other'"),
        ("format", 99, "format 99"),
        ("features", 3, "features"),
        ("detectors", [{"entity_kind": "user", "name": "magic", "version": "1"}], "no detector 'magic'"),
        ("detectors", [{"entity_kind": "user", "name": "isolation_forest", "version": "1"}], "version"),
    ],
)
def test_a_foreign_card_is_refused(saved: Path, key: str, value: object, problem: str):
    """A model.json that this program cannot honour raises StateError and says what it met."""
    card = json.loads((saved / "model.json").read_text())
    (saved / "model.json").write_text(json.dumps({**card, key: value}))

    with pytest.raises(StateError, match=problem):
        artifact.load(saved)


def test_pickles_are_not_opened(saved: Path):
    """An array of objects, which only pickle could read, raises StateError."""
    import hashlib

    np.savez(saved / "arrays.npz", **{"user/isolation_forest/feature": np.array([object()])})
    card = json.loads((saved / "model.json").read_text())
    card["arrays_sha256"] = hashlib.sha256((saved / "arrays.npz").read_bytes()).hexdigest()
    (saved / "model.json").write_text(json.dumps(card))

    with pytest.raises(StateError, match="plain arrays"):
        artifact.load(saved)

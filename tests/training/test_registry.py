from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlparse
from urllib.request import url2pathname

import msgspec
import numpy as np
import pytest
from fakes import dataset

from models.artifact import save
from models.champion import champion_path, load_champion
from training import figures, registry, tracking
from training.fit import FitSettings, fit
from training.quality import held_out_p_values
from uba.errors import ConfigError, StateError

# MLflow's own use of what its dependencies have since deprecated is not ours to mend.
pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::ResourceWarning", "ignore::UserWarning"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """Open one tracking store for all tests: making its tables takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        data_dir = tmp_path_factory.mktemp("data")
        return data_dir, tracking.connect(data_dir, None)


def train(store: tuple[Path, Any], seed: int) -> tuple[str, str]:
    """Fit a small model, record and register it."""
    data_dir, client = store
    models, _ = fit(dataset(), FitSettings(trees=5, random_state=seed))
    models = msgspec.structs.replace(models, metrics={"user.roc_auc": 0.9})
    save(models, data_dir / "models" / "candidate")
    scores = models.detectors["user"][0].score_many(dataset().rows["user"].vectors)
    pictures = {
        "calibration.png": figures.calibration({"user": held_out_p_values(scores, scores)}),
        "scores_user.png": figures.score_histogram("user", scores, scores),
    }
    return tracking.record(client, models, data_dir / "models" / "candidate", {"events": 480}, pictures)


@pytest.fixture
def two_versions(store: tuple[Path, Any]) -> tuple[Path, Any, str, str]:
    """Register two versions, of which neither is champion."""
    return *store, train(store, 1)[1], train(store, 2)[1]


def test_a_run_is_recorded(store: tuple[Path, Any]):
    """The run holds parameters, metrics, figures and a registered version whose artifacts lie in the data directory."""
    data_dir, client = store
    run_id, version = train(store, 3)
    run = client.get_run(run_id)

    assert run.data.params["trees"] == "5"
    assert run.data.params["events"] == "480"
    assert run.data.metrics["user.roc_auc"] == 0.9
    assert {file.path for file in client.list_artifacts(run_id)} >= {"calibration.png", "scores_user.png"}
    assert client.get_model_version("uba", version).run_id == run_id
    assert any((data_dir / "mlflow" / "artifacts").rglob("model.json"))


def test_promotion_and_rollback(two_versions: tuple[Path, Any, str, str]):
    """The champion is the promoted version, in registry and mirror, and a rollback restores the one before."""
    data_dir, client, first, second = two_versions
    schema = {"user": dataset().rows["user"].feature_names}

    def mirrored() -> str:
        named = json.loads((champion_path(data_dir) / "registered.json").read_text())
        champion = load_champion(data_dir, schema)
        assert champion is not None
        assert champion.detectors["user"][0].ready
        return str(named["version"])

    registry.promote(client, first, data_dir)
    assert (registry.champion_version(client), mirrored()) == (first, first)
    registry.promote(client, second, data_dir)
    assert (registry.champion_version(client), mirrored()) == (second, second)
    assert [v.version for v in registry.versions(client) if v.is_champion] == [second]
    assert registry.rollback(client, data_dir) == first
    assert (registry.champion_version(client), mirrored()) == (first, first)


def test_the_registry_itself_loads_a_version(two_versions: tuple[Path, Any, str, str]):
    """MLflow's own loader gives a model whose scores are the detector's, with no pickle in what is stored."""
    import mlflow
    import pandas as pd

    data_dir, client, first, _ = two_versions
    registry.promote(client, first, data_dir)
    rows = dataset().rows["user"]
    champion = load_champion(data_dir, {"user": rows.feature_names})
    assert champion is not None
    table = pd.DataFrame(rows.vectors, columns=list(rows.feature_names)).assign(entity_kind="user")
    table.loc[0, "entity_kind"] = "unheard of"
    tracking.use(client)
    scores = mlflow.pyfunc.load_model("models:/uba@champion").predict(table)

    assert scores[0] == 0.0
    assert np.array_equal(scores[1:], champion.detectors["user"][0].score_many(rows.vectors)[1:])
    assert list((data_dir / "mlflow" / "artifacts").rglob("*.pkl")) == []


def test_a_version_that_does_not_exist_is_refused(store: tuple[Path, Any]):
    """Promoting a version that was never registered raises ConfigError."""
    with pytest.raises(ConfigError, match="no version '999'"):
        registry.promote(store[1], "999", store[0])


def test_a_damaged_version_leaves_the_champion(two_versions: tuple[Path, Any, str, str]):
    """Promoting a version whose files are damaged raises StateError, and the champion stays who it was."""
    data_dir, client, first, second = two_versions
    registry.promote(client, first, data_dir)
    stored = Path(url2pathname(urlparse(client.get_model_version_download_uri("uba", second)).path))
    for path in stored.rglob("arrays.npz"):
        path.write_bytes(b"damaged")

    with pytest.raises(StateError, match="sha256"):
        registry.promote(client, second, data_dir)
    assert registry.champion_version(client) == first
    assert json.loads((champion_path(data_dir) / "registered.json").read_text())["version"] == first


def test_no_champion_before_the_first_promotion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_store: Callable[[Path], None]
):
    """An empty registry has no versions and no champion, and nothing to roll back to."""
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    empty_store(tmp_path)
    client = tracking.connect(tmp_path, None)

    assert registry.versions(client) == []
    assert registry.champion_version(client) is None
    with pytest.raises(ConfigError, match="no champion"):
        registry.rollback(client, tmp_path)


def test_a_store_that_cannot_be_opened_is_named(tmp_path: Path):
    """A tracking URI that leads nowhere raises ConfigError with the URI."""
    with pytest.raises(ConfigError, match="nowhere"):
        tracking.connect(tmp_path, "nowhere://else")

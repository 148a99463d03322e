from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.ensemble import IsolationForest as SklearnForest

from models import ONLINE, artifact, champion
from models.artifact import ModelSet
from models.isolation_forest import IsolationForest

SCHEMA = {"user": ("logons", "pages"), "src_ip": ("failures",)}


def test_without_a_champion_the_online_detectors_score(tmp_path: Path):
    """Before a promotion there is no champion, and the line-up is the online detectors."""
    loaded = champion.load_champion(tmp_path, SCHEMA)
    detectors = champion.line_up(["user", "src_ip"], SCHEMA, 7, loaded)

    assert loaded is None
    assert {kind: [d.name for d in listed] for kind, listed in detectors.items()} == {
        "user": list(ONLINE),
        "src_ip": list(ONLINE),
    }


def test_the_champion_joins_the_online_detectors(tmp_path: Path):
    """A champion's detectors score beside the online ones, for the kinds it has."""
    forest = SklearnForest(n_estimators=5, random_state=1).fit(np.random.default_rng(1).random((60, 2)))
    models = ModelSet(
        detectors={"user": [IsolationForest.of(forest, SCHEMA["user"])]}, features={"user": SCHEMA["user"]}
    )
    artifact.save(models, champion.champion_path(tmp_path))
    detectors = champion.line_up(["user", "src_ip"], SCHEMA, 7, champion.load_champion(tmp_path, SCHEMA))

    assert [d.name for d in detectors["user"]] == [*ONLINE, "isolation_forest"]
    assert [d.name for d in detectors["src_ip"]] == [*ONLINE]

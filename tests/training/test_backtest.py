from __future__ import annotations

from pathlib import Path

import pytest

from models import ONLINE, artifact
from models.champion import champion_path
from training import dataset
from training.backtest import choose_detectors, first_labelled_midnight, schema
from training.fit import fit
from training.labels import Incident, Labels
from uba.errors import ConfigError
from uba.kinds import ENTITY_KINDS


def names(model: str, data_dir: Path) -> dict[str, list[str]]:
    """Name the detectors an evaluation would use."""
    return {kind: [d.name for d in listed] for kind, listed in choose_detectors(model, data_dir, 7).items()}


@pytest.fixture
def champion(tmp_path: Path) -> Path:
    """Put a model of users in the champion's place."""
    import numpy as np

    features = schema()["user"]
    vectors = np.random.default_rng(1).exponential(0.4, (300, len(features))).astype(np.float32)
    rows = dataset.Rows(tuple(str(i) for i in range(300)), np.zeros(300, np.int32), vectors, features)
    artifact.save(fit(dataset.Dataset({"user": rows}))[0], champion_path(tmp_path))
    return tmp_path


def test_models_that_can_be_asked_for(champion: Path):
    """An evaluation runs with online detectors, with a saved model beside them, or with a yardstick alone."""
    online = list(ONLINE)

    assert names("none", champion) == {kind: online for kind in ENTITY_KINDS}
    assert names("champion", champion)["user"] == [*online, "isolation_forest"]
    assert names(str(champion_path(champion)), champion)["src_ip"] == online
    assert names("null", champion) == {kind: ["null"] for kind in ENTITY_KINDS}
    assert names("random", champion) == {kind: ["random"] for kind in ENTITY_KINDS}


@pytest.mark.parametrize("model", ["champion", "nowhere"])
def test_a_model_that_is_not_there_is_refused(tmp_path: Path, model: str):
    """Asking for a champion before there is one, or for a directory that does not exist, raises ConfigError."""
    with pytest.raises(ConfigError, match=r"no champion|no such directory"):
        choose_detectors(model, tmp_path, 7)


def test_judging_starts_at_the_midnight_before_the_first_attack():
    """The first judged moment is the start of the UTC day of the first labelled attack, or 0 without attacks."""
    day = 86_400_000
    attacks = [Incident(id=str(n), behaviour="mail", start=n * day + 5, end=n * day + 9, entities={}) for n in (9, 4)]

    assert first_labelled_midnight(Labels(attacks=tuple(attacks))) == 4 * day
    assert first_labelled_midnight(Labels(attacks=())) == 0

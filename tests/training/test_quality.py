from __future__ import annotations

import numpy as np
import pytest
from fakes import DAY_MS, rows
from hypothesis import given
from hypothesis import strategies as st

from models.artifact import ModelSet
from models.yardsticks import Null, Oracle, Random
from training.dataset import Dataset, split_by_day
from training.labels import Incident, Labels
from training.quality import attack_days, excess_over_uniform, held_out_p_values, measure, ranking_quality, tail_ratio
from uba.detector import Detector

ATTACK = Incident(
    id="A1",
    behaviour="pages",
    technique="T1213",
    start=20_010 * DAY_MS + 5,
    end=20_011 * DAY_MS,
    entities={"user": ("User3@example.org",), "src_ip": ("user4@example.org",)},
)


def measured(detector: Detector) -> dict[str, float]:
    """Measure a detector on a history in which the attack's days are 50 everywhere."""
    whole = rows(entities=40, days=12)
    for i in np.flatnonzero(attack_days(whole, "user", ATTACK)):
        whole.vectors[i] = 50.0
    fitted, held_out = split_by_day(Dataset({"user": whole}))
    models = ModelSet(detectors={"user": [detector]}, features={"user": whole.feature_names})
    return measure(models, fitted, held_out, Labels(attacks=(ATTACK,)), per_day=1.0)[0]


def test_attack_days_are_those_of_the_entities_of_the_kind():
    """The rows of an attack are the days it touches of its entities of that kind, in any case of letters."""
    whole = rows()
    marks = attack_days(whole, "user", ATTACK)

    assert [(whole.entity[i], int(whole.day[i])) for i in np.flatnonzero(marks)] == [
        ("user3@example.org", 20_010),
        ("user3@example.org", 20_011),
    ]


def test_the_oracle_finds_everything():
    """A detector that is told the attacks has perfect ranking metrics."""
    metrics = measured(Oracle(rows().feature_names, is_attack=lambda vectors: vectors[:, 0] == 50.0))

    assert (metrics["user.attack_auc"], metrics["user.attacks_in_top_1pct"], metrics["user.attacks"]) == (1.0, 1.0, 1.0)


def test_null_finds_nothing_and_random_is_at_chance():
    """Null ranks like a coin, and random p-values are calibrated."""
    chance = measured(Random(rows().feature_names, seed=3))

    assert measured(Null(rows().feature_names))["user.attack_auc"] == 0.5
    assert measured(Null(rows().feature_names))["user.attacks_in_top_1pct"] == 0.0
    assert chance["user.attacks_in_top_1pct"] == 0.0
    assert chance["user.p_value_excess"] < 0.15


def test_ranking_by_hand():
    """An attack counts as its strangest day, equal days count half, and attacks without a row not at all."""
    scores = np.array([0.1, 0.2, 0.3, 0.4, 0.2, 0.9])
    marks = np.arange(6)
    quality = ranking_quality(scores, [(marks == 4), (marks == 0) | (marks == 5), marks < 0])

    # Benign are 0.2, 0.3 and 0.4: the first attack ties with one and beats none, the second beats all.
    assert quality == {"attacks": 2.0, "attack_auc": pytest.approx((0.5 / 3 + 1) / 2), "attacks_in_top_1pct": 0.5}
    assert ranking_quality(scores, []) == {}


def test_without_labels_no_metric_speaks_of_attacks():
    """Calibration alone is measured where nobody knows the attacks."""
    fitted, held_out = split_by_day(Dataset({"user": rows()}))
    models = ModelSet(detectors={"user": [Random(rows().feature_names)]}, features={"user": rows().feature_names})
    metrics, scores = measure(models, fitted, held_out, None, per_day=1.0)

    assert set(metrics) == {
        "user.held_out_rows",
        "user.p_value_excess",
        "user.tail_ratio_1pct",
        "user.realised_over_asked",
    }
    assert {kind: (len(a), len(b)) for kind, (a, b) in scores.items()} == {"user": (360, 120)}


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50), st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_p_values_fall_with_the_score(fitted: list[float], held_out: list[float]):
    """p-values are in (0, 1], and the stranger day never has the higher one."""
    scores = np.sort(np.array(held_out))
    p_values = held_out_p_values(np.array(fitted), scores)

    assert ((p_values > 0) & (p_values <= 1)).all()
    assert (np.diff(p_values) <= 0).all()


def test_p_values_by_hand():
    """The p-value counts the fitted days at least as strange, and the day itself."""
    assert held_out_p_values(np.array([0.1, 0.2, 0.2]), np.array([0.0, 0.2, 0.3])).tolist() == [1.0, 0.75, 0.25]


def test_excess_over_uniform_by_hand():
    """Evenly spread p-values exceed by half a step, ones all small by nearly one, and large ones not at all."""
    assert excess_over_uniform(np.arange(0.5, 10) / 10) == pytest.approx(0.05)
    assert excess_over_uniform(np.full(10, 0.01)) == pytest.approx(0.99)
    assert excess_over_uniform(np.full(10, 1.0)) == 0.0
    assert excess_over_uniform(np.zeros(0)) == 0.0


def test_tail_ratio_by_hand():
    """Two of ten days at or below 0.1 are twice as many as there should be."""
    assert tail_ratio(np.array([0.1, 0.05, *[0.5] * 8]), 0.1) == 2.0
    assert tail_ratio(np.zeros(0), 0.1) == 0.0

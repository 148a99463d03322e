"""Laws of peer groups: small groups lean on the organisation, large ones stand alone."""

from __future__ import annotations

import numpy as np
import pytest

from uba.baselines.peers import learned_priors, starting_priors
from uba.baselines.series import SeriesTable
from uba.features import CATALOGUE
from uba.features.spec import BaselineKind, Window

SPECS = tuple(spec for spec in CATALOGUE if spec.baseline is not BaselineKind.RARITY and spec.window is Window.DAY)
COUNT = next(f for f, spec in enumerate(SPECS) if spec.baseline is BaselineKind.COUNT)
SIZE = next(f for f, spec in enumerate(SPECS) if spec.baseline is BaselineKind.SIZE)


def table(rates: list[float], feature: int = COUNT, days: float = 20.0) -> SeriesTable:
    """One series an entity, each with `days` days of its rate."""
    made = SeriesTable(SPECS, Window.DAY)
    n = len(rates)
    made.restore(
        {
            "entity": np.arange(n, dtype=np.int32),
            "feature": np.full(n, feature, dtype=np.int16),
            "head": np.zeros(n, dtype=np.int64),
            "place": np.arange(n, dtype=np.int32),
            "narrow": np.zeros((n, 4), dtype=np.uint8),
            "wide": np.zeros((0, 4), dtype=np.float32),
            "total": np.array(rates) * days,
            "exposure": np.full(n, days),
            "excess": 0.3 * np.array(rates) ** 2 * days,
            "square": np.array(rates) ** 2 * days,
        },
        n,
    )
    return made


def test_nothing_learned_is_the_start() -> None:
    """Without series every group has the built-in priors."""
    priors = learned_priors(SeriesTable(SPECS, Window.DAY), np.zeros(0, np.int32), 3)

    assert np.array_equal(priors, np.repeat(starting_priors(SPECS)[None], 3, axis=0))


def test_priors_are_usable() -> None:
    """Means, precisions and dispersions are positive and finite, of nobody, of one, of quite different entities."""
    for rates in ([], [0.0], [5.0], [0.0, 1e6, 3.0]):
        priors = learned_priors(table(rates), np.zeros(len(rates), np.int32), 2)
        assert np.isfinite(priors).all()
        assert (priors > 0).all()


@pytest.mark.parametrize("feature", [COUNT, SIZE])
def test_large_groups_stand_alone(feature: int) -> None:
    """The mean of a large group is its own, that of a single newcomer's group lies near the organisation's."""
    rates = [4.0] * 200 + [12.0] * 200 + [11.0]
    group = np.array([0] * 200 + [1] * 200 + [2], dtype=np.int32)
    mean = learned_priors(table(rates, feature), group, 4)[:, feature, 0]

    assert mean[0] == pytest.approx(4.0, rel=0.1)
    assert mean[1] == pytest.approx(12.0, rel=0.1)
    assert abs(mean[2] - mean[3]) < abs(mean[2] - 11.0)
    assert mean[3] == pytest.approx(8.0, rel=0.1)


def test_alike_peers_bind_more() -> None:
    """The more alike the members of a group, the more its mean weighs for a newcomer."""
    random = np.random.default_rng(1)
    alike, different = ([10.0 * float(np.exp(s * random.normal())) for _ in range(200)] for s in (0.2, 1.2))
    strength = [learned_priors(table(rates), np.zeros(200, np.int32), 1)[0, COUNT, 1] for rates in (alike, different)]

    assert strength[0] > 2 * strength[1]


def test_order_of_entities_does_not_matter() -> None:
    """Priors are of a group, not of the order it was met in."""
    rates = list(np.random.default_rng(2).gamma(2.0, 3.0, 50))
    group = np.array([i % 3 for i in range(50)], dtype=np.int32)
    mixed = np.random.default_rng(3).permutation(50)

    one = learned_priors(table(rates), group, 3)
    other = learned_priors(table([rates[i] for i in mixed]), group[mixed], 3)
    assert one == pytest.approx(other)

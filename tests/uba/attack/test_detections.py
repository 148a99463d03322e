"""Which features and indicators serve which row."""

from __future__ import annotations

import pytest

from uba.attack.detections import Detection, Role, detections_of
from uba.attack.rows import BY_TECHNIQUE, ROWS
from uba.features import CATALOGUE
from uba.features.spec import FeatureSpec
from uba.indicators import Rule


def named(technique: str) -> dict[str, str]:
    """Detections of a row, by name, with no indicators."""
    return {found.name: found.role.value for found in detections_of(BY_TECHNIQUE[technique], ())}


def test_features_of_the_right_kind() -> None:
    """A wiki's row is detected by features of wikis, and supported by where and when somebody acts."""
    found = named("T1213.001")

    assert found["read.count.wiki.1h"] == "detects"
    assert found["auth.context_rarity.network"] == "supports"
    assert not any(".files." in name or ".code." in name for name in found)
    assert "read.count.files.1h" in named("T1213")


@pytest.mark.parametrize("spec", CATALOGUE, ids=lambda spec: spec.name)
def test_a_feature_detects_what_it_names(spec: FeatureSpec) -> None:
    """A feature detects every technique that its findings name."""
    for technique in spec.techniques:
        assert named(technique)[spec.name] == "detects"


def test_indicators_by_their_tags() -> None:
    """An indicator serves the rows it is tagged with, and parts of them that cannot be told apart."""
    rules = [Rule(uid="1", title="", level="high", techniques=("T1137", "T1110"), file="x/ruler.yml")]
    serving = [row.technique for row in ROWS if any(one.kind == "indicator" for one in detections_of(row, rules))]

    assert serving == ["T1110", "T1110.002", "T1137", "T1137.003", "T1137.004", "T1137.005"]
    assert detections_of(BY_TECHNIQUE["T1137"], rules)[-1] == Detection("indicator.ruler", "indicator", Role.DETECTS)


def test_indicators_by_their_kind() -> None:
    """An indicator of a kind that serves a row supports it, though it does not name the technique."""
    rules = [Rule(uid="1", title="", level="low", techniques=("T1491",), file="r12_theme.yml")]

    assert detections_of(BY_TECHNIQUE["T1491.002"], rules)[-1] == Detection(
        "indicator.r12_theme", "indicator", Role.SUPPORTS
    )
    assert "indicator.r12_theme" not in {one.name for one in detections_of(BY_TECHNIQUE["T1110"], rules)}

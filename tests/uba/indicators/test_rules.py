"""The rules that come with the program hold on their true examples and are silent on their false ones."""

import re
from importlib.resources import files

import pytest
import yaml

from tests.uba.indicators.examples import events_of, hits_of
from uba.attack import TECHNIQUES
from uba.indicators import RuleSet, built_in_rules
from uba.indicators.ruleset import Correlation

RULES = {rule.uid: rule for rule in built_in_rules().rules}
DOCUMENTS = [
    document
    for entry in sorted((files("uba.indicators") / "rules").iterdir(), key=lambda entry: entry.name)
    for document in yaml.safe_load_all(entry.read_text())
]
FIRING = [document for document in DOCUMENTS if document["id"] in RULES]
MUST_FIRE_ALONE = ("R01", "R02", "R15", "R16", "R23", "R25", "R31", "R32")


def alone(uid: str) -> RuleSet:
    """One rule with what it correlates."""
    parts = {part.uid: part for part in built_in_rules().parts}
    wanted, waiting = [], [uid]
    while waiting:
        wanted.append(parts[waiting.pop()])
        waiting.extend(wanted[-1].bases if isinstance(wanted[-1], Correlation) else ())
    return RuleSet(part for part in built_in_rules().parts if part in wanted)


def fired(example: dict, uid: str) -> list[str]:
    """Sentences of one rule on one example."""
    rules = alone(uid)
    return [hit.sentence for hit in hits_of(rules, events_of(example)) if rules.rules[hit.rule].uid == uid]


@pytest.mark.parametrize("document", FIRING, ids=lambda document: document["title"])
def test_a_rule_fires_on_its_true_examples(document):
    """A rule fires on each of its true examples, and its sentence is full of facts."""
    assert document["uba"]["fires"]
    for example in document["uba"]["fires"]:
        sentences = fired(example, document["id"])

        assert sentences, example
        assert re.search(r"\{[a-z_]+[|}]", sentences[0]) is None


@pytest.mark.parametrize("document", FIRING, ids=lambda document: document["title"])
def test_a_rule_is_silent_on_its_false_examples(document):
    """A rule is silent on each of its false examples."""
    assert document["uba"]["silent"]
    for example in document["uba"]["silent"]:
        assert fired(example, document["id"]) == [], example


def test_rules_are_written_in_full():
    """Every rule that fires has a description of its own, technique rows of ours, an indicator and false positives."""
    for document in FIRING:
        rule = RULES[document["id"]]

        assert len(document["description"]) > 40, document["title"]
        assert document["falsepositives"], document["title"]
        assert rule.techniques, document["title"]
        assert set(rule.techniques) <= set(TECHNIQUES), document["title"]
        assert rule.indicator, document["title"]
    assert len({document["description"] for document in FIRING}) == len(FIRING)


def test_every_indicator_has_a_rule():
    """All 36 indicators of the coverage map have a rule, and those that must fire on one event do so alone."""
    by_indicator: dict[str, list[bool]] = {}
    for rule in RULES.values():
        by_indicator.setdefault(rule.indicator, []).append(rule.must_fire)

    assert sorted(by_indicator) == [f"R{number:02}" for number in range(1, 37)]
    assert all(any(by_indicator[indicator]) for indicator in MUST_FIRE_ALONE)

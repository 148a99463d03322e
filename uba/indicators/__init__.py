"""Indicators: Sigma rules over normalised events.

An indicator says what is known to be bad, where a feature says what is unusual. Rules are YAML files in the Sigma
format, parsed by pySigma, compiled to predicates over `Event` and evaluated in the engine's pass over its events:

    rules, problems = rules_with(directory)
    indicators = Indicators(rules, context, settings)
    hits = indicators.evaluate(batch, late)
"""

from uba.indicators.hit import IndicatorHit
from uba.indicators.indicators import Indicators
from uba.indicators.loading import built_in_rules, compiled, load_rules, rule_files, rules_with
from uba.indicators.rule import LEVELS, Rule
from uba.indicators.ruleset import RuleSet

__all__ = [
    "LEVELS",
    "IndicatorHit",
    "Indicators",
    "Rule",
    "RuleSet",
    "built_in_rules",
    "compiled",
    "load_rules",
    "rule_files",
    "rules_with",
]

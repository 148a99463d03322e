"""What is built in that detects a row: features of its families, indicators that name it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache

import msgspec

from uba.attack.row import Honesty, Row
from uba.features import CATALOGUE
from uba.features.spec import FeatureSpec
from uba.indicators import Rule, built_in_rules


class Role(StrEnum):
    """What a detection does for a technique."""

    DETECTS = "detects"
    """Its findings name the technique, or its parent where application logs cannot tell the two apart."""
    SUPPORTS = "supports"
    """It makes findings about the technique surer, and raises none of its own."""


class Detection(msgspec.Struct, frozen=True):
    """One feature or indicator.

    Attributes
    ----------
    name
        What findings call it, as in `read.count.wiki.1h` or `indicator.inbox_rule_hides`.
    kind
        `feature` or `indicator`.
    """

    name: str
    kind: str
    role: Role


def detections_of(
    row: Row, rules: Iterable[Rule] | None = None, catalogue: Sequence[FeatureSpec] = CATALOGUE
) -> tuple[Detection, ...]:
    """Give what serves a row, features in the catalogue's order, then indicators.

    Parameters
    ----------
    rules
        Indicators the engine runs with; None means those that come with the program.
    """
    found = []
    for spec in catalogue:
        if _names(spec.techniques, row):
            found.append(Detection(spec.name, "feature", Role.DETECTS))
        elif _is_of(spec, row):
            found.append(Detection(spec.name, "feature", Role.SUPPORTS))
    for rule in _built_in() if rules is None else rules:
        if _names(rule.techniques, row):
            found.append(Detection(rule.name, "indicator", Role.DETECTS))
        elif _kind_of(rule) in row.indicators:
            found.append(Detection(rule.name, "indicator", Role.SUPPORTS))
    return tuple(found)


def _names(techniques: Sequence[str], row: Row) -> bool:
    """Whether findings would say the row's technique; its parent will do where more cannot be seen."""
    return row.technique in techniques or (row.honesty is not Honesty.FULL and row.attack.parent in techniques)


def _is_of(spec: FeatureSpec, row: Row) -> bool:
    """Whether one of the row's families is the feature's; `F11.wiki` asks for a word in its name."""
    for family in row.families:
        uid, _, word = family.partition(".")
        if uid == spec.family and (not word or word in spec.name.split(".")):
            return True
    return False


def _kind_of(rule: Rule) -> str:
    """The kind of a built-in indicator, with which its file's name begins: `r12_home_page_changed.yml`."""
    return rule.name.removeprefix("indicator.").partition("_")[0].upper()


@cache
def _built_in() -> tuple[Rule, ...]:
    return built_in_rules().rules

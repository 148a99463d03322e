"""Laws of the technique rows."""

from __future__ import annotations

import re

import pytest

from uba.attack.footprints import FOOTPRINTS
from uba.attack.row import CAPS, Honesty, Row
from uba.attack.rows import ROWS, severity_cap
from uba.attack.techniques import BY_UID
from uba.attack.vocabulary import FAMILIES, INDICATORS
from uba.features import CATALOGUE

WORDS = {"wiki", "files", "code", "new_containers", "user", "src_ip", "mail", "api", "database"}
"""Words of feature names that rows ask for."""

every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.technique)


def test_every_technique_has_a_row() -> None:
    """There is one row for each technique, in the order of ATT&CK's table."""
    assert [row.technique for row in ROWS] == list(BY_UID)


@every_row
def test_rows_refer_to_what_there_is(row: Row) -> None:
    """Families, indicators and footprints exist; no footprint is both needed and helpful; something is needed."""
    families = [family.partition(".") for family in row.families]

    assert {uid for uid, _, _ in families} <= set(FAMILIES)
    assert {word for _, _, word in families if word} <= WORDS
    assert set(row.indicators) <= set(INDICATORS)
    assert row.needs
    assert len({*row.needs, *row.helps}) == len(row.needs) + len(row.helps)
    assert {*row.needs, *row.helps} <= set(FOOTPRINTS)
    assert all(footprint.sources for footprint in row.needed)


@every_row
def test_rows_are_honest(row: Row) -> None:
    """What cannot be seen whole says so in a sentence, and is never as severe as what can."""
    order = ["informational", "low", "medium", "high", "critical"]

    assert row.honesty is Honesty.FULL or len(row.limit) > 60
    assert row.limit == "" or re.fullmatch(r"[A-Z].*\.", row.limit)
    assert order.index(row.severity_cap) == {"full": 4, "partial": 3, "proxy-only": 2}[row.honesty.value]


def test_all_of_the_vocabulary_is_used() -> None:
    """Every family and every indicator serves a row, and every footprint is left by a technique."""
    assert {family.partition(".")[0] for row in ROWS for family in row.families} == set(FAMILIES)
    assert {indicator for row in ROWS for indicator in row.indicators} == set(INDICATORS)
    assert {uid for row in ROWS for uid in (*row.needs, *row.helps)} == set(FOOTPRINTS)


def test_features_are_of_families_that_are_known() -> None:
    """Every feature of the catalogue belongs to a family of the vocabulary and detects techniques that have a row."""
    assert {spec.family for spec in CATALOGUE} <= {*FAMILIES, "R00"}
    assert {technique for spec in CATALOGUE for technique in spec.techniques} <= set(BY_UID)


def test_rows_that_are_not_seen_whole() -> None:
    """Techniques that happen elsewhere are capped at medium; what has no row is not capped."""
    proxies = [row.technique for row in ROWS if row.honesty is Honesty.PROXY_ONLY]

    assert proxies == ["T1110.002", "T1622", "T1598.001", "T1199"]
    assert {severity_cap(technique) for technique in proxies} == {"medium"}
    assert (severity_cap("T1137.004"), severity_cap("T1110"), severity_cap("T9999")) == ("high", "critical", "critical")
    assert set(CAPS) == set(Honesty)

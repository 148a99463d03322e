"""Laws of reasons: every feature has a sentence, the strongest of each group comes first."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.decide.reasons import MAX_REASONS, Evidence, number, reason_of, strongest
from uba.features import CATALOGUE
from uba.features.spec import BaselineKind, FeatureSpec

every_feature = pytest.mark.parametrize("spec", CATALOGUE, ids=lambda spec: spec.name)
EXPECTED = st.tuples(
    st.floats(1e-3, 1e9), st.floats(0.0, 40.0), st.floats(1e-3, 1e9), st.floats(0.0, 40.0), st.floats(0.0, 1.0)
)
SPECS = {spec.name: spec for spec in CATALOGUE}


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    """Draw evidence about one of two entities, as stage two makes it: sizes are expected on the log scale."""
    spec = SPECS[draw(st.sampled_from(sorted(SPECS)))]
    expected = draw(EXPECTED)
    if spec.baseline is BaselineKind.SIZE:
        expected = (draw(st.floats(0.0, 30.0)), expected[1], draw(st.floats(0.0, 30.0)), expected[3], expected[4])
    value = draw(st.sampled_from(["", "CL", "AS64500"])) if spec.value_text else ""
    entity, content = draw(st.sampled_from(["a", "b"])), draw(st.floats(0, 1e12))
    surprise = draw(st.sampled_from([0.0, 1.5, 3.0, 30.0]))
    return Evidence(spec.entity, entity, spec, content, surprise, expected, value, spec.techniques)


@every_feature
def test_every_feature_has_a_sentence(spec: FeatureSpec) -> None:
    """A feature's reason is a sentence without placeholders, with its p and what was observed."""
    value = "CL" if spec.value_text else ""
    item = Evidence(spec.entity, "ana", spec, 1234.0, 4.0, (5.0, 0.5, 6.0, 0.5, 0.25), value, ("T1110",))
    reason = reason_of(item)

    assert not re.search(r"[{}]", reason.message)
    assert "p = 0.0001" in reason.message
    assert ("CL" if spec.value_text else "1,234") in reason.message
    assert "borrowed from peers)" in reason.message
    assert (reason.feature, reason.entity_type, reason.entity) == (spec.name, spec.entity, "ana")
    assert reason.p_value == 1e-4
    assert reason.techniques == ("T1110",)


@given(item=evidence())
def test_any_evidence_is_a_reason(item: Evidence) -> None:
    """Whatever was observed and expected: ranges in order, p in (0, 1], maturity in [0, 1], one line of text."""
    reason = reason_of(item)

    assert 0.0 <= reason.expected_low <= reason.expected_high
    assert 0.0 <= reason.peers_low <= reason.peers_high
    assert 0.0 < reason.p_value <= 1.0
    assert 0.0 <= reason.maturity <= 1.0
    assert "\n" not in reason.message
    assert not re.search(r"\bnan\b", reason.message)


@given(items=st.lists(evidence(), max_size=12, unique_by=lambda item: (item.entity, item.spec.name)), data=st.data())
def test_the_strongest(items: list[Evidence], data: st.DataObject) -> None:
    """At most five, the strangest of all first, each group's strongest before any second one, in no other order."""
    told = strongest(items)
    groups = [(item.kind, item.entity, item.spec.evidence) for item in told]
    everyone = {(item.kind, item.entity, item.spec.evidence) for item in items}
    leading = min(len(everyone), MAX_REASONS)

    assert len(told) == min(len(items), MAX_REASONS)
    assert len(set(groups[:leading])) == leading
    if items:
        assert told[0].surprise == max(item.surprise for item in items)
    assert strongest(data.draw(st.permutations(items))) == told


@pytest.mark.parametrize(("value", "text"), [(0.0, "0"), (1234.4, "1,234"), (2.5e9, "2,500,000,000")])
def test_numbers(value: float, text: str) -> None:
    """Numbers are written whole, with separators."""
    assert number(value) == text

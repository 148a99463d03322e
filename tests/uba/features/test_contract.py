"""The contract every feature of the catalogue keeps."""

from __future__ import annotations

import importlib
import re
from functools import cache
from pathlib import Path
from string import Formatter

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings

import uba.features
from tests.oddments import oddments
from tests.strategies import DAY_MS, HOUR_MS, MONDAY, context, odd_streams, organisation, spray, theft
from uba.attack import TECHNIQUES
from uba.baselines.rhythm import LocalTime
from uba.batch import EventBatch
from uba.engine import Engine
from uba.events import Event
from uba.features import CATALOGUE, features_of, fingerprint, log_silence, vector_schema
from uba.features.indicator_hits import KINDS
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec
from uba.findings.finding import Entity
from uba.identity import Identity
from uba.indicators import IndicatorHit, Rule
from uba.kinds import ENTITY_KINDS
from uba.settings import Settings
from uba.state.hashing import Hasher

every_feature = pytest.mark.parametrize("spec", CATALOGUE, ids=lambda spec: spec.name)
FOLDER = Path(uba.features.__file__).parent
PLACEHOLDERS = {"observed", "low", "high", "peers_low", "peers_high", "value", "window", "seen"}


def batch_of(events: list[Event]) -> EventBatch:
    """Columns of events, with what the engine sets set to something."""
    batch = EventBatch(events, Identity(context(5), "UTC"), Hasher())
    n = len(events)
    local = LocalTime()
    batch.hour_of_week = local.local(batch.time, np.full(n, local.zone_id("UTC"), dtype=np.int32))[1]
    batch.run_length = {kind: np.arange(n, dtype=np.float64) % 4 - 1 for kind in ENTITY_KINDS}
    batch.at_usual_network = np.arange(n) % 2 == 0
    batch.session_shift = np.arange(n, dtype=np.int64) % 8
    for i in range(0, n, 7):
        rule = Rule(
            uid=str(i), title="t", level="high", about=KINDS[i // 7 % len(KINDS)], file="r.yml", techniques=("T1110",)
        )
        batch.hits[i] = [(rule, IndicatorHit(event=i, rule=0, sentence="did it", entities=(Entity(rule.about, "x"),)))]
    return batch


@cache
def stream() -> list[Event]:
    """Some of everything."""
    events = organisation(seed=1, days=3, users=5) + theft(MONDAY + DAY_MS) + spray(MONDAY + 5 * HOUR_MS)
    events += oddments(MONDAY + DAY_MS)
    return [*events, msgspec.structs.replace(events[0], uid="empty", actor_user_name="", src_ip="", user_agent="")]


def test_names_are_unique() -> None:
    """No two features have the same name."""
    names = [spec.name for spec in CATALOGUE]

    assert sorted(set(names)) == sorted(names)


def test_every_module_is_in_the_catalogue() -> None:
    """Every feature that a module of the folder specifies is in the catalogue; every module specifies some or helps."""
    modules = {path.stem for path in FOLDER.glob("*.py")} - {"__init__", "select", "spec", "values"}
    specified = [spec for name in modules for spec in importlib.import_module(f"uba.features.{name}").SPECS]

    assert sorted(spec.name for spec in specified) == sorted(spec.name for spec in CATALOGUE)


def test_the_schema_is_the_catalogue() -> None:
    """Every feature is a column of its entity kind's vector, in catalogue order; a fingerprint stands for all."""
    assert [spec for kind in ENTITY_KINDS for spec in features_of(kind)] == sorted(
        CATALOGUE, key=lambda spec: ENTITY_KINDS.index(spec.entity)
    )
    assert all(vector_schema(kind) == tuple(spec.name for spec in features_of(kind)) for kind in ENTITY_KINDS)
    assert re.fullmatch(r"[0-9a-f]{16}", fingerprint())


@every_feature
def test_the_words(spec: FeatureSpec) -> None:
    """Name, family, kind, techniques and placeholders are of those that exist."""
    assert re.fullmatch(r"[a-z]+(\.[a-z0-9_]+)+", spec.name)
    assert re.fullmatch(r"F\d\d|R00", spec.family)
    assert re.fullmatch(r"[a-z_]+", spec.evidence)
    assert spec.entity in ENTITY_KINDS
    assert spec.techniques or spec.techniques_of
    assert set(spec.techniques) <= set(TECHNIQUES)
    assert len(set(spec.techniques)) == len(spec.techniques)
    assert {name for _, name, _, _ in Formatter().parse(spec.sentence) if name} <= PLACEHOLDERS


@every_feature
def test_the_parts_fit(spec: FeatureSpec) -> None:
    """What is distinct, novel or rare has a value; what is rare has a text too; floors and priors make sense."""
    about_values = spec.baseline is BaselineKind.RARITY or spec.aggregation in (Aggregation.DISTINCT, Aggregation.NOVEL)

    assert (spec.value is not None) + (spec.each is not None) == about_values
    assert (spec.value_text is not None) == (spec.baseline is BaselineKind.RARITY)
    assert spec.weight is None or not about_values
    assert spec.floor >= 0.0
    assert spec.prior_mean > 0.0
    if spec.baseline is BaselineKind.RARITY:
        assert "{value}" in spec.sentence
    else:
        assert "{observed}" in spec.sentence
        assert "{peers_high}" in spec.sentence


def check(spec: FeatureSpec, events: list[Event]) -> int:
    """Check shapes, types and ranges on events; how many were selected."""
    batch, again = batch_of(events), batch_of(events)
    mask = spec.select(batch)

    assert mask.dtype == np.bool_
    assert mask.shape == (len(events),)
    assert np.array_equal(mask, spec.select(batch))
    assert np.array_equal(mask, spec.select(again))
    at = np.flatnonzero(mask)
    if spec.weight:
        weight = spec.weight(batch, at)
        assert weight.dtype == np.float64
        assert weight.shape == at.shape
        assert np.isfinite(weight).all()
        assert (weight >= 0.0).all()
        assert np.array_equal(weight, spec.weight(again, at))
    if spec.value:
        value = spec.value(batch, at)
        assert value.dtype == np.uint64
        assert value.shape == at.shape
        assert np.array_equal(value, spec.value(again, at))
    if spec.each:
        assert all(isinstance(text, str) for i in at.tolist() for text in spec.each(batch, i))
    if spec.techniques_of:
        assert all(set(spec.techniques_of(batch, i)) <= set(TECHNIQUES) for i in at.tolist())
    if spec.value_text:
        assert all(spec.value_text(batch, int(i)) for i in np.flatnonzero(mask))
    return int(mask.sum())


@every_feature
def test_selection(spec: FeatureSpec) -> None:
    """A feature selects some events and not all; its columns have the right shapes and ranges, and no memory."""
    selected = check(spec, stream())

    if spec.family == log_silence.FAMILY:
        assert selected == 0, "silence is what no event says"
    else:
        assert 0 < selected < len(stream()), "let the stream of tests/strategies.py hold events this feature is about"


@every_feature
@settings(max_examples=15)
@given(events=odd_streams)
def test_odd_events(spec: FeatureSpec, events: list[Event]) -> None:
    """Whatever is missing from events, the same holds."""
    check(spec, events)


@every_feature
def test_events_are_looked_at_one_by_one(spec: FeatureSpec) -> None:
    """What a feature says of an event does not depend on the others: half a batch is half the answer."""
    events = stream()
    whole, half = batch_of(events), batch_of(events[-160:])
    last = np.flatnonzero(spec.select(half))
    same = last + len(events) - 160
    if spec.family in ("F06", "F08", "R00"):
        return  # these look at what the engine says of the events before

    assert np.array_equal(spec.select(whole)[-160:], spec.select(half))
    for column in (spec.weight, spec.value):
        if column:
            assert np.array_equal(column(whole, same), column(half, last))


def test_floors_are_kept() -> None:
    """No observation below its feature's floor has any surprise, however rare it is for the entity."""
    engine = Engine(context(5), Settings())
    events = organisation(seed=2, days=8, users=5) + theft(MONDAY + 7 * DAY_MS) + spray(MONDAY + 8 * DAY_MS)
    said = engine.process(sorted(events, key=lambda event: event.time))
    met = set()
    for segment in said.segments:
        for kind in segment.kinds:
            floors = np.array([spec.floor for spec in kind.state.specs])[kind.seen.feature]
            below = kind.seen.content < floors
            met |= set(np.unique(below).tolist())
            assert (kind.seen.surprise[below] == 0.0).all()
            assert (kind.seen.surprise >= 0.0).all()

    assert met == {True, False}

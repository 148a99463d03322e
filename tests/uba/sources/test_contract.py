"""What every source promises, checked on every source and every documented sample."""

import copy
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from ocsf_json_schema.embedded import OcsfJsonSchemaEmbedded
from ocsf_json_schema.loader import get_ocsf_schema

import uba
import uba.sources
from tests.uba.sources.samples import ALL, IDS, SAMPLES
from uba.errors import ConfigError, ParseError
from uba.events import Event
from uba.ocsf import to_ocsf
from uba.sources import SOURCES, by_name, recognise

ODD_VALUES: list[Any] = [
    None,
    "",
    "\x00\x1b[31m\u202e",
    "x" * 5_000,
    -1,
    0,
    2**70,
    10**400,
    1.5,
    1e300,
    True,
    [],
    {},
    [[{}]],
    {"a": {"b": []}},
]

every_sample = pytest.mark.parametrize(("name", "record"), ALL, ids=IDS)
every_json_sample = pytest.mark.parametrize(
    ("name", "record"),
    [pair for pair in ALL if pair[1].startswith(b"{")],
    ids=[name for name, pair in zip(IDS, ALL, strict=True) if pair[1].startswith(b"{")],
)


@pytest.fixture(scope="session")
def validators() -> "Validators":
    """One validator per class and set of profiles, made once."""
    return Validators()


class Validators:
    def __init__(self) -> None:
        self._schemas = OcsfJsonSchemaEmbedded(get_ocsf_schema("1.8.0"))
        self._made: dict[tuple[int, tuple[str, ...]], Draft202012Validator] = {}

    def errors(self, value: dict[str, Any]) -> list[str]:
        profiles = tuple(value["metadata"].get("profiles", ()))
        key = (value["class_uid"], profiles)
        if key not in self._made:
            name = self._schemas.lookup_class_name_from_uid(value["class_uid"])
            class_name = next(k for k, v in self._schemas.schema.schema["classes"].items() if v["name"] == name)
            self._made[key] = Draft202012Validator(self._schemas.get_class_schema(class_name, list(profiles)))
        return [f"{'/'.join(map(str, e.path))}: {e.message[:200]}" for e in self._made[key].iter_errors(value)]


def read(name: str, record: bytes) -> Event | None:
    """Parse; whatever leaves other than ParseError fails the test."""
    try:
        return SOURCES[name].parse(record)
    except ParseError as error:
        if not str(error):
            pytest.fail("a ParseError without a message")
        return None


def mutated(value: Any, chooser: random.Random, replacement: Any) -> Any:
    """Replace one value somewhere in a record."""
    value = copy.deepcopy(value)
    node, key = value, chooser.choice(list(value))
    while isinstance(node[key], (dict, list)) and node[key] and chooser.random() < 0.6:
        node = node[key]
        key = chooser.choice(list(node)) if isinstance(node, dict) else chooser.randrange(len(node))
    node[key] = replacement
    return value


def test_every_module_is_in_the_table_or_helps() -> None:
    """A file in the folder is a source that the table names, or another one imports it."""
    files = list(Path(uba.sources.__file__).parent.glob("*.py"))
    imported = {
        name
        for file in [*files, *Path(uba.__file__).parent.glob("*.py")]
        for name in re.findall(r"uba\.sources(?:\.| import )(\w+)", file.read_text(encoding="utf-8"))
    }

    assert {file.stem for file in files} - {"__init__"} - imported == set()
    assert set(SOURCES) <= {file.stem for file in files}


def test_every_source_is_documented_by_samples() -> None:
    """Each source has its section with samples, and there is no section without a source."""
    assert list(SAMPLES) == list(SOURCES)


def test_names_are_the_table_s_keys() -> None:
    """A source is found under its own name, and an unknown name lists the known ones."""
    assert all(by_name(name).name == name for name in SOURCES)
    with pytest.raises(ConfigError, match=r"unknown source 'syslog'.*m365_ual.*ocsf"):
        by_name("syslog")


@every_sample
def test_sample_parses(name: str, record: bytes) -> None:
    """A documented sample is an event of its source, with a time in the documented year."""
    event = SOURCES[name].parse(record)

    assert event is not None
    assert event.source == name
    assert 1_772_000_000_000 < event.time < 1_774_000_000_000
    assert event.class_uid
    assert event.actor_user_name == event.actor_user_name.strip().lower()


@every_sample
def test_sample_is_recognised_by_its_own_source_alone(name: str, record: bytes) -> None:
    """Exactly one source recognises a record."""
    assert [other for other, source in SOURCES.items() if source.recognise(record)] == [name]
    assert recognise(record) is SOURCES[name]


@every_json_sample
def test_no_other_source_reads_a_json_sample(name: str, record: bytes) -> None:
    """In a file of mixed sources a record cannot be read as another source's."""
    for other in SOURCES:
        if other != name:
            with pytest.raises(ParseError):
                SOURCES[other].parse(record)


@every_sample
def test_sample_is_valid_ocsf(name: str, record: bytes, validators: Validators) -> None:
    """The OCSF form validates against its class of OCSF 1.8.0."""
    event = SOURCES[name].parse(record)

    assert event is not None
    assert validators.errors(to_ocsf(event)) == []


@every_json_sample
def test_missing_fields_raise_only_parse_errors(name: str, record: bytes) -> None:
    """Each field may be missing."""
    value = json.loads(record)
    for key in value:
        read(name, json.dumps({k: v for k, v in value.items() if k != key}).encode())


@every_json_sample
def test_extra_fields_change_nothing(name: str, record: bytes) -> None:
    """Unknown fields are ignored."""
    value = json.loads(record)
    extended = {"zz_new": {"a": [1, None, "x"]}, **value, "zz_more": 1}

    assert SOURCES[name].parse(json.dumps(extended).encode()) == SOURCES[name].parse(record)


@every_json_sample
def test_odd_values_raise_only_parse_errors(name: str, record: bytes, validators: Validators) -> None:
    """Each field may hold a value of any type; what is still read is valid OCSF."""
    value = json.loads(record)
    for key in value:
        for odd in ODD_VALUES:
            event = read(name, json.dumps({**value, key: odd}).encode())
            if event is not None:
                assert validators.errors(to_ocsf(event)) == [], (key, odd)


@every_json_sample
def test_deep_nesting_raises_only_parse_errors(name: str, record: bytes) -> None:
    """A record nested a hundred thousand levels deep is refused, not a crash."""
    value = json.loads(record)
    for key in (*value, "zz_new"):
        deep = json.dumps({**value, key: "@"}).replace('"@"', "[" * 100_000 + "]" * 100_000).encode()
        read(name, deep)
        SOURCES[name].recognise(deep)


@every_sample
def test_truncated_records_raise_only_parse_errors(name: str, record: bytes) -> None:
    """A record may end anywhere, within a character too."""
    for end in range(0, len(record), 7):
        read(name, record[:end])
        assert isinstance(SOURCES[name].recognise(record[:end]), bool)


@every_sample
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_damaged_bytes_raise_only_parse_errors(name: str, record: bytes, data: st.DataObject) -> None:
    """Any byte of a record may be any other byte: nothing but ParseError leaves, and what is read can be written."""
    damaged = bytearray(record)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(record) - 1))] = data.draw(st.integers(0, 255))
    event = read(name, bytes(damaged))
    SOURCES[name].recognise(bytes(damaged))

    assert event is None or json.dumps(to_ocsf(event)).encode()


@every_json_sample
@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    replacement=st.sampled_from(ODD_VALUES) | st.text(max_size=40) | st.floats(-1e300, 1e300),
)
def test_mutated_records_are_read_or_refused(
    name: str, record: bytes, seed: int, replacement: Any, validators: Validators
) -> None:
    """A value anywhere in a record may be anything; what is still read is valid OCSF."""
    value = mutated(json.loads(record), random.Random(seed), replacement)
    event = read(name, json.dumps(value).encode())

    assert event is None or validators.errors(to_ocsf(event)) == []


@pytest.mark.parametrize("name", SOURCES)
@settings(max_examples=100, deadline=None)
@given(record=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_noise_is_refused(name: str, record: bytes) -> None:
    """Bytes that no vendor wrote are not an event."""
    assert read(name, record) is None
    assert not SOURCES[name].recognise(record)


@every_sample
def test_time_out_of_range_is_refused(name: str, record: bytes) -> None:
    """A time before 1990 or from 2100 on is a ParseError that says so."""
    for year in (b"1789", b"2106"):
        changed = record.replace(b"2026", year)
        if changed != record:
            with pytest.raises(ParseError, match=r"1990 and 2100|expected"):
                SOURCES[name].parse(changed)

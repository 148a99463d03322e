"""Events as OCSF: where attributes go, and that they come back."""

import json
import random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from ocsf_json_schema.embedded import OcsfJsonSchemaEmbedded
from ocsf_json_schema.loader import get_ocsf_schema

from tests.uba.sources.samples import ALL, IDS
from uba import ocsf
from uba.errors import ParseError
from uba.events import AUTHENTICATION, EMAIL_ACTIVITY, HTTP_ACTIVITY, Event
from uba.ocsf import to_ocsf
from uba.sources import SOURCES
from uba.sources.ocsf import Ocsf

FIELDS = {field.name: field for field in msgspec.structs.fields(Event)}
ADDRESSES = ["a@b.example", "c.d@e.example", "no address"]
VALUES: dict[str, list[Any]] = {
    "time": [631_152_000_000, 1_773_046_455_120, 4_102_444_799_999],
    "logged_time": [1_773_046_455_120],
    "source": ["ocsf"],
    "count": [1, 37, 2**31],
    "src_ip": ["203.0.113.7", "2001:db8::1"],
    "src_asn": [64501],
    "src_mac": ["9a:11:c0:ff:ee:07", "9a11c0ffee07"],
    "http_method": ["GET", "PROPFIND"],
    "http_status": [200, 999],
    "latency_ms": [41.0, 0.25, 1.5],
    "email_to": [("a@b.example",), ("undisclosed recipients", "a@b.example")],
    "email_headers": [("X-A: 1", "X-B: 2: 3")],
    **{name: ADDRESSES for name in ("actor_user_name", "user_name", "email_from", "email_smtp_from", "email_reply_to")},
    **{name: sorted(known) for name, known in ocsf.KNOWN_IDS.items()},
    "activity_id": [0, 1, 2, 99],
}
BY_TYPE: dict[Any, list[Any]] = {
    str: ["x", "Ünï côde", "\x00\x1b", "a.b/c d"],
    int: [1, 2**40],
    bool | None: [True, False],
    tuple[str, ...]: [("x",), ("x", "y z")],
}


def made(class_uid: int, seed: int) -> Event:
    """An event of a class with about half of its attributes set, at random."""
    chooser = random.Random(seed)
    attributes = {
        name: chooser.choice(VALUES.get(name) or BY_TYPE[field.type])
        for name, field in FIELDS.items()
        if field.default is msgspec.NODEFAULT or chooser.random() < 0.5
    }
    return Event(**{**attributes, "class_uid": class_uid})


every_class = pytest.mark.parametrize("class_uid", ocsf.CLASS_ATTRIBUTES)
SCHEMAS = OcsfJsonSchemaEmbedded(get_ocsf_schema("1.8.0"))
CLASSES = {value["uid"]: name for name, value in SCHEMAS.schema.schema["classes"].items()}
VALIDATORS: dict[tuple[int, tuple[str, ...]], Draft202012Validator] = {}


def errors(value: dict[str, Any]) -> list[str]:
    """What the class's schema has against a value."""
    key = (value["class_uid"], tuple(value["metadata"].get("profiles", ())))
    if key not in VALIDATORS:
        VALIDATORS[key] = Draft202012Validator(SCHEMAS.get_class_schema(CLASSES[key[0]], list(key[1])))
    return [f"{'/'.join(map(str, e.path))}: {e.message[:200]}" for e in VALIDATORS[key].iter_errors(value)]


def back(event: Event) -> Event:
    """Out as JSON bytes and in again."""
    parsed = Ocsf().parse(msgspec.json.encode(to_ocsf(event)))
    assert parsed is not None
    return parsed


def test_every_attribute_has_its_path() -> None:
    """The table and the event have the same names, in the same order."""
    assert list(ocsf.PATHS) == ["time", "class_uid", *[n for n in ocsf.PATHS if n not in ("time", "class_uid")]]
    assert set(ocsf.PATHS) == set(FIELDS)


def test_class_paths_exist_in_the_schema() -> None:
    """Each path of each class is an attribute of OCSF 1.8, not a spelling of ours."""
    schema = SCHEMAS.schema.schema
    for class_uid in ocsf.CLASS_ATTRIBUTES:
        for name, path in ocsf.class_paths(class_uid).items():
            node = schema["classes"][CLASSES[class_uid]]
            for segment in path.split("."):
                if segment in ("0",):
                    continue
                if segment == "unmapped":
                    break
                assert segment in node["attributes"], (class_uid, name, path)
                node = schema["objects"].get(node["attributes"][segment].get("object_type"), {"attributes": {}})


def test_last_ids_are_those_of_the_schema() -> None:
    """Ids run from 0 to the last without a gap, and 99 is Other."""
    classes = SCHEMAS.schema.schema["classes"]
    for class_uid, last in ocsf.LAST_ACTIVITIES.items():
        ids = {int(key) for key in classes[CLASSES[class_uid]]["attributes"]["activity_id"]["enum"]}
        assert ids == {*range(last + 1), 99}, class_uid
    objects = {"actor_user_type_id": SCHEMAS.schema.schema["objects"]["user"]["attributes"]["type_id"]}
    for name, known in ocsf.KNOWN_IDS.items():
        where = CLASSES[AUTHENTICATION if name == "logon_type_id" else EMAIL_ACTIVITY]
        attribute = objects.get(name) or classes[where]["attributes"][name]
        assert {int(key) for key in attribute["enum"]} == known, name


@pytest.mark.parametrize(("name", "record"), ALL, ids=IDS)
def test_samples_come_back(name: str, record: bytes) -> None:
    """What a source read, written as OCSF and read again, has the same attributes."""
    event = SOURCES[name].parse(record)

    assert event is not None
    assert msgspec.structs.replace(back(event), source=name) == event


@every_class
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_any_event_comes_back(class_uid: int, seed: int) -> None:
    """Every attribute survives, in every class, whether the class has a place for it or not."""
    event = made(class_uid, seed)
    returned = back(event)
    for name in FIELDS:
        if name == "resource_uid" and not event.resource_uid:
            continue  # a file without id is known by its path or name
        assert getattr(returned, name) == getattr(event, name), name


@every_class
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_any_event_is_valid(class_uid: int, seed: int) -> None:
    """In every class, whatever is set."""
    assert errors(to_ocsf(made(class_uid, seed))) == []


@every_class
def test_an_empty_event_is_valid(class_uid: int) -> None:
    """What OCSF requires and an event does not carry is filled with placeholders that do not come back."""
    event = Event(time=1_773_046_455_120, uid="", source="ocsf", class_uid=class_uid)

    assert errors(to_ocsf(event)) == []
    assert back(event) == event


def test_json_is_plain() -> None:
    """Lists, numbers, text: any JSON library writes it."""
    event = Event(time=1_773_046_455_120, uid="u", source="x", class_uid=HTTP_ACTIVITY, email_to=("a@b.example",))

    assert json.loads(json.dumps(to_ocsf(event))) == to_ocsf(event)


@settings(max_examples=100, deadline=None)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from([segment for path in ocsf.PATHS.values() for segment in path.split(".")]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_under_known_names_is_read_or_refused(value: Any) -> None:
    """No structure under OCSF's own names makes the source fail otherwise."""
    record = {"time": 1_773_046_455_120, "class_uid": 6006, **(value if isinstance(value, dict) else {"actor": value})}
    try:
        event = Ocsf().parse(json.dumps(record).encode())
    except ParseError:
        return
    assert event is None or errors(to_ocsf(event)) == []

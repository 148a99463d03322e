"""What the written-out structs and functions read is what walking the event by the table gives."""

import json
import random

import msgspec
import pytest

from benchmarks.mutations import mutant
from tests.uba.sources.samples import SAMPLES
from uba import ocsf
from uba.errors import ParseError
from uba.events import Event
from uba.sources.ocsf import Ocsf

KINDS = {field.name: field.type for field in msgspec.structs.fields(Event)}


def walked(record: bytes) -> Event | None:
    """The event as the table gives it; None where it is refused."""
    try:
        return Ocsf()._walked(record)
    except ParseError:
        return None


def read(record: bytes) -> Event | None:
    """The event as the source gives it; None where it is refused."""
    try:
        return Ocsf().parse(record)
    except ParseError:
        return None


@pytest.mark.parametrize("class_uid", ocsf.LAST_ACTIVITIES)
def test_every_attribute_of_every_class_is_read_as_walking_reads_it(class_uid: int) -> None:
    """An event that has all that the class has, in each case of `values`."""
    for number, text in ((3, "A.Text"), (99, ""), (-5, "[::ffff:192.0.2.9]:80"), (6, "x@Y")):
        record: dict[str, object] = {"class_uid": class_uid, "http_response": {"length": number}}
        paths = ocsf.PATHS | ocsf.CLASS_PATHS.get(class_uid, {})
        for name, path in paths.items():
            if name != "class_uid" and not path.startswith("unmapped."):
                put(record, path.split("."), value(name, number, text))
        record["time"] = 1_773_046_455_120
        line = json.dumps(record).encode()

        assert walked(line) is not None
        assert read(line) == walked(line)


def value(name: str, number: int, text: str) -> object:
    """A value of an attribute's type."""
    if name == "logged_time":
        return 1_773_046_455_999
    kind = KINDS[name]
    if kind is int or kind is float:
        return number if kind is int else number / 2
    if kind is str:
        return text
    return number > 0 if kind == bool | None else [text, {"name": text}, {"value": 1}]


def put(node: dict[str, object], path: list[str], given: object) -> None:
    """Put a value at a path; `0` is the first of a list."""
    while len(path) > 1:
        step = path.pop(0)
        inner = node.setdefault(step, [{}] if path[0] == "0" else {})
        if path[0] == "0":
            path.pop(0)
            assert isinstance(inner, list)
            inner = inner[0]
        assert isinstance(inner, dict)
        node = inner
    node[path[0]] = given


def test_odd_events_are_read_as_walking_reads_them() -> None:
    """Numbers as text, objects where none are expected, nothing where something is usual."""
    rng = random.Random(11)
    for _ in range(400):
        record = mutant(rng.choice(SAMPLES["ocsf"]), rng)
        if (event := walked(record)) is not None:
            assert read(record) == event

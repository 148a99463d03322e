"""Dotted names open into the objects that the dots stand for, by a struct of names or name by name."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uba.sources import ecs_dotted
from uba.sources.ecs_dotted import DottedDecoder, nested


class Inner(msgspec.Struct):
    """What is two dots deep."""

    c: int | None = None
    d: str | None = None


class Outer(msgspec.Struct):
    """What is one dot deep."""

    b: Inner | None = None
    e: int | str | None = msgspec.field(name="as", default=None)


class Document(msgspec.Struct):
    """The whole."""

    a: Outer | None = None
    z: str | None = None
    kept: msgspec.Raw = msgspec.Raw()


NAMES = (
    "a",
    "a.b",
    "a.b.c",
    "a.b.d",
    "a.as",
    "a.as.x",
    "z",
    "z.y",
    "kept",
    "kept.x",
    "other",
    "o.t",
    "a.other",
    "'",
    "a.",
)
values = st.sampled_from([1, "x", 2.5]) | st.just({}) | st.just({"b": {"c": 3}}) | st.just({"c": 3, "as": 4})
documents = st.dictionaries(st.sampled_from(NAMES), values, max_size=6)


def test_names_with_dots_become_objects() -> None:
    """`event.action` is `action` of `event`, however deep, and other names stay as they are."""
    flat = {"@timestamp": 1, "event.action": "x", "event.kind": "y", "http.request.method": "GET"}

    assert nested(flat) == {
        "@timestamp": 1,
        "event": {"action": "x", "kind": "y"},
        "http": {"request": {"method": "GET"}},
    }


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (b'{"a.b.c": 1, "z": "t"}', Document(Outer(Inner(1)), "t")),
        (b'{"a.as": "t", "a.b": {"d": "u"}}', Document(Outer(Inner(None, "u"), "t"))),
        (b'{"a": {"b": {"c": 2}}, "other.x": 5}', Document(Outer(Inner(2)))),
        (b'{"a.b.c": 1, "a": {"as": 1}}', None),
        (b'{"a.b.c": "one"}', None),
        (b'{"kept.x": 1}', None),
        (b"[1]", None),
    ],
)
def test_a_document_is_read_at_once(record: bytes, expected: Document | None) -> None:
    """None where one thing is said in two ways, where a type is odd, or where what is kept raw is given in parts."""
    assert DottedDecoder(Document).decode(record) == expected


@settings(max_examples=300, deadline=None)
@given(st.lists(documents, min_size=1, max_size=5))
def test_what_is_read_at_once_is_what_is_opened_name_by_name(given_documents: list[dict[str, Any]]) -> None:
    """Whatever names the documents before had."""
    decoder = DottedDecoder(Document)
    for document in given_documents:
        record = msgspec.json.encode(document)
        found = decoder.decode(record)
        if found is not None:
            opened = msgspec.json.encode(nested(json.loads(record)))
            expected = msgspec.json.decode(opened, type=Document)
            assert (found.a, found.z, bytes(found.kept)) == (expected.a, expected.z, bytes(expected.kept))


def test_only_so_many_names_are_learned() -> None:
    """Whoever invents names gets slower answers, not memory."""
    decoder = DottedDecoder(Document)
    for number in range(2 * ecs_dotted._MOST):
        found = decoder.decode(json.dumps({"z": "t", f"other.{number}": number}).encode())
        assert found == (Document(None, "t") if number < ecs_dotted._MOST else None)

    assert decoder.decode(b'{"a.as": 1}') == Document(Outer(None, 1))

"""Patient decoding: odd types are read where that loses nothing."""

import msgspec
import pytest

from uba.errors import ParseError
from uba.sources.decoding import RecordDecoder


class Inner(msgspec.Struct):
    code: int | None = None


class Outer(msgspec.Struct):
    name: str | None = None
    size: int | None = None
    ratio: float | None = None
    flag: bool | None = None
    inner: Inner | None = None
    items: list[Inner] | None = None
    either: int | str | None = None
    must: str = ""


DECODER = RecordDecoder(Outer, "test record")


@pytest.mark.parametrize(
    ("record", "field", "value"),
    [
        (b'{"name": 7}', "name", "7"),
        (b'{"name": 7.0}', "name", "7"),
        (b'{"name": 7.5}', "name", "7.5"),
        (b'{"name": true}', "name", "true"),
        (b'{"name": ["a", "b"]}', "name", "a,b"),
        (b'{"size": "12"}', "size", 12),
        (b'{"size": 12.0, "name": 1}', "size", 12),
        (b'{"size": ""}', "size", None),
        (b'{"ratio": "0.5"}', "ratio", 0.5),
        (b'{"flag": "True"}', "flag", True),
        (b'{"flag": 0}', "flag", False),
        (b'{"inner": "{\\"code\\": 3}"}', "inner", Inner(code=3)),
        (b'{"inner": ""}', "inner", None),
        (b'{"items": "[{\\"code\\": \\"3\\"}]"}', "items", [Inner(code=3)]),
        (b'{"items": {"code": 3}}', "items", [Inner(code=3)]),
        (b'{"either": 1.0, "name": 1}', "either", 1),
        (b'{"must": null}', "must", ""),
    ],
)
def test_odd_types_become_what_they_hold(record: bytes, field: str, value: object) -> None:
    """A number as text, an object as JSON text, one item where a list is usual."""
    assert getattr(DECODER.decode(record), field) == value


@pytest.mark.parametrize(
    ("record", "named"),
    [
        (b'{"size": "many"}', "size"),
        (b'{"inner": {"code": [1]}}', r"inner\.code"),
        (b'{"items": [1]}', "items"),
        (b'{"flag": "perhaps"}', "flag"),
        (b'{"name": {"a": 1}}', "name"),
    ],
)
def test_what_cannot_be_is_refused_by_path(record: bytes, named: str) -> None:
    """The error names the field by its path."""
    with pytest.raises(ParseError, match=named):
        DECODER.decode(record)


@pytest.mark.parametrize(
    "record", [b"", b"{", b"[1]", b"3", b'"x"', b'{"name": "\xff"}', b'{"name": "\\ud800"}', b"{}{}", b"\x00"]
)
def test_what_is_no_object_is_refused(record: bytes) -> None:
    """Torn, doubled, of another kind, or not UTF-8."""
    with pytest.raises(ParseError, match="test record"):
        DECODER.decode(record)

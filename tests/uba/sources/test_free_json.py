"""Free parts of records: read where they can be, nothing where they cannot."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.sources.free_json import inside, raw_object, recased, text_of

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_any_json_gives_a_dict(value: object) -> None:
    """An object gives itself, everything else nothing."""
    raw = msgspec.Raw(json.dumps(value).encode())

    assert raw_object(raw) == (value if isinstance(value, dict) else {})


@pytest.mark.parametrize(
    ("raw", "found"), [('{"a": 1}', {"a": 1}), ("no json", {}), ("{torn", {}), ("", {}), (None, {})]
)
def test_text_that_holds_an_object_gives_it(raw: str | None, found: dict[str, int]) -> None:
    """Exports write objects as text."""
    assert raw_object(raw) == found
    if raw is not None:
        assert raw_object(msgspec.Raw(json.dumps(raw).encode())) == found


@given(json_values, st.lists(st.text(max_size=5), max_size=4))
def test_a_path_never_fails(value: object, path: list[str]) -> None:
    """It ends early where there is nothing."""
    inside(value, *path)
    assert isinstance(text_of(value), str)


def test_a_list_stands_for_its_first_item() -> None:
    """As in containers."""
    assert inside({"a": [{"b": "x"}, {"b": "y"}]}, "a", "b") == "x"
    assert inside({"a": []}, "a", "b") is None


def test_keys_get_the_vendor_s_case_back() -> None:
    """A key that is already there as the vendor writes it is not overwritten."""
    names = {"eventname": "eventName"}

    assert json.loads(recased(b'{"eventname": 1, "x": 2}', names)) == {"eventName": 1, "x": 2}
    assert json.loads(recased(b'{"eventName": 1, "eventname": 2}', names)) == {"eventName": 1}
    assert recased(b"[torn", names) == b"[torn"


@pytest.mark.parametrize(
    ("text", "found"),
    [('{"b": 1}', {"b": 1}), ("[1]", [1]), ('{"torn', '{"torn'), ("plain", "plain"), ('{"a":1}x', '{"a":1}x')],
)
def test_text_that_holds_json_is_opened_where_asked(text: str, found: object) -> None:
    """Only under the named keys, and only whole JSON."""
    record = json.dumps({"A": text, "other": text}).encode()

    assert json.loads(recased(record, {"a": "a"}, frozenset(["a"]))) == {"a": found, "other": text}

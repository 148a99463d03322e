"""Dotted names open into the objects that the dots stand for, whether what does it was written out or not."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uba.sources import ecs_dotted
from uba.sources.ecs_dotted import nested

NAMES = ("a", "b", "a.b", "a.c", "a.b.c", "b.a", "b.c.d", "'", 'a."\\', "a.b.c.d.e.f.g.h.i.j", "a.")
documents = st.dictionaries(
    st.sampled_from(NAMES), st.sampled_from([1, "x", None]) | st.just({}) | st.just({"b": 3, "z.y": 4}), max_size=6
)


@pytest.fixture(autouse=True)
def nothing_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins with nothing written out."""
    monkeypatch.setattr(ecs_dotted, "_written", {})


def _fresh(flat: dict[str, Any]) -> dict[str, Any]:
    """The document as it is decoded: none of its objects is in it twice."""
    decoded: dict[str, Any] = json.loads(json.dumps(flat))
    return decoded


def test_names_with_dots_become_objects() -> None:
    """`event.action` is `action` of `event`, however deep, and other names stay as they are."""
    flat = {"@timestamp": 1, "event.action": "x", "event.kind": "y", "http.request.method": "GET"}

    assert nested(flat) == {
        "@timestamp": 1,
        "event": {"action": "x", "kind": "y"},
        "http": {"request": {"method": "GET"}},
    }


@settings(max_examples=200, deadline=None)
@given(documents)
def test_what_is_written_out_does_the_same(flat: dict[str, Any]) -> None:
    """The first document of a set of names, those after it and those for which there is no room give the same."""
    plain = ecs_dotted._opened(_fresh(flat))

    assert nested(_fresh(flat)) == plain
    assert nested(_fresh(flat)) == plain


def test_only_so_many_sets_of_names_are_written_out() -> None:
    """Whoever invents names gets slower answers, not memory."""
    for number in range(2 * ecs_dotted._MOST):
        assert nested({f"a.{number}": number}) == {"a": {str(number): number}}

    assert len(ecs_dotted._written) == ecs_dotted._MOST

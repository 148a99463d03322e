"""What is written out of a mapping means what its values mean, read one by one."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uba.sources.mapping_code import Function
from uba.sources.mapping_values import as_text, compile_value, is_empty

NAMES = ("a", "b", "c", "a.b", "b.c", "b.c.d", "0", "name", "value")
leaves = st.sampled_from(["", "-", "null", "x", " y ", "https://h.example/p?q", 0, 7, 1.5, True, None])
nodes = st.recursive(
    leaves,
    lambda inner: (
        st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
        | st.lists(inner, max_size=3)
        | st.lists(st.fixed_dictionaries({"name": st.sampled_from(NAMES), "value": inner}), max_size=3)
    ),
    max_leaves=20,
)
records = st.dictionaries(st.sampled_from(NAMES), nodes, max_size=6)
paths = st.lists(st.sampled_from(["a", "b", "c", "d", "0", "1", "*"]), min_size=1, max_size=4).map(".".join)
fields = paths.map(lambda path: f"${{{path}}}")
specs = st.recursive(
    fields | st.sampled_from(["constant", 3, True, "$$", "${a}/${b.c}", "{x}${a}'\"\\n"]),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4)
        | st.fixed_dictionaries({"of": inner, "part": st.sampled_from(["host", "path", "query"])})
        | st.fixed_dictionaries({"of": inner, "match": st.sampled_from(["^(.)", "x|y"])})
        | st.fixed_dictionaries(
            {"of": inner, "table": st.just({"x": 1, True: 2}), "default": st.sampled_from([None, 9])}
        )
    ),
    max_leaves=8,
)


def is_dotted(record: dict[str, Any]) -> bool:
    """Tell whether a name at the top level has a dot."""
    return any("." in name for name in record)


@settings(max_examples=200, deadline=None)
@given(st.lists(specs, min_size=1, max_size=5), records)
def test_what_is_written_means_what_is_read(given_specs: list[Any], record: dict[str, Any]) -> None:
    """Several values of one record, some of whose fields they share, are the same as each read alone."""
    values = [compile_value(spec) for spec in given_specs]
    for names in (None, frozenset(record)):
        function = Function(is_dotted(record), names)
        written = function.compiled(f"[{', '.join([function.value(value) for value in values])}]")(record)

        for value, found in zip(values, written, strict=True):
            expected = value(record)
            assert found == expected or (is_empty(found) and is_empty(expected))


@settings(max_examples=200, deadline=None)
@given(specs, records)
def test_texts_are_values_without_blanks_around_them(spec: Any, record: dict[str, Any]) -> None:
    """As text, settled and in lower case a value is what it is; no value is no text."""
    value = compile_value(spec)
    expected = None if is_empty(value(record)) else value(record)
    text = "" if expected is None else as_text(expected).strip()
    for names in (None, frozenset(record)):
        function = Function(is_dotted(record), names)
        asked = [function.settled(value), function.stripped(value), function.lowered(value)]

        assert function.compiled(f"({', '.join(asked)})")(record) == (expected, text, text.lower())


@settings(max_examples=200, deadline=None)
@given(st.lists(paths, max_size=5, unique=True), records)
def test_texts_are_those_of_the_fields(asked: list[str], record: dict[str, Any]) -> None:
    """A field that is not there gives None, every other a text."""
    for names in (None, frozenset(record)):
        function = Function(is_dotted(record), names)
        texts = function.compiled(function.texts(asked))(record)

        assert [text is None for text in texts] == [compile_value(f"${{{path}}}")(record) is None for path in asked]
        assert all(isinstance(text, str) for text in texts if text is not None)


@pytest.mark.parametrize("text", ["__import__('os')", '"); f.clear(); ("', "{f}", "a\nb", "\\", "'''"])
def test_texts_of_a_mapping_stay_texts(text: str) -> None:
    """Whatever a file has as name or constant is never run."""
    record = {text: "v", "a": "w"}
    function = Function(is_dotted(record))
    field, template = compile_value(f"${{{text}}}" if "{" not in text else "$a"), compile_value(f"{text}-$a")
    found = function.compiled(f"({function.value(field)}, {function.value(template)})")(record)

    assert found == (field(record), f"{text}-w")
    assert record == {text: "v", "a": "w"}

"""Remembering what texts meant."""

import sys
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from uba.remembered import LONGEST, remembered


def counted(most: int) -> tuple[Any, list[Any]]:
    """A remembered function, and what it was really asked."""
    asked: list[Any] = []

    @remembered(most)
    def length(key: Any) -> int:
        asked.append(key)
        return len(key)

    return length, asked


@given(keys=st.lists(st.text(max_size=3)), most=st.integers(1, 4))
def test_answers_are_those_of_the_function(keys: list[str], most: int) -> None:
    """Whatever is remembered or forgotten in between."""
    length, _ = counted(most)

    assert [length(key) for key in keys] == [len(key) for key in keys]


def test_a_known_text_is_not_asked_again() -> None:
    """Texts and tuples alike."""
    length, asked = counted(10)
    for key in ("a", "b", "a", ("a", None), ("a", None)):
        length(key)

    assert asked == ["a", "b", ("a", None)]


def test_memory_is_bounded_in_number_and_in_length() -> None:
    """A long text is asked every time, and at `most` all are forgotten."""
    length, asked = counted(2)
    long = "x" * (LONGEST + 1)
    for key in (long, long, (long, ""), (long, ""), "a", "b", "c", "a"):
        length(key)

    assert asked == [long, long, (long, ""), (long, ""), "a", "b", "c", "a"]
    assert sys.getrefcount(long) < 20


def test_an_error_is_not_remembered() -> None:
    """It comes again as it came first."""
    fails = remembered(3)(int)
    for _ in range(2):
        try:
            fails("x")
        except ValueError:
            continue
        raise AssertionError("no error")

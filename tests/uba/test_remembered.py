"""Remembering what texts meant."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.remembered import LONGEST, remembered


def counted(most: int) -> tuple[Callable[[str], int], list[str]]:
    """A remembered function, and what it was really asked."""
    asked: list[str] = []

    @remembered(most)
    def length(key: str) -> int:
        asked.append(key)
        return len(key)

    return length, asked


@given(keys=st.lists(st.text(max_size=3)), most=st.integers(1, 4))
def test_answers_are_those_of_the_function(keys: list[str], most: int) -> None:
    """Whatever is remembered or forgotten in between."""
    length, _ = counted(most)

    assert [length(key) for key in keys] == [len(key) for key in keys]


def test_a_known_text_is_not_asked_again() -> None:
    """The first time decides."""
    length, asked = counted(10)
    for key in ("a", "b", "a", "b"):
        length(key)

    assert asked == ["a", "b"]


def test_several_arguments_are_one_question() -> None:
    """With what has a default or without it."""
    asked: list[tuple[str, bool | None]] = []

    @remembered(10)
    def pair(text: str, flag: bool | None = None) -> str:
        asked.append((text, flag))
        return f"{text} {flag}"

    assert [pair("a", True), pair("a", None), pair("a"), pair("a", True), pair("a")] == [
        "a True",
        "a None",
        "a None",
        "a True",
        "a None",
    ]
    assert asked == [("a", True), ("a", None), ("a", None)]


def test_memory_is_bounded_in_number_and_in_length() -> None:
    """A long text is asked every time, and at `most` all are forgotten."""
    length, asked = counted(2)
    long = "x" * (LONGEST + 1)
    for key in (long, long, "a", "b", "b", "c", "c", "a"):
        length(key)

    assert asked == [long, long, "a", "b", "c", "a"]


def test_an_error_is_not_remembered() -> None:
    """It comes again as it came first."""

    @remembered(3)
    def fails(text: str) -> int:
        return int(text)

    for _ in range(2):
        with pytest.raises(ValueError, match="invalid literal"):
            fails("x")
    assert fails("3") == 3

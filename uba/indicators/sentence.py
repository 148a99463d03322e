"""The sentence of a hit: a template with facts of the event in it.

`{name}` is a normalised name, `{one,other}` the first of several that the event has, `{name|something}` says what
stands there when it has none. What an empty fact leaves bare, as brackets or a colon at the end, goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from uba.events import Event
from uba.indicators.attributes import normalised
from uba.indicators.reading import Reading
from uba.indicators.refusal import Refusal

_FACT = re.compile(r"\{([a-z_]+(?:,[a-z_]+)*)(?:\|([^{}]*))?\}")
_BARE = re.compile(r" \(\s*\)|[\s:,;]+$|(?<=\S)\s+(?=\s|[:,;](?:\s|$))")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]+")
_FACT_CUT = 160
DEFAULT = "{title}: {event_code|an event} by {user|somebody}"

Write = Callable[[Event, Mapping[str, str]], str]
"""Writes the sentence of an event, given what is not in the event, as `count`."""

GIVEN = frozenset({"title", "count", "span"})
"""Facts of the rule, not of the event."""


def check(template: str) -> None:
    """Refuse a template that asks for what no event has.

    Raises
    ------
    Refusal
        A name is unknown, or a brace is open.
    """
    names = [name for found in _FACT.finditer(template) for name in found[1].split(",")]
    for name in names:
        if name not in GIVEN and name not in normalised():
            raise Refusal(f"the sentence asks for {name!r}: expected a normalised name", ("uba", "sentence"))
    if "{" in _FACT.sub("", template) or "}" in _FACT.sub("", template):
        raise Refusal("the sentence has a brace that is no fact: write {name} or {name|else}", ("uba", "sentence"))


def writer(template: str, reading: Reading) -> Write:
    """Compile a template."""
    parts: list[str | tuple[Callable[[Event], str] | str, str]] = []
    end = 0
    for match in _FACT.finditer(template):
        parts.append(template[end : match.start()])
        name, otherwise = match[1], match[2] or ""
        parts.append((name if name in GIVEN else _fact(name.split(","), reading), otherwise))
        end = match.end()
    parts.append(template[end:])

    def write(event: Event, given: Mapping[str, str]) -> str:
        said = "".join(
            part
            if isinstance(part, str)
            else (given.get(part[0], "") if isinstance(part[0], str) else part[0](event)) or part[1]
            for part in parts
        )
        return _BARE.sub("", said)

    return write


def _fact(names: Sequence[str], reading: Reading) -> Callable[[Event], str]:
    values = [reading.value(reader) for name in names for reader in normalised()[name]]

    def fact(event: Event) -> str:
        return next((text for value in values if (text := said(value(event)))), "")

    return fact


def said(value: Any) -> str:
    """A value in words: lists joined, control characters gone, cut."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ", ".join(value) if isinstance(value, tuple) else str(value) if value else ""
    text = _UNSEEN.sub(" ", text)
    return text if len(text) <= _FACT_CUT else text[: _FACT_CUT - 1] + "…"

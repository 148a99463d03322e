"""The first question: which rules an attribute's value lets through; every value is asked once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

import msgspec

from uba.events import Event
from uba.indicators.grams import SHORTEST, Grams
from uba.indicators.matcher import Form, Matcher, Test
from uba.indicators.reader import Kind, Reader
from uba.indicators.reading import Reading, size_of
from uba.indicators.tree import Ask

Rules = frozenset[int]
_NONE: Rules = frozenset()
_VALUES = 1 << 15
_BYTES = 8 << 20


class Gate:
    """The attributes that one or more fields are made of, and what the rules that are gated by these fields ask.

    Parameters
    ----------
    attributes
        Of the event.
    """

    def __init__(self, attributes: tuple[str, ...], reading: Reading) -> None:
        self._raw = attrgetter(*attributes)
        self._reading = reading
        self._known: set[Any] = set()
        self._open: dict[Any, Rules] = {}
        self._room = _BYTES
        self._fields: dict[Reader, _Field] = {}

    def ask(self, rule: int, ask: Ask) -> None:
        """Let a rule through where its question is answered yes; what was known of values is asked anew."""
        field = self._fields.get(ask.reader)
        if field is None:
            field = self._fields[ask.reader] = _Field(ask.reader, self._reading)
        if field.ask(rule, ask.matcher):
            self._known, self._open, self._room = set(), {}, _BYTES

    def open(self, events: Sequence[Event], gated: Rules) -> Sequence[tuple[int, Rules]]:
        """Give, by position, the events that let one of these rules through, with the rules.

        Values repeat and few let anything through: each is asked once, and events are gone through only where one does.
        """
        values = set(map(self._raw, events))
        if not values <= self._known:
            self._learn(values, values - self._known)
        if values.isdisjoint(self._open):
            return ()
        through = {value: rules for value in values.intersection(self._open) if (rules := self._open[value] & gated)}
        if not through:
            return ()
        return [(i, through[value]) for i, value in enumerate(map(self._raw, events)) if value in through]

    def _learn(self, values: set[Any], unknown: set[Any]) -> None:
        self._room -= sum(map(size_of, unknown))
        if len(self._known) + len(unknown) > _VALUES or self._room < 0:
            self._known, self._open, self._room, unknown = set(), {}, _BYTES, values
        raws = list(unknown)
        self._known.update(raws)
        for field in self._fields.values():
            for position, rules in field.through(raws):
                value = raws[position]
                self._open[value] = self._open.get(value, _NONE) | rules


class _Field:
    """One field of a gate."""

    def __init__(self, reader: Reader, reading: Reading) -> None:
        self._read = reading.bound(reader)
        self._kind = reader.kind
        self._asked: set[tuple[int, Matcher]] = set()
        self._singly: list[tuple[int, Test]] = []
        self._by_literal: list[tuple[int, Test]] = []
        self._literals: list[str] = []
        self._grams: Grams | None = None

    def ask(self, rule: int, matcher: Matcher) -> bool:
        """Add a question; tell whether it is new."""
        if (rule, matcher) in self._asked:
            return False
        self._asked.add((rule, matcher))
        texts = matcher.texts or matcher.literals if self._kind in (Kind.TEXT, Kind.TEXTS) else ()
        short = tuple(text for text in texts if len(text.lower().encode("utf-8", "surrogatepass")) < SHORTEST)
        if not texts or (short and matcher.form is Form.PATTERN):
            self._singly.append((rule, matcher.test(self._kind)))
            return True
        if short:  # of several texts only those that no gram stands for are looked for one by one
            self._singly.append((rule, msgspec.structs.replace(matcher, texts=short).test(self._kind)))
        long = [text.lower() for text in texts if text not in short]
        self._literals.extend(long)
        self._by_literal.extend([(rule, matcher.test(self._kind))] * len(long))
        self._grams = None
        return True

    def through(self, raws: list[Any]) -> Iterable[tuple[int, Rules]]:
        """Give, by position, the rules that values let through, where there are any."""
        values = raws if self._read is None else list(map(self._read, raws))
        for rule, test in self._singly:
            yield from ((position, frozenset((rule,))) for position, value in enumerate(values) if test(value))
        if not self._literals:
            return
        if self._grams is None:
            self._grams = Grams(self._literals)
        for position, numbers in self._grams.met(self._texts(values)).items():
            asked = (self._by_literal[number] for number in numbers)
            yield position, frozenset(rule for rule, test in asked if test(values[position]))

    def _texts(self, values: list[Any]) -> list[str]:
        return values if self._kind is Kind.TEXT else ["\n".join(value) for value in values]

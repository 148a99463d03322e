"""The first question: which rules one field's value lets through; every value is asked once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from uba.context import Context
from uba.events import Event
from uba.indicators.grams import SHORTEST, Grams
from uba.indicators.matcher import Matcher, Test
from uba.indicators.reader import Kind, Reader

Rules = frozenset[int]
_NONE: Rules = frozenset()
_REMEMBERED = 1 << 15


class Gate:
    """One field, and what the rules that are gated by it ask of it.

    Parameters
    ----------
    reader
        The field.
    asked
        Rule (by row) and what it asks; a rule may ask several things.
    """

    def __init__(self, reader: Reader, asked: Iterable[tuple[int, Matcher]], context: Context) -> None:
        self._raw = reader.raw()
        self._read = reader.bound(context)
        self._kind = reader.kind
        self._known: dict[Any, Rules] = {}
        self._singly: list[tuple[int, Test]] = []
        self._by_literal: list[tuple[int, Test]] = []
        literals: list[str] = []
        for rule, matcher in asked:
            texts = matcher.literals if reader.kind in (Kind.TEXT, Kind.TEXTS) else ()
            test = matcher.test(reader.kind)
            if texts and all(len(text.encode("utf-8", "surrogatepass")) >= SHORTEST for text in texts):
                literals.extend(texts)
                self._by_literal.extend([(rule, test)] * len(texts))
            else:
                self._singly.append((rule, test))
        self._grams = Grams(literals) if literals else None

    def open(self, events: Sequence[Event]) -> list[Rules]:
        """Give for each event the rules that its value lets through."""
        values = list(map(self._raw, events))
        known = self._known
        unknown = set(values).difference(known)
        if unknown:
            if len(known) + len(unknown) > _REMEMBERED:
                known = self._known = {}
                unknown = set(values)
            self._learn(unknown)
        return [self._known[value] for value in values]

    def _learn(self, raw: Iterable[Any]) -> None:
        raws = list(raw)
        values = [self._read(one) for one in raws]
        met = self._grams.met(self._texts(values)) if self._grams is not None else {}
        for position, (one, value) in enumerate(zip(raws, values, strict=True)):
            through = [rule for rule, test in self._singly if test(value)]
            for number in met.get(position, ()):
                rule, test = self._by_literal[number]
                if test(value):
                    through.append(rule)
            self._known[one] = frozenset(through) if through else _NONE

    def _texts(self, values: list[Any]) -> list[str]:
        return values if self._kind is Kind.TEXT else ["\n".join(value) for value in values]

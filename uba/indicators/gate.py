"""The first question: which rules an attribute's value lets through; every value is asked once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from sys import getsizeof
from typing import Any

import msgspec

from uba.events import Event
from uba.indicators.attributes import attribute
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
        self._size = getsizeof if [attribute(name).kind for name in attributes] == [Kind.TEXT] else size_of
        self._reading = reading
        self._known: set[Any] = set()
        self._open: dict[Any, Rules] = {}
        self._room = _BYTES
        self._asked: set[tuple[int, Ask]] = set()
        self._singly: list[tuple[Reader, int, Test]] = []
        self._searches = _Searches()

    def ask(self, rule: int, ask: Ask) -> None:
        """Let a rule through where its question is answered yes; what was known of values is asked anew."""
        if (rule, ask) in self._asked:
            return
        self._asked.add((rule, ask))
        self._known, self._open, self._room = set(), {}, _BYTES
        single, literals = _parted(ask)
        if single is not None:
            self._singly.append((ask.reader, rule, single.test(ask.reader.kind)))
        if literals:
            self._searches.add(literals, ask.reader, rule, ask.matcher.test(ask.reader.kind))

    def open(self, events: Sequence[Event], gated: Rules) -> Sequence[tuple[int, Rules]]:
        """Give, by position, the events that let one of these rules through, with the rules.

        Values repeat and few let anything through: each is asked once, and events are gone through only where one does.
        """
        values = set(map(self._raw, events))
        if not values <= self._known:
            self._learn(values, values - self._known)
        if self._open.keys().isdisjoint(values):
            return ()
        through = {value: rules for value in self._open.keys() & values if (rules := self._open[value] & gated)}
        if not through:
            return ()
        return [(i, through[value]) for i, value in enumerate(map(self._raw, events)) if value in through]

    def _learn(self, values: set[Any], unknown: set[Any]) -> None:
        self._room -= sum(map(self._size, unknown))
        if len(self._known) + len(unknown) > _VALUES or self._room < 0:
            self._known, self._open, self._room, unknown = set(), {}, _BYTES, values
        raws = list(unknown)
        self._known.update(raws)
        for position, rule in self._through(raws):
            value = raws[position]
            self._open[value] = self._open.get(value, _NONE) | {rule}

    def _through(self, raws: list[Any]) -> Iterator[tuple[int, int]]:
        """Give, by position, the rules that values let through."""
        readers = dict.fromkeys((*(reader for reader, _, _ in self._singly), *self._searches.readers))
        made = {reader: self._reading.made(reader, raws) for reader in readers}
        for reader, rule, test in self._singly:
            yield from ((position, rule) for position, value in enumerate(made[reader]) if test(value))
        yield from self._searches.met(raws, made)


def _parted(ask: Ask) -> tuple[Matcher | None, list[str]]:
    """What of a question is asked value by value, and the texts in lower case that the rest is searched for by."""
    matcher = ask.matcher
    texts = matcher.texts or matcher.literals if ask.reader.kind in (Kind.TEXT, Kind.TEXTS) else ()
    short = tuple(text for text in texts if len(text.lower().encode("utf-8", "surrogatepass")) < SHORTEST)
    if not texts or (short and matcher.form is Form.PATTERN):
        return matcher, []
    # Of several texts only those that no gram stands for are looked for one by one.
    single = msgspec.structs.replace(matcher, texts=short) if short else None
    return single, [text.lower() for text in texts if text not in short]


class _Searches:
    """The literals that values of an attribute are searched for, whatever the fields make of them."""

    def __init__(self) -> None:
        self.readers: dict[Reader, None] = {}
        self._asked: list[tuple[Reader, int, Test]] = []
        self._literals: list[str] = []
        self._grams: Grams | None = None

    def add(self, literals: list[str], reader: Reader, rule: int, test: Test) -> None:
        """Search what a field makes of values for literals, one of which all have that pass a test."""
        self.readers[reader] = None
        self._asked += [(reader, rule, test)] * len(literals)
        self._literals += literals
        self._grams = None

    def met(self, raws: list[Any], made: Mapping[Reader, list[Any]]) -> Iterator[tuple[int, int]]:
        """Give, by position, the rules whose tests values pass.

        What a field leaves as it is, like a path of which nothing is encoded, is searched once for all fields.
        """
        if not self._literals:
            return
        grams = self._grams = self._grams or Grams(self._literals)
        unmade = False
        for reader in self.readers:
            values = made[reader]
            own = [] if values is raws else [i for i, value in enumerate(values) if value is not raws[i]]
            unmade |= len(own) < len(raws)
            for place, numbers in grams.met([_text(values[i]) for i in own]).items():
                asked = (self._asked[number] for number in numbers)
                yield from ((own[place], rule) for of, rule, test in asked if of is reader and test(values[own[place]]))
        if unmade:
            for i, numbers in grams.met(raws if type(raws[0]) is str else list(map(_text, raws))).items():
                asked = (self._asked[number] for number in numbers)
                yield from ((i, rule) for of, rule, test in asked if made[of][i] is raws[i] and test(raws[i]))


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "\n".join(value)

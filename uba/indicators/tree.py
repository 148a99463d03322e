"""A rule's condition as a tree: what it means for one event, for a shape of events, and what it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import msgspec

from uba.events import Event
from uba.indicators.matcher import Form, Matcher
from uba.indicators.reader import FEW, SHAPE, Kind, Reader
from uba.indicators.reading import Reading

Predicate = Callable[[Event], bool]


class Ask(msgspec.Struct, frozen=True):
    """A leaf: one question about one field."""

    reader: Reader
    matcher: Matcher


class Every(msgspec.Struct, frozen=True):
    """All parts hold; of none, always."""

    parts: tuple[Node, ...]


class Some(msgspec.Struct, frozen=True):
    """At least one part holds; of none, never."""

    parts: tuple[Node, ...]


class Not(msgspec.Struct, frozen=True):
    """The part does not hold."""

    part: Node


Node: TypeAlias = Ask | Every | Some | Not

_PLAIN = (Form.EQUALS, Form.CONTAINS, Form.STARTS, Form.ENDS)


def some(parts: Iterable[Node]) -> Node:
    """Join alternatives, and alternatives of one field in one question."""
    joined: dict[tuple[int, Form, bool], list[Ask]] = {}
    rest: list[Node] = []
    flat = [one for part in parts for one in (part.parts if isinstance(part, Some) else (part,))]
    for part in flat:
        if isinstance(part, Ask) and part.matcher.form in _PLAIN:
            joined.setdefault((id(part.reader), part.matcher.form, part.matcher.cased), []).append(part)
        else:
            rest.append(part)
    asks = [
        Ask(same[0].reader, Matcher(form, tuple(dict.fromkeys(t for ask in same for t in ask.matcher.texts)), cased))
        for (_, form, cased), same in joined.items()
    ]
    return _single(Some, (*asks, *rest))


def every(parts: Iterable[Node]) -> Node:
    """Join what must all hold."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Every) else (part,))
    return _single(Every, tuple(flat))


def _single(kind: type[Every] | type[Some], parts: tuple[Node, ...]) -> Node:
    return parts[0] if len(parts) == 1 else kind(parts)


def predicate(node: Node, reading: Reading) -> Predicate:
    """Compile a tree to a function of an event."""
    match node:
        case Ask(reader, matcher):
            return _asking(reader, matcher, reading)
        case Not(part):
            inner = predicate(part, reading)
            return lambda event: not inner(event)
        case Every(parts):
            return _all(tuple(predicate(part, reading) for part in parts))
        case Some(parts):
            return _any(tuple(predicate(part, reading) for part in parts))


def _all(parts: tuple[Predicate, ...]) -> Predicate:
    def holds(event: Event) -> bool:
        for part in parts:  # noqa: SIM110 - twice as fast as a generator, and it runs for every candidate
            if not part(event):
                return False
        return True

    return holds


def _any(parts: tuple[Predicate, ...]) -> Predicate:
    def holds(event: Event) -> bool:
        for part in parts:  # noqa: SIM110 - as above
            if part(event):
                return True
        return False

    return holds


def _asking(reader: Reader, matcher: Matcher, reading: Reading) -> Predicate:
    value, test = reading.value(reader), matcher.test(reader.kind)
    return lambda event: test(value(event))


ALWAYS, NEVER = Every(()), Some(())


def given(node: Node, example: Event, known: frozenset[str], reading: Reading) -> Node:
    """What is left of a condition for all events like an example: `ALWAYS` and `NEVER` where nothing is left to ask.

    Parameters
    ----------
    known
        The attributes in which they are like it.
    """
    match node:
        case Ask(reader, matcher):
            if not known.issuperset(reader.attributes):
                return node
            return ALWAYS if _asking(reader, matcher, reading)(example) else NEVER
        case Not(part):
            left = given(part, example, known, reading)
            return NEVER if left == ALWAYS else ALWAYS if left == NEVER else Not(left)
        case Every(parts):
            return _left(Every, ALWAYS, NEVER, (given(part, example, known, reading) for part in parts))
        case Some(parts):
            return _left(Some, NEVER, ALWAYS, (given(part, example, known, reading) for part in parts))


def _left(kind: type[Every] | type[Some], neutral: Node, deciding: Node, parts: Iterable[Node]) -> Node:
    """The parts that are neither neutral nor, one of them, decide the whole."""
    kept = []
    for part in parts:
        if part == deciding:
            return deciding
        if part != neutral:
            kept.append(part)
    return _single(kind, tuple(kept)) if kept else neutral


def fixed(node: Node) -> dict[str, frozenset[str]]:
    """Values, as text in lower case, that attributes of the shape have whenever the condition holds; others are open.

    Cheap to compare, so that most rules are out of the question for a shape before anything is computed.
    """
    match node:
        case Ask(reader, matcher):
            if matcher.form is Form.EQUALS and reader.read is None and reader.attributes[0] in SHAPE:
                return {reader.attributes[0]: frozenset(_written(text, reader.kind) for text in matcher.literals)}
        case Every(parts):
            found: dict[str, frozenset[str]] = {}
            for part in parts:
                for name, values in fixed(part).items():
                    found[name] = found[name] & values if name in found else values
            return found
        case Some(parts) if parts:
            each = [fixed(part) for part in parts]
            names = set(each[0]).intersection(*each)
            return {name: frozenset().union(*(one[name] for one in each)) for name in names}
    return {}


def _written(text: str, kind: Kind) -> str:
    """A number as events write it."""
    try:
        return f"{float(text):.0f}" if kind is Kind.NUMBER else text
    except ValueError:
        return text


class Question(msgspec.Struct, frozen=True):
    """Questions about single fields, one of which is answered yes whenever a condition holds."""

    selectivity: int
    asks: tuple[Ask, ...]

    @property
    def attributes(self) -> frozenset[tuple[str, ...]]:
        """Attributes of the fields."""
        return frozenset(ask.reader.attributes for ask in self.asks)


def questions(node: Node) -> list[Question]:
    """Give what may be asked first of a condition, one for each part that must hold; none where nothing may."""
    parts = node.parts if isinstance(node, Every) else (node,)
    return [question for part in parts if (question := _question(part)).asks]


def _question(node: Node) -> Question:
    match node:
        case Ask(reader, matcher):
            return Question(2 if FEW.issuperset(reader.attributes) else matcher.selectivity, (node,))
        case Every(parts):
            return max(map(_question, parts), key=lambda one: one.selectivity, default=_NO_QUESTION)
        case Some(parts):
            found = [_question(part) for part in parts]
            if found and all(one.asks for one in found):
                return Question(min(one.selectivity for one in found), tuple(ask for one in found for ask in one.asks))
    return _NO_QUESTION


_NO_QUESTION = Question(0, ())


def value_text(value: Any) -> str:
    """One text of a field's value, as correlations group by it; empty where there is none."""
    if type(value) is str:
        return value.lower()
    if isinstance(value, tuple):
        return ", ".join(value).lower()
    return str(value).lower() if value else ""

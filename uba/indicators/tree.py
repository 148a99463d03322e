"""A rule's condition as a tree: what it means for one event, for a shape of events, and what it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import msgspec

from uba.context import Context
from uba.events import Event
from uba.indicators.matcher import Form, Matcher
from uba.indicators.reader import Reader

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
    for part in parts:
        if isinstance(part, Ask) and part.matcher.form in _PLAIN:
            joined.setdefault((id(part.reader), part.matcher.form, part.matcher.cased), []).append(part)
        elif isinstance(part, Some):
            rest.extend(part.parts)
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


def predicate(node: Node, context: Context) -> Predicate:
    """Compile a tree to a function of an event."""
    match node:
        case Ask(reader, matcher):
            return _asking(reader, matcher, context)
        case Not(part):
            inner = predicate(part, context)
            return lambda event: not inner(event)
        case Every(parts):
            all_of = tuple(predicate(part, context) for part in parts)
            return lambda event: all(holds(event) for holds in all_of)
        case Some(parts):
            any_of = tuple(predicate(part, context) for part in parts)
            return lambda event: any(holds(event) for holds in any_of)


def _asking(reader: Reader, matcher: Matcher, context: Context) -> Predicate:
    raw, test = reader.raw(), matcher.test(reader.kind)
    if reader.read is None:
        return lambda event: test(raw(event))
    bound = reader.bound(context)
    return lambda event: test(bound(raw(event)))


def decided(node: Node, shape: Event, context: Context) -> bool | None:
    """What a condition comes to for all events of a shape; None where it depends on more than the shape.

    `shape` is an event of which only the attributes of `uba.indicators.reader.SHAPE` are set.
    """
    match node:
        case Ask(reader, matcher):
            return _asking(reader, matcher, context)(shape) if reader.is_shape else None
        case Not(part):
            inner = decided(part, shape, context)
            return None if inner is None else not inner
        case Every(parts):
            return _first(False, (decided(part, shape, context) for part in parts))
        case Some(parts):
            return _first(True, (decided(part, shape, context) for part in parts))


def _first(deciding: bool, answers: Iterable[bool | None]) -> bool | None:
    """`deciding` if one part gives it, else None if one part is open, else the opposite."""
    open_parts = False
    for answer in answers:
        if answer is deciding:
            return deciding
        open_parts = open_parts or answer is None
    return None if open_parts else not deciding


def needed(node: Node) -> tuple[Ask, ...]:
    """Questions about single fields, one of which is answered yes whenever the condition holds.

    The most selective such set that is found; empty where none is: then every event of the rule's shapes is looked at.
    """
    return _needed(node)[1]


def _needed(node: Node) -> tuple[int, tuple[Ask, ...]]:
    match node:
        case Ask(reader, matcher):
            return (0, ()) if reader.is_shape else (matcher.selectivity, (node,))
        case Every(parts):
            return max((_needed(part) for part in parts), key=lambda found: found[0], default=(0, ()))
        case Some(parts):
            found = [_needed(part) for part in parts]
            if not found or any(not asks for _, asks in found):
                return 0, ()
            return min(one for one, _ in found), tuple(ask for _, asks in found for ask in asks)
        case Not():
            return 0, ()


def readers(node: Node) -> set[str]:
    """Names of the fields a condition asks for."""
    match node:
        case Ask(reader, _):
            return {reader.name}
        case Not(part):
            return readers(part)
        case Every(parts) | Some(parts):
            return {name for part in parts for name in readers(part)}


def value_text(value: Any) -> str:
    """One text of a field's value, as correlations group by it; empty where there is none."""
    if isinstance(value, tuple):
        return ", ".join(value).lower()
    return str(value).lower() if value else ""

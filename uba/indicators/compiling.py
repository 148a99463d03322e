"""From pySigma's condition to the tree that events are tested with."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.exceptions import SigmaError
from sigma.rule import SigmaRule
from sigma.types import SigmaExpansion, SigmaFieldReference, SigmaString, SigmaType

from uba.activities import HTTP_ACTIVITY_BY_METHOD
from uba.context import Context
from uba.indicators.attributes import attribute, normalised
from uba.indicators.logsources import GENERIC, Origin, origin_of
from uba.indicators.matcher import Form, Matcher
from uba.indicators.reader import Kind, Reader
from uba.indicators.refusal import Refusal
from uba.indicators.tree import Ask, Node, Not, every, some
from uba.indicators.values import matcher_of

_MAX_VALUES = 2_000
"""Questions one rule may ask: a list of a million addresses belongs into the context."""


class Names:
    """What the field names of one rule read.

    Parameters
    ----------
    origin
        Of its log source; None knows the normalised names alone.
    name
        What correlations call the rule, beside its id.
    """

    def __init__(self, origin: Origin | None, name: str = "") -> None:
        self.origin = origin
        self.name = name

    def readers(self, field: str) -> tuple[Reader, ...]:
        """Give what a field reads; several are alternatives.

        Raises
        ------
        Refusal
            Events do not keep the field.
        """
        plain = field.strip().lower()
        if self.origin is not None:
            found = self.origin.fields.get(plain) or self.origin.fields.get(plain.removeprefix("properties."))
            if found is not None:
                return _resolved(found)
        known = normalised().get(plain)
        if known is None:
            raise Refusal(
                f"field {field!r} is not kept in events of this log source: see docs/indicators.md for those that are",
                ("detection", field),
            )
        return known

    def keywords(self) -> tuple[Reader, ...]:
        """Give what keywords without a field are looked for in."""
        names = self.origin.keywords if self.origin is not None else ("said", "url_target", "user_agent")
        return tuple(reader for name in names for reader in self.readers(name))


@cache
def _named(reads: str) -> tuple[Reader, ...]:
    return tuple(reader for name in reads.split("|") for reader in normalised()[name])


def _resolved(reads: str | Reader) -> tuple[Reader, ...]:
    return _named(reads) if isinstance(reads, str) else (reads,)


def names_of(rule: SigmaRule) -> Names:
    """Give the names of a rule's log source.

    Raises
    ------
    Refusal
        No source carries its events.
    """
    return Names(origin_of(rule.logsource), rule.name or "")


def tree_of(rule: SigmaRule, names: Names) -> Node:
    """Compile a rule's condition; several conditions are alternatives.

    Raises
    ------
    Refusal
        A field is not kept, or a value cannot be matched.
    """
    parts = []
    for condition in rule.detection.parsed_condition:
        try:
            parsed = condition.parsed
        except SigmaError as error:
            raise Refusal(str(error), ("detection", "condition")) from error
        parts.append(_Compiler(names).node(parsed))
    return some(parts)


class _Compiler:
    def __init__(self, names: Names) -> None:
        self._names = names
        self._asked = 0

    def node(self, condition: object) -> Node:
        match condition:
            case ConditionAND():
                return every(self.node(part) for part in condition.args)
            case ConditionOR():
                return some([self.node(part) for part in condition.args])
            case ConditionNOT():
                return Not(self.node(condition.args[0]))
            case ConditionFieldEqualsValueExpression():
                return self._ask(condition.field, condition.value)
            case ConditionValueExpression():
                return self._keyword(condition.value)
        raise Refusal("the condition is empty: name a selection", ("detection", "condition"))

    def _ask(self, field: str, value: SigmaType) -> Node:
        if isinstance(value, SigmaExpansion):
            return some([self._ask(field, one) for one in value.values])
        readers = self._names.readers(field)
        try:
            if isinstance(value, SigmaFieldReference):
                return self._same(readers, value)
            if "?" in str(value) and len(readers) > 1 and isinstance(value, SigmaString):
                readers = _whole_target(readers)
            return self._joined(readers, [matcher_of(value, reader) for reader in readers])
        except Refusal as refusal:
            raise Refusal(f"{field}: {refusal.reason}", ("detection", field)) from refusal

    def _joined(self, readers: Iterable[Reader], matchers: list[Matcher]) -> Node:
        self._asked += len(matchers)
        if self._asked > _MAX_VALUES:
            raise Refusal(f"the rule asks for more than {_MAX_VALUES} values: keep long lists in the context")
        asks = [Ask(reader, matcher) for reader, matcher in zip(readers, matchers, strict=True)]
        return every(asks) if matchers[0].form is Form.ABSENT else some(asks)

    def _same(self, readers: tuple[Reader, ...], reference: SigmaFieldReference) -> Node:
        others = self._names.readers(reference.field)
        if reference.starts_with or reference.ends_with:
            raise Refusal("fieldref together with startswith or endswith: compare whole fields")
        if len(readers) != 1 or len(others) != 1:
            raise Refusal(f"{reference.field!r} reads several attributes: compare fields that read one")
        return Ask(_equality(readers[0], others[0]), Matcher(Form.FLAG, flag=True))

    def _keyword(self, value: SigmaType) -> Node:
        if isinstance(value, SigmaExpansion):
            return some([self._keyword(one) for one in value.values])
        readers = self._names.keywords()
        matchers = [_anywhere(matcher_of(value, reader)) for reader in readers]
        return self._joined(readers, matchers)


def _anywhere(matcher: Matcher) -> Matcher:
    """A keyword stands anywhere in the text."""
    if matcher.form in (Form.EQUALS, Form.STARTS, Form.ENDS):
        return Matcher(Form.CONTAINS, matcher.texts, matcher.cased)
    return matcher


def _whole_target(readers: tuple[Reader, ...]) -> tuple[Reader, ...]:
    """A pattern that spans path and query is looked for in both together."""
    names = {reader.name for reader in readers}
    return normalised()["url_target"] if names == {"url_query", "url_path"} else readers


@cache
def _equality(one: Reader, other: Reader) -> Reader:
    """Whether two fields have a text in common; None where one of them has none."""
    first = len(one.attributes)

    def same(raw: tuple[Any, ...], context: Context) -> bool | None:
        texts = _texts(one, raw[:first], context), _texts(other, raw[first:], context)
        return not texts[0].isdisjoint(texts[1]) if all(texts) else None

    return Reader(f"{one.name} = {other.name}", (*one.attributes, *other.attributes), Kind.FLAG, same)


def _texts(reader: Reader, raw: tuple[Any, ...], context: Context) -> set[str]:
    read = reader.read
    plain = raw[0] if len(raw) == 1 else raw
    value = plain if read is None else read(plain, context)
    values = value if isinstance(value, tuple) else (value,)
    return {str(one).lower() for one in values if one not in ("", None, 0)}


def guard_of(origin: Origin | None) -> Node:
    """Give what holds of every event of a log source."""
    if origin is None:
        return every(())
    source = attribute("source")
    carried: list[Node] = []
    if origin.products:
        carried.append(Ask(attribute("product_name"), Matcher(Form.CONTAINS, origin.products)))
    if origin.generic_classes:
        carried.append(_of_classes(origin.generic_classes))
    alternatives: list[Node] = []
    if origin.sources:
        alternatives.append(Ask(source, Matcher(Form.EQUALS, origin.sources)))
    if carried:
        alternatives.append(every((Ask(source, Matcher(Form.EQUALS, GENERIC)), some(carried))))
    if origin.requests:
        is_request = Ask(attribute("event_code"), Matcher(Form.EQUALS, tuple(map(str.lower, HTTP_ACTIVITY_BY_METHOD))))
        alternatives.append(every((Ask(source, Matcher(Form.EQUALS, origin.requests)), is_request)))
    guards: list[Node] = [some(alternatives)]
    if origin.classes:
        guards.append(_of_classes(origin.classes))
    if origin.logs:
        guards.append(Ask(attribute("log_name"), Matcher(Form.EQUALS, origin.logs)))
    return every(guards)


def _of_classes(classes: tuple[int, ...]) -> Node:
    return Ask(attribute("class_uid"), Matcher(Form.EQUALS, tuple(map(str, classes))))

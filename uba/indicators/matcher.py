"""What a rule asks of one value: equal, contains, pattern, network, number, nothing at all.

Text is compared without case unless the rule says `cased`; regular expressions
are searched for, with the case they are written in. Reference: Sigma
specification 2.1, "Value modifiers".
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from enum import Enum, auto
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

import msgspec
from sigma.policy.regex_engine import RegexPattern

from uba.indicators.patterns import searching
from uba.indicators.reader import Kind

Test = Callable[[Any], bool]


class Form(Enum):
    """How a value is looked at."""

    EQUALS = auto()
    CONTAINS = auto()
    STARTS = auto()
    ENDS = auto()
    PATTERN = auto()
    NETWORK = auto()
    COMPARES = auto()
    FLAG = auto()
    PRESENT = auto()
    ABSENT = auto()


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "LT": operator.lt,
    "LTE": operator.le,
    "GT": operator.gt,
    "GTE": operator.ge,
    "NEQ": lambda one, other: one == one and one != other,
}


class Matcher(msgspec.Struct, frozen=True):
    """One question; several texts are alternatives.

    Attributes
    ----------
    texts
        Of EQUALS, CONTAINS, STARTS and ENDS: lower case unless `cased`.
    pattern
        Of PATTERN.
    literal
        Of PATTERN: a text, lower case, that every match contains; empty where none is known.
    """

    form: Form
    texts: tuple[str, ...] = ()
    cased: bool = False
    pattern: RegexPattern | None = None
    literal: str = ""
    network: IPv4Network | IPv6Network | None = None
    comparison: str = ""
    number: float = 0.0
    flag: bool = False

    @property
    def literals(self) -> tuple[str, ...]:
        """Texts in lower case one of which every matching value contains; empty where none are known."""
        if self.form is Form.PATTERN:
            return (self.literal,) if self.literal else ()
        return tuple(text.lower() for text in self.texts)

    @property
    def selectivity(self) -> int:
        """How seldom it may be expected to hold; larger is seldomer."""
        match self.form:
            case Form.EQUALS:
                return 6 + min(map(len, self.texts))
            case Form.CONTAINS | Form.STARTS | Form.ENDS:
                return 3 + min(map(len, self.texts))
            case Form.PATTERN:
                return 4 + len(self.literal)
            case Form.NETWORK:
                return 3
            case _:
                return 1

    def test(self, kind: Kind) -> Test:
        """Give the function that asks the question of a field's value."""
        if kind is Kind.FLAG:
            return _flag_test(self)
        if self.form is Form.ABSENT:
            return operator.not_
        if self.form is Form.PRESENT:
            return bool
        if kind is Kind.NUMBER:
            return _number_test(self)
        one = _text_test(self)
        return (lambda values: any(one(value) for value in values)) if kind is Kind.TEXTS else one


def _flag_test(matcher: Matcher) -> Test:
    match matcher.form:
        case Form.ABSENT:
            return lambda value: value is None
        case Form.PRESENT:
            return lambda value: value is not None
        case Form.FLAG:
            wanted = matcher.flag
            return lambda value: value is wanted
        case _:
            one = _text_test(matcher)
            return lambda value: value is not None and one("true" if value else "false")


def _number_test(matcher: Matcher) -> Test:
    if matcher.form is Form.COMPARES:
        compare, number = COMPARISONS[matcher.comparison], matcher.number
        return lambda value: compare(value, number)
    if matcher.form is Form.EQUALS:
        numbers = frozenset(map(_number, matcher.texts))
        return lambda value: value in numbers
    one = _text_test(matcher)
    return lambda value: one(f"{value:g}" if isinstance(value, float) else str(value))


def _text_test(matcher: Matcher) -> Test:
    match matcher.form:
        case Form.PATTERN:
            assert matcher.pattern is not None
            return searching(matcher.pattern)
        case Form.NETWORK:
            return _network_test(matcher)
        case Form.COMPARES:
            compare, number = COMPARISONS[matcher.comparison], matcher.number
            return lambda value: compare(_number(value), number)  # what is no number is NaN and compares as False
        case Form.FLAG:
            wanted = "true" if matcher.flag else "false"
            return lambda value: value.lower() == wanted
        case _:
            return _plain_test(matcher)


def _plain_test(matcher: Matcher) -> Test:
    """One call for each form: it runs for every value that is new and every event that came so far."""
    texts, cased = matcher.texts, matcher.cased
    match matcher.form:
        case Form.STARTS:
            return (lambda value: value.startswith(texts)) if cased else lambda value: value.lower().startswith(texts)
        case Form.ENDS:
            return (lambda value: value.endswith(texts)) if cased else lambda value: value.lower().endswith(texts)
        case Form.EQUALS:
            known = frozenset(texts)
            return known.__contains__ if cased else lambda value: value.lower() in known
    if len(texts) == 1:
        text = texts[0]
        return (lambda value: text in value) if cased else lambda value: text in value.lower()
    return _contains_some(texts, cased)


def _contains_some(texts: tuple[str, ...], cased: bool) -> Test:
    def holds(value: str) -> bool:
        where = value if cased else value.lower()
        for text in texts:  # noqa: SIM110 - twice as fast as a generator
            if text in where:
                return True
        return False

    return holds


def _network_test(matcher: Matcher) -> Test:
    network = matcher.network
    assert network is not None

    def holds(value: Any) -> bool:
        try:
            return ip_address(value) in network
        except ValueError:
            return False

    return holds


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan

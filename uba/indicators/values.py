"""Sigma's values become matchers; those that cannot are refused with a reason."""

from __future__ import annotations

import re

from sigma.types import (
    Placeholder,
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SigmaTimestampPart,
    SigmaType,
    SpecialChars,
)

from uba.indicators.matcher import Form, Matcher
from uba.indicators.patterns import ENGINE, literal_of
from uba.indicators.reader import Reader
from uba.indicators.refusal import Refusal

_ANY, _ONE = SpecialChars.WILDCARD_MULTI, SpecialChars.WILDCARD_SINGLE


def matcher_of(value: SigmaType, reader: Reader) -> Matcher:
    """Give the matcher of one value for one field.

    Raises
    ------
    Refusal
        There is no way to ask this of an event.
    """
    match value:
        case SigmaTimestampPart():
            raise Refusal("parts of a time are not kept: expected another modifier than hour, day or week")
        case SigmaString():
            return _text(value, reader)
        case SigmaNumber():
            return Matcher(Form.EQUALS, (str(value.number),))
        case SigmaBool():
            return Matcher(Form.FLAG, flag=value.boolean)
        case SigmaNull():
            return Matcher(Form.ABSENT)
        case SigmaExists():
            return Matcher(Form.PRESENT if value else Form.ABSENT)
        case SigmaRegularExpression():
            return _pattern(value, reader)
        case SigmaCIDRExpression():
            return Matcher(Form.NETWORK, network=value.network)
        case SigmaCompareExpression():
            return Matcher(Form.COMPARES, comparison=value.op.name, number=float(value.number.number))
    raise Refusal(f"a value of the kind {type(value).__name__.removeprefix('Sigma')} cannot be matched")


def _text(value: SigmaString, reader: Reader) -> Matcher:
    cased = isinstance(value, SigmaCasedString)
    if cased and not reader.keeps_case:
        raise Refusal(f"{reader.name} is kept in lower case: leave out the modifier cased")
    parts = list(value.s)
    if any(isinstance(part, Placeholder) for part in parts):
        raise Refusal("placeholders (modifier expand) have no values here: write the values out")
    if parts and all(part is _ANY for part in parts):
        return Matcher(Form.PRESENT)
    plain = [part for part in parts if isinstance(part, str)]
    text = "".join(plain) if cased else "".join(plain).lower()
    specials = [part for part in parts if not isinstance(part, str)]
    if len(plain) <= 1 and _ONE not in specials:
        head, tail = bool(parts) and parts[0] is _ANY, bool(parts) and parts[-1] is _ANY
        form = {(False, False): Form.EQUALS, (True, True): Form.CONTAINS, (True, False): Form.ENDS}.get(
            (head, tail), Form.STARTS
        )
        return Matcher(form, (text,), cased)
    source = "".join(re.escape(part) if isinstance(part, str) else ".*" if part is _ANY else "." for part in parts)
    longest = max(plain, key=len, default="")
    pattern = ENGINE.compile(rf"\A(?:{source})\z", re.DOTALL if cased else re.DOTALL | re.IGNORECASE)
    return Matcher(Form.PATTERN, cased=cased, pattern=pattern, literal=longest.lower())


def _pattern(value: SigmaRegularExpression, reader: Reader) -> Matcher:
    if value.regexp.contains_placeholder():
        raise Refusal("placeholders (modifier expand) have no values here: write the values out")
    flags = 0 if reader.keeps_case else int(re.IGNORECASE)
    for flag in value.flags:
        flags |= value.sigma_to_python_flags[flag]
    text = str(value.regexp)
    return Matcher(Form.PATTERN, cased=True, pattern=ENGINE.compile(text, flags), literal=literal_of(text))

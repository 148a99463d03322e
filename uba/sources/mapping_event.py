"""The event of one kind of record of a mapping: its values as the types of attributes, ids that are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec

from uba import ocsf
from uba.errors import ParseError
from uba.events import OTHER, Event
from uba.sources.fields import clean_ip, time_ms
from uba.sources.mapping_code import Function
from uba.sources.mapping_values import Constant, Fields, Value, as_text, is_empty

KINDS = {field.name: field.type for field in msgspec.structs.fields(Event)}
"""Attribute of `Event` -> its type."""
_DEFAULTS = {field.name: field.default for field in msgspec.structs.fields(Event)}
_LOWER = frozenset(
    {
        "actor_user_name",
        "user_name",
        "email_from",
        "email_smtp_from",
        "email_reply_to",
        "device_hostname",
        "dst_hostname",
        "url_hostname",
        "src_hostname",
    }
)
_LARGEST = 2**63 - 1
_MOST_DIGITS = 18
_SPLIT = re.compile(r"[;,]")


class TimeOfEvent(Protocol):
    """How a mapping reads the time."""

    @property
    def value(self) -> Value:
        """What the record has for it."""
        ...

    @property
    def is_plain(self) -> bool:
        """Whether a text is read as times are everywhere."""
        ...

    def read(self, given: Any) -> int:
        """Give it in ms since the epoch."""
        ...


def event_function(
    name: str, moment: TimeOfEvent, assignments: Mapping[str, Value], is_dotted: bool
) -> Callable[[Fields], Event]:
    """Give the function that makes the event of a record.

    Parameters
    ----------
    name
        Of the mapping: the event's log name where no assignment gives one.
    assignments
        Attribute -> value; the class is a constant.
    is_dotted
        Whether it is for records that have names with dots at the top level.
    """
    class_uid = assignments["class_uid"]({})
    if class_uid not in ocsf.LAST_ACTIVITIES:
        raise ParseError(f"class_uid is {class_uid}: expected one of {sorted(ocsf.LAST_ACTIVITIES)}")
    function = Function(is_dotted)
    written = {"uid": repr(""), "log_name": repr(name)}
    for attribute, known in _known_ids(class_uid).items():
        if 0 not in known:
            written[attribute] = repr(OTHER)
    for attribute, value in assignments.items():
        missing = written.get(attribute) or function.literal(_DEFAULTS[attribute])
        written[attribute] = _attribute(function, attribute, value, class_uid, missing)
    given, read = function.settled(moment.value), f"{function.literal(moment.read)}"
    plain = f"{function.literal(time_ms)}({given}, 'time') if type({given}) is str else " if moment.is_plain else ""
    written["time"] = function.variable(f"{plain}{read}({given})")
    written["source"] = repr("mapped")
    return function.compiled(f"Event({', '.join(f'{attribute}={text}' for attribute, text in written.items())})")


def _known_ids(class_uid: int) -> dict[str, frozenset[int]]:
    """The ids an attribute may have; every other is Other."""
    activities = frozenset(range(ocsf.LAST_ACTIVITIES[class_uid] + 1))
    return {**ocsf.KNOWN_IDS, "activity_id": activities}


def _attribute(function: Function, name: str, value: Value, class_uid: int, missing: str) -> str:
    """Write what gives an attribute, and give the expression that stands for it."""
    known = _known_ids(class_uid).get(name)
    if isinstance(value, Constant):
        return missing if is_empty(value.value) else function.literal(_converted(name, value.value, known))
    if KINDS[name] is str:
        return _text(function, name, value, missing)
    given, convert = function.settled(value), function.literal(_converter(name, known))
    found = f"{convert}({given})"
    if KINDS[name] is int and name not in ("count", "logged_time"):
        # A number that is there as one is what it is converted to, and so is one that is written in digits.
        plain = f"{given} in {function.literal(known)}" if known else f"-{_LARGEST} <= {given} <= {_LARGEST}"
        if not known:
            digits = f"type({given}) is str and {given}.isdecimal() and len({given}) <= {_MOST_DIGITS}"
            found = f"int({given}) if {digits} else {found}"
        found = f"{given} if type({given}) is int and {plain} else {found}"
    return function.variable(f"{missing} if {given} is None else {found}")


def _text(function: Function, name: str, value: Value, missing: str) -> str:
    """Write what gives an attribute that is text, and give the expression that stands for it."""
    found = text = function.stripped(value)
    if name == "src_ip":
        found = f"{function.literal(clean_ip)}({text})"
    elif name in _LOWER:
        found = f"{text}.lower()"
    return found if missing == repr("") else f"{missing} if {function.settled(value)} is None else {found}"


def _converter(name: str, known: frozenset[int] | None) -> Callable[[Any], Any]:
    if KINDS[name] == tuple[str, ...]:
        return _lowered_texts if name == "email_to" else _texts
    return lambda value: _converted(name, value, known)


def _converted(name: str, value: Any, known: frozenset[int] | None) -> Any:
    """A value as its attribute's type; an unknown id is Other, and a record stands for one operation at least.

    Raises
    ------
    ParseError
        The value cannot be that.
    """
    converted = _CONVERTERS[KINDS[name]](name, value)
    if name == "count":
        return max(1, converted)
    return converted if known is None or converted in known else OTHER


def _to_text(name: str, value: Any) -> str:
    text = as_text(value).strip()
    if name == "src_ip":
        return clean_ip(text)
    if name in _LOWER:
        return text.lower()
    return text


def _to_number(name: str, value: Any) -> float | int:
    if name == "logged_time":
        return time_ms(value if isinstance(value, (str, int, float)) else None, name)
    if isinstance(value, str):
        try:
            value = int(value) if value.strip().removeprefix("-").isdecimal() else float(value)
        except ValueError:
            raise ParseError(f"{name} is {value[:40]!r}: expected a number") from None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 2**63:
        raise ParseError(f"{name} is {str(value)[:40]}: expected a number")
    return value


def _to_integer(name: str, value: Any) -> int:
    return int(_to_number(name, value))


def _to_float(name: str, value: Any) -> float:
    return float(_to_number(name, value))


def _to_flag(name: str, value: Any) -> bool:
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    flag = known.get(as_text(value).strip().lower())
    if flag is None:
        raise ParseError(f"{name} is {as_text(value)[:40]!r}: expected true or false")
    return flag


def _to_tuple(name: str, value: Any) -> tuple[str, ...]:
    return _lowered_texts(value) if name == "email_to" else _texts(value)


def _texts(value: Any) -> tuple[str, ...]:
    if type(value) is list:
        texts = [item.strip() if type(item) is str else as_text(item).strip() for item in value]
    else:
        texts = [text.strip() for text in _SPLIT.split(as_text(value))]
    return tuple([text for text in texts if text])


def _lowered_texts(value: Any) -> tuple[str, ...]:
    return tuple([text.lower() for text in _texts(value)])


_CONVERTERS: dict[Any, Callable[[str, Any], Any]] = {
    str: _to_text,
    int: _to_integer,
    float: _to_float,
    bool | None: _to_flag,
    tuple[str, ...]: _to_tuple,
}

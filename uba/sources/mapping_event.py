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
from uba.sources.mapping_code import Function, is_long
from uba.sources.mapping_values import Constant, Derived, Fields, Table, Value, as_text, is_empty

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
    name: str,
    moment: TimeOfEvent,
    assignments: Mapping[str, Value],
    is_dotted: bool,
    names: frozenset[str] | None = None,
) -> Callable[[Fields], Event]:
    """Give the function that makes the event of a record.

    Parameters
    ----------
    name
        Of the mapping: the event's log name where no assignment gives one.
    assignments
        Attribute -> value; the class is a constant.
    is_dotted, names
        For which records it is: see `Function`.
    """
    class_uid = assignments["class_uid"]({})
    if class_uid not in ocsf.LAST_ACTIVITIES:
        raise ParseError(f"class_uid is {class_uid}: expected one of {sorted(ocsf.LAST_ACTIVITIES)}")
    function = Function(is_dotted, names)
    missing: dict[str, Any] = {"uid": "", "log_name": name}
    missing |= {attribute: OTHER for attribute, known in _known_ids(class_uid).items() if 0 not in known}
    written = {attribute: function.literal(value) for attribute, value in missing.items()}
    for attribute, value in assignments.items():
        default = missing.get(attribute, _DEFAULTS[attribute])
        written[attribute] = _attribute(function, attribute, value, class_uid, default)
    when = function.reduced(moment.value)
    given, read = function.variable(function.value(when)), f"{function.literal(moment.read)}"
    plain = f"{function.literal(time_ms)}({given}, 'time') if {is_long(given)} else " if moment.is_plain else ""
    written["time"] = function.variable(f"{plain}{read}({given})")
    written["source"] = repr("mapped")
    return function.compiled(f"Event({', '.join(f'{attribute}={text}' for attribute, text in written.items())})")


def _known_ids(class_uid: int) -> dict[str, frozenset[int]]:
    """The ids an attribute may have; every other is Other."""
    activities = frozenset(range(ocsf.LAST_ACTIVITIES[class_uid] + 1))
    return {**ocsf.KNOWN_IDS, "activity_id": activities}


def _attribute(function: Function, name: str, value: Value, class_uid: int, missing: Any) -> str:
    """Write what gives an attribute, and give the expression that stands for it."""
    known = _known_ids(class_uid).get(name)
    value = function.reduced(value)
    if isinstance(value, Constant):
        return function.literal(_converter(name, known, missing)(value.value))
    if isinstance(value, Derived) and isinstance(value.make, Table):
        try:
            table = value.make.turned((name, class_uid, missing), _converter(name, known, missing))
            return function.looked_up(value.of, table)
        except ParseError:
            pass  # some result cannot be what the attribute is: said of the record that has it
    if KINDS[name] is str:
        return _text(function, name, value, missing)
    given, convert = function.value(value), function.literal(_converter(name, known, missing))
    found = f"{convert}({given})"
    if KINDS[name] in (int, float) and name not in ("count", "logged_time"):
        # A number that is there as one is what it is converted to, and so is one that is written in digits.
        plain = f"{given} in {function.literal(known)}" if known else f"-{_LARGEST} <= {given} <= {_LARGEST}"
        digits = f"type({given}) is str and {given}.isdecimal() and len({given}) <= {_MOST_DIGITS}"
        if KINDS[name] is float:
            found = f"float({given}) if (type({given}) is float or type({given}) is int) and {plain} else {found}"
        else:
            found = f"{given} if type({given}) is int and {plain} else " + (
                found if known else f"int({given}) if {digits} else {found}"
            )
    return function.variable(f"{function.literal(missing)} if {given} is None else {found}")


def _text(function: Function, name: str, value: Value, missing: str) -> str:
    """Write what gives an attribute that is text, and give the expression that stands for it."""
    found = text = function.stripped(value)
    if name == "src_ip":
        found = f"{function.literal(clean_ip)}({text})"
    elif name in _LOWER:
        found = function.lowered(value)
    return f"{function.literal(missing)} if {function.settled(value)} is None else {found}" if missing else found


def _converter(name: str, known: frozenset[int] | None, missing: Any) -> Callable[[Any], Any]:
    """What turns a value into an attribute; `missing` stands for no value."""
    if KINDS[name] == tuple[str, ...]:
        convert = _lowered_texts if name == "email_to" else _texts
        return lambda value: missing if is_empty(value) else convert(value)
    return lambda value: missing if is_empty(value) else _converted(name, value, known)


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
        text = as_text(value)
        texts = [part.strip() for part in _SPLIT.split(text)] if "," in text or ";" in text else [text.strip()]
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

"""One mapping, compiled: which records are its own, and the event each of them stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from fnmatch import translate
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from uba import activities, events, ocsf
from uba.errors import ConfigError, ParseError
from uba.events import OTHER, Event
from uba.sources.fields import clean_ip, time_ms, user_key
from uba.sources.mapping_values import Fields, Value, as_text, is_empty, lookup

KINDS = {field.name: field.type for field in msgspec.structs.fields(Event)}
"""Attribute of `Event` -> its type."""
FIXED = frozenset({"time", "source"})
"""Attributes that no assignment sets: the time has its own key, the source is `mapped`."""
IDS: dict[str, int] = {
    name: value
    for module in (activities, events)
    for name, value in vars(module).items()
    if name.isupper() and isinstance(value, int)
}
"""Names that a mapping may write for ids, such as AUTHENTICATION and AUTH_LOGON."""
_USERS = frozenset({"actor_user_name", "user_name", "email_from", "email_smtp_from", "email_reply_to"})
_LOWER = frozenset({"device_hostname", "dst_hostname", "url_hostname", "src_hostname"})
_REMEMBERED = 4_096
_SPLIT = re.compile(r"[;,]")


class Condition(NamedTuple):
    """Fields, of which one must have a value of the pattern."""

    paths: tuple[str, ...]
    pattern: re.Pattern[str]

    def holds(self, texts: Mapping[str, str | None]) -> bool:
        """Whether a record meets it, by what its fields say."""
        match = self.pattern.match
        return any((text := texts[path]) is not None and match(text) for path in self.paths)


class Case(NamedTuple):
    """Assignments of the records that meet all conditions."""

    conditions: tuple[Condition, ...]
    assignments: Mapping[str, Value]


class Moment(NamedTuple):
    """How the time is read."""

    value: Value
    format: str
    zone: ZoneInfo | None

    def read(self, fields: Fields) -> int:
        """Event time, ms since the epoch.

        Raises
        ------
        ParseError
            The record has no such time.
        """
        given = self.value(fields)
        if is_empty(given) or not isinstance(given, (str, int, float)):
            raise ParseError("the time of the event is missing where the mapping expects it")
        if isinstance(given, str) and (self.format or self.zone):
            given = self._written(given.strip())
        return time_ms(given, "time")

    def _written(self, text: str) -> str:
        try:
            moment = datetime.strptime(text, self.format) if self.format else datetime.fromisoformat(text)
        except ValueError:
            if not self.format:
                return text
            raise ParseError(f"time is {text[:40]!r}: expected the mapping's format {self.format!r}") from None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self.zone or UTC)
        try:
            return moment.astimezone(UTC).isoformat()
        except OverflowError:
            raise ParseError(f"time is {text[:40]!r}: expected a time between 1990 and 2100") from None


class FormatMapping:
    """A format described by a mapping file.

    Parameters
    ----------
    name
        Of the mapping: it becomes the event's `metadata.log_name` where the mapping sets none.
    keys
        For each, the alternatives of which a record must have one, with a value or without.
    values
        Conditions that hold for all of its records.
    without
        Keys none of its records has.
    """

    def __init__(
        self,
        name: str,
        keys: tuple[tuple[str, ...], ...],
        values: tuple[Condition, ...],
        without: tuple[str, ...],
        moment: Moment,
        assignments: Mapping[str, Value],
        cases: tuple[Case, ...],
    ) -> None:
        self.name = name
        self._keys = keys
        self._readers = tuple(tuple(lookup(path) for path in paths) for paths in keys)
        self._values = values
        self._without = tuple(lookup(path) for path in without)
        self._moment = moment
        self._assignments = assignments
        self._cases = cases
        self._deciding = _readers_of(condition for case in cases for condition in case.conditions)
        self._telling = _readers_of(values)
        self._decided: dict[tuple[str | None, ...], Mapping[str, Value]] = {}
        self.names = tuple(
            frozenset(name for path in paths for name in (path, path.partition(".")[0])) for paths in keys
        )
        """For each key, the names at a record's top level of which one must be there."""

    def is_header(self, columns: frozenset[str]) -> bool:
        """Tell whether a CSV header names the columns this format needs."""
        return all(any(path in columns for path in paths) for paths in self._keys)

    def recognises(self, fields: Fields) -> bool:
        """Tell whether a record is of this format."""
        if not all(any(read(fields) is not None for read in readers) for readers in self._readers):
            return False
        texts = {path: _said(read(fields)) for path, read in self._telling}
        return all(condition.holds(texts) for condition in self._values) and all(
            read(fields) is None for read in self._without
        )

    def event(self, fields: Fields) -> Event:
        """Give the event a record stands for.

        Raises
        ------
        ParseError
            A value cannot be what its attribute is.
        """
        attributes: dict[str, Any] = {"uid": "", "log_name": self.name}
        for name, value in self._assignments_for(fields).items():
            given = value(fields)
            if not is_empty(given):
                attributes[name] = convert(name, given)
        attributes["time"] = self._moment.read(fields)
        return Event(source="mapped", **_settled(attributes))

    def _assignments_for(self, fields: Fields) -> Mapping[str, Value]:
        """The assignments of the first case that holds over those of all records.

        A case holds by the values of a few fields: what they gave is remembered, in bounded memory.
        """
        deciding = tuple([_said(read(fields)) for _, read in self._deciding])
        found = self._decided.get(deciding)
        if found is None:
            texts = {path: text for (path, _), text in zip(self._deciding, deciding, strict=True)}
            holding = (case for case in self._cases if all(condition.holds(texts) for condition in case.conditions))
            case = next(holding, None)
            found = self._assignments if case is None else {**self._assignments, **case.assignments}
            if len(self._decided) >= _REMEMBERED:
                self._decided.clear()
            self._decided[deciding] = found
        return found


def _readers_of(conditions: Iterable[Condition]) -> tuple[tuple[str, Value], ...]:
    """Each field that conditions ask about, once."""
    return tuple({path: lookup(path) for condition in conditions for path in condition.paths}.items())


def _said(value: Any) -> str | None:
    return None if value is None else as_text(value)


def _settled(attributes: dict[str, Any]) -> dict[str, Any]:
    """Unknown ids are Other, and a record stands for at least one operation."""
    class_uid = attributes.get("class_uid", 0)
    if class_uid not in ocsf.LAST_ACTIVITIES:
        raise ParseError(f"class_uid is {class_uid}: expected one of {sorted(ocsf.LAST_ACTIVITIES)}")
    if not 0 <= attributes.get("activity_id", 0) <= ocsf.LAST_ACTIVITIES[class_uid]:
        attributes["activity_id"] = OTHER
    for name, known in ocsf.KNOWN_IDS.items():
        if attributes.get(name, 0) not in known:
            attributes[name] = OTHER
    attributes["count"] = max(1, attributes.get("count", 1))
    return attributes


def attribute_of(path: str, class_uid: int) -> str:
    """Give the event's attribute for an OCSF path, as the class places it.

    Raises
    ------
    ConfigError
        No attribute lives there.
    """
    own = {where: name for name, where in ocsf.CLASS_PATHS.get(class_uid, {}).items()}
    common = {where: name for name, where in ocsf.PATHS.items()}
    name = own.get(path) or common.get(path)
    if name is None or name in FIXED:
        close = [where for where in common if where.rpartition(".")[2] == path.rpartition(".")[2]]
        hint = f"did you mean {' or '.join(close[:3])}?" if close else "see the table in docs/mapping.md"
        raise ConfigError(f"{path!r} is no attribute an event has; {hint}")
    return name


def constant_id(name: str, spec: Any, class_uid: int) -> Any:
    """Give a constant with the name of an id resolved, checked against the class.

    Raises
    ------
    ConfigError
        There is no such id.
    """
    if KINDS[name] is not int or isinstance(spec, bool):
        return spec
    value = IDS.get(spec, spec) if isinstance(spec, str) else spec
    if not isinstance(value, int):
        raise ConfigError(f"{spec!r} is no number and no name of an id such as AUTH_LOGON")
    known: frozenset[int] | None = ocsf.KNOWN_IDS.get(name)
    if name == "class_uid":
        known = frozenset(ocsf.LAST_ACTIVITIES)
    elif name == "activity_id" and class_uid:
        known = frozenset({*range(ocsf.LAST_ACTIVITIES[class_uid] + 1), OTHER})
    if known is not None and value not in known:
        raise ConfigError(f"{name} is {value}: expected one of {', '.join(map(str, sorted(known)))}")
    return value


def glob(pattern: Any) -> re.Pattern[str]:
    """Give the regular expression of a pattern with `*`, or of a list of them; case does not matter."""
    patterns = pattern if isinstance(pattern, list) else [pattern]
    return re.compile("|".join(f"(?:{translate(as_text(item))})" for item in patterns), re.IGNORECASE)


def convert(name: str, value: Any) -> Any:
    """Give a record's value as the attribute's type.

    Raises
    ------
    ParseError
        The value cannot be that.
    """
    return _CONVERTERS[KINDS[name]](name, value)


def _to_text(name: str, value: Any) -> str:
    text = as_text(value).strip()
    if name == "src_ip":
        return clean_ip(text)
    if name in _USERS:
        return user_key(text)
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
    items = value if isinstance(value, list) else _SPLIT.split(as_text(value))
    texts = (as_text(item).strip() for item in items)
    return tuple(text.lower() if name == "email_to" else text for text in texts if text)


_CONVERTERS: dict[Any, Callable[[str, Any], Any]] = {
    str: _to_text,
    int: _to_integer,
    float: _to_float,
    bool | None: _to_flag,
    tuple[str, ...]: _to_tuple,
}

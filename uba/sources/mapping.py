"""One mapping, compiled: which records are its own, and the event each of them stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from fnmatch import translate
from functools import cache, cached_property
from typing import Any, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from uba import activities, events, ocsf
from uba.errors import ConfigError, ParseError
from uba.events import OTHER, Event
from uba.remembered import remembered
from uba.sources.fields import access_log_ms, time_ms
from uba.sources.mapping_code import NOTHING, Function
from uba.sources.mapping_event import KINDS, event_function
from uba.sources.mapping_values import Field, Fields, Value, as_text, is_empty, paths_in

FIXED = frozenset({"time", "source"})
"""Attributes that no assignment sets: the time has its own key, the source is `mapped`."""
IDS: dict[str, int] = {
    name: value
    for module in (activities, events)
    for name, value in vars(module).items()
    if name.isupper() and isinstance(value, int)
}
"""Names that a mapping may write for ids, such as AUTHENTICATION and AUTH_LOGON."""
_REMEMBERED, _TEXTS = 4_096, 512
"""Texts of which it is remembered what case they are, and of which whether they are of a pattern."""
_WRITTEN = 16
"""Sets of names for which the readers of a format are written; for all others together there is one."""
_ACCESS_LOG = "%d/%b/%Y:%H:%M:%S %z"
_ACCESS_LOG_TIME = re.compile(
    r"\d\d/[A-Z][a-z]{2}/\d{4}:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d [+-](?:[01]\d|2[0-3])[0-5]\d", re.ASCII
)
"""A time in that format, which is read in a tenth of the time that `strptime` takes."""
_DAY_LENGTH = len("20260309")
"""Of ISO 8601 without dashes; more digits are an epoch, which knows its zone."""


Tell: TypeAlias = Callable[[Fields], tuple[str | None, ...] | None]
"""Gives the texts of the fields that tell the case of a record, None for a record that is not of the format."""


class Condition(NamedTuple):
    """Fields, of which one must have a value of the pattern."""

    paths: tuple[str, ...]
    pattern: re.Pattern[str]

    def holds(self, texts: Mapping[str, str | None]) -> bool:
        """Whether a record meets it, by what its fields say."""
        match = self.pattern.match
        return any((text := texts[path]) is not None and match(text) for path in self.paths)

    def written(self, function: Function) -> str:
        """Write the test into a function of a record."""
        holds = function.literal(_matching(self.pattern))
        texts = [found for path in self.paths if (found := function.value(Field(path))) != NOTHING]
        return " or ".join(f"({text} is not None and {holds}({function.as_text(text)}))" for text in texts) or "False"


@cache
def _matching(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    """Whether a text is of a pattern; what is remembered of it is for all readers of its mapping."""
    return remembered(_TEXTS)(lambda text: pattern.match(text) is not None)


class Case(NamedTuple):
    """Assignments of the records that meet all conditions."""

    conditions: tuple[Condition, ...]
    assignments: Mapping[str, Value]


class Moment(NamedTuple):
    """How the time is read."""

    value: Value
    format: str
    zone: ZoneInfo | None

    @property
    def is_plain(self) -> bool:
        """Whether a text is read as times are everywhere."""
        return self.zone is None and not self.format

    def read(self, given: Any) -> int:
        """Event time, ms since the epoch, of what the record has for it.

        Raises
        ------
        ParseError
            The record has no such time.
        """
        if is_empty(given) or not isinstance(given, (str, int, float)):
            raise ParseError("the time of the event is missing where the mapping expects it")
        if isinstance(given, str) and (self.format or self.zone):
            given = self._written(given.strip())
        return time_ms(given, "time")

    def _written(self, text: str) -> str | int:
        if self.format == _ACCESS_LOG and _ACCESS_LOG_TIME.fullmatch(text):
            try:
                return access_log_ms(text)
            except ParseError:
                pass  # a day that is none, or long ago: said as for every other format
        if not self.format and text.isdecimal() and len(text) > _DAY_LENGTH:
            return text
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
        self._values = values
        self._without = without
        self._moment = moment
        self._assignments = assignments
        self._cases = Cases(cases)
        self._readers: dict[tuple[bool, frozenset[str] | None], MappingReader | None] = {}
        self.names = tuple(
            frozenset(name for path in paths for name in (path, path.partition(".")[0])) for paths in keys
        )
        """For each key, the names at a record's top level of which one must be there."""

    def is_header(self, columns: frozenset[str]) -> bool:
        """Tell whether a CSV header names the columns this format needs."""
        return all(any(path in columns for path in paths) for paths in self._keys)

    def reader(self, names: Iterable[str]) -> MappingReader | None:
        """Give the reader of records with these names at the top level; None where no such record is of the format."""
        is_dotted = any("." in name for name in names)
        known: tuple[bool, frozenset[str] | None] = is_dotted, self._asked.intersection(names)
        if known not in self._readers:
            if len(self._readers) >= _WRITTEN:
                known = is_dotted, None
            if known not in self._readers:
                self._readers[known] = self._reader(*known)
        return self._readers[known]

    @cached_property
    def _asked(self) -> frozenset[str]:
        """The names at the top level that make a difference."""
        values = [self._moment.value, *self._assignments.values()]
        values += [value for case in self._cases for value in case.assignments.values()]
        conditions = [*self._values, *(condition for case in self._cases for condition in case.conditions)]
        paths = [path for value in values for path in paths_in(value)] + [*self._without]
        paths += [path for paths in (*self._keys, *(condition.paths for condition in conditions)) for path in paths]
        return frozenset(name for path in paths for name in (path, path.partition(".")[0]))

    def _reader(self, is_dotted: bool, names: frozenset[str] | None) -> MappingReader | None:
        tell = self._recognition(is_dotted, names)
        if tell is None:
            return None
        return MappingReader(self.name, is_dotted, names, tell, self._moment, self._assignments, self._cases)

    def _recognition(self, is_dotted: bool, names: frozenset[str] | None) -> Tell | None:
        """What tells a record of the format; None where a name is missing that all of them have."""
        function = Function(is_dotted, names)
        for paths in self._keys:
            found = [one for path in paths if (one := function.value(Field(path))) != NOTHING]
            if not found:
                return None
            function.line(f"if {' and '.join(f'{one} is None' for one in found)}: return None")
        for condition in self._values:
            function.line(f"if not ({condition.written(function)}): return None")
        for path in self._without:
            if (excluded := function.value(Field(path))) != NOTHING:
                function.line(f"if {excluded} is not None: return None")
        return function.compiled(function.texts(self._cases.paths))


class Cases:
    """The cases of a mapping, and which of them a record is, by the texts of a few fields.

    Attributes
    ----------
    paths
        Of these fields.
    number_of
        Gives the number of the first case that holds by their texts, that of no case where none does.
    """

    def __init__(self, cases: tuple[Case, ...]) -> None:
        self._cases = cases
        self.paths = tuple({path: None for case in cases for one in case.conditions for path in one.paths})
        self.number_of: Callable[[tuple[str | None, ...]], int] = remembered(_REMEMBERED)(self._number_of)

    def __iter__(self) -> Iterator[Case]:
        return iter(self._cases)

    def assignments(self, number: int) -> Mapping[str, Value]:
        """Give those of a case; of none there are none."""
        return self._cases[number].assignments if number < len(self._cases) else {}

    def _number_of(self, given: tuple[str | None, ...]) -> int:
        texts = dict(zip(self.paths, given, strict=True))
        holding = (
            number for number, case in enumerate(self._cases) if all(one.holds(texts) for one in case.conditions)
        )
        return next(holding, len(self._cases))


class MappingReader:
    """What reads the records of one format that have the same names at the top level; written as it is needed.

    Attributes
    ----------
    name
        Of the mapping.
    tell
        Gives the texts of the fields that tell the case of a record, None where it is not of the format.
    """

    def __init__(
        self,
        name: str,
        is_dotted: bool,
        names: frozenset[str] | None,
        tell: Tell,
        moment: Moment,
        assignments: Mapping[str, Value],
        cases: Cases,
    ) -> None:
        self.name = name
        self.tell = tell
        self._is_dotted = is_dotted
        self._names = names
        self._moment = moment
        self._assignments = assignments
        self._cases = cases
        self._number_of = cases.number_of
        self._makers: dict[int, Callable[[Fields], Event]] = {}

    def event(self, fields: Fields, texts: tuple[str | None, ...]) -> Event:
        """Give the event a record of the format stands for, with what `tell` gave.

        Raises
        ------
        ParseError
            A value cannot be what its attribute is.
        """
        number = self._number_of(texts)
        make = self._makers.get(number) or self._maker(number)
        return make(fields)

    def _maker(self, number: int) -> Callable[[Fields], Event]:
        assignments = {**self._assignments, **self._cases.assignments(number)}
        make = event_function(self.name, self._moment, assignments, self._is_dotted, self._names)
        self._makers[number] = make
        return make


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

"""The right-hand sides of a mapping: fields, constants, templates, first-of lists, tables, parts of a URL.

    $actor.user.email            the value of a field, by its path; ${User Name} where a name has blanks
    $space/$title                a template; it has no value when one of its fields has none
    [$email, $login]             the first that has a value
    {of: $status, table: {ok: 1, failed: 2}, default: 99}
    {of: $target, part: host}    host, path or query of a URL
    {of: $title, match: "^(.*) #"}  the first group of a regular expression, or all that it matches
    Slack                        everything else is itself

A path goes into objects by key and into lists by position, by `*` to the first
item that has a value, and in a list of `{name, value}` pairs by the name. An
object is no value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from uba.errors import ConfigError
from uba.remembered import remembered

Fields: TypeAlias = Mapping[str, Any]
Value: TypeAlias = Callable[[Fields], Any]
"""Gives the value a record has for one attribute, None for none; one of the classes below."""

EMPTY_TEXTS = frozenset(["", "-", "null", "NULL", "None"])
"""Texts that are no value."""
_REFERENCE = re.compile(r"\$\$|\$\{([^{}]+)\}|\$([A-Za-z_@][\w@-]*(?:\.[\w@-]+)*)")
_PAIR_NAMES = ("name", "Name", "key", "Key")
_PAIR_VALUES = ("value", "Value", "multiValue", "boolValue", "intValue", "multiIntValue")


@dataclass(frozen=True)
class Field:
    """The field at a path."""

    path: str

    def __call__(self, fields: Fields) -> Any:
        """Read it."""
        path = self.path
        return fields[path] if path in fields else follow(fields, path.split("."))


@dataclass(frozen=True)
class Constant:
    """The same for every record."""

    value: Any

    def __call__(self, fields: Fields) -> Any:
        """Give it."""
        return self.value


@dataclass(frozen=True)
class Template:
    """Text with the texts of fields in it; no value where one of them has none."""

    pieces: tuple[str | Field, ...]

    def __call__(self, fields: Fields) -> Any:
        """Fill it."""
        texts = [piece if isinstance(piece, str) else as_text(piece(fields)) for piece in self.pieces]
        if not all(text for text, piece in zip(texts, self.pieces, strict=True) if isinstance(piece, Field)):
            return None
        return "".join(texts)


@dataclass(frozen=True)
class FirstOf:
    """The first of several that has a value."""

    values: tuple[Value, ...]

    def __call__(self, fields: Fields) -> Any:
        """Find it."""
        for value in self.values:
            if not is_empty(given := value(fields)):
                return given
        return None


@dataclass(frozen=True)
class Derived:
    """What a function makes of another value."""

    of: Value
    make: Callable[[Any], Any]

    def __call__(self, fields: Fields) -> Any:
        """Make it."""
        return self.make(self.of(fields))


class Table:
    """What a table has for a value.

    Parameters
    ----------
    results
        By the value as text, in lower case.
    default
        For every other value.
    missing
        For no value.
    """

    def __init__(self, results: Mapping[str, Any], default: Any, missing: Any = None) -> None:
        self._results, self._default, self._missing = results, default, missing
        self._if_true, self._if_false = results.get("true", default), results.get("false", default)
        self.of_text: Callable[[str], Any] = remembered(512)(self._of_text)
        self._turned: dict[Hashable, Table] = {}

    def __call__(self, given: Any) -> Any:
        """Look it up."""
        kind = type(given)
        if kind is str:
            return self.of_text(given)
        if kind is bool:
            return self._if_true if given else self._if_false
        return self._missing if is_empty(given) else self._results.get(as_text(given).strip().lower(), self._default)

    def _of_text(self, text: str) -> Any:
        return self._missing if is_empty(text) else self._results.get(text.strip().lower(), self._default)

    def turned(self, key: Hashable, turn: Callable[[Any], Any]) -> Table:
        """Give the table whose results are turned into something else; `key` says into what."""
        table = self._turned.get(key)
        if table is None:
            results = {name: turn(result) for name, result in self._results.items()}
            table = self._turned[key] = Table(results, turn(self._default), turn(self._missing))
        return table


def paths_in(value: Value) -> Iterator[str]:
    """Yield the paths of the fields that a value depends on."""
    if isinstance(value, Field):
        yield value.path
    elif isinstance(value, Derived):
        yield from paths_in(value.of)
    elif isinstance(value, (FirstOf, Template)):
        for inner in value.values if isinstance(value, FirstOf) else value.pieces:
            if not isinstance(inner, str):
                yield from paths_in(inner)


def follow(node: Any, segments: Sequence[str]) -> Any:
    """Give what lies at a path below a node, None for nothing."""
    for number, segment in enumerate(segments):
        if isinstance(node, dict):
            if segment not in node:
                # The rest may be one name with dots, such as a claim's: http://schemas.xmlsoap.org/...
                return node.get(".".join(segments[number:]))
            node = node[segment]
        elif not isinstance(node, list):
            return None
        elif segment == "*":
            return first_of(node, segments[number + 1 :])
        else:
            node = _item(node, segment)
    return node


def _item(items: list[Any], segment: str) -> Any:
    if segment.isdecimal() and len(segment) < 6:
        return items[int(segment)] if int(segment) < len(items) else None
    for item in items:
        if isinstance(item, dict):
            for name in _PAIR_NAMES:
                if item.get(name) == segment:
                    return _paired(item)
    return None


def first_of(items: list[Any], path: Sequence[str]) -> Any:
    """Give the first value that items of a list have at a path below them, None for none."""
    for item in items:
        if not is_empty(value := follow(item, path)):
            return value
    return None


def first_named(items: list[Any], name: str) -> Any:
    """Give what `first_of` does for a path of one name."""
    for item in items:
        value = item.get(name) if type(item) is dict else follow(item, (name,))
        if value is not None and not is_empty(value):
            return value
    return None


def by_name(items: list[Any]) -> dict[str, Any]:
    """Give what `follow` finds in a list under each name of its `{name, value}` pairs; of two of one name the first."""
    found: dict[str, Any] = {}
    for item in items:
        if isinstance(item, dict):
            for name in _PAIR_NAMES:
                if name in item and isinstance(key := item[name], str) and key not in found:
                    found[key] = _paired(item)
    return found


def _paired(item: dict[str, Any]) -> Any:
    """The value of a pair."""
    for name in _PAIR_VALUES:
        if name in item:
            return item[name]
    return None


def is_empty(value: Any) -> bool:
    """Tell what counts as no value: None, objects, empty text, and the dash and words that exports write for it."""
    if type(value) is str:
        return value in EMPTY_TEXTS
    return value is None or value == [] or isinstance(value, dict)


def compile_value(spec: Any) -> Value:
    """Give what computes a right-hand side.

    Raises
    ------
    ConfigError
        It is none; the message says what was expected.
    """
    if isinstance(spec, str):
        return _text(spec)
    if isinstance(spec, (bool, int, float)):
        return Constant(spec)
    if isinstance(spec, list) and spec:
        return FirstOf(tuple(compile_value(item) for item in spec))
    if isinstance(spec, dict):
        return _derived(spec)
    raise ConfigError(f"{spec!r} is no value: expected $field, a constant, a template, a list of them, or {{of: ...}}")


def references(spec: Any) -> bool:
    """Tell whether a right-hand side depends on the record."""
    if isinstance(spec, str):
        return any(match[0] != "$$" for match in _REFERENCE.finditer(spec))
    return isinstance(spec, (list, dict))


def as_text(value: Any) -> str:
    """Give a value as text: lists by commas, booleans in lower case."""
    if isinstance(value, str):
        return value
    if type(value) is int:
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list):
        return ",".join(as_text(item) for item in value if not isinstance(item, (dict, list)))
    return "" if value is None or isinstance(value, dict) else str(value)


def _text(spec: str) -> Value:
    whole = _REFERENCE.fullmatch(spec)
    if whole is not None and whole[0] != "$$":
        return Field((whole[1] or whole[2]).strip())
    pieces: list[str | Field] = []
    end = 0
    for match in _REFERENCE.finditer(spec):
        pieces.append(spec[end : match.start()])
        pieces.append("$" if match[0] == "$$" else Field((match[1] or match[2]).strip()))
        end = match.end()
    pieces.append(spec[end:])
    if all(isinstance(piece, str) for piece in pieces):
        return Constant("".join(str(piece) for piece in pieces))
    return Template(tuple(piece for piece in pieces if piece))


def _derived(spec: dict[Any, Any]) -> Value:
    keys = set(spec)
    if keys == {"of", "part"}:
        return _url_part(compile_value(spec["of"]), spec["part"])
    if keys == {"of", "match"}:
        return _matched(compile_value(spec["of"]), spec["match"])
    if {"of", "table"} <= keys <= {"of", "table", "default"} and isinstance(spec["table"], dict):
        return _looked_up(compile_value(spec["of"]), spec["table"], spec.get("default"))
    hint = ""
    if len(spec) == 1 and next(iter(spec.values())) is None:
        hint = "; a field is written $field, or ${Field Name}, not in braces alone"
    raise ConfigError(
        f"keys are {sorted(map(str, keys))}: expected of and table (and default), of and part, or of and match{hint}"
    )


def _looked_up(value: Value, table: dict[Any, Any], default: Any) -> Value:
    for key, result in table.items():
        if isinstance(result, (dict, list)):
            raise ConfigError(f"table has {type(result).__name__} for {key!r}: expected text or a number")
    return Derived(value, Table({as_text(key).lower(): result for key, result in table.items()}, default))


def _url_part(value: Value, part: Any) -> Value:
    if part not in _PARTS:
        raise ConfigError(f"part is {part!r}: expected one of {', '.join(_PARTS)}")
    return Derived(value, _PARTS[part])


def _host(given: Any) -> Any:
    return _parts_of(as_text(given).strip())[0]


def _path(given: Any) -> Any:
    return _parts_of(as_text(given).strip())[1]


def _query(given: Any) -> Any:
    return _parts_of(as_text(given).strip())[2]


_PARTS: dict[Any, Callable[[Any], Any]] = {"host": _host, "path": _path, "query": _query}


@remembered(4_096)
def _parts_of(text: str) -> tuple[str | None, str | None, str | None]:
    """Host, path and query of a URL."""
    if not text:
        return None, None, None
    try:
        url = urlsplit(text if "://" in text else f"//{text}")
        return url.hostname, url.path, url.query
    except ValueError:  # a bracket that does not close
        return None, None, None


def _matched(value: Value, pattern: Any) -> Value:
    try:
        compiled = re.compile(pattern)
    except (re.error, TypeError) as error:
        raise ConfigError(f"match is {pattern!r}, no regular expression: {error}") from None

    def find(given: Any) -> Any:
        match = compiled.search(as_text(given))
        return None if match is None else match[1 if compiled.groups else 0]

    return Derived(value, find)

"""Mapping files: YAML, one a format, checked when they are loaded; see docs/mapping.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import yaml

from uba.errors import ConfigError
from uba.sources.mapping import Case, Condition, FormatMapping, Moment, attribute_of, constant_id, glob
from uba.sources.mapping_values import Value, compile_value, references

_Path = tuple[str | int, ...]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHERE = re.compile(r" - at `\$([^`]*)`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


class Recognition(msgspec.Struct, forbid_unknown_fields=True):
    """What tells a record of the format from all others."""

    keys: list[str]
    values: dict[str, Any] = {}
    without: list[str] = []


class CaseText(msgspec.Struct, forbid_unknown_fields=True):
    """Assignments for some records."""

    when: dict[str, Any]
    set: dict[str, Any]


class MappingText(msgspec.Struct, forbid_unknown_fields=True):
    """A mapping file as it is written."""

    name: str
    description: str
    recognise: Recognition
    time: Any
    set: dict[str, Any]
    cases: list[CaseText] = []


class _File:
    """Says where in a file something is wrong."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines: dict[_Path, int] = {}
        try:
            root = yaml.compose(text, Loader=_LOADER)
            self.data = yaml.load(text, Loader=_LOADER)
            if root is not None:
                self._walk(root, ())
        except RecursionError:
            raise ConfigError(f"{name}: nested too deeply to be a mapping") from None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f"{mark.line + 1}:" if mark is not None else ""
            raise ConfigError(f"{name}:{line} not YAML: {getattr(error, 'problem', None) or error}") from None

    def _walk(self, node: Any, path: _Path) -> None:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                inside = (*path, str(key.value))
                if inside in self.lines:
                    self.fail(inside, f"{key.value!r} is there twice: keep one", key.start_mark.line + 1)
                self.lines[inside] = key.start_mark.line + 1
                self._walk(value, inside)
        elif isinstance(node, yaml.SequenceNode):
            for number, item in enumerate(node.value):
                self._walk(item, (*path, number))

    def fail(self, path: _Path, problem: str, line: int = 0) -> None:
        """Raise the error of something at a path."""
        shown = ".".join(map(str, path))
        while not line and path not in self.lines and path:
            path = path[:-1]
        raise ConfigError(f"{self.name}:{line or self.lines.get(path, 1)}: {shown + ': ' if shown else ''}{problem}")


def load_file(name: str, text: str) -> FormatMapping:
    """Read one mapping.

    Raises
    ------
    ConfigError
        The file is no mapping; the message names file, line and key.
    """
    file = _File(name, text)
    try:
        written = msgspec.convert(file.data, MappingText)
    except msgspec.ValidationError as error:
        where = _WHERE.search(str(error))
        path = tuple(key or int(number) for key, number in _STEP.findall(where[1])) if where else ()
        file.fail(path, _WHERE.sub("", str(error)))
    return _compiled(file, written)


def load_mappings(directory: Path) -> tuple[FormatMapping, ...]:
    """Read the mappings of a directory (`*.yaml`, `*.yml`), in order of their names.

    Raises
    ------
    ConfigError
        There is no such directory, it has no mapping, a mapping is wrong, or two have the same name.
    """
    if not directory.is_dir():
        raise ConfigError(f"{directory}: no such directory; give one with mapping files (*.yaml)")
    paths = sorted(path for path in directory.iterdir() if path.suffix in (".yaml", ".yml") and path.is_file())
    if not paths:
        raise ConfigError(f"{directory}: no mapping files; expected *.yaml, see docs/mapping.md")
    found: dict[str, FormatMapping] = {}
    for path in paths:
        try:
            mapping = load_file(str(path), path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: cannot be read: {error}") from None
        if mapping.name in found:
            raise ConfigError(f"{path}: name {mapping.name!r} is taken by another file of this directory")
        found[mapping.name] = mapping
    return tuple(found.values())


def shipped_mappings() -> tuple[FormatMapping, ...]:
    """Read the mappings that come with the package."""
    folder = files("uba.sources").joinpath("mappings")
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".yaml"))
    return tuple(load_file(name, folder.joinpath(name).read_text(encoding="utf-8")) for name in names)


def _compiled(file: _File, written: MappingText) -> FormatMapping:
    if not _NAME.fullmatch(written.name):
        file.fail(("name",), f"{written.name!r} is no name: expected small letters, digits and _")
    if not written.recognise.keys:
        file.fail(("recognise", "keys"), "expected at least one key that every record has")
    class_uid = _class_of(file, ("set",), written.set)
    if not class_uid:
        file.fail(("set",), "class_uid is missing: expected the class of records that no case matches")
    cases = []
    for number, case in enumerate(written.cases):
        path = ("cases", number)
        own_class = _class_of(file, (*path, "set"), case.set) or class_uid
        cases.append(
            Case(
                _conditions(file, (*path, "when"), case.when),
                _assignments(file, (*path, "set"), case.set, own_class),
            )
        )
    return FormatMapping(
        name=written.name,
        keys=tuple(tuple(key.split("|")) for key in written.recognise.keys),
        values=_conditions(file, ("recognise", "values"), written.recognise.values),
        without=tuple(written.recognise.without),
        moment=_moment(file, written.time),
        assignments=_assignments(file, ("set",), written.set, class_uid),
        cases=tuple(cases),
    )


def _class_of(file: _File, path: _Path, assignments: Mapping[str, Any]) -> int:
    spec = assignments.get("class_uid")
    if spec is None:
        return 0
    if references(spec):
        file.fail((*path, "class_uid"), "is taken from the record: expected a constant; use cases for several classes")
    try:
        return int(constant_id("class_uid", spec, 0))
    except ConfigError as error:
        file.fail((*path, "class_uid"), str(error))
    return 0


def _assignments(file: _File, path: _Path, written: Mapping[str, Any], class_uid: int) -> dict[str, Value]:
    compiled: dict[str, Value] = {}
    for where, spec in written.items():
        try:
            name = attribute_of(where, class_uid)
            compiled[name] = compile_value(_resolved(name, spec, class_uid))
        except ConfigError as error:
            file.fail((*path, where), str(error))
    return compiled


def _resolved(name: str, spec: Any, class_uid: int) -> Any:
    """Give a right-hand side with the names of ids as numbers, wherever it has them."""
    if not references(spec):
        return constant_id(name, spec, class_uid)
    if isinstance(spec, dict) and isinstance(spec.get("table"), dict):
        return _with_ids(name, spec, class_uid)
    if isinstance(spec, list):
        return [_resolved(name, item, class_uid) for item in spec]
    return spec


def _with_ids(name: str, spec: dict[str, Any], class_uid: int) -> dict[str, Any]:
    """Resolve the names of ids among a table's results."""
    table = {key: constant_id(name, result, class_uid) for key, result in spec["table"].items()}
    if spec.get("default") is None:
        return {**spec, "table": table}
    return {**spec, "table": table, "default": constant_id(name, spec["default"], class_uid)}


def _conditions(file: _File, path: _Path, written: Mapping[str, Any]) -> tuple[Condition, ...]:
    for field, pattern in written.items():
        items = pattern if isinstance(pattern, list) else [pattern]
        if not items or any(isinstance(item, (dict, list)) or item is None for item in items):
            file.fail((*path, field), f"{pattern!r} is no pattern: expected text such as file_*, or a list")
    return tuple(Condition(tuple(field.split("|")), glob(pattern)) for field, pattern in written.items())


def _moment(file: _File, spec: Any) -> Moment:
    layout, zone = "", None
    if isinstance(spec, dict) and "table" not in spec:
        if not {"of"} <= set(spec) <= {"of", "format", "zone"}:
            file.fail(("time",), f"keys are {sorted(map(str, spec))}: expected of, and format or zone")
        layout = str(spec.get("format") or "")
        if spec.get("zone"):
            try:
                zone = ZoneInfo(str(spec["zone"]))
            except (ZoneInfoNotFoundError, ValueError, OSError):
                file.fail(("time", "zone"), f"{spec['zone']!r} is no IANA time zone: write it like Europe/Berlin")
        spec = spec["of"]
    if not references(spec):
        file.fail(("time",), f"{spec!r} is no field: expected $field")
    try:
        return Moment(compile_value(spec), layout, zone)
    except ConfigError as error:
        file.fail(("time",), str(error))
        raise

"""The table of OCSF's paths written out as structs and functions, which read an event in a third of the time.

`uba.sources.ocsf` walks any event by that table. Most events are as OCSF has them: text where it says text, numbers
where it says numbers. For these the paths are known beforehand, so that one struct of all of them decodes the
event, and a function per class makes ours of it by position. Whatever they do not fit is walked.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Annotated, Any

import msgspec

from uba import ocsf
from uba.events import AUTHENTICATION, FILE_HOSTING, OTHER, Event
from uba.sources.by_position import with_places
from uba.sources.fields import clean_ip, time_ms, user_key

_Path = tuple[str, ...]
_LARGEST = 2**63 - 1
_KINDS: dict[Any, Any] = {
    str: str | None,
    int: Annotated[int, msgspec.Meta(ge=-_LARGEST, le=_LARGEST)] | None,
    float: Annotated[float, msgspec.Meta(gt=-(2.0**63), lt=2.0**63)] | None,
    bool | None: bool | None,
    tuple[str, ...]: list[Any] | None,
}
"""Type of an attribute -> type of what OCSF has for it."""
USER_NAMES = ("actor_user_name", "user_name", "email_from", "email_smtp_from", "email_reply_to")
"""Attributes that name users."""
_READ_APART = ("time", "class_uid", "source")
_FIELDS = {field.name: field for field in msgspec.structs.fields(Event)}
_APART: dict[_Path, Any] = {
    ("time",): str | int | float | None,
    ("time_dt",): str | None,
    ("class_uid",): int,
    ("metadata", "logged_time"): str | int | float | None,
    ("http_response", "length"): _KINDS[int],
    ("unmapped", "uba"): msgspec.Raw,
}
"""Paths that are read in another way than the attribute's type says."""


def _segments(names: dict[str, str]) -> dict[str, _Path]:
    return {name: tuple(path.split(".")) for name, path in names.items() if not path.startswith("unmapped.")}


def _tree() -> dict[str, Any]:
    """All paths of all classes, nested, with types as leaves."""
    tree: dict[str, Any] = {}
    leaves: dict[_Path, Any] = {}
    for names in (ocsf.PATHS, *ocsf.CLASS_PATHS.values()):
        leaves |= {path: _KINDS[_FIELDS[name].type] for name, path in _segments(names).items()}
    for path, kind in (leaves | _APART).items():
        node = tree
        for segment in path[:-1]:
            node = node.setdefault(segment, {})
        node[path[-1]] = kind
    return tree


class _Structs:
    """A struct for each object of OCSF, and what stands for an object that is not there."""

    def __init__(self) -> None:
        self.absent: dict[_Path, msgspec.Struct] = {}
        self.whole = self._of(_tree(), ())

    def _of(self, tree: dict[str, Any], path: _Path) -> type[msgspec.Struct]:
        fields: list[tuple[str, Any, Any]] = []
        for key, inner in tree.items():
            kind, default = inner, None
            if isinstance(inner, dict) and "0" in inner:
                kind = list[self._of(inner["0"], (*path, key, "0"))] | None  # type: ignore[misc]
            elif isinstance(inner, dict):
                kind = self._of(inner, (*path, key)) | None
            elif inner is msgspec.Raw:
                default = msgspec.Raw()
            fields.append((f"{key}_", kind, msgspec.field(name=key, default=default)))
        struct = msgspec.defstruct("_".join(("Ocsf", *path)), fields, gc=False)
        self.absent[path] = struct()
        return struct


class OcsfReader:
    """The decoder of all classes, and the function that makes our event of each, written when first needed."""

    def __init__(self, listed: Callable[[list[Any]], tuple[str, ...]]) -> None:
        structs = _Structs()
        self._absent = structs.absent
        self._decode = msgspec.json.Decoder(structs.whole).decode
        self._events: dict[int, Callable[[Any], Event]] = {}
        self._listed = listed

    def read(self, record: bytes) -> Event | None:
        """Read one event; None for what must be walked.

        Raises
        ------
        ParseError
            A time cannot be read.
        """
        try:
            whole: Any = self._decode(record)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            return None
        if whole.unmapped_ is not None and whole.unmapped_.uba_:
            return None
        class_uid = whole.class_uid_
        if class_uid not in self._events:
            if class_uid not in ocsf.LAST_ACTIVITIES:
                return None
            self._events[class_uid] = _Function(class_uid, self._absent).compiled(self._listed)
        return self._events[class_uid](whole)


class _Function:
    """The text of the function that makes our event of one class's."""

    def __init__(self, class_uid: int, absent: dict[_Path, msgspec.Struct]) -> None:
        self._class_uid = class_uid
        self._absent = absent
        self._lines: list[str] = []
        self._objects: dict[_Path, str] = {(): "r"}
        self._paths = _segments(ocsf.PATHS | ocsf.CLASS_PATHS.get(class_uid, {}))
        self._known = {**ocsf.KNOWN_IDS, "activity_id": frozenset(range(ocsf.LAST_ACTIVITIES[class_uid] + 1))}
        self._scope: dict[str, Any] = {"Event": Event, "clean_ip": clean_ip, "time_ms": time_ms, "user_key": user_key}

    def compiled(self, listed: Callable[[list[Any]], tuple[str, ...]]) -> Callable[[Any], Event]:
        """Compile it."""
        self._scope["listed"] = listed
        given = {name: self._attribute(name) for name in self._paths if name not in _READ_APART}
        given["time"] = "time_ms(r.time_ if r.time_ is not None else r.time_dt_, 'time')"
        given["class_uid"] = repr(self._class_uid)
        given["source"] = repr("ocsf")
        call = f"Event({', '.join(f'{name}={text}' for name, text in given.items())})"
        text = "\n".join(["def of(r):", *self._lines, f"    return {call}"])
        exec(compile(with_places(ast.parse(text)), "<ocsf>", "exec", dont_inherit=True), self._scope)
        function: Callable[[Any], Event] = self._scope["of"]
        return function

    def _attribute(self, name: str) -> str:
        """The expression for an attribute."""
        value, field = self._value(self._paths[name]), _FIELDS[name]
        if name == "actor_user_name" and self._class_uid == AUTHENTICATION:
            return f"user_key({value}) or user_key({self._value(('actor', 'user', 'name'))})"
        if name == "resource_uid" and self._class_uid == FILE_HOSTING:
            return f"{value} or {self._value(('file', 'path'))} or {self._value(('file', 'name'))} or ''"
        if name == "bytes_out":
            length = self._value(("http_response", "length"))
            return f"{value} if {value} is not None else 0 if {length} is None else max(0, min({length}, {2**62}))"
        if name == "count":
            return f"1 if {value} is None else max(1, {value})"
        if name == "logged_time":
            return f"0 if {value} is None else time_ms({value}, 'metadata.logged_time')"
        if name in self._known:
            self._scope[f"known_{name}"] = self._known[name]
            return f"{field.default!r} if {value} is None else {value} if {value} in known_{name} else {OTHER}"
        if name in USER_NAMES:
            return f"user_key({value})"
        if name == "src_ip":
            return f"clean_ip({value} or '')"
        if field.type == tuple[str, ...]:
            return f"listed({value}) if {value} else ()"
        return value if field.default is None else f"{value} or {field.default if name != 'uid' else ''!r}"

    def _value(self, path: _Path) -> str:
        """The expression for the value at a path."""
        return f"{self._object(path[:-1])}.{path[-1]}_"

    def _object(self, path: _Path) -> str:
        """The variable that holds an object; it is entered once."""
        if path not in self._objects:
            name = "_".join(("o", *path))
            self._scope[f"no_{name}"] = self._absent[path]
            outer = self._value(path[:-1]) if path[-1] == "0" else self._value(path)
            inner = f"{outer}[0] if {outer} else" if path[-1] == "0" else f"{outer} or"
            self._lines.append(f"    {name} = {inner} no_{name}")
            self._objects[path] = name
        return self._objects[path]

"""Documents whose names have dots, `"event.action": "vpn-login"`, read as the objects that the dots stand for.

A flat struct of the names that documents have had so far reads the next one at once, and what was written out for them
makes the structs of it. A document that says one thing in both ways, or a value of another type than it should have,
is opened name by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, NoReturn, TypeAlias, TypeVar, get_args

import msgspec

from uba.remembered import remembered
from uba.sources.decoding import DAMAGES

T = TypeVar("T", bound=msgspec.Struct)

_Flat: TypeAlias = dict[str, Any]
_KEYS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_MOST, _LONGEST = 128, 64
"""Names that mean nothing and join the struct, and characters of one."""


class DottedDecoder(Generic[T]):
    """Decodes a document with dotted names into the struct that it is with objects.

    Parameters
    ----------
    record_type
        The struct; it and those in it have a default for each field.
    """

    def __init__(self, record_type: type[T]) -> None:
        self._type = record_type
        self._known = dict(_fields_of(record_type, ""))
        self._met: dict[str, tuple[str, Any, Any]] = {}
        self._others = 0
        self._learn(())

    def decode(self, record: bytes) -> T | None:
        """Decode `record`; None for what must be opened name by name, or is no document."""
        try:
            return self._open(self._flat(record))
        except DAMAGES:
            pass  # a name that was not met before, as a rule
        try:
            return self._open(self._flat(record)) if self._learn(_KEYS.decode(record)) else None
        except DAMAGES:
            return None

    def _learn(self, names: Iterable[str]) -> bool:
        """Let names join the struct; False where one may say more than that it is there."""
        new = [name for name in names if name not in self._met]
        others = [name for name in new if name not in self._known]
        if self._others + len(others) > _MOST or any(len(name) > _LONGEST or self._is_below(name) for name in others):
            return False
        self._others += len(others)
        for name in new:
            kind, default = self._known.get(name, (msgspec.Raw, msgspec.Raw()))
            self._met[name] = (f"f{len(self._met)}", kind, msgspec.field(name=name, default=default))
        flat = msgspec.defstruct("Flat", self._met.values(), gc=False, forbid_unknown_fields=True)
        self._flat = msgspec.json.Decoder(flat).decode
        self._open = self._opener()
        return bool(new)

    def _is_below(self, name: str) -> bool:
        """Whether a name is that of something in what a field holds, as it is or as JSON."""
        path = name.split(".")
        above = (self._known.get(".".join(path[:length])) for length in range(1, len(path)))
        return any(field is not None and _struct_in(field[0]) is None for field in above)

    def _opener(self) -> Callable[[Any], T]:
        """What makes the structs; of a document only names that are known get into what is evaluated."""
        scope: dict[str, Any] = {"said_twice": _said_twice, "Raw": msgspec.Raw}
        whole, _ = self._object(self._type, "", scope)
        opener: Callable[[Any], T] = eval(f"lambda d: {whole}", scope)
        return opener

    def _object(self, kind: type[msgspec.Struct], path: str, scope: dict[str, Any]) -> tuple[str, list[str]]:
        """Give the expression that makes a struct of the names below a path, and the tests whether one is there."""
        scope[kind.__name__] = kind
        values, tests = [], [f"d.{field[0]}" for name, field in self._met.items() if self._is_other(name, path)]
        for field in msgspec.structs.fields(kind):
            name = f"{path}{field.encode_name}"
            own = f"d.{self._met[name][0]}" if name in self._met else ""
            value = own or ("None" if field.default is None else "Raw()")
            struct = _struct_in(field.type)
            opened, below = self._object(struct, f"{name}.", scope) if struct is not None else ("", [])
            if below:
                one_way = f"said_twice() if {own} is not None else {opened}" if own else opened
                value = f"({one_way} if {' or '.join(below)} else {value})"
            values.append(value)
            tests += [f"{own} is not None", *below] if own else below
        return f"{kind.__name__}({', '.join(values)})", tests

    def _is_other(self, name: str, path: str) -> bool:
        """Whether a name that nobody knows is below a path; deeper is below too."""
        return bool(path) and name not in self._known and name.startswith(path)


def _fields_of(kind: type[msgspec.Struct], path: str) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Yield (name, (type, default)) of all fields of a struct and of those in it."""
    for field in msgspec.structs.fields(kind):
        name = f"{path}{field.encode_name}"
        yield name, (field.type, field.default)
        struct = _struct_in(field.type)
        if struct is not None:
            yield from _fields_of(struct, f"{name}.")


def _struct_in(kind: Any) -> type[msgspec.Struct] | None:
    """The struct that a field holds, if it holds one."""
    return next((one for one in get_args(kind) if isinstance(one, type) and issubclass(one, msgspec.Struct)), None)


def _said_twice() -> NoReturn:
    raise msgspec.ValidationError("an object, and dotted names of the same")


def nested(flat: _Flat) -> _Flat:
    """Open the dotted names at the top of a document; what does not fit a name that is already a value stays behind."""
    out: _Flat = {key: value for key, value in flat.items() if "." not in key}
    for key, value in flat.items():
        path, last = _path_of(key)
        if not path:
            continue
        node: Any = out
        for part in path:
            node = node.setdefault(part, {}) if isinstance(node, dict) else None
        if isinstance(node, dict):
            node.setdefault(last, value)
    return out


@remembered(4_096)
def _path_of(key: str) -> tuple[list[str], str]:
    """The names above the last, and the last, of a key with dots."""
    *path, last = key.split(".")[:8]
    return path, last

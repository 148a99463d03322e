"""The normalised names a rule may use: attributes of events, flat or as OCSF paths, and what is derived from them."""

from __future__ import annotations

from functools import cache
from typing import get_args, get_type_hints

import msgspec

from uba.events import Event
from uba.indicators.derived import ALTERNATIVES, DERIVED
from uba.indicators.reader import Kind, Reader
from uba.ocsf import CLASS_PATHS, PATHS

_KINDS = {str: Kind.TEXT, int: Kind.NUMBER, float: Kind.NUMBER, bool: Kind.FLAG}


@cache
def attribute(name: str) -> Reader:
    """Give the reader of one attribute of the event.

    Raises
    ------
    KeyError
        Events have no such attribute.
    """
    hint = _hints()[name]
    if str in get_args(hint):
        return Reader(name, (name,), Kind.TEXTS)
    plain = next((one for one in get_args(hint) if one is not type(None)), hint)
    return Reader(name, (name,), _KINDS[plain])


@cache
def _hints() -> dict[str, type]:
    names = {field.name for field in msgspec.structs.fields(Event)}
    return {name: hint for name, hint in get_type_hints(Event).items() if name in names}


@cache
def normalised() -> dict[str, tuple[Reader, ...]]:
    """Give every normalised name, in lower case, with what it reads."""
    found: dict[str, tuple[Reader, ...]] = {name: (attribute(name),) for name in _hints()}
    for paths in (PATHS, *CLASS_PATHS.values()):
        for name, path in paths.items():
            if not path.startswith("unmapped."):
                readers = found.setdefault(path.replace(".0.", "."), ())
                if attribute(name) not in readers:
                    found[path.replace(".0.", ".")] = (*readers, attribute(name))
    return found | {name: (reader,) for name, reader in DERIVED.items()} | ALTERNATIVES

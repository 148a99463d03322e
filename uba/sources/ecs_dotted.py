"""Documents whose names have dots, `"event.action": "vpn-login"`, opened into the objects that the dots stand for.

Shippers write the same names again and again, so what opening does for a set of names is written out once, as one
display of dictionaries: `{"event": {"action": f["event.action"]}}`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from uba.remembered import remembered

_Flat: TypeAlias = dict[str, Any]
_MOST, _LONGEST = 256, 4_096
"""Sets of names that are written out, and characters of one: for others writing would cost more than it saves."""
_written: dict[tuple[str, ...], Callable[[_Flat], _Flat]] = {}


def nested(flat: _Flat) -> _Flat:
    """Open the dotted names at the top of a document; what does not fit a name that is already a value stays behind."""
    names = tuple(flat)
    open_all = _written.get(names)
    if open_all is None:
        open_all = _write(names) if len(_written) < _MOST and sum(map(len, names)) <= _LONGEST else _opened
    return open_all(flat)


def _write(names: tuple[str, ...]) -> Callable[[_Flat], _Flat]:
    """Write out what `_opened` does where all names have places of their own; else it depends on the values.

    Of a record only names get into what is evaluated, each as the literal that `repr` makes of it.
    """
    shape = _opened(dict(zip(names, names, strict=True)))
    if _leaves(shape) == len(names):
        _written[names] = eval(f"lambda f: {_display(shape)}")
    else:
        _written[names] = _opened
    return _written[names]


def _leaves(shape: _Flat) -> int:
    return sum(_leaves(inner) if isinstance(inner, dict) else 1 for inner in shape.values())


def _display(shape: _Flat) -> str:
    inside = (
        f"{key!r}: {_display(inner) if isinstance(inner, dict) else f'f[{inner!r}]'}" for key, inner in shape.items()
    )
    return f"{{{', '.join(inside)}}}"


def _opened(flat: _Flat) -> _Flat:
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

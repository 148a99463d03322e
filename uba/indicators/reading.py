"""What fields say of events, against one context; what was made of a value is remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from uba.context import Context
from uba.events import Event
from uba.indicators.reader import Read, Reader

_VALUES = 1 << 14
_BYTES = 4 << 20
"""Values and bytes that each field remembers; whoever writes logs chooses how long and how many they are."""


class _Memory(dict[Any, Any]):
    """What a field makes of values. When full it forgets everything: bounded, and never wrong."""

    def __init__(self, read: Read, context: Context) -> None:
        super().__init__()
        self._read = read
        self._context = context
        self._room = _BYTES

    def __missing__(self, raw: Any) -> Any:
        made = self._read(raw, self._context)
        self._room -= size_of(raw)
        if len(self) >= _VALUES or self._room < 0:
            self.clear()
            self._room = _BYTES
        self[raw] = made
        return made


def size_of(raw: Any) -> int:
    """About how many bytes a value, or a tuple of values, takes."""
    if isinstance(raw, str):
        return 56 + len(raw)
    return 56 + sum(map(size_of, raw)) if isinstance(raw, tuple) else 28


class Reading:
    """Reads fields of events.

    Parameters
    ----------
    context
        Directory, networks and inventory that fields ask.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._memories: dict[Reader, _Memory] = {}

    def bound(self, reader: Reader) -> Callable[[Any], Any] | None:
        """Give the function that makes the value of what `Reader.raw` gave; None where that is the value."""
        if reader.read is None:
            return None
        memory = self._memories.get(reader)
        if memory is None:
            memory = self._memories[reader] = _Memory(reader.read, self._context)
        return memory.__getitem__

    def made(self, reader: Reader, raws: list[Any]) -> list[Any]:
        """Give what a field makes of values that nobody asks for again: nothing is remembered."""
        read = reader.read
        return raws if read is None else [read(raw, self._context) for raw in raws]

    def value(self, reader: Reader) -> Callable[[Event], Any]:
        """Give the function that takes the value from an event."""
        raw, bound = reader.raw(), self.bound(reader)
        return raw if bound is None else lambda event: bound(raw(event))

"""Correlations as they run: hits of event rules in, hits of correlations out, and what they remember."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from uba.clock import DAY_MS
from uba.events import Event
from uba.indicators.reading import Reading
from uba.indicators.ruleset import Correlation, Part, Readers
from uba.indicators.tree import value_text
from uba.indicators.window import Mark, Window
from uba.state.hashing import Hasher

_KEPT = 1 << 17
"""Groups of hits kept at once; those that began first are forgotten."""
_Text = Callable[[Event], str]
_Key = tuple[int, int]


class _Stored(msgspec.Struct, array_like=True):
    correlation: str
    group: int
    marks: list[Mark]


class _Above(NamedTuple):
    """A correlation that hits of a rule are part of, as its base of this number, and what it asks of their events."""

    row: int
    base: int
    correlation: Correlation
    group: tuple[_Text, ...]
    value: _Text | None


class Relating:
    """The correlations of a rule set.

    Parameters
    ----------
    parts
        The rule set's, in order.
    lateness_ms
        So long hits are waited for.
    """

    def __init__(self, parts: Sequence[Part], reading: Reading, lateness_ms: int, hasher: Hasher) -> None:
        self._lateness_ms = lateness_ms
        self._hasher = hasher
        self._correlations = {row: part for row, part in enumerate(parts) if isinstance(part, Correlation)}
        rows = {part.uid: row for row, part in enumerate(parts)}
        self._above: dict[tuple[int, int], list[_Above]] = {}
        for row, correlation in self._correlations.items():
            for base, uid in enumerate(correlation.bases):
                part = self._correlations.get(rows[uid])
                for leaf in part.groups if part is not None else (uid,):
                    values = correlation.values.get(leaf)
                    above = _Above(
                        row,
                        base,
                        correlation,
                        tuple(_text(readers, reading) for readers in correlation.groups[leaf]),
                        None if values is None else _text(values, reading),
                    )
                    self._above.setdefault((rows[uid], rows[leaf]), []).append(above)
        self._windows: dict[_Key, Window] = {}

    def counts(self, row: int) -> bool:
        """Whether hits of a rule are part of a correlation."""
        return (row, row) in self._above

    def enter(self, row: int, event: Event) -> Sequence[tuple[int, int, int]]:
        """Enter a hit of an event rule; give (correlation, group, how many) of all that hold with it."""
        return self._enter(row, row, event)

    def _enter(self, row: int, leaf: int, event: Event) -> Sequence[tuple[int, int, int]]:
        found: list[tuple[int, int, int]] = []
        for above in self._above.get((row, leaf), ()):
            group = self._group(above.group, event)
            value = self._value(above.value, event)
            if group is None or value is None:
                continue
            window = self._windows.get((above.row, group))
            if window is None:
                window = self._windows[above.row, group] = Window()
                if len(self._windows) > _KEPT:
                    del self._windows[next(iter(self._windows))]
            together = window.add(above.correlation, (event.time, above.base, value), self._lateness_ms)
            if together:
                found.append((above.row, group, together))
                found += self._enter(above.row, leaf, event)
        return found

    def _group(self, texts: Sequence[_Text], event: Event) -> int | None:
        """Hash of what a hit is grouped by; None where the event does not say: it belongs to no group."""
        if len(texts) == 1:
            found = texts[0](event)
            return self._hasher.one(found) if found else None
        several = [text(event) for text in texts]
        return self._hasher.one("\x1f".join(several)) if all(several) else None

    def _value(self, text: _Text | None, event: Event) -> int | None:
        """Hash of the value that is counted, 0 where none is; None where the event does not say."""
        found = text(event) if text is not None else ""
        return self._hasher.one(found) if found or text is None else None

    def forget_before(self, day: int) -> None:
        """Drop groups whose hits are too old to meet another one."""
        begin = day * DAY_MS
        self._windows = {
            key: window
            for key, window in self._windows.items()
            if window.newest + self._correlations[key[0]].span_ms + self._lateness_ms >= begin
        }

    @property
    def nbytes(self) -> int:
        """Bytes of the stored hits."""
        return sum(24 * len(window.marks) + 16 for window in self._windows.values())

    def state(self) -> bytes:
        """Everything remembered, in the order in which it began."""
        stored = [
            _Stored(self._correlations[row].uid, group, window.marks) for (row, group), window in self._windows.items()
        ]
        return msgspec.msgpack.encode(stored)

    def restore(self, state: bytes) -> None:
        """Rebuild from `state`; hits of correlations that are no longer loaded are dropped."""
        rows = {correlation.uid: row for row, correlation in self._correlations.items()}
        self._windows = {
            (rows[stored.correlation], stored.group): Window(stored.marks)
            for stored in msgspec.msgpack.decode(state, type=list[_Stored])
            if stored.correlation in rows and stored.marks
        }


def _text(readers: Readers, reading: Reading) -> _Text:
    """Give the function that gives the first of some fields that says something, as text in lower case."""
    values = [reading.value(reader) for reader in readers]
    if len(values) == 1:
        only = values[0]
        return lambda event: value_text(only(event))
    return lambda event: next((found for value in values if (found := value_text(value(event)))), "")

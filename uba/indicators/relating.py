"""Correlations as they run: hits of event rules in, hits of correlations out, and what they remember."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from uba.clock import DAY_MS
from uba.events import Event
from uba.indicators.reader import Kind
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
    group: _Text | None
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
                        _joined([_text(readers, reading) for readers in correlation.groups[leaf]]),
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
            text = above.group(event) if above.group is not None else ""
            counted = above.value(event) if above.value is not None else ""
            if not (text or above.group is None) or not (counted or above.value is None):
                continue  # who does not say belongs to no group, and counts for nothing
            group, value = self._hasher.one(text), self._hasher.one(counted)
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


def _joined(texts: Sequence[_Text]) -> _Text | None:
    """Give the function that gives all of some texts as one, empty where one of them is; None where there are none."""
    if len(texts) < 2:
        return texts[0] if texts else None

    def joined(event: Event) -> str:
        several = [text(event) for text in texts]
        return "\x1f".join(several) if all(several) else ""

    return joined


def _text(readers: Readers, reading: Reading) -> _Text:
    """Give the function that gives the first of some fields that says something, as text in lower case."""
    values = [reading.value(reader) for reader in readers]
    if len(values) == 1:
        only, reader = values[0], readers[0]
        if reader.kind is Kind.TEXT and reader.read is None:
            return (lambda event: only(event).lower()) if reader.keeps_case else only
        return lambda event: value_text(only(event))
    return lambda event: next((found for value in values if (found := value_text(value(event)))), "")

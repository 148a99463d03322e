"""Counts of the engine's own run: days, sources, findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from uba.batch import EventBatch
from uba.clock import DAY_MS
from uba.statistics import DayStatistics, SourceStatistics, TeamStatistics

KEPT_DAYS = 400
P_VALUE_BINS = 10
"""Parts of equal width that p-values are counted in."""
_DAY_BYTES, _COUNT_BYTES = 700, 150
"""Of a day, and of a day of a source, by the sizes of their objects."""
_Value = TypeVar("_Value")


class _Day(msgspec.Struct):
    events: int = 0
    rejected: int = 0
    late: int = 0
    findings: int = 0
    suppressed: int = 0
    budget: float = 0.0
    active: dict[str, int] = msgspec.field(default_factory=dict)
    findings_by_team: dict[str, int] = msgspec.field(default_factory=dict)
    p_values: dict[str, list[int]] = msgspec.field(default_factory=dict)


class _Source(msgspec.Struct):
    last_event_ms: int = 0
    events_by_day: dict[int, int] = msgspec.field(default_factory=dict)


class _Stored(msgspec.Struct):
    days: dict[int, _Day]
    sources: dict[str, _Source]


class Ledger:
    """Figures by UTC day of event time, and by source; the newest 400 days."""

    def __init__(self) -> None:
        self._days: dict[int, _Day] = {}
        self._sources: dict[str, _Source] = {}

    def note_events(self, batch: EventBatch, late: NDArray[np.bool_], asked: float) -> None:
        """Count events; `asked` is the budget of their days, `late` has shape (n,)."""
        day = batch.time // DAY_MS
        for source in np.unique(batch.source).tolist():
            mine = np.flatnonzero(batch.source == source)
            known = self._sources.setdefault(batch.events[int(mine[0])].source, _Source())
            known.last_event_ms = max(known.last_event_ms, int(batch.time[mine].max()))
            for number, count in _counted(day[mine]):
                entry = self._day(number)
                entry.events += count
                entry.budget = asked
                known.events_by_day[number] = known.events_by_day.get(number, 0) + count
        for number, count in _counted(day[late]):
            self._day(number).late += count

    def note_rejected(self, time_ms: int, count: int) -> None:
        """Count records that could not be read, on the day that was open when they came."""
        self._day(time_ms // DAY_MS).rejected += count

    def note_finding(self, time_ms: int, team: str = "") -> None:
        """Count a finding that was raised, about somebody of a team; empty for nobody's."""
        day = self._day(time_ms // DAY_MS)
        day.findings += 1
        day.findings_by_team[team] = day.findings_by_team.get(team, 0) + 1

    def note_suppressed(self, time_ms: int) -> None:
        """Count an incident that was held back."""
        self._day(time_ms // DAY_MS).suppressed += 1

    def note_closed(self, day: int, active: Mapping[str, int]) -> None:
        """Note how many entities were active on a closed day."""
        if any(active.values()):
            self._day(day).active = dict(active)
        self._days = _kept(self._days, day)
        for source in self._sources.values():
            source.events_by_day = _kept(source.events_by_day, day)

    @property
    def nbytes(self) -> int:
        """Bytes of the figures, roughly."""
        sources = sum(len(source.events_by_day) for source in self._sources.values())
        return _DAY_BYTES * len(self._days) + _COUNT_BYTES * sources

    def note_p_values(self, day: int, kind: str, p_values: NDArray[np.float64]) -> None:
        """Count the fused p-values, shape (n,), that the entities of a kind had on a closed day, by tenths."""
        if p_values.size:
            tenths = np.minimum((p_values * P_VALUE_BINS).astype(np.int64), P_VALUE_BINS - 1)
            self._day(day).p_values[kind] = np.bincount(tenths, minlength=P_VALUE_BINS).tolist()

    def days(self) -> list[DayStatistics]:
        """Days in order."""
        return [
            DayStatistics(
                day=day,
                events=entry.events,
                rejected=entry.rejected,
                late=entry.late,
                findings=entry.findings,
                suppressed=entry.suppressed,
                budget=entry.budget,
                active=entry.active,
                findings_by_team=dict(sorted(entry.findings_by_team.items())),
                p_values=dict(entry.p_values),
            )
            for day, entry in sorted(self._days.items())
        ]

    def sources(self) -> list[SourceStatistics]:
        """Sources by name."""
        return [
            SourceStatistics(
                source=name, last_event_ms=entry.last_event_ms, events_by_day=dict(sorted(entry.events_by_day.items()))
            )
            for name, entry in sorted(self._sources.items())
        ]

    def realised_per_day(self) -> float:
        """Findings a day on days with events."""
        days = [entry for entry in self._days.values() if entry.events]
        return sum(entry.findings for entry in days) / len(days) if days else 0.0

    def teams(self, asked: Mapping[str, float]) -> list[TeamStatistics]:
        """Every team with a budget or a finding, by name: asked for, and findings a day on days with events."""
        days = [entry for entry in self._days.values() if entry.events]
        raised: Counter[str] = Counter()
        for entry in days:
            raised.update(entry.findings_by_team)
        return [
            TeamStatistics(
                team=team,
                asked_per_day=asked.get(team),
                realised_per_day=round(raised[team] / max(len(days), 1), 4),
                findings=raised[team],
            )
            for team in sorted({*asked, *raised} - {""})
        ]

    def state(self) -> bytes:
        """Everything, as MessagePack, in order: whatever came first, equal counts are equal bytes."""
        sources = {
            name: msgspec.structs.replace(entry, events_by_day=dict(sorted(entry.events_by_day.items())))
            for name, entry in sorted(self._sources.items())
        }
        return msgspec.msgpack.encode(_Stored(dict(sorted(self._days.items())), sources))

    def restore(self, state: bytes) -> None:
        """Rebuild from `state`."""
        stored = msgspec.msgpack.decode(state, type=_Stored)
        self._days, self._sources = stored.days, stored.sources

    def _day(self, day: int) -> _Day:
        return self._days.setdefault(day, _Day())


def _counted(days: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Each day, and how often it is there."""
    numbers, counts = np.unique(days, return_counts=True)
    return zip(numbers.tolist(), counts.tolist(), strict=True)


def _kept(days: dict[int, _Value], today: int) -> dict[int, _Value]:
    """Of figures by day the newest `KEPT_DAYS`, and not many of a future that broken clocks tell of."""
    known = [day for day in days if day >= today - KEPT_DAYS]
    if len(known) > 2 * KEPT_DAYS:
        known = sorted(known)[: 2 * KEPT_DAYS]
    return {day: days[day] for day in known}

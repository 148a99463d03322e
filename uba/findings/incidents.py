"""Incidents that would begin at other thresholds: counted as the book of findings would, without being told."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

import msgspec

from uba.findings.finding import Entity
from uba.findings.occurrence import REOPEN_MS, goes_on, resumes

MOST_KEYS = 10_000
"""Entities remembered at most: who invents names by the million has few incidents more by it."""

_KEY_BYTES, _INCIDENT_BYTES = 100, 350
"""Of an entity beside its name, and of an incident, by the sizes of their objects."""


class Incident(msgspec.Struct, array_like=True, gc=False):
    """One incident at one threshold.

    Attributes
    ----------
    start, end
        Event time of its first and last event, ms.
    features
        What was strange about it.
    """

    start: int
    end: int
    features: list[str]
    is_held_back: bool = False
    """Nobody would be told, so it does not count."""

    def take_in(self, time_ms: int, features: Sequence[str]) -> None:
        """An event is part of it."""
        if time_ms > self.end:
            self.end = time_ms
        elif time_ms < self.start:
            self.start = time_ms
        for feature in features:
            if feature not in self.features:
                self.features.append(feature)


class StoredIncidents(msgspec.Struct, array_like=True):
    """State of `Incidents`: incidents, which are new, and which entity is in which."""

    incidents: list[Incident]
    begun: list[int]
    recent: list[tuple[Entity, int]]


class Incidents:
    """Incidents at one threshold, as far as they can still go on.

    The rules are those of the book of findings (`uba.findings.occurrence`): what shares an entity within a
    day is one incident, and for three days more of the same belongs to it.
    """

    def __init__(self) -> None:
        self._recent: dict[Entity, Incident] = {}
        self.begun: list[Incident] = []
        """Since the last `close_before`."""

    def note(self, keys: Sequence[Entity], time_ms: int, features: Sequence[str]) -> Incident | None:
        """Enter an event of the entities `keys`; the incident if it begins with it, None where one goes on.

        `features` are those that are strange about it, strangest first.
        """
        first = self._recent.get(keys[0]) if keys else None
        if first is not None and goes_on(first.start, first.end, time_ms):
            for key in keys:
                if self._recent.get(key) is not first:
                    break
            else:  # as most do, quickly: all of them are in the one that goes on
                first.take_in(time_ms, features)
                return None
        known = [incident for key in keys if (incident := self._recent.get(key)) is not None]
        going_on = [i for i in known if goes_on(i.start, i.end, time_ms)]
        leading = features[0] if features else ""
        again = going_on or [i for i in known if leading and resumes(i.end, i.features, time_ms, leading)]
        current = min(again, key=attrgetter("start"), default=None)
        begun = None
        if current is None:
            current = begun = Incident(time_ms, time_ms, list(features))
            self.begun.append(begun)
        else:
            current.take_in(time_ms, features)
        for key in keys:
            self._recent[key] = current
        while len(self._recent) > MOST_KEYS:  # the longest known goes first
            del self._recent[next(iter(self._recent))]
        return begun

    def close_before(self, time_ms: int) -> list[Incident]:
        """Forget what cannot go on at event time `time_ms`; the incidents that began since the last call."""
        begun, self.begun = self.begun, []
        self._recent = {key: i for key, i in self._recent.items() if i.end >= time_ms - REOPEN_MS}
        return begun

    @property
    def nbytes(self) -> int:
        """Bytes of what can go on, roughly."""
        incidents = len(set(map(id, (*self.begun, *self._recent.values()))))
        return _KEY_BYTES * len(self._recent) + _INCIDENT_BYTES * incidents

    def stored(self) -> StoredIncidents:
        """Everything."""
        place: dict[int, int] = {}
        incidents: list[Incident] = []
        for incident in (*self.begun, *self._recent.values()):
            if id(incident) not in place:
                place[id(incident)] = len(incidents)
                incidents.append(incident)
        recent = [(key, place[id(incident)]) for key, incident in self._recent.items()]
        return StoredIncidents(incidents, [place[id(incident)] for incident in self.begun], recent)

    def restore(self, stored: StoredIncidents) -> None:
        """Rebuild from `stored`."""
        self.begun = [stored.incidents[i] for i in stored.begun]
        self._recent = {key: stored.incidents[i] for key, i in stored.recent}

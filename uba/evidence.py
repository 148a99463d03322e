"""What was strange about each open entity-day: the strongest observation of each feature."""

from __future__ import annotations

from collections import Counter

import msgspec
import numpy as np
from numpy.typing import NDArray

from uba.decide.reasons import Evidence
from uba.features import features_of
from uba.state.table import KEPT_SHARE

MOST_DAYS = 1 << 15
"""Entity-days of one kind with evidence at most."""
_EVIDENCE_BYTES = 500
"""Of an observation with its numbers and its value, by the sizes of their objects."""

MOST_UIDS = 8
"""Uids of one observation that are remembered."""
_UID_BYTES = 100


class _Stored(msgspec.Struct, array_like=True):
    """An observation as it is kept in a snapshot, its feature by column."""

    kind: str
    entity: int
    day: int
    column: int
    name: str
    content: float
    surprise: float
    expected: tuple[float, ...]
    value: str
    techniques: tuple[str, ...]
    event_uids: tuple[str, ...]
    time: int


class EvidenceMemory:
    """Evidence of the open days, by entity; forgotten when the day is closed and past lateness."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, int, int], dict[int, Evidence]] = {}

    def note(self, kind: str, entity: int, day: int, column: int, evidence: Evidence) -> None:
        """Remember the new strongest observation of a feature, and behind it the events that led there."""
        known = self._days.setdefault((kind, entity, day), {})
        before = known.get(column)
        if before is not None and before.event_uids:
            uids = (*before.event_uids, *evidence.event_uids)[-MOST_UIDS:]
            evidence = msgspec.structs.replace(evidence, event_uids=uids)
        known[column] = evidence

    def of(self, kind: str, entity: int, day: int) -> list[Evidence]:
        """Evidence of one entity-day, by column."""
        found = self._days.get((kind, entity, day), {})
        return [found[column] for column in sorted(found)]

    def forget_before(self, day: int) -> None:
        """Drop days before `day`."""
        self._days = {key: value for key, value in self._days.items() if key[2] >= day}

    def forget_entities(self, kind: str, rows: NDArray[np.int64]) -> None:
        """Drop the days of entities that are forgotten."""
        if rows.size:
            gone = set(rows.tolist())
            self._days = {key: value for key, value in self._days.items() if key[0] != kind or key[1] not in gone}

    def make_room(self) -> None:
        """Keep, of each kind, the entity-days with the strongest evidence: these may yet be told."""
        for kind, days in Counter(kind for kind, _, _ in self._days).items():
            if days <= MOST_DAYS:
                continue
            strongest = sorted(
                (max(item.surprise for item in found.values()), key)
                for key, found in self._days.items()
                if key[0] == kind
            )
            for _, key in strongest[: days - int(MOST_DAYS * KEPT_SHARE)]:
                del self._days[key]

    @property
    def nbytes(self) -> int:
        """Bytes of what is remembered, roughly."""
        items = [item for found in self._days.values() for item in found.values()]
        return _EVIDENCE_BYTES * len(items) + _UID_BYTES * sum(len(item.event_uids) for item in items)

    def state(self) -> bytes:
        """Everything, as MessagePack; features by column."""
        rows = [
            _Stored(
                kind,
                entity,
                day,
                column,
                item.entity,
                item.content,
                item.surprise,
                item.expected,
                item.value,
                item.techniques,
                item.event_uids,
                item.time,
            )
            for (kind, entity, day), found in self._days.items()
            for column, item in found.items()
        ]
        return msgspec.msgpack.encode(rows)

    def restore(self, state: bytes) -> None:
        """Rebuild from `state`."""
        self._days = {}
        for row in msgspec.msgpack.decode(state, type=list[_Stored]):
            evidence = Evidence(
                kind=row.kind,
                entity=row.name,
                spec=features_of(row.kind)[row.column],
                content=row.content,
                surprise=row.surprise,
                expected=row.expected,
                value=row.value,
                techniques=row.techniques,
                event_uids=row.event_uids,
                time=row.time,
            )
            self.note(row.kind, row.entity, row.day, row.column, evidence)

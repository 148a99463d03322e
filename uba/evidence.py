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

_Stored = tuple[str, int, int, str, int, float, float, tuple[float, ...], str, tuple[str, ...]]


def _tail(item: Evidence) -> tuple[tuple[float, ...], str, tuple[str, ...]]:
    return item.expected, item.value, item.techniques


class EvidenceMemory:
    """Evidence of the open days, by entity; forgotten when the day is closed and past lateness."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, int, int], dict[int, Evidence]] = {}

    def note(self, kind: str, entity: int, day: int, column: int, evidence: Evidence) -> None:
        """Remember the new strongest observation of a feature."""
        self._days.setdefault((kind, entity, day), {})[column] = evidence

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
        return _EVIDENCE_BYTES * sum(map(len, self._days.values()))

    def state(self) -> bytes:
        """Everything, as MessagePack; features by column."""
        rows: list[_Stored] = [
            (
                kind,
                entity,
                day,
                item.entity,
                column,
                item.content,
                item.surprise,
                item.expected,
                item.value,
                item.techniques,
            )
            for (kind, entity, day), found in self._days.items()
            for column, item in found.items()
        ]
        return msgspec.msgpack.encode(rows)

    def restore(self, state: bytes) -> None:
        """Rebuild from `state`."""
        self._days = {}
        for kind, entity, day, name, column, content, surprise, expected, value, techniques in msgspec.msgpack.decode(
            state, type=list[_Stored]
        ):
            spec = features_of(kind)[column]
            evidence = Evidence(kind, name, spec, content, surprise, expected, value, techniques)
            self.note(kind, entity, day, column, evidence)

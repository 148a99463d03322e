"""What was strange about each open entity-day: the strongest observation of each feature."""

from __future__ import annotations

import msgspec

from uba.decide.reasons import Evidence
from uba.features import features_of

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

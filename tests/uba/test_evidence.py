"""Laws of the evidence of open days."""

from __future__ import annotations

import numpy as np
import pytest

from uba import evidence as evidence_module
from uba.decide.reasons import Evidence
from uba.evidence import MOST_UIDS, EvidenceMemory
from uba.features import features_of

SPECS = features_of("user")


def evidence(column: int, surprise: float, *uids: str) -> Evidence:
    """Give an observation of a feature of ana's."""
    return Evidence("user", "ana", SPECS[column], 7.0, surprise, (1.0, 2.0, 3.0, 4.0, 0.5), "CL", ("T1110",), uids)


def test_the_latest_of_each_feature_is_kept() -> None:
    """A day's evidence has one observation a feature, the last noted, in the order of columns; days are apart."""
    memory = EvidenceMemory()
    for column, surprise in ((3, 2.0), (1, 4.0), (3, 5.0)):
        memory.note("user", 0, 10, column, evidence(column, surprise))
    memory.note("user", 0, 11, 2, evidence(2, 9.0))

    assert memory.of("user", 0, 10) == [evidence(1, 4.0), evidence(3, 5.0)]
    assert memory.of("user", 1, 10) == memory.of("src_ip", 0, 10) == []


def test_the_events_that_count() -> None:
    """Behind an observation stand the newest events that led there, however they were noted; other features' do not."""
    memory, at_once = EvidenceMemory(), EvidenceMemory()
    for i in range(20):
        memory.note("user", 0, 10, 1, evidence(1, 2.0 + i, f"e{i}"))
    memory.note("user", 0, 10, 2, evidence(2, 3.0, "other"))
    at_once.note("user", 0, 10, 1, evidence(1, 21.0, *(f"e{i}" for i in range(20 - MOST_UIDS, 20))))

    assert memory.of("user", 0, 10)[:1] == at_once.of("user", 0, 10)


def test_old_days_are_forgotten() -> None:
    """Evidence before a day is dropped, that of the day stays."""
    memory = EvidenceMemory()
    for day in (9, 10):
        memory.note("user", 0, day, 1, evidence(1, 2.0))
    memory.forget_before(10)

    assert (memory.of("user", 0, 9), len(memory.of("user", 0, 10))) == ([], 1)


def test_state_round_trip() -> None:
    """Restored evidence is equal, its features those of the catalogue."""
    memory, again = EvidenceMemory(), EvidenceMemory()
    for column in range(len(SPECS)):
        memory.note("user", 3, 10, column, evidence(column, float(column), *"abc"[:column]))
    again.restore(memory.state())

    assert again.of("user", 3, 10) == memory.of("user", 3, 10)


def test_the_strongest_days_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a kind with too many entity-days those with the strongest evidence stay; other kinds lose nothing."""
    monkeypatch.setattr(evidence_module, "MOST_DAYS", 8)
    memory = EvidenceMemory()
    for entity in range(20):
        memory.note("src_ip", entity, 10, 1, evidence(1, float(entity % 10)))
        memory.note("user", entity % 5, 10, 1, evidence(1, 1.4))
    memory.make_room()

    kept = [entity for entity in range(20) if memory.of("src_ip", entity, 10)]
    assert len(kept) == 7
    assert {entity % 10 for entity in kept} <= {6, 7, 8, 9}
    assert all(memory.of("user", entity, 10) for entity in range(5))


def test_entities_take_their_evidence_along() -> None:
    """Evidence of entities that are forgotten is dropped, that of others of the same rows and other kinds stays."""
    memory = EvidenceMemory()
    for kind in ("user", "src_ip"):
        for entity in range(3):
            memory.note(kind, entity, 10, 1, evidence(1, 2.0))
    memory.forget_entities("user", np.array([0, 2]))

    assert [len(memory.of("user", entity, 10)) for entity in range(3)] == [0, 1, 0]
    assert [len(memory.of("src_ip", entity, 10)) for entity in range(3)] == [1, 1, 1]

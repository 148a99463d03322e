"""Laws of the evidence of open days."""

from __future__ import annotations

from uba.decide.reasons import Evidence
from uba.evidence import EvidenceMemory
from uba.features import features_of

SPECS = features_of("user")


def evidence(column: int, surprise: float) -> Evidence:
    """Give an observation of a feature of ana's."""
    return Evidence("user", "ana", SPECS[column], 7.0, surprise, (1.0, 2.0, 3.0, 4.0, 0.5), "CL", ("T1110",))


def test_the_latest_of_each_feature_is_kept() -> None:
    """A day's evidence has one observation a feature, the last noted, in the order of columns; days are apart."""
    memory = EvidenceMemory()
    for column, surprise in ((3, 2.0), (1, 4.0), (3, 5.0)):
        memory.note("user", 0, 10, column, evidence(column, surprise))
    memory.note("user", 0, 11, 2, evidence(2, 9.0))

    assert memory.of("user", 0, 10) == [evidence(1, 4.0), evidence(3, 5.0)]
    assert memory.of("user", 1, 10) == memory.of("src_ip", 0, 10) == []


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
        memory.note("user", 3, 10, column, evidence(column, float(column)))
    again.restore(memory.state())

    assert again.of("user", 3, 10) == memory.of("user", 3, 10)

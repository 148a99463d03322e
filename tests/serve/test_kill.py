"""The law of the service: killed at any moment, it keeps what it acknowledged."""

from __future__ import annotations

from pathlib import Path

from benchmarks.kill_service import kill_repeatedly


def test_kill_under_load(tmp_path: Path) -> None:
    """After three kills every acknowledged event has one decision, the one answered, and the state missed nothing."""
    outcome = kill_repeatedly(tmp_path, kills=3, seed=20261124)

    assert outcome.acknowledged > 0
    assert outcome.decisions == outcome.acknowledged
    assert outcome.different == 0
    assert outcome.replayed_equal
    assert outcome.state_equal

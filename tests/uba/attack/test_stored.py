"""What a data directory says was seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.uba.attack.test_seen import batch, event
from uba.attack.seen import STORED_UNDER, SeenRows
from uba.attack.sighting import Seen, Sighting, by_sources
from uba.attack.stored import seen_in, seen_of
from uba.errors import StateError
from uba.ledger import Ledger
from uba.state.codec import pack
from uba.state.files import write_snapshot
from uba.statistics import SourceStatistics, Statistics
from uba.storage import VERSION


def snapshot(now_ms: int, rows: SeenRows | None = None) -> bytes:
    """A snapshot with a clock, a ledger that knows Okta, and what was noted."""
    ledger = Ledger()
    ledger.note_events(batch([event(now_ms)]), np.zeros(1, dtype=np.bool_), 1.0)
    noted = {} if rows is None else {f"{STORED_UNDER}.{name}": array for name, array in rows.state().items()}
    clock = np.array([now_ms, 0, 16, -1], dtype=np.int64)
    return pack(VERSION, {}, {"clock": clock, "ledger": np.frombuffer(ledger.state(), dtype=np.uint8), **noted})


def test_what_was_noted(tmp_path: Path) -> None:
    """The newest snapshot's footprints are read, up to its clock."""
    rows = SeenRows()
    rows.observe(batch([event(50), event(90)]))
    write_snapshot(tmp_path / "state", 3, snapshot(40))
    write_snapshot(tmp_path / "state", 7, snapshot(80, rows))
    found = seen_in(tmp_path)

    assert found == rows.seen(80)
    assert found.by_records["okta|3002|1|||"] == Sighting(2, 80)


def test_sources_where_nothing_was_noted(tmp_path: Path) -> None:
    """A snapshot without footprints says what follows from its sources."""
    write_snapshot(tmp_path / "state", 3, snapshot(40))

    assert seen_in(tmp_path) == by_sources({"okta": 40}, 40)


def test_a_damaged_snapshot(tmp_path: Path) -> None:
    """An older snapshot stands in for a damaged one; when all are damaged, that is said."""
    write_snapshot(tmp_path / "state", 3, snapshot(40))
    write_snapshot(tmp_path / "state", 7, b"UBASTATE and then nothing")
    assert seen_in(tmp_path) == by_sources({"okta": 40}, 40)

    write_snapshot(tmp_path / "state", 3, b"nonsense")
    with pytest.raises(StateError, match="damaged"):
        seen_in(tmp_path)


def test_no_snapshot(tmp_path: Path) -> None:
    """Without a snapshot nothing is claimed."""
    assert seen_in(tmp_path) is None


@pytest.mark.parametrize("noted", [Seen(), Seen(7, {"okta|3002||||": Sighting(1, 7)})])
def test_statistics(noted: Seen) -> None:
    """An engine's statistics give what it noted, else what follows from its sources."""
    statistics = Statistics(
        days=[],
        sources=[SourceStatistics(source="okta", last_event_ms=9, events_by_day={})],
        newcomers=[],
        entities={},
        state_bytes=0,
        asked_per_day=1.0,
        realised_per_day=0.0,
        risks=[],
        seen=noted,
    )

    assert seen_of(statistics) == (noted if noted.by_records else by_sources({"okta": 9}))

"""What an engine has seen: from its statistics, or from the newest snapshot in a data directory."""

from __future__ import annotations

from pathlib import Path

from uba.attack.seen import STORED_UNDER, SeenRows
from uba.attack.sighting import Seen, by_sources
from uba.errors import StateError
from uba.ledger import Ledger
from uba.state.codec import unpack
from uba.state.files import newest_snapshots
from uba.statistics import Statistics
from uba.storage import VERSION


def seen_of(statistics: Statistics) -> Seen:
    """What an engine has seen, by kind of record; by source alone where it noted no more."""
    if statistics.seen.now_ms >= 0:
        return statistics.seen
    return by_sources({source.source: source.last_event_ms for source in statistics.sources})


def seen_in(data_dir: Path) -> Seen | None:
    """What the newest readable snapshot of a service or replay has seen; None where there is no snapshot.

    Raises
    ------
    uba.errors.StateError
        There are snapshots, and none can be read.
    """
    problem: StateError | None = None
    for _, path in newest_snapshots(data_dir / "state"):
        try:
            return _seen_in_snapshot(path.read_bytes())
        except StateError as error:
            problem = problem or error
    if problem is not None:
        raise problem
    return None


def _seen_in_snapshot(body: bytes) -> Seen:
    _, arrays = unpack(body, VERSION)
    now_ms = int(arrays["clock"][0])
    prefix = f"{STORED_UNDER}."
    noted = {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
    if noted:
        rows = SeenRows()
        rows.restore(noted)
        return rows.seen(now_ms)
    ledger = Ledger()
    ledger.restore(arrays["ledger"].tobytes())
    return by_sources({source.source: source.last_event_ms for source in ledger.sources()}, now_ms)

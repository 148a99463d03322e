"""What an engine's state takes, part by part, in bytes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uba.engine import Engine


def memory(engine: Engine) -> dict[str, int]:
    """Bytes by what is remembered, those of free places too; all together are `Statistics.state_bytes`.

    Arrays are counted as they are, what consists of Python objects (names, findings, incidents, figures) roughly,
    by the usual size of such objects. Not in it: the context, and caches, which are bounded and no part of the state.
    """
    parts: Counter[str] = Counter()
    for state in engine.kinds.values():
        parts["names, rhythms, open days"] += state.entities.nbytes
        parts["counts and sizes"] += sum(features.nbytes for features in state.windows)
        parts["rare values"] += state.rarity.nbytes
        parts["values seen"] += state.seen.table.nbytes
        parts["failures"] += state.failures.nbytes
        parts["peers"] += state.rhythm.nbytes
    parts["calibration"] = sum(decider.nbytes for decider in engine.deciders.values())
    parts["sessions"] = engine.sessions.table.nbytes
    parts["uids"] = engine.uids.table.nbytes
    parts["evidence of open days"] = engine.evidence.nbytes
    parts["indicators"] = engine.indicators.nbytes + engine.footprints.nbytes
    parts["findings"] = engine.findings.nbytes
    parts["the pace"] = engine.pace.nbytes
    parts["figures"] = engine.ledger.nbytes
    return dict(parts)

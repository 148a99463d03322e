"""The occurrence: one event that is strange enough to be reported."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from uba.decide.decision import Reason
from uba.findings.finding import Entity

QUIET_MS = 24 * 3_600_000
"""An incident without events for a day is over."""
REOPEN_MS = 3 * QUIET_MS
"""For so long after its last event an incident is taken up again by more of the same; from Friday to Monday, say."""


def goes_on(start_ms: int, end_ms: int, time_ms: int) -> bool:
    """Whether an event at `time_ms` falls into an incident, or within a day of it."""
    return start_ms - QUIET_MS <= time_ms <= end_ms + QUIET_MS


def resumes(end_ms: int, features: Collection[str], time_ms: int, leading: str) -> bool:
    """Whether an event is more of what an incident was about, whose leading feature is among the incident's."""
    return 0 <= time_ms - end_ms <= REOPEN_MS and leading in features


class Occurrence(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One event that is strange enough to be reported.

    Attributes
    ----------
    flagged
        Entities over their budget's threshold, strangest first.
    group
        What else ties incidents together, as the network of an address; empty for nothing.
    aggravating
        What makes it worse than its p-value, as `privileged user root`; see `uba.findings.severity`.
    """

    uid: str
    time: int
    source: str
    surprise: float
    score: float
    flagged: tuple[Entity, ...]
    entities: tuple[Entity, ...]
    group: str
    reasons: tuple[Reason, ...]
    model_versions: dict[str, str]
    aggravating: tuple[str, ...] = ()

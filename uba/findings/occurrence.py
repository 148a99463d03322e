"""The occurrence: one event that is strange enough to be reported."""

from __future__ import annotations

import msgspec

from uba.decide.decision import Reason
from uba.findings.finding import Entity

QUIET_MS = 24 * 3_600_000
"""An incident without events for a day is over."""


class Occurrence(msgspec.Struct, frozen=True, kw_only=True):
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

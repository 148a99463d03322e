"""The book of findings: one incident is one finding, updated rather than repeated."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import msgspec

from uba.decide.decision import Reason
from uba.decide.score import severity_of
from uba.errors import ConfigError
from uba.findings.finding import MAX_ENTITIES, MAX_RELATED, VERDICTS, Entity, Finding

QUIET_MS = 24 * 3_600_000
"""An incident without events for a day is over; what comes later is another."""


class Occurrence(msgspec.Struct, frozen=True, kw_only=True):
    """One event that is strange enough to be reported.

    Attributes
    ----------
    flagged
        Entities over their budget's threshold, strangest first.
    group
        What else ties incidents together, as the network of an address; empty for nothing.
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


class FindingBook:
    """All findings of one engine, and which of them an event belongs to."""

    def __init__(self) -> None:
        self._findings: dict[str, Finding] = {}
        self._open: dict[Entity, str] = {}

    def __len__(self) -> int:
        return len(self._findings)

    def all(self) -> list[Finding]:
        """Every finding, by start time and uid."""
        return sorted(self._findings.values(), key=lambda finding: (finding.start_time, finding.uid))

    def get(self, uid: str) -> Finding | None:
        """One finding, None where there is none of that uid."""
        return self._findings.get(uid)

    def add(self, occurrence: Occurrence) -> tuple[Finding, bool]:
        """Enter an occurrence; its finding, and whether it was raised by it."""
        keys = list(occurrence.flagged)
        if occurrence.group:
            keys.append(Entity("group", occurrence.group))
        finding = self._current(keys, occurrence.time)
        raised = finding is None
        if finding is None:
            finding = _raise(occurrence)
            self._findings[finding.uid] = finding
        else:
            _update(finding, occurrence)
        for key in keys:
            self._open[key] = finding.uid
        return finding, raised

    def verdict(self, uid: str, verdict: str, note: str, author: str, time_ms: int) -> Finding:
        """Enter what an analyst said.

        Raises
        ------
        ConfigError
            No such finding, or no such verdict.
        """
        finding = self._findings.get(uid)
        if finding is None:
            raise ConfigError(f"there is no finding {uid}; GET /v1/findings lists them")
        if verdict not in VERDICTS:
            raise ConfigError(f"verdict {verdict!r} is unknown; use one of {', '.join(VERDICTS)}")
        finding.verdict, finding.note, finding.author, finding.verdict_time = verdict, note, author, time_ms
        finding.revision += 1
        return finding

    def close_before(self, time_ms: int) -> None:
        """Forget which entities had incidents that ended before `time_ms`; the findings stay."""
        self._open = {key: uid for key, uid in self._open.items() if self._findings[uid].end_time >= time_ms}

    def state(self) -> bytes:
        """Everything, as MessagePack."""
        return msgspec.msgpack.encode((list(self._findings.values()), list(self._open.items())))

    def restore(self, state: bytes) -> None:
        """Rebuild from `state`."""
        findings, opened = msgspec.msgpack.decode(state, type=tuple[list[Finding], list[tuple[Entity, str]]])
        self._findings = {finding.uid: finding for finding in findings}
        self._open = dict(opened)

    def _current(self, keys: Sequence[Entity], time: int) -> Finding | None:
        candidates = [self._findings[self._open[key]] for key in keys if key in self._open]
        near = [f for f in candidates if f.start_time - QUIET_MS <= time <= f.end_time + QUIET_MS]
        return min(near, key=lambda f: (f.start_time, f.uid), default=None)


def _raise(occurrence: Occurrence) -> Finding:
    primary = occurrence.flagged[0]
    identity = f"{primary.type}\0{primary.id}\0{occurrence.uid}\0{occurrence.time}"
    finding = Finding(
        uid=blake2b(identity.encode(), digest_size=16).hexdigest(),
        primary=primary,
        flagged=[],
        entities={},
        reasons={},
        techniques=[],
        p_value=1.0,
        score=0.0,
        severity=severity_of(0.0),
        start_time=occurrence.time,
        end_time=occurrence.time,
        event_uids=[],
        event_count=0,
        sources={},
        model_versions=occurrence.model_versions,
        revision=0,
    )
    _update(finding, occurrence)
    return finding


def _update(finding: Finding, occurrence: Occurrence) -> None:
    finding.revision += 1
    finding.start_time = min(finding.start_time, occurrence.time)
    finding.end_time = max(finding.end_time, occurrence.time)
    finding.event_count += 1
    if len(finding.event_uids) < MAX_RELATED:
        finding.event_uids.append(occurrence.uid)
    finding.sources[occurrence.source] = finding.sources.get(occurrence.source, 0) + 1
    finding.flagged.extend(entity for entity in occurrence.flagged if entity not in finding.flagged)
    for entity in occurrence.entities:
        if entity in finding.entities or len(finding.entities) < MAX_ENTITIES:
            finding.entities[entity] = finding.entities.get(entity, 0) + 1
    for reason in occurrence.reasons:
        key = f"{reason.entity_type} {reason.entity} {reason.feature}"
        if key not in finding.reasons or reason.p_value <= finding.reasons[key].p_value:
            finding.reasons[key] = reason
    finding.p_value = min(finding.p_value, float(f"{10.0**-occurrence.surprise:.3g}"))
    finding.score = max(finding.score, occurrence.score)
    finding.severity = severity_of(finding.score)
    finding.techniques = _techniques(finding)


def _techniques(finding: Finding) -> list[str]:
    """Techniques of the reasons, most telling first: each reason's first technique before any second one."""
    reasons = finding.ordered_reasons
    ranked = [reason.techniques[place] for place in range(3) for reason in reasons if len(reason.techniques) > place]
    return list(dict.fromkeys(ranked))

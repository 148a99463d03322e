"""The book of findings: one incident is one finding, updated rather than repeated, and opened again when it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import msgspec

from uba.decide.decision import Reason
from uba.errors import ConfigError
from uba.findings.calibrations import Calibration, Calibrations
from uba.findings.finding import MAX_ENTITIES, MAX_REASONS, MAX_RELATED, VERDICTS, Entity, Finding, Judgement
from uba.findings.held_back import HeldBack
from uba.findings.occurrence import QUIET_MS, REOPEN_MS, Occurrence, goes_on, resumes
from uba.findings.severity import severity
from uba.state.table import KEPT_SHARE

MOST_FINDINGS = 100_000
"""Findings in the book; the service keeps all it ever raised in its store."""
MOST_RECENT = 1 << 17
"""Entities remembered for joining what they do next to a finding."""
_FINDING_BYTES, _PART_BYTES, _REASON_PARTS = 2_000, 150, 8
"""Of a finding, of an event or entity in it, and how many of these a reason is as large as, by their objects' sizes."""

_SOMEBODY, _SHARED = ("user", "mailbox", "sender"), ("service", "host")
_CLEARED = ("false_positive", "benign")
_RULES, _CIRCUMSTANCES = "indicator.", "auth.context_rarity."
"""How names of reasons begin that rules give, and those that say where, with what and when."""
_WORSE = 10.0
"""A judged finding is opened again by what is this many times rarer than what was judged."""


class _Stored(msgspec.Struct):
    findings: list[Finding]
    recent: list[tuple[Entity, str]]
    calibrations: list[Calibration]
    held_back: HeldBack


class FindingBook:
    """All findings of one engine, and which of them an event belongs to.

    Attributes
    ----------
    calibrations
        What false-positive verdicts taught.
    held_back
        What was not told, and why.
    """

    def __init__(self) -> None:
        self._findings: dict[str, Finding] = {}
        self._recent: dict[Entity, str] = {}
        self.calibrations = Calibrations()
        self.held_back = HeldBack()

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
        keys = _keys(occurrence)
        finding = self._current(keys, occurrence)
        raised = finding is None
        if finding is None:
            finding = _raise(occurrence)
            self._findings[finding.uid] = finding
        else:
            _update(finding, occurrence)
        for key in keys:
            self._recent[key] = finding.uid
        return finding, raised

    def is_nothing(self, occurrence: Occurrence) -> bool:
        """Whether verdicts say that such an occurrence is nothing, and it belongs to no finding that goes on."""
        return self.calibrations.cover(occurrence) and self._current(_keys(occurrence), occurrence) is None

    def hold_back(self, occurrence: Occurrence, cause: str) -> bool:
        """Enter an occurrence that nobody is told about; whether it began an incident, which counts as one."""
        return self.held_back.note(occurrence, cause)

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
        finding.judgements.append(Judgement(verdict, note, author, time_ms))
        finding.revision += 1
        self.calibrations.judge(finding)
        return finding

    def close_before(self, time_ms: int) -> list[Finding]:
        """Close the incidents that ended before event time `time_ms`, and return them; findings stay in the book."""
        ended = {uid for uid in self._recent.values() if self._findings[uid].end_time < time_ms}
        closed = [finding for uid in sorted(ended) if not (finding := self._findings[uid]).closed]
        for finding in closed:
            finding.closed = True
            finding.revision += 1
        forgotten = time_ms + QUIET_MS - REOPEN_MS
        self._recent = {key: uid for key, uid in self._recent.items() if self._findings[uid].end_time >= forgotten}
        self.calibrations.forget_before(time_ms)
        return closed

    def make_room(self) -> None:
        """Keep the most findings that are kept, closed ones going first, then those that ended first."""
        if len(self._findings) > MOST_FINDINGS:
            ranked = sorted(self._findings.values(), key=lambda f: (not f.closed, f.end_time, f.uid))
            for finding in ranked[: len(ranked) - int(MOST_FINDINGS * KEPT_SHARE)]:
                del self._findings[finding.uid]
            self._recent = {key: uid for key, uid in self._recent.items() if uid in self._findings}
        if len(self._recent) > MOST_RECENT:
            ranked_keys = sorted(self._recent, key=lambda key: (self._findings[self._recent[key]].end_time, key))
            for key in ranked_keys[: len(ranked_keys) - int(MOST_RECENT * KEPT_SHARE)]:
                del self._recent[key]

    @property
    def nbytes(self) -> int:
        """Bytes of all findings, roughly: by how many events, entities and reasons each has."""
        parts = sum(
            len(f.event_uids) + len(f.entities) + _REASON_PARTS * len(f.reasons) for f in self._findings.values()
        )
        single = len(self._findings) + len(self.held_back.incidents) + len(self.calibrations.stored())
        return _PART_BYTES * (parts + len(self._recent)) + _FINDING_BYTES * single

    def state(self) -> bytes:
        """Everything, as MessagePack."""
        stored = _Stored(
            list(self._findings.values()), list(self._recent.items()), self.calibrations.stored(), self.held_back
        )
        return msgspec.msgpack.encode(stored)

    def restore(self, state: bytes) -> None:
        """Rebuild from `state`."""
        stored = msgspec.msgpack.decode(state, type=_Stored)
        self._findings = {finding.uid: finding for finding in stored.findings}
        self._recent = dict(stored.recent)
        self.calibrations.restore(stored.calibrations)
        self.held_back = stored.held_back

    def _current(self, keys: Sequence[Entity], occurrence: Occurrence) -> Finding | None:
        """The finding an occurrence belongs to: of the incident that goes on, else of one like it a little before."""
        known = [self._findings[self._recent[key]] for key in keys if key in self._recent]
        going_on = [f for f in known if goes_on(f.start_time, f.end_time, occurrence.time)]
        return min(going_on or [f for f in known if _resumes(f, occurrence)], key=_first, default=None)


def _keys(occurrence: Occurrence) -> list[Entity]:
    """What ties an occurrence to others: its entities over the threshold, and the group.

    Everybody uses the same few services and hosts: on a day that one of them is strange, too, what happens to two
    people there are still two incidents, and what two addresses do there, each stranger than the service, as well.
    """
    group = [Entity("group", occurrence.group)] if occurrence.group else []
    is_about_somebody = any(entity.type in _SOMEBODY for entity in occurrence.flagged)
    is_of_all = not is_about_somebody and occurrence.flagged[0].type in _SHARED
    own = [entity for entity in occurrence.flagged if (entity.type in _SHARED) == is_of_all]
    return [*own, *group]


def _first(finding: Finding) -> tuple[int, str]:
    return finding.start_time, finding.uid


def _resumes(finding: Finding, occurrence: Occurrence) -> bool:
    """Whether an occurrence is more of the same, and nobody said that it is nothing."""
    if finding.verdict in _CLEARED or not occurrence.reasons:
        return False
    known = {reason.feature for reason in finding.reasons.values()}
    return resumes(finding.end_time, known, occurrence.time, occurrence.reasons[0].feature)


def _exceeds(finding: Finding, occurrence: Occurrence) -> bool:
    """Whether an occurrence is worse than what was judged: of another feature, or far rarer."""
    known = {reason.feature for reason in finding.reasons.values()}
    other = any(reason.feature not in known for reason in occurrence.reasons[:1])
    return other or 10.0**-occurrence.surprise * _WORSE < finding.p_value


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
        severity="informational",
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
    was_nothing = finding.verdict in _CLEARED
    if (finding.closed and not was_nothing) or (finding.verdict and _exceeds(finding, occurrence)):
        _open_again(finding)
    finding.revision += 1
    finding.start_time = min(finding.start_time, occurrence.time)
    finding.end_time = max(finding.end_time, occurrence.time)
    finding.event_count += 1
    if len(finding.event_uids) >= MAX_RELATED:
        del finding.event_uids[MAX_RELATED // 2]  # of a long incident its beginning and its newest events
    finding.event_uids.append(occurrence.uid)
    finding.sources[occurrence.source] = finding.sources.get(occurrence.source, 0) + 1
    finding.flagged.extend(entity for entity in occurrence.flagged if entity not in finding.flagged)
    del finding.flagged[MAX_ENTITIES:]
    for entity in occurrence.entities:
        if entity in finding.entities or len(finding.entities) < MAX_ENTITIES:
            finding.entities[entity] = finding.entities.get(entity, 0) + 1
    for reason in occurrence.reasons:
        key = f"{reason.entity_type} {reason.entity} {reason.feature}"
        if key not in finding.reasons or reason.p_value <= finding.reasons[key].p_value:
            finding.reasons[key] = reason
    while len(finding.reasons) > MAX_REASONS:
        weakest = max(finding.reasons, key=lambda key: (finding.reasons[key].p_value, key))
        del finding.reasons[weakest]
    finding.p_value = min(finding.p_value, float(f"{10.0**-occurrence.surprise:.3g}"))
    finding.score = max(finding.score, occurrence.score)
    finding.techniques = _techniques(finding)
    finding.aggravating += [said for said in occurrence.aggravating if said not in finding.aggravating]
    finding.severity = severity(finding.score, finding.aggravating, finding.techniques)


def _open_again(finding: Finding) -> None:
    finding.closed = False
    finding.reopened += 1
    finding.verdict, finding.note, finding.author, finding.verdict_time = "", "", "", 0


def _techniques(finding: Finding) -> list[str]:
    """Techniques of the reasons, most telling first: each reason's first technique before any second one."""
    reasons = sorted(finding.ordered_reasons, key=_vagueness)
    ranked = [reason.techniques[place] for place in range(3) for reason in reasons if len(reason.techniques) > place]
    return list(dict.fromkeys(ranked))


def _vagueness(reason: Reason) -> int:
    """How little a reason says of the deed: a rule knows it by what it is, a feature by how unusual it is.

    From where and when somebody acts says that it may be somebody else, and nothing of what they do: however rare it
    is, it names the deed last.
    """
    return 0 if reason.feature.startswith(_RULES) else 2 if reason.feature.startswith(_CIRCUMSTANCES) else 1

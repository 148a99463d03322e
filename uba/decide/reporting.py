"""What is told to somebody: events over the budget's threshold enter findings, with their reasons."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from uba.addresses import is_private
from uba.batch import EventBatch, container_of
from uba.decide.batch import KindResult, Segment
from uba.decide.decision import Reason
from uba.decide.reasons import Evidence, strongest
from uba.decide.teams import Teams
from uba.decide.what_if import StrangeDay, WhatIf
from uba.evidence import EvidenceMemory
from uba.findings.allowances import Allowances
from uba.findings.book import FindingBook
from uba.findings.finding import Entity
from uba.findings.held_back import VERDICT
from uba.findings.occurrence import Occurrence
from uba.findings.severity import aggravating
from uba.identity import Identity
from uba.indicators import IndicatorHit, Rule
from uba.ledger import Ledger

_HITS = -1
"""In the place of an entity kind: what indicators say of the event."""
_Newest = dict[tuple[int, int, int, int], tuple[int, int]]
"""By kind, entity, day and feature: row and observation of the strongest so far."""
_WORTH_TELLING = 1.3
"""Calibrated surprise (p = 0.05) from which an observation is remembered as evidence."""


class Reporter:
    """Remembers evidence and enters events over the threshold into the book of findings."""

    def __init__(
        self, identity: Identity, evidence: EvidenceMemory, findings: FindingBook, ledger: Ledger, teams: Teams
    ) -> None:
        self._identity = identity
        self._teams = teams
        self._evidence = evidence
        self._findings = findings
        self._ledger = ledger
        self._allowances = Allowances(identity.context.inventory)

    def report(self, segment: Segment, thresholds: Mapping[str, float], findings_from: int) -> None:
        """Go through what is worth telling, in the order of events; fills `segment.told` and `segment.finding`."""
        work: list[tuple[int, int, int, bool]] = []
        for k, kind in enumerate(segment.kinds):
            flagged = kind.verdicts.carries & (kind.verdicts.surprise >= self._needed(kind, thresholds))
            flagged &= segment.batch.time[kind.seen.event] >= findings_from
            notable = np.flatnonzero(kind.verdicts.is_maximum & (kind.verdicts.calibrated >= _WORTH_TELLING))
            if not notable.size and not flagged.any():
                continue
            rows = np.union1d(np.searchsorted(kind.seen.start, notable, side="right") - 1, np.flatnonzero(flagged))
            work += [(int(kind.seen.event[row]), k, int(row), bool(flagged[row])) for row in rows]
        times = segment.batch.time
        work += [(event, _HITS, 0, True) for event in _told_anyway(segment.batch) if times[event] >= findings_from]
        work.sort()
        newest: _Newest = {}
        pending: list[tuple[int, int]] = []
        for i, (event, k, row, is_flagged) in enumerate(work):
            if k != _HITS:
                _note(newest, k, segment.kinds[k], row)
            if is_flagged:
                pending.append((k, row))
            is_last = i + 1 == len(work) or work[i + 1][0] != event
            if is_last and pending:
                self._remember(segment, newest)
                self._enter(segment, event, [place for place in pending if place[0] != _HITS], thresholds)
                pending = []
        self._remember(segment, newest)

    def _remember(self, segment: Segment, newest: _Newest) -> None:
        """Put into words what was noted since this was last called."""
        for (k, entity, day, column), (row, j) in newest.items():
            kind = segment.kinds[k]
            self._evidence.note(kind.state.kind, entity, day, column, segment.evidence_at(kind, row, j))
        newest.clear()

    def _needed(self, kind: KindResult, thresholds: Mapping[str, float]) -> NDArray[np.float64]:
        """Surprise each row must reach to be told, shape (rows,)."""
        if not self._teams.asked:
            return np.full(kind.seen.event.size, thresholds[kind.state.kind])
        names = [kind.names[entity] for entity in kind.seen.entity.tolist()]
        return self._teams.thresholds(kind.state.kind, names, thresholds[kind.state.kind])

    def _enter(
        self, segment: Segment, event: int, rows: list[tuple[int, int]], thresholds: Mapping[str, float]
    ) -> None:
        evidence: list[Evidence] = []
        ranked: list[tuple[float, Entity]] = []
        for k, row in rows:
            kind = segment.kinds[k]
            entity, day = int(kind.seen.entity[row]), int(kind.seen.day[row])
            known = {item.spec.name: item for item in self._evidence.of(kind.state.kind, entity, day)}
            for item in segment.evidence(kind, row):
                if item.surprise >= known.get(item.spec.name, item).surprise:
                    known[item.spec.name] = item
            evidence += [item for item in known.values() if item.surprise >= _WORTH_TELLING] or list(known.values())
            ranked.append((-float(kind.verdicts.surprise[row]), Entity(kind.state.kind, kind.names[entity])))
        hits = [(rule, hit) for rule, hit in segment.batch.hits.get(event, ()) if rule.must_fire]
        ranked += [(-rule.weight, hit.entities[0]) for rule, hit in hits if hit.entities]
        if not ranked:
            return  # a rule fired that names nobody, on an event of nobody
        ranked.sort()
        days = [
            StrangeDay(kind, row, evidence, float(self._needed(kind, thresholds)[row]))
            for kind, row in ((segment.kinds[k], row) for k, row in rows)
        ]
        # A rule that must fire is told however little else there is.
        reasons = (*map(_said, hits), *strongest(evidence, None if hits else WhatIf(days).reported_from))
        record = segment.batch.events[event]
        flagged = tuple(dict.fromkeys(entity for _, entity in ranked))
        concerned = _concerned(segment.batch, event)
        occurrence = Occurrence(
            uid=record.uid,
            time=record.time,
            source=record.source,
            surprise=max(-ranked[0][0], float(segment.surprise[event])),
            score=float(segment.score[event]),
            flagged=flagged,
            entities=concerned,
            group=self._group(segment.batch, event, ranked[0][1], evidence),
            reasons=reasons,
            model_versions=segment.model_versions,
            aggravating=tuple(aggravating(flagged, concerned, self._identity.context, record.time)),
        )
        cause = self._allowances.cause(occurrence) or (VERDICT if self._findings.is_nothing(occurrence) else "")
        if cause:
            if self._findings.hold_back(occurrence, cause):
                self._ledger.note_suppressed(record.time)
            return
        finding, raised = self._findings.add(occurrence)
        if raised:
            self._ledger.note_finding(record.time, self._teams.of(finding.primary.type, finding.primary.id))
        segment.told[event] = reasons
        segment.finding[event] = finding.uid

    def _group(self, batch: EventBatch, event: int, primary: Entity, evidence: list[Evidence]) -> str:
        """Addresses of one outside network that do the same belong to one incident."""
        if primary.type != "src_ip" or is_private(primary.id):
            return ""
        about = [item for item in evidence if item.kind == "src_ip"]
        if not about:
            return ""
        leading = max(about, key=lambda item: item.surprise)
        return f"{batch.networks[event]} {leading.spec.evidence}"


def _note(newest: _Newest, k: int, kind: KindResult, row: int) -> None:
    """Note what of a row is the strongest of its day so far; most of it is outdone before anybody asks for it."""
    seen, verdicts = kind.seen, kind.verdicts
    entity, day = int(seen.entity[row]), int(seen.day[row])
    for j in range(int(seen.start[row]), int(seen.start[row + 1])):
        if verdicts.is_maximum[j] and verdicts.calibrated[j] >= _WORTH_TELLING:
            newest[k, entity, day, int(seen.feature[j])] = (row, j)


def _told_anyway(batch: EventBatch) -> list[int]:
    """Events on which an indicator fired that must be told."""
    return [event for event, hits in batch.hits.items() if any(rule.must_fire for rule, _ in hits)]


def _said(fired: tuple[Rule, IndicatorHit]) -> Reason:
    """What an indicator says, as a reason."""
    rule, hit = fired
    accused = hit.entities[0] if hit.entities else Entity("", "")
    return Reason(
        feature=rule.name,
        entity_type=accused.type,
        entity=accused.id,
        message=hit.sentence,
        observed=1.0,
        observed_text=rule.title,
        p_value=float(f"{10.0**-rule.weight:.3g}"),
        maturity=1.0,
        techniques=rule.techniques,
    )


def _concerned(batch: EventBatch, event: int) -> tuple[Entity, ...]:
    record = batch.events[event]
    found = [
        Entity("user", batch.users[event]),
        Entity("src_ip", record.src_ip),
        Entity("session", record.actor_session_uid),
        Entity("service", batch.services[event]),
        Entity("host", batch.hosts[event]),
        Entity("sender", batch.senders[event]),
        Entity("sender", record.email_from if batch.senders[event] else ""),
        Entity("mailbox", batch.mailboxes[event]),
        Entity("domain", batch.domains[event]),
        Entity("repository" if record.resource_type == "repository" else "object", container_of(record)),
        *(entity for _, hit in batch.hits.get(event, ()) for entity in hit.entities),
    ]
    return tuple(dict.fromkeys(entity for entity in found if entity.id))

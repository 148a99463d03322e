"""What is told to somebody: events over the budget's threshold enter findings, with their reasons."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter

import msgspec
import numpy as np
from numpy.typing import NDArray

from uba.decide.batch import KindResult, Segment
from uba.decide.occurrences import Draft, Occurrences, completed, group_of, strange_days
from uba.decide.pace import Pace
from uba.decide.rows import HITS, WORTH_NAMING, WORTH_TELLING, Row, accused, must_be_told, worth_telling
from uba.decide.teams import Teams
from uba.decide.what_if import StrangeDay
from uba.evidence import MOST_UIDS, EvidenceMemory
from uba.findings.allowances import Allowances
from uba.findings.book import FindingBook
from uba.findings.finding import Entity
from uba.findings.held_back import VERDICT
from uba.findings.occurrence import Occurrence
from uba.identity import Identity
from uba.ledger import Ledger

_Newest = dict[tuple[int, int, int, int], list[tuple[int, int]]]
"""By kind, entity, day and feature: rows and observations that were the strongest so far, one after the other."""


class Reporter:
    """Remembers evidence, keeps the pace, and enters events over the threshold into the book of findings."""

    def __init__(
        self,
        identity: Identity,
        evidence: EvidenceMemory,
        findings: FindingBook,
        ledger: Ledger,
        teams: Teams,
        pace: Pace,
    ) -> None:
        self._teams = teams
        self._evidence = evidence
        self._findings = findings
        self._ledger = ledger
        self._pace = pace
        self._occurrences = Occurrences(identity, evidence)
        self._allowances = Allowances(identity.context.inventory)

    def report(self, segment: Segment, plain: Mapping[str, float], findings_from: int) -> None:
        """Go through what is worth telling, in the order of events; fills `segment.told` and `segment.finding`.

        `plain` are the thresholds of the budget as it is; the pace makes them stricter or laxer.
        """
        needed = -math.log10(self._pace.multiple)
        at_plain = [self._needed(kind, plain) for kind in segment.kinds]
        at_pace = [rows + needed for rows in at_plain]
        newest: _Newest = {}
        drafts: list[tuple[Draft, list[StrangeDay]]] = []
        for event, together in groupby(worth_telling(segment, at_plain), key=attrgetter("event")):
            rows = list(together)
            for row in rows:
                if row.kind != HITS:
                    _note(newest, row.kind, segment.kinds[row.kind], row.row)
            counted = [row for row in rows if row.above > -math.inf]
            if not counted:
                continue
            self._keep_pace(segment, event, counted, newest)
            over = [row for row in counted if row.above >= needed]
            if over and segment.batch.time[event] >= findings_from:
                self._remember(segment, newest)
                draft = self._occurrences.of(segment, event, over)
                if draft is not None:
                    is_rule = bool(must_be_told(segment.batch, event))  # it is told however little else there is
                    drafts.append((draft, [] if is_rule else strange_days(segment, over, draft.evidence, at_pace)))
        self._remember(segment, newest)
        for (draft, _), occurrence in zip(drafts, completed(drafts), strict=True):
            self._enter(segment, draft.event, occurrence)

    def _needed(self, kind: KindResult, plain: Mapping[str, float]) -> NDArray[np.float64]:
        """Surprise each row must reach by the budget of its team, shape (rows,)."""
        if not self._teams.asked:
            return np.full(kind.seen.event.size, plain[kind.state.kind])
        names = [kind.names[entity] for entity in kind.seen.entity.tolist()]
        return self._teams.thresholds(kind.state.kind, names, plain[kind.state.kind])

    def _remember(self, segment: Segment, newest: _Newest) -> None:
        """Put into words what was noted since this was last called."""
        for (k, entity, day, column), maxima in newest.items():
            kind = segment.kinds[k]
            evidence = segment.evidence_at(kind, *maxima[-1])
            named = [row for row, j in maxima if kind.verdicts.calibrated[j] >= WORTH_NAMING]
            if named:
                uids = tuple(segment.batch.events[int(kind.seen.event[row])].uid for row in named)
                evidence = msgspec.structs.replace(evidence, event_uids=uids)
            self._evidence.note(kind.state.kind, entity, day, column, evidence)
        newest.clear()

    def _keep_pace(self, segment: Segment, event: int, rows: list[Row], newest: _Newest) -> None:
        """Count the incident at every threshold at which it would be told."""
        excess = [(entity, row.above) for row in rows for entity in accused(segment, row)]
        if not excess:
            return
        features, group = _strange(segment, event, rows, max(excess, key=itemgetter(1))[0])
        begun = self._pace.note(excess, int(segment.batch.time[event]), features, group)
        held_back: dict[tuple[Entity, ...], bool] = {}
        for incident, flagged in begun:
            if flagged not in held_back:
                self._remember(segment, newest)
                mine = [row for row in rows if not set(accused(segment, row)).isdisjoint(flagged)]
                draft = self._occurrences.of(segment, event, mine)
                held_back[flagged] = draft is None or bool(self._allowances.cause(draft.occurrence))
            incident.is_held_back = held_back[flagged]

    def _enter(self, segment: Segment, event: int, occurrence: Occurrence) -> None:
        cause = self._allowances.cause(occurrence) or (VERDICT if self._findings.is_nothing(occurrence) else "")
        if cause:
            if self._findings.hold_back(occurrence, cause):
                self._ledger.note_suppressed(occurrence.time)
            return
        finding, raised = self._findings.add(occurrence)
        if raised:
            self._ledger.note_finding(occurrence.time, self._teams.of(finding.primary.type, finding.primary.id))
        segment.told[event] = occurrence.reasons
        segment.finding[event] = finding.uid


def _note(newest: _Newest, k: int, kind: KindResult, row: int) -> None:
    """Note what of a row is the strongest of its day so far; most of it is outdone before anybody asks for it."""
    seen, verdicts = kind.seen, kind.verdicts
    entity, day = int(seen.entity[row]), int(seen.day[row])
    first, end = int(seen.start[row]), int(seen.start[row + 1])
    is_maximum, surprise = verdicts.is_maximum[first:end].tolist(), verdicts.calibrated[first:end].tolist()
    for i, feature in enumerate(seen.feature[first:end].tolist()):
        if is_maximum[i] and surprise[i] >= WORTH_TELLING:
            maxima = newest.setdefault((k, entity, day, feature), [])
            maxima.append((row, first + i))
            del maxima[:-MOST_UIDS]


def _strange(segment: Segment, event: int, rows: Sequence[Row], primary: Entity) -> tuple[list[str], list[Entity]]:
    """What is strange about an event where it exceeds most, strangest first, and the group its incident belongs to."""
    rules = [rule.name for rule, _ in must_be_told(segment.batch, event)]
    observed = [row for row in rows if row.kind != HITS]
    if not observed:
        return rules, []
    leading = max(observed, key=attrgetter("above"))
    kind = segment.kinds[leading.kind]
    start, end = int(kind.seen.start[leading.row]), int(kind.seen.start[leading.row + 1])
    surprise, feature = kind.verdicts.calibrated[start:end].tolist(), kind.seen.feature[start:end].tolist()
    ranked = sorted(range(len(surprise)), key=surprise.__getitem__, reverse=True)
    specs = [kind.state.specs[feature[j]] for j in ranked]
    telling = max(sum(value >= WORTH_TELLING for value in surprise), 1)
    group = group_of(segment.batch, event, primary, specs[0].evidence)
    return [*rules, *(spec.name for spec in specs[:telling])], [Entity("group", group)] if group else []

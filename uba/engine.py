"""The engine: a deterministic function of its state, the context, the detectors and the events in arrival order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from uba import __version__, storage, views
from uba.attack.seen import SeenRows
from uba.baselines.rhythm import LocalTime
from uba.baselines.sequences import SESSION_DAYS, SessionMemory
from uba.batch import EventBatch
from uba.clock import DAY_MS, EventClock, closed_day
from uba.context import Context
from uba.decide.batch import DecisionBatch, KindResult, Segment
from uba.decide.budget import Budget
from uba.decide.pace import Pace
from uba.decide.reporting import Reporter
from uba.decide.score import score_of
from uba.decide.teams import KINDS as TEAM_KINDS
from uba.decide.teams import Teams
from uba.detector import Detector
from uba.events import AUTHENTICATION, FAILURE, SUCCESS, Event
from uba.evidence import EvidenceMemory
from uba.features import auth_break_in, fingerprint, log_silence, vector_schema
from uba.features.select import has_user, in_session
from uba.findings.book import FindingBook
from uba.findings.finding import Finding
from uba.findings.occurrence import QUIET_MS
from uba.identity import Identity
from uba.indicators import Indicators, RuleSet
from uba.kinds import ENTITY_KINDS, KINDS
from uba.ledger import Ledger
from uba.newcomers import Newcomers
from uba.observations import Observations
from uba.repetition import MetUids
from uba.retention import ROOM_EVERY, most_entities
from uba.settings import Settings
from uba.stage_one import KindState
from uba.stage_two import KindDecider
from uba.state.entities import VECTOR_SCALE
from uba.state.hashing import Hasher
from uba.statistics import EntityRisk, Statistics

_LONGEST_GAP_DAYS = 400


class DayVectors(msgspec.Struct, frozen=True):
    """Calibrated vectors of closed entity-days: what detectors learn from.

    `vectors` has shape (n, features), `day` days since the epoch, `surprise` (n,) is -log10 of a day's fused p-value.
    """

    entity: list[str]
    day: NDArray[np.int32]
    vectors: NDArray[np.float32]
    surprise: NDArray[np.float64]
    feature_names: tuple[str, ...]


class Engine:
    """Learns and decides, event by event, in event time. No clock, no I/O.

    Parameters
    ----------
    context
        Directory, networks, inventory, calendar.
    settings
        Budget, lateness, time zone; part of the state.
    detectors
        By entity kind; none means baselines alone.
    rules
        Indicators to evaluate; none means statistics alone.
    collect_vectors
        Keep the vectors of closed days for `take_day_vectors`.
    """

    def __init__(
        self,
        context: Context,
        settings: Settings,
        detectors: Mapping[str, Sequence[Detector]] | None = None,
        *,
        rules: RuleSet | None = None,
        collect_vectors: bool = False,
    ) -> None:
        self.context = context
        self.settings = settings
        self.findings = FindingBook()
        self.identity = Identity(context, settings.timezone)
        self.clock = EventClock(settings.lateness_hours)
        self.closed = -1
        self.hasher = Hasher()
        self.local_time = LocalTime()
        self.sessions = SessionMemory()
        self.uids = MetUids()
        self.kinds = {kind: KindState(kind, self.identity, self.local_time) for kind in ENTITY_KINDS}
        self.deciders = {kind: KindDecider(kind, (detectors or {}).get(kind, ())) for kind in ENTITY_KINDS}
        people = sum(user.kind == "person" for user in context.users)
        self.counted = 0
        """Events so far, without repetitions."""
        self._most = most_entities(settings.entities_per_kind, people)
        self.teams = Teams(context, settings.team_budgets)
        self.budget = Budget(settings.budget_per_day, people, ENTITY_KINDS, sum(settings.team_budgets.values()))
        self.pace = Pace()
        self.indicators = Indicators(rules or RuleSet(), context, settings)
        self.newcomers = Newcomers(self.kinds, self.deciders)
        self.footprints = SeenRows()
        self.evidence = EvidenceMemory()
        self.ledger = Ledger()
        self._reporter = Reporter(self.identity, self.evidence, self.findings, self.ledger, self.teams, self.pace)
        self._collect = collect_vectors
        self._collected: dict[str, list[DayVectors]] = {kind: [] for kind in ENTITY_KINDS}

    def process(self, events: Sequence[Event]) -> DecisionBatch:
        """Decide on events in arrival order, learning as they come.

        How a stream is cut into batches changes nothing. An event whose uid
        was met in the last days is a duplicate and is not counted again.
        """
        uids = [event.uid for event in events]
        time = np.array([event.time for event in events], dtype=np.int64)
        duplicate = self.uids.again(self.hasher.many_once(uids), time // DAY_MS)
        fresh = [event for event, again in zip(events, duplicate, strict=True) if not again]
        segments: list[Segment] = []
        changed: dict[str, None] = {}
        if fresh:
            now, late, settled = self.clock.advance(time[~duplicate])
            closable = np.maximum.accumulate(np.where(settled, np.maximum(closed_day(now), self.closed), self.closed))
            cuts = np.flatnonzero(np.diff(closable, prepend=self.closed) > 0)
            rooms = np.arange(-self.counted % ROOM_EVERY, len(fresh), ROOM_EVERY)
            bounds = sorted({0, *cuts.tolist(), *rooms.tolist(), len(fresh)})
            for first, end in pairwise(bounds):
                changed |= dict.fromkeys(self._close_until(int(closable[first])))
                if self.counted % ROOM_EVERY == 0:
                    self._make_room(int(now[first]) // DAY_MS)
                self.counted += int(end - first)
                segment = self._decide(int(first), fresh[first:end], late[first:end])
                segments.append(segment)
                changed |= dict.fromkeys(segment.finding.values())
        found = [finding for uid in changed if (finding := self.findings.get(uid)) is not None]
        return DecisionBatch(uids, time, segments, duplicate, found)

    def note_rejected(self, count: int) -> None:
        """Count records that could not be read, for the statistics of the open day; changes no decision.

        Before the first event there is no day to count them on.
        """
        if count and self.clock.now[0] >= 0:
            self.ledger.note_rejected(int(self.clock.now[0]), count)

    def verdict(self, finding_uid: str, verdict: str, note: str, author: str, time_ms: int) -> Finding:
        """Enter an analyst's verdict on a finding.

        Raises
        ------
        uba.errors.ConfigError
            No such finding, or no such verdict.
        """
        return self.findings.verdict(finding_uid, verdict, note, author, time_ms)

    def model_versions(self) -> dict[str, str]:
        """What judges events now: program, feature schema, calibration day and detectors."""
        versions = {"uba": __version__, "features": fingerprint(), "calibration": str(self.closed)}
        if len(self.indicators.rules):
            versions["indicators"] = self.indicators.rules.fingerprint()
        for kind, decider in self.deciders.items():
            versions |= {f"{kind}.{detector.name}": detector.version for detector in decider.detectors}
        return versions

    def snapshot(self) -> bytes:
        """The whole state: versioned, checksummed, plain arrays."""
        return storage.pack_engine(self)

    @classmethod
    def restore(
        cls,
        snapshot: bytes,
        context: Context,
        detectors: Mapping[str, Sequence[Detector]] | None = None,
        *,
        rules: RuleSet | None = None,
    ) -> Engine:
        """Rebuild an engine; detectors that were not part of the snapshot are calibrated on recent days.

        Raises
        ------
        uba.errors.StateError
            The snapshot is damaged, or of another version.
        """
        return storage.unpack_engine(snapshot, context, detectors, rules)

    def statistics(self) -> Statistics:
        """Figures of the run so far."""
        return views.statistics(self)

    def entities(self, limit: int) -> list[EntityRisk]:
        """The riskiest entities, at most `limit`."""
        return views.risks(self)[:limit]

    def entity(self, kind: str, name: str) -> views.EntityView | None:
        """One entity: baselines and contributions to its risk; None where it was never seen."""
        return views.entity(self, kind, name)

    def take_day_vectors(self) -> dict[str, DayVectors]:
        """Vectors of the days that closed since the last call, by entity kind."""
        taken = {kind: _joined(parts, vector_schema(kind)) for kind, parts in self._collected.items()}
        self._collected = {kind: [] for kind in ENTITY_KINDS}
        return taken

    def _close_until(self, day: int) -> list[str]:
        """Close the days up to `day`; findings that this raised, updated or closed."""
        if self.closed < 0:  # the first day the clock is sure of: nothing was learned before it that could close
            self.closed = day
            return []
        changed: list[str] = []
        for closing in range(max(self.closed + 1, day - _LONGEST_GAP_DAYS), day + 1):
            changed += [uid for segment in self._silences(closing) for uid in segment.finding.values()]
            changed += self._close_day(closing)
        self.closed = max(self.closed, day)
        return changed

    def _silences(self, day: int) -> list[Segment]:
        """Decide on the entities that were silent on a day about to close: one segment for each kind that has any."""
        said = []
        for kind in log_silence.KINDS:
            state = self.kinds[kind]
            found = state.silences(day)
            if found is None:
                continue
            seen, time = found
            events = [
                log_silence.silence_of(kind, state.entities.names[int(entity)], day, int(moment))
                for entity, moment in zip(seen.entity, time, strict=True)
            ]
            batch = EventBatch(events, self.identity, self.hasher)
            result = self._judged(kind, seen)
            said.append(self._told(0, batch, np.zeros(len(batch), dtype=np.bool_), (result,)))
        return said

    def _close_day(self, day: int) -> list[str]:
        """Learn a local day, and forget what is past; findings that were closed."""
        active: dict[str, int] = {}
        thresholds = self.budget.thresholds(self.pace.multiple)
        for kind, state in self.kinds.items():
            entities = state.active_on(day)
            active[kind] = int(entities.size)
            table = state.entities
            closed = self.deciders[kind].close_day(
                table.vector[entities, day % 2] / VECTOR_SCALE, table.cells(entities), thresholds[kind]
            )
            self.ledger.note_p_values(day, kind, 10.0**-closed.surprise)
            if self._collect and entities.size:
                names = [state.entities.names[int(entity)] for entity in entities]
                days = np.full(entities.size, day, dtype=np.int32)
                self._collected[kind].append(DayVectors(names, days, *closed, vector_schema(kind)))
            state.close_day(day)
        apart = self.teams.close_day({kind: self.kinds[kind].active_names(day) for kind in TEAM_KINDS})
        self.budget.close_day(
            {kind: count - apart.get(kind, 0) for kind, count in active.items()},
            {kind: len(state.entities) for kind, state in self.kinds.items()},
        )
        self.pace.close_day(self.budget.asked(), day * DAY_MS - QUIET_MS, is_active=any(active.values()))
        self.ledger.note_closed(day, active)
        for kind, state in self.kinds.items():
            self.evidence.forget_entities(kind, state.forget_silent(day))
        self.evidence.forget_before(day - 1)
        self.sessions.forget_before(day - SESSION_DAYS)
        self.indicators.forget_before(day - 1)
        self.uids.forget_around(day)
        return [finding.uid for finding in self.findings.close_before(day * DAY_MS - QUIET_MS)]

    def _make_room(self, day: int) -> None:
        """Drop what has outgrown its bound; called every so many events, so that batches make no difference."""
        for kind, state in self.kinds.items():
            self.evidence.forget_entities(kind, state.make_room(self._most, day))
        self.evidence.make_room()
        self.findings.make_room()
        self.sessions.make_room(max(self._most, len(self.kinds["user"].entities)))
        self.uids.make_room(day)

    def _decide(self, first: int, events: list[Event], late: NDArray[np.bool_]) -> Segment:
        batch = EventBatch(events, self.identity, self.hasher)
        batch.is_newcomer = partial(self.newcomers.is_new, batch)
        self.footprints.observe(batch, late)
        for hit in self.indicators.evaluate(batch, late):
            if not hit.repeats:
                batch.hits.setdefault(hit.event, []).append((self.indicators.rules.rules[hit.rule], hit))
        kinds = self._observe(batch, late)
        self.ledger.note_events(batch, late, self.budget.asked())
        return self._told(first, batch, late, kinds)

    def _told(self, first: int, batch: EventBatch, late: NDArray[np.bool_], kinds: tuple[KindResult, ...]) -> Segment:
        """Combine what the entity kinds say of each event, and tell what is over the threshold."""
        surprise = _combine(len(batch), kinds)
        for event, hits in batch.hits.items():
            surprise[event] = max(surprise[event], *(rule.weight for rule, _ in hits if rule.must_fire), 0.0)
        segment = Segment(
            first=first,
            batch=batch,
            kinds=kinds,
            late=late,
            surprise=surprise,
            score=score_of(surprise),
            told={},
            finding={},
            model_versions=self.model_versions(),
        )
        self._reporter.report(segment, self.budget.thresholds(), self.settings.findings_from)
        return segment

    def _observe(self, batch: EventBatch, late: NDArray[np.bool_]) -> tuple[KindResult, ...]:
        """Stage one and two for each entity kind."""
        entity = self._resolve(batch)
        nothing = np.zeros(len(batch), np.int64)
        local = dict.fromkeys(self.kinds, (nothing, nothing))
        batch.run_length = dict.fromkeys(auth_break_in.COUNTED, np.full(len(batch), -1.0))
        met = [(kind, state) for kind, state in self.kinds.items() if (entity[kind] >= 0).any()]
        for kind, state in met:
            present = entity[kind] >= 0
            day, how = nothing.copy(), nothing.copy()
            day[present], how[present] = state.local(entity[kind][present], batch.time[present])
            local[kind] = (day, how)
            if kind == "user":
                batch.at_usual_network = state.at_usual_network(batch, entity[kind], day)
            if kind in auth_break_in.COUNTED:
                batch.run_length[kind] = state.run_lengths(batch, entity[kind], late)
        batch.hour_of_week = local["user"][1]
        batch.session_shift = self._session_shifts(batch, late)
        results = []
        for kind, state in met:
            seen = state.observe(batch, entity[kind], *local[kind], late)
            results.append(self._judged(kind, seen))
        return tuple(results)

    def _judged(self, kind: str, seen: Observations) -> KindResult:
        """Stage two for what stage one observed."""
        state, decider = self.kinds[kind], self.deciders[kind]
        return KindResult(state, state.entities.names, decider, seen, decider.decide(seen, state.entities))

    def _resolve(self, batch: EventBatch) -> dict[str, NDArray[np.int64]]:
        """Entities of each event. A user name nobody knows becomes an entity only when something succeeds under it."""
        denied = batch.status_id == FAILURE
        may_create = ~denied | batch.where(denied, lambda i: self.identity.is_known(batch.users[i]))
        everyone = np.ones(len(batch), dtype=np.bool_)
        entity = {
            kind.name: self.kinds[kind.name].resolve(
                kind.names(batch), may_create if kind.name == "user" else everyone, batch.time
            )
            for kind in KINDS
        }
        batch.user = self.kinds["user"].entities.hashes(batch.users, entity["user"], self.hasher)
        batch.src_ip = self.kinds["src_ip"].entities.hashes(batch.addresses, entity["src_ip"], self.hasher)
        return entity

    def _session_shifts(self, batch: EventBatch, late: NDArray[np.bool_]) -> NDArray[np.int64]:
        shifts = np.zeros(len(batch), dtype=np.int64)
        event = np.flatnonzero(in_session(batch) & has_user(batch) & ~late)
        if event.size:
            context = np.stack([batch.network, batch.country, batch.agent, batch.device, batch.user], axis=1)
            fresh = (batch.class_uid == AUTHENTICATION) & (batch.status_id == SUCCESS)
            fresh &= np.array([record.is_interactive is True for record in batch.events], dtype=np.bool_)
            shifts[event] = self.sessions.shifts(
                batch.session[event], context[event], fresh[event], batch.time[event] // DAY_MS
            )
        return shifts


def _combine(n: int, kinds: tuple[KindResult, ...]) -> NDArray[np.float64]:
    """Surprise of each event over its entities: Sidak's minimum of their p-values, shape (n,)."""
    strongest, count = np.zeros(n), np.zeros(n)
    for kind in kinds:
        event = kind.seen.event
        strongest[event] = np.maximum(strongest[event], kind.verdicts.surprise)
        count[event] += 1
    p_value = np.clip(10.0**-strongest, 1e-300, 1.0)
    with np.errstate(divide="ignore"):
        together = -np.expm1(np.maximum(count, 1) * np.log1p(-p_value))
    result: NDArray[np.float64] = np.maximum(-np.log10(together), 0.0)
    return result


def _joined(parts: list[DayVectors], names: tuple[str, ...]) -> DayVectors:
    if not parts:
        return DayVectors([], np.empty(0, np.int32), np.empty((0, len(names)), np.float32), np.empty(0), names)
    return DayVectors(
        [entity for part in parts for entity in part.entity],
        np.concatenate([part.day for part in parts]),
        np.concatenate([part.vectors for part in parts]),
        np.concatenate([part.surprise for part in parts]),
        names,
    )

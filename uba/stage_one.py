"""Stage one, per entity: events become observations, held against the entity's own baselines.

Nothing here needs another entity's state; what is shared (peer priors,
rhythms) is read-only until a day closes.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from uba.baselines import counts, rhythm
from uba.baselines.peers import learned_priors, starting_priors
from uba.baselines.rarity import RarityTable
from uba.baselines.sequences import FailureMemory
from uba.baselines.series import TOO_LATE, SeenValues, SeriesTable, content_at, observe, open_window
from uba.batch import EventBatch
from uba.clock import DAY_MS, HOUR_MS
from uba.features import features_of
from uba.features.select import logons
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Hashes, Indices, Mask, Weights, Window
from uba.identity import Identity, is_own_system
from uba.kinds import ENTITY_KINDS
from uba.observations import EXPECTED_COLUMNS, Columns, Observations
from uba.state.entities import EntityTable

_UNMET = -2
_SEASONAL = (Aggregation.SUM, Aggregation.DISTINCT)


class WindowFeatures:
    """The features of one kind and window length with their series, baselines and priors."""

    def __init__(self, kind: str, window: Window) -> None:
        schema = features_of(kind)
        pairs = [
            (column, spec)
            for column, spec in enumerate(schema)
            if spec.baseline is not BaselineKind.RARITY and spec.window is window
        ]
        self.columns = np.array([column for column, _ in pairs], dtype=np.int64)
        self.specs: tuple[FeatureSpec, ...] = tuple(spec for _, spec in pairs)
        self.series = SeriesTable(self.specs, window)
        self.hourly = window is Window.HOUR
        self.salt = np.uint64((ENTITY_KINDS.index(kind) * 2 + self.hourly + 1) << 32)
        self.kinds = np.array([int(spec.baseline) for spec in self.specs], dtype=np.int64)
        self.floors = np.array([spec.floor for spec in self.specs])
        self.seasonal = np.array([spec.aggregation in _SEASONAL for spec in self.specs], dtype=np.bool_)
        self.priors = starting_priors(self.specs)[None]


class KindState:
    """Everything remembered about the entities of one kind."""

    def __init__(self, kind: str, identity: Identity, local_time: rhythm.LocalTime, seen: SeenValues) -> None:
        self.kind = kind
        self.specs = features_of(kind)
        self._identity = identity
        self._local_time = local_time
        self._seen = seen
        self.entities = EntityTable(len(self.specs))
        self.groups: dict[str, int] = {}
        self.rhythm = rhythm.Rhythm()
        self.windows = (WindowFeatures(kind, Window.HOUR), WindowFeatures(kind, Window.DAY))
        self.rare = [(column, spec) for column, spec in enumerate(self.specs) if spec.baseline is BaselineKind.RARITY]
        self.rarity = RarityTable(len(self.rare))
        self.failures = FailureMemory()

    def resolve(self, names: list[str], may_create: NDArray[np.bool_], time: NDArray[np.int64]) -> NDArray[np.int64]:
        """Index of each name, shape (n,), -1 for none. A new name becomes an entity only where `may_create`."""
        index = self.entities.index
        found = np.fromiter(
            (index.get(name, _UNMET) if name else -1 for name in names), dtype=np.int64, count=len(names)
        )
        for i in np.flatnonzero(found == _UNMET).tolist():
            known = index.get(names[i], -1)  # an event before may have made it, as in a batch of its own
            found[i] = self._add(names[i], int(time[i])) if known < 0 and may_create[i] else known
        return found

    def _add(self, name: str, time: int) -> int:
        peers = self._identity.group_of(self.kind, name)
        group = self.groups.setdefault(peers, len(self.groups))
        zone = self._local_time.zone_id(self._identity.timezone_of(self.kind, name))
        return self.entities.add(name, group, int(is_own_system(peers)), zone, time)

    def local(self, entity: NDArray[np.int64], time: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Local day and hour of week of events at these entities."""
        return self._local_time.local(time, self.entities.zone[entity])

    def run_lengths(self, batch: EventBatch, entity: NDArray[np.int64], late: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Failures right before each success, -1 where the event is no settled sign-in in time; shape (n,)."""
        mask = logons(batch) & (entity >= 0) & ~late
        event = np.flatnonzero(mask)
        out = np.full(len(batch), -1.0)
        if event.size:
            failed = batch.status_id[event] == 2
            self.failures.reserve(len(self.entities), int(failed.sum()))
            out[event] = self.failures.run_lengths(entity[event], batch.time[event] // HOUR_MS, failed)
        return out

    def observe(
        self,
        batch: EventBatch,
        entity: NDArray[np.int64],
        day: NDArray[np.int64],
        how: NDArray[np.int64],
        late: NDArray[np.bool_],
    ) -> Observations:
        """Observe the events that have an entity of this kind (`entity` >= 0); all arrays have shape (n,)."""
        event = np.flatnonzero(entity >= 0)
        self._make_room()
        self._note_activity(batch.time[event], entity[event], late[event])
        columns = Columns()
        for features in self.windows:
            self._observe_windows(features, batch, entity, day, how, late, columns)
        self._observe_rarity(batch, entity, day, late, columns)
        return columns.rows(event, entity[event], day[event], late[event])

    def _make_room(self) -> None:
        self.rhythm.reserve(len(self.groups))
        for features in self.windows:
            missing = self.rhythm.share.shape[0] - features.priors.shape[0]
            if missing > 0:
                # A group that is new since the last close starts from the whole organisation: any group's shrunk prior.
                fresh = learned_priors(features.series, self.entities.group, self.rhythm.share.shape[0])
                features.priors = np.vstack([features.priors, fresh[-missing:]])

    def _note_activity(self, time: NDArray[np.int64], entity: NDArray[np.int64], late: NDArray[np.bool_]) -> None:
        table = self.entities
        _activity(time, entity, late, table.activity, table.activity_head, table.last_seen)

    def _observe_windows(
        self,
        features: WindowFeatures,
        batch: EventBatch,
        entity: NDArray[np.int64],
        day: NDArray[np.int64],
        how: NDArray[np.int64],
        late: NDArray[np.bool_],
        columns: Columns,
    ) -> None:
        picked = _pick(features.specs, batch, (entity >= 0) & ~late)
        if picked is None:
            return
        event, feature, weight, value = picked
        series, seen = features.series, self._seen.table
        series.reserve(len(self.entities), event.size)
        seen.reserve(event.size)
        hour = batch.time[event] // HOUR_MS
        row, content = observe(
            entity[event],
            feature,
            hour if features.hourly else day[event],
            batch.time[event] // DAY_MS,
            weight,
            value,
            features.salt,
            series.aggregation,
            series.rows,
            series.count,
            series.entity,
            series.feature,
            series.head,
            series.ring,
            series.most,
            seen.keys,
            seen.columns["day"],
            seen.used,
        )
        surprise, expected = counts.surprise(
            row,
            content,
            how[event],
            features.kinds,
            features.seasonal,
            features.hourly,
            features.floors,
            series.entity,
            series.feature,
            series.total,
            series.exposure,
            series.excess,
            series.square,
            self.entities.group,
            self.entities.rhythm,
            self.rhythm.share,
            self.rhythm.exposure,
            features.priors,
        )
        kept = content != TOO_LATE
        columns.add(event[kept], features.columns[feature[kept]], content[kept], surprise[kept], expected[kept])

    def _observe_rarity(
        self,
        batch: EventBatch,
        entity: NDArray[np.int64],
        day: NDArray[np.int64],
        late: NDArray[np.bool_],
        columns: Columns,
    ) -> None:
        for f, (column, spec) in enumerate(self.rare):
            event = np.flatnonzero(batch.selected(spec.select) & (entity >= 0))
            event, value = _values(spec, batch, event)
            if event.size == 0:
                continue
            self.rarity.reserve(len(self.entities), len(self.groups), event.size)
            surprise, before = self.rarity.surprise(
                entity[event],
                self.entities.group[entity[event]].astype(np.int64),
                np.full(event.size, f, dtype=np.int64),
                value,
                day[event],
                ~late[event],
            )
            expected = np.zeros((event.size, EXPECTED_COLUMNS))
            expected[:, 0] = before
            expected[:, 4] = self.rarity.totals[entity[event], f, 0]
            columns.add(event, np.full(event.size, column, dtype=np.int64), np.ones(event.size), surprise, expected)

    def active_on(self, day: int) -> NDArray[np.int64]:
        """Entities whose local day `day` had an event."""
        n = len(self.entities)
        return np.flatnonzero(self.entities.day[:n, day % 2] == day)

    def close_day(self, day: int) -> None:
        """Learn local day `day`: series, rhythms, rare values, and from them the peers' priors."""
        self._make_room()
        table = self.entities
        first_hour = self._first_hours(day)
        for features in self.windows:
            series = features.series
            counts.learn_day(
                day,
                first_hour,
                features.kinds,
                features.seasonal,
                features.hourly,
                int(series.count[0]),
                series.entity,
                series.feature,
                series.head,
                series.ring,
                series.total,
                series.exposure,
                series.excess,
                series.square,
                table.group,
                table.day,
                table.rhythm,
                self.rhythm.share,
                self.rhythm.exposure,
                features.priors,
            )
        _learn_rhythm(
            day,
            self.active_on(day),
            first_hour,
            table.activity,
            table.activity_head,
            table.daily,
            table.active_days,
            table.rhythm,
            table.group,
            self.rhythm.volume,
            self.rhythm.active,
        )
        self.rhythm.refresh()
        self.rarity.close_day(day)
        for features in self.windows:
            features.priors = learned_priors(features.series, table.group, self.rhythm.share.shape[0])

    def _first_hours(self, day: int) -> NDArray[np.int64]:
        zones = self.entities.zone[: len(self.entities)]
        starts = {int(zone): self._local_time.day_start_hour(int(zone), day) for zone in np.unique(zones)}
        lookup = np.zeros(max(starts, default=0) + 1, dtype=np.int64)
        for zone, hour in starts.items():
            lookup[zone] = hour
        return lookup[zones]

    @property
    def nbytes(self) -> int:
        """Bytes of everything remembered about these entities."""
        series = sum(features.series.nbytes for features in self.windows)
        return self.entities.nbytes + series + self.rarity.nbytes + self.failures.nbytes


def _pick(
    specs: tuple[FeatureSpec, ...], batch: EventBatch, usable: Mask
) -> tuple[NDArray[np.int64], NDArray[np.int64], Weights, Hashes] | None:
    """Events that features look at, in the order of events: event, feature, weight and value of each observation."""
    events: list[Indices] = []
    features: list[NDArray[np.int64]] = []
    weights: list[Weights] = []
    values: list[Hashes] = []
    for f, spec in enumerate(specs):
        event = np.flatnonzero(batch.selected(spec.select) & usable)
        if event.size:
            event, value = _values(spec, batch, event)
            events.append(event)
            features.append(np.full(event.size, f, dtype=np.int64))
            weights.append(spec.weight(batch, event) if spec.weight else np.ones(event.size))
            values.append(value)
    if not events:
        return None
    order = np.lexsort((np.concatenate(features), np.concatenate(events)))
    return (
        np.concatenate(events)[order],
        np.concatenate(features)[order],
        np.concatenate(weights)[order],
        np.concatenate(values)[order],
    )


def _values(spec: FeatureSpec, batch: EventBatch, event: Indices) -> tuple[Indices, Hashes]:
    """The values of selected events, with the event of each: one with several values comes several times."""
    if spec.each is not None:
        several = [(i, value) for i in event.tolist() for value in spec.each(batch, i) if value]
        at = np.array([i for i, _ in several], dtype=np.int64)
        return at, batch.hasher.many(value for _, value in several)
    return event, spec.value(batch, event) if spec.value else np.zeros(event.size, dtype=np.uint64)


@njit(cache=True)
def _activity(
    time: NDArray[np.int64],
    entity: NDArray[np.int64],
    late: NDArray[np.bool_],
    ring: NDArray[np.uint16],
    head: NDArray[np.int32],
    last_seen: NDArray[np.int64],
) -> None:
    for i in range(time.shape[0]):
        if late[i]:
            continue
        e, hour = entity[i], time[i] // HOUR_MS
        last_seen[e] = max(last_seen[e], time[i])
        if open_window(ring, head, e, hour):
            ring[e, hour % ring.shape[1]] = min(ring[e, hour % ring.shape[1]] + 1, 65_535)


@njit(cache=True)
def _learn_rhythm(
    day: int,
    active: NDArray[np.int64],
    first_hour: NDArray[np.int64],
    ring: NDArray[np.uint16],
    head: NDArray[np.int32],
    daily: NDArray[np.float32],
    active_days: NDArray[np.float32],
    own: NDArray[np.float32],
    group: NDArray[np.int32],
    volume: NDArray[np.float64],
    group_days: NDArray[np.float64],
) -> None:
    weekday = (day + 3) % 7
    part = 24 if weekday >= 5 else 0
    hours = np.zeros(24)
    for g in range(volume.shape[0]):
        group_days[g, weekday] *= rhythm.MEMORY
        for h in range(24):
            volume[g, weekday * 24 + h] *= rhythm.MEMORY
    for e in active:
        total = 0.0
        for h in range(24):
            hours[h] = content_at(ring, head, e, first_hour[e] + h)
            total += hours[h]
        if total <= 0.0:
            continue
        usual = daily[e] if active_days[e] > 0.0 else total
        relative = min(total / max(usual, 1.0), 3.0)
        group_days[group[e], weekday] += 1.0
        for h in range(24):
            own[e, part + h] = np.float32(rhythm.MEMORY * own[e, part + h] + hours[h] / total)
            volume[group[e], weekday * 24 + h] += hours[h] / total * relative
        days = rhythm.MEMORY * active_days[e] + 1.0
        daily[e] = np.float32(usual + (total - usual) / days)
        active_days[e] = np.float32(days)

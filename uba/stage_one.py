"""Stage one, per entity: events become observations, held against the entity's own baselines.

Nothing here needs another entity's state; what is shared (peer priors,
rhythms) is read-only until a day closes.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from uba import retention
from uba.baselines import counts, rhythm, silence
from uba.baselines.activity import learn_rhythm, note_activity
from uba.baselines.peers import learned_priors
from uba.baselines.rarity import RarityTable
from uba.baselines.sequences import FailureMemory
from uba.baselines.series import TOO_LATE, SeenValues
from uba.batch import EventBatch
from uba.clock import DAY_MS, HOUR_MS
from uba.features import auth_break_in, auth_context_rarity, features_of, log_silence
from uba.features.spec import BaselineKind, Window
from uba.identity import Identity, is_own_system
from uba.kinds import PERSONAL_KINDS
from uba.observations import EXPECTED_COLUMNS, Columns, Observations
from uba.state.entities import NEW_DAYS, OWN_SYSTEMS, PEOPLE, EntityTable, shortened
from uba.windows import Picked, WindowFeatures, pick, values_of

BY_PEERS = 0.5
"""How far a rare value is believed of people who had none so far, where people are: they depart from no habit, and
those who are sent together, as a provider's staff, come with the same."""
_UNMET = -2
_SATURDAY = 5


class KindState:
    """Everything remembered about the entities of one kind."""

    def __init__(self, kind: str, identity: Identity, local_time: rhythm.LocalTime) -> None:
        self.kind = kind
        self.specs = features_of(kind)
        self._identity = identity
        self._local_time = local_time
        self.entities = EntityTable(len(self.specs))
        self.groups: dict[str, int] = {}
        self.rhythm = rhythm.Rhythm()
        self.windows = (WindowFeatures(kind, Window.HOUR), WindowFeatures(kind, Window.DAY))
        self.rare = [(column, spec) for column, spec in enumerate(self.specs) if spec.baseline is BaselineKind.RARITY]
        self.rarity = RarityTable(len(self.rare))
        self.failures = FailureMemory()
        self.seen = SeenValues()
        self._is_here: Callable[[str], bool] | None = None

    def keep(self, is_here: Callable[[str], bool]) -> None:
        """Be a shard: forget entities that live elsewhere, and leave events of such alone from now on.

        What entities share stays as it is. `is_here` tells of an entity's name whether it lives here.
        """
        self._is_here = is_here
        rows = [row for name, row in self.entities.index.items() if not is_here(name)]
        self._drop(np.array(sorted(rows), dtype=np.int64))

    def resolve(self, names: list[str], may_create: NDArray[np.bool_], time: NDArray[np.int64]) -> NDArray[np.int64]:
        """Index of each name, shape (n,), -1 for none. A new name becomes an entity only where `may_create`."""
        if self._is_here is not None:
            names = [name if name and self._is_here(shortened(name)) else "" for name in names]
        index = self.entities.index
        found = np.fromiter(map(index.get, names, repeat(_UNMET)), dtype=np.int64, count=len(names))
        found[~np.fromiter(map(bool, names), dtype=np.bool_, count=len(names))] = -1
        for i in np.flatnonzero(found == _UNMET).tolist():
            name = shortened(names[i])
            known = index.get(name, -1)  # an event before may have made it, as in a batch of its own
            found[i] = self._add(name, int(time[i])) if known < 0 and may_create[i] else known
        return found

    def _add(self, name: str, time: int) -> int:
        peers = self._identity.group_of(self.kind, name)
        group = self.groups.setdefault(peers, len(self.groups))
        zone = self._local_time.zone_id(self._identity.timezone_of(self.kind, name))
        return self.entities.add(name, group, OWN_SYSTEMS if is_own_system(peers) else PEOPLE, zone, time)

    def local(self, entity: NDArray[np.int64], time: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Local day and hour of week of events at these entities."""
        return self._local_time.local(time, self.entities.zone[entity])

    def at_usual_network(
        self, batch: EventBatch, entity: NDArray[np.int64], day: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Events from networks from which their entities got in, until the day before yesterday, shape (n,)."""
        out = np.zeros(len(batch), dtype=np.bool_)
        feature = next((f for f, (_, spec) in enumerate(self.rare) if spec.name == auth_context_rarity.NETWORK), None)
        event = np.flatnonzero((entity >= 0) & (batch.network != 0))
        if feature is not None and event.size:
            out[event] = self.rarity.had_before(entity[event], feature, batch.network[event], day[event])
        return out

    def run_lengths(self, batch: EventBatch, entity: NDArray[np.int64], late: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Failures right before each success, -1 where the event is no sign-in in time that counts; shape (n,)."""
        event = np.flatnonzero(auth_break_in.COUNTED[self.kind](batch) & (entity >= 0) & ~late)
        out = np.full(len(batch), -1.0)
        if event.size:
            failed = batch.status_id[event] == 2
            self.failures.reserve(self.entities.rows, int(failed.sum()))
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
        note_activity(time, entity, late, table.activity, table.activity_head, table.last_seen)

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
        picked = pick(features.specs, batch, (entity >= 0) & ~late)
        if picked is not None:
            event = picked[0]
            self._enter(features, picked, entity[event], day[event], batch.time[event], how[event], columns)

    def _enter(
        self,
        features: WindowFeatures,
        picked: Picked,
        entity: NDArray[np.int64],
        day: NDArray[np.int64],
        time: NDArray[np.int64],
        how: NDArray[np.int64],
        columns: Columns,
    ) -> None:
        """Enter what was picked into its windows, and say how surprising these have become."""
        event, feature, weight, value = picked
        series = features.series
        series.reserve(self.entities.rows)
        window = time // HOUR_MS if features.hourly else day
        row, content = series.observe(entity, feature, window, time // DAY_MS, weight, value, features.salt, self.seen)
        surprise, expected = counts.surprise(
            row,
            content,
            how,
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
        known = self.entities.active_days[entity] >= NEW_DAYS
        surprise[features.of_strangers[feature] & known] = 0.0
        kept = content != TOO_LATE
        columns.add(event[kept], features.columns[feature[kept]], content[kept], surprise[kept], expected[kept])

    def silences(self, day: int) -> tuple[Observations, NDArray[np.int64]] | None:
        """What entities that always speak did not say on local day `day`, and when each fell silent (ms).

        None where all spoke. Rows are entities; an entity that said nothing at all has its day opened by it.
        """
        column = next((c for c, spec in enumerate(self.specs) if spec.family == log_silence.FAMILY), None)
        entities = self._steady(day) if column is not None else np.empty(0, np.int64)
        if not entities.size:
            return None
        table = self.entities
        first_hour = self._first_hours(day)
        missing, begin = silence.widest_gap(
            *silence.expected_and_observed(
                day,
                entities,
                first_hour,
                table.daily,
                table.rhythm,
                table.group,
                self.rhythm.share,
                self.rhythm.exposure,
                table.activity,
                table.activity_head,
            )
        )
        silent = np.flatnonzero(missing >= 1.0)
        if not silent.size:
            return None
        entity = entities[silent]
        time = (first_hour[entity] + begin[silent]) * HOUR_MS
        days, row = np.full(silent.size, day, dtype=np.int64), np.arange(silent.size)
        features = next(f for f in self.windows if column in f.columns)
        feature = np.full(silent.size, int(np.flatnonzero(features.columns == column)[0]), dtype=np.int64)
        picked = (row, feature, missing[silent], np.zeros(silent.size, dtype=np.uint64))
        self._make_room()
        columns = Columns()
        self._enter(features, picked, entity, days, time, np.zeros_like(days), columns)
        return columns.rows(row, entity, days, np.zeros(silent.size, dtype=np.bool_)), time

    def _steady(self, day: int) -> NDArray[np.int64]:
        """Entities of which silence on `day` would say something."""
        table, n = self.entities, self.entities.rows
        steady = (table.daily[:n] >= silence.LEAST_PER_DAY) & (table.active_days[:n] >= silence.LEAST_DAYS)
        steady &= table.last_seen[:n] >= (day - 1) * DAY_MS
        if (day + 3) % 7 >= _SATURDAY:
            steady &= silence.keeps_weekends(table.rhythm[:n])
        return np.flatnonzero(steady)

    def _observe_rarity(
        self,
        batch: EventBatch,
        entity: NDArray[np.int64],
        day: NDArray[np.int64],
        late: NDArray[np.bool_],
        columns: Columns,
    ) -> None:
        present = entity >= 0
        for f, (column, spec) in enumerate(self.rare):
            event = (batch.selected(spec.select) & present).nonzero()[0]
            if event.size == 0:
                continue
            event, value = values_of(spec, batch, event)
            if event.size == 0:
                continue
            self.rarity.reserve(self.entities.rows, len(self.groups), event.size)
            surprise, before = self.rarity.surprise(
                entity[event],
                self.entities.group[entity[event]].astype(np.int64),
                np.full(event.size, f, dtype=np.int64),
                value,
                day[event],
                ~late[event],
            )
            if spec.bonus is not None:
                surprise += [spec.bonus(batch, i) for i in event.tolist()]
            expected = np.zeros((event.size, EXPECTED_COLUMNS))
            expected[:, 0] = before
            expected[:, 4] = met = self.rarity.totals[entity[event], f, 0]
            if self.kind == "user" and spec.bonus is None:
                fresh = [k for k in (met == 0.0).nonzero()[0].tolist() if self._is_ordinary(batch, int(event[k]))]
                surprise[fresh] *= BY_PEERS
            columns.add(event, np.full(event.size, column, dtype=np.int64), np.ones(event.size), surprise, expected)

    def _is_ordinary(self, batch: EventBatch, i: int) -> bool:
        address = batch.events[i].src_ip
        return not address or self._identity.is_from_people(address)

    def active_on(self, day: int) -> NDArray[np.int64]:
        """Entities whose local day `day` had an event."""
        n = self.entities.rows
        return np.flatnonzero(self.entities.day[:n, day % 2] == day)

    def active_names(self, day: int) -> list[str]:
        """Names of the entities whose local day `day` had an event."""
        return [self.entities.names[entity] for entity in self.active_on(day).tolist()]

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
                series.rings,
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
        learn_rhythm(
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
        self.seen.forget_before(day - 1)
        for features in self.windows:
            features.priors = learned_priors(features.series, table.group, self.rhythm.share.shape[0])

    def forget_silent(self, day: int) -> NDArray[np.int64]:
        """Forget who has been silent for too long on UTC day `day`; their rows."""
        return self._drop(retention.silent(self.entities, day, self._is_known))

    def make_room(self, most: int, day: int) -> NDArray[np.int64]:
        """Keep about as much as `most` entities may have, on UTC day `day`; rows of entities that went."""
        gone = self._drop(retention.surplus(self.entities, most, day, self._is_known))
        room = max(most, len(self.entities))
        self.rarity.make_room(room)
        self.seen.make_room(room)
        return gone

    def _is_known(self, name: str) -> bool:
        return self.kind in PERSONAL_KINDS and self._identity.is_known(name)

    def _drop(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        if rows.size:
            gone = np.zeros(self.entities.rows, dtype=np.bool_)
            gone[rows] = True
            self.entities.drop(rows)
            for features in self.windows:
                features.series.drop(gone)
            self.failures.drop(gone)
            self.rarity.drop(gone)
            self.seen.table.drop_owned(gone)
        return rows

    def _first_hours(self, day: int) -> NDArray[np.int64]:
        zones = self.entities.zone[: self.entities.rows]
        starts = {int(zone): self._local_time.day_start_hour(int(zone), day) for zone in np.unique(zones)}
        lookup = np.zeros(max(starts, default=0) + 1, dtype=np.int64)
        for zone, hour in starts.items():
            lookup[zone] = hour
        return lookup[zones]

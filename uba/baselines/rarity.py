"""How probable a value is for an entity, backing off to its peers and to the organisation.

A value is counted once per entity and day. With c the days on which the
entity had the value, N the sum of such counts over its values and K the
number of different values, the predictive probability of a Pitman-Yor
process (discount d, strength t) is

    p(v) = (max(c - d, 0) + (t + d K) p_peers(v)) / (N + t)

and the same again for peers over the organisation; a value new to the
organisation has probability 1 under the last. As in the hierarchical process
(Chinese restaurant franchise) the counts of peers are of members to whom the
value was new, and those of the organisation of groups to which it was new. So a
person who meets new values often (K large against N) is expected to meet more,
a value that is usual among peers is ordinary even for a newcomer, and nothing
is surprising while nothing has been learned.

References
----------
Teh, A hierarchical Bayesian language model based on Pitman-Yor processes, ACL 2006.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from uba.baselines.series import FORGET_DAYS, MOST_VALUES
from uba.state.arrays import grown
from uba.state.hashing import mix
from uba.state.table import KeyTable, as_day, owned, slot_of

DISCOUNT = 0.5
STRENGTH = 1.0
MOST_A_DAY = 255
"""Different values of one feature counted for an entity and day; new ones beyond are not remembered."""
SHARED_VALUES = 16
"""Values of peer groups and organisation remembered for each entity there is room for."""
_MOST_TOTAL = np.uint16(65_535)
"""Counts of an entity and feature end here: it takes 257 days on which as many values were new as are counted."""
PENDING = 4
"""Open days held apart until they close; a day's slot is day modulo this. Of a value's `pending` the lower bits say on
which of them it was had, the upper ones whether the one that closed last was the first of all."""
_OPEN = np.uint8((1 << PENDING) - 1)


class RarityTable:
    """Value counts of one entity kind's rare-value features.

    Counts that are scored against are those of closed days; the open days
    wait in `pending`, so that the order of a day's events does not matter.
    """

    def __init__(self, features: int) -> None:
        self.features = features
        self.own = KeyTable({"count": np.uint16, "pending": np.uint8, "day": np.uint16})
        self.shared = KeyTable(
            {"count": np.float32, "day": np.uint16, **{f"pending{i}": np.float32 for i in range(PENDING)}}
        )
        self.totals = np.zeros((0, features, 2), dtype=np.uint16)
        self.pending = np.zeros((0, features, PENDING, 2), dtype=np.uint8)
        self.group_totals = np.zeros((1, features, 2))
        self.group_pending = np.zeros((1, features, PENDING, 2))

    def reserve(self, entities: int, groups: int, observations: int) -> None:
        """Make room; group 0 is the whole organisation, peer group g is row g + 1."""
        self.totals = grown(self.totals, entities)
        self.pending = grown(self.pending, entities)
        self.group_totals = grown(self.group_totals, groups + 1)
        self.group_pending = grown(self.group_pending, groups + 1)
        self.own.reserve(observations)
        self.shared.reserve(2 * observations)

    def surprise(
        self,
        entity: NDArray[np.int64],
        group: NDArray[np.int64],
        feature: NDArray[np.int64],
        value: NDArray[np.uint64],
        day: NDArray[np.int64],
        learn: NDArray[np.bool_],
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """-log10 p of each value, and the days the entity had it before, shape (n,) each; marks the day's values."""
        shared = self.shared.columns
        return _surprise(
            entity,
            group,
            feature,
            value,
            day,
            learn,
            self.own.keys,
            self.own.used,
            self.own.columns["count"],
            self.own.columns["pending"],
            self.own.columns["day"],
            self.totals,
            self.pending,
            self.shared.keys,
            self.shared.used,
            shared["count"],
            shared["day"],
            (shared["pending0"], shared["pending1"], shared["pending2"], shared["pending3"]),
            self.group_totals,
            self.group_pending,
        )

    def had_before(
        self, entity: NDArray[np.int64], feature: int, value: NDArray[np.uint64], day: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Whether each entity had a value on a day before the one before `day`, shape (n,).

        The day before may have closed or not, as events came in; the answer does not depend on it.
        """
        own = self.own.columns
        return _had_before(entity, feature, value, day, self.own.keys, own["count"], own["pending"])

    def close_day(self, day: int) -> None:
        """Learn the values of `day`, which will get no more events in order."""
        slot = day % PENDING
        bit = np.uint8(1 << slot)
        seen = (self.own.columns["pending"] & bit) != 0
        first = seen & (self.own.columns["count"] == 0)
        self.own.columns["count"][seen] += 1
        self.own.columns["pending"][seen] &= np.uint8(~bit)
        self.own.columns["pending"] &= _OPEN
        self.own.columns["pending"][first] |= bit << PENDING
        self.shared.columns["count"] += self.shared.columns[f"pending{slot}"]
        self.shared.columns[f"pending{slot}"][:] = 0
        learned = self.pending[:, :, slot]
        self.totals += np.minimum(learned, _MOST_TOTAL - self.totals)
        self.pending[:, :, slot] = 0
        self.group_totals += self.group_pending[:, :, slot]
        self.group_pending[:, :, slot] = 0
        if day % 30 == 0:
            self.own.retain(self.own.columns["day"] >= day - FORGET_DAYS)
            self.shared.retain(self.shared.columns["day"] >= day - FORGET_DAYS)

    def drop(self, gone: NDArray[np.bool_]) -> None:
        """Drop the values of entities that are `gone`, shape (entities,); what peers learned of them stays."""
        rows = np.flatnonzero(gone[: self.totals.shape[0]])
        self.totals[rows], self.pending[rows] = 0, 0
        self.own.drop_owned(gone)

    def make_room(self, entities: int) -> None:
        """Keep what so many entities may have: values of one day go first, of these the longest unseen."""
        own, shared = self.own.columns, self.shared.columns
        self.own.trim(MOST_VALUES * entities, own["count"] > 1, own["day"])
        self.shared.trim(SHARED_VALUES * entities, shared["count"] > 1, shared["day"])

    @property
    def nbytes(self) -> int:
        """Bytes of all values and totals, free places too."""
        totals = (self.totals, self.pending, self.group_totals, self.group_pending)
        return self.own.nbytes + self.shared.nbytes + sum(array.nbytes for array in totals)

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Everything learned and pending."""
        tables = {f"own.{k}": v for k, v in self.own.state().items()}
        tables |= {f"shared.{k}": v for k, v in self.shared.state().items()}
        arrays = ("totals", "pending", "group_totals", "group_pending")
        return tables | {name: getattr(self, name) for name in arrays}

    def restore(self, state: dict[str, NDArray[np.generic]]) -> None:
        """Rebuild from `state`."""
        self.own.restore({k[4:]: v for k, v in state.items() if k.startswith("own.")})
        self.shared.restore({k[7:]: v for k, v in state.items() if k.startswith("shared.")})
        for name in ("totals", "pending", "group_totals", "group_pending"):
            setattr(self, name, state[name].copy())


@njit(cache=True)
def _predict(count: float, total: float, distinct: float, base: float) -> float:
    return (max(count - DISCOUNT, 0.0) + (STRENGTH + DISCOUNT * distinct) * base) / (total + STRENGTH)


@njit(cache=True)
def _own_key(entity: int, feature: int, value: np.uint64) -> np.uint64:
    return owned(entity, mix(mix(np.uint64(entity), np.uint64(feature + 4096)), value))


@njit(cache=True)
def _had_before(
    entity: NDArray[np.int64],
    feature: int,
    value: NDArray[np.uint64],
    day: NDArray[np.int64],
    keys: NDArray[np.uint64],
    count: NDArray[np.uint16],
    pending: NDArray[np.uint8],
) -> NDArray[np.bool_]:
    out = np.zeros(entity.shape[0], dtype=np.bool_)
    for i in range(entity.shape[0]):
        place = slot_of(keys, _own_key(entity[i], feature, value[i]))
        if keys[place] == np.uint64(0):
            continue
        first_yesterday = (pending[place] >> (PENDING + (day[i] - 1) % PENDING)) & 1 != 0
        out[i] = count[place] > 1 or (count[place] == 1 and not first_yesterday)
    return out


@njit(cache=True)
def _slot(keys: NDArray[np.uint64], used: NDArray[np.int64], key: np.uint64) -> int:
    """Slot of `key`, taken for it if it was free."""
    place = slot_of(keys, key)
    if keys[place] == np.uint64(0):
        keys[place] = key
        used[0] += 1
    return place


@njit(cache=True)
def _met(place: int, day: int, keys: NDArray[np.uint64], last_day: NDArray[np.uint16]) -> None:
    """Note that a value was met on a day, if it is remembered."""
    if keys[place] != np.uint64(0):
        last_day[place] = max(last_day[place], np.uint16(day))


@njit(cache=True)
def _unknown(place: int, count: NDArray[np.float32], pending: tuple[NDArray[np.float32], ...]) -> bool:
    """Whether nobody of a level has had the value, on closed or open days."""
    known = count[place] != 0.0
    for k in range(PENDING):
        known = known or pending[k][place] != 0.0
    return not known


@njit(cache=True)
def _surprise(
    entity: NDArray[np.int64],
    group: NDArray[np.int64],
    feature: NDArray[np.int64],
    value: NDArray[np.uint64],
    day: NDArray[np.int64],
    learn: NDArray[np.bool_],
    own_keys: NDArray[np.uint64],
    own_used: NDArray[np.int64],
    own_count: NDArray[np.uint16],
    own_pending: NDArray[np.uint8],
    own_day: NDArray[np.uint16],
    totals: NDArray[np.uint16],
    pending: NDArray[np.uint8],
    shared_keys: NDArray[np.uint64],
    shared_used: NDArray[np.int64],
    shared_count: NDArray[np.float32],
    shared_day: NDArray[np.uint16],
    shared_pending: tuple[NDArray[np.float32], ...],
    group_totals: NDArray[np.float64],
    group_pending: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    out = np.empty(entity.shape[0], dtype=np.float64)
    before = np.zeros(entity.shape[0], dtype=np.float64)
    for i in range(entity.shape[0]):
        e, f, g, slot = entity[i], feature[i], group[i] + 1, day[i] % PENDING
        org_key = mix(mix(np.uint64(0), np.uint64(f)), value[i])
        peers_key = mix(mix(np.uint64(g), np.uint64(f)), value[i])
        org, peers = slot_of(shared_keys, org_key), slot_of(shared_keys, peers_key)
        base = _predict(shared_count[org], group_totals[0, f, 0], group_totals[0, f, 1], 1.0)
        base = _predict(shared_count[peers], group_totals[g, f, 0], group_totals[g, f, 1], base)
        key = _own_key(e, f, value[i])
        own = slot_of(own_keys, key)
        is_new = own_keys[own] == np.uint64(0)
        before[i] = 0.0 if is_new else float(own_count[own])
        out[i] = -math.log10(_predict(before[i], totals[e, f, 0], totals[e, f, 1], base))
        bit = np.uint8(1 << slot)
        if not learn[i] or (pending[e, f, slot, 1] == MOST_A_DAY if is_new else (own_pending[own] & bit) != 0):
            continue
        own = _slot(own_keys, own_used, key)
        first = before[i] == 0.0 and own_pending[own] == 0
        own_pending[own] |= bit
        own_day[own] = max(own_day[own], np.uint16(as_day(day[i])))
        pending[e, f, slot, 0] = min(pending[e, f, slot, 0] + 1, MOST_A_DAY)
        # A level above learns only what is new to the level below: how often people come upon something new at
        # all is their own affair, what they then come upon is their peers'.
        if first:
            org, peers = _slot(shared_keys, shared_used, org_key), _slot(shared_keys, shared_used, peers_key)
            pending[e, f, slot, 1] = min(pending[e, f, slot, 1] + 1, MOST_A_DAY)
            group_pending[g, f, slot, 0] += 1.0
            if _unknown(peers, shared_count, shared_pending):
                group_pending[g, f, slot, 1] += 1.0
                group_pending[0, f, slot, 0] += 1.0
                group_pending[0, f, slot, 1] += 1.0 if _unknown(org, shared_count, shared_pending) else 0.0
                shared_pending[slot][org] += 1.0
            shared_pending[slot][peers] += 1.0
        _met(org, day[i], shared_keys, shared_day)
        _met(peers, day[i], shared_keys, shared_day)
    return out, before

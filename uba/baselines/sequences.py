"""Small explicit state machines: failures before a success, and a session that moves."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from uba.baselines.rings import content_at, open_window
from uba.state.arrays import grown
from uba.state.table import KeyTable, as_day, slot_of

FAILURE_WINDOW_HOURS = 28
"""Hours of failures kept per entity: the lateness bound and the hours a sequence may span."""
SESSION_DAYS = 7
_HALF = np.uint64((1 << 32) - 1)
SESSIONS = 4
"""Sessions remembered for each user there is room for."""


class FailureMemory:
    """Failures per entity and hour, only for entities that ever failed."""

    FIELDS = ("head", "ring", "entity")

    def __init__(self) -> None:
        self.rows = np.full(0, -1, dtype=np.int32)
        self.count = np.zeros(1, dtype=np.int64)
        self.head = np.zeros(0, dtype=np.int32)
        self.entity = np.zeros(0, dtype=np.int32)
        self.ring = np.zeros((0, FAILURE_WINDOW_HOURS), dtype=np.uint16)

    def reserve(self, entities: int, new: int) -> None:
        """Make room, so that the kernel never has to allocate."""
        self.rows = grown(self.rows, entities, fill=-1)
        for name in self.FIELDS:
            setattr(self, name, grown(getattr(self, name), int(self.count[0]) + new))

    def run_lengths(
        self, entity: NDArray[np.int64], hour: NDArray[np.int64], failed: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """Failures in this and the previous hour before each success, -1 at failures; shape (n,)."""
        return _run_lengths(entity, hour, failed, self.rows, self.count, self.entity, self.head, self.ring)

    def drop(self, gone: NDArray[np.bool_]) -> None:
        """Drop the failures of entities that are `gone`, shape (entities,)."""
        kept = np.flatnonzero(~gone[self.entity[: int(self.count[0])]])
        for name in self.FIELDS:
            setattr(self, name, getattr(self, name)[kept])
        self._number(self.rows.shape[0])

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Used rows, as they lie in memory."""
        used = int(self.count[0])
        return {name: getattr(self, name)[:used] for name in self.FIELDS}

    def restore(self, state: dict[str, NDArray[np.generic]], entities: int) -> None:
        """Rebuild from `state`."""
        for name in self.FIELDS:
            setattr(self, name, state[name].copy())
        self._number(entities)

    def _number(self, entities: int) -> None:
        self.count[0] = self.entity.shape[0]
        self.rows = np.full(entities, -1, dtype=np.int32)
        self.rows[self.entity] = np.arange(self.entity.shape[0], dtype=np.int32)

    @property
    def nbytes(self) -> int:
        """Bytes of all rows, those in waiting too, and of the index."""
        return sum(int(getattr(self, name).nbytes) for name in self.FIELDS) + self.rows.nbytes


@njit(cache=True)
def _run_lengths(
    entity: NDArray[np.int64],
    hour: NDArray[np.int64],
    failed: NDArray[np.bool_],
    rows: NDArray[np.int32],
    count: NDArray[np.int64],
    row_entity: NDArray[np.int32],
    head: NDArray[np.int32],
    ring: NDArray[np.uint16],
) -> NDArray[np.float64]:
    out = np.full(entity.shape[0], -1.0)
    for i in range(entity.shape[0]):
        row = rows[entity[i]]
        if failed[i]:
            if row < 0:
                row = np.int32(count[0])
                count[0] += 1
                rows[entity[i]] = row
                row_entity[row] = entity[i]
                head[row] = hour[i] - ring.shape[1]
            if open_window(ring, head, row, hour[i]):
                ring[row, hour[i] % ring.shape[1]] = min(ring[row, hour[i] % ring.shape[1]] + 1, 65_535)
        else:
            out[i] = 0.0
            if row >= 0:
                out[i] = content_at(ring, head, row, hour[i]) + content_at(ring, head, row, hour[i] - 1)
    return out


class SessionMemory:
    """The context each live session started in; sessions unseen for a week are forgotten."""

    def __init__(self) -> None:
        columns = {name: np.uint32 for name in ("network", "country", "agent", "device", "user")}
        self.table = KeyTable({**columns, "day": np.uint16})

    def shifts(
        self, session: NDArray[np.uint64], context: NDArray[np.uint64], fresh: NDArray[np.bool_], day: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Shift bits (`uba.baselines.shifts`) of each event, 0 for none; shape (n,).

        `context` has shape (n, 5): network, country, agent, device, user, 0
        where unknown; what is unknown on either side is no shift. `fresh`
        marks interactive sign-ins, which start the session's context anew.
        """
        self.table.reserve(session.size)
        columns = self.table.columns
        return _shifts(
            session,
            context,
            fresh,
            day,
            self.table.keys,
            self.table.used,
            columns["network"],
            columns["country"],
            columns["agent"],
            columns["device"],
            columns["user"],
            columns["day"],
        )

    def forget_before(self, day: int) -> None:
        """Drop sessions last seen before UTC day `day`."""
        self.table.retain(self.table.columns["day"] >= day)

    def make_room(self, users: int) -> None:
        """Keep what so many users may have; the longest unseen go."""
        self.table.trim(SESSIONS * users, self.table.columns["day"])


@njit(cache=True)
def _short(value: np.uint64) -> np.uint32:
    """Half of a hash, 0 only of 0: two contexts look alike once in four billion."""
    return np.uint32(max(value & _HALF, np.uint64(1))) if value != np.uint64(0) else np.uint32(0)


@njit(cache=True)
def _shifts(
    session: NDArray[np.uint64],
    context: NDArray[np.uint64],
    fresh: NDArray[np.bool_],
    day: NDArray[np.int64],
    keys: NDArray[np.uint64],
    used: NDArray[np.int64],
    network: NDArray[np.uint32],
    country: NDArray[np.uint32],
    agent: NDArray[np.uint32],
    device: NDArray[np.uint32],
    user: NDArray[np.uint32],
    last_day: NDArray[np.uint16],
) -> NDArray[np.int64]:
    bits = np.zeros(session.shape[0], dtype=np.int64)
    nothing = np.uint32(0)
    columns = (network, country, agent, device, user)
    for i in range(session.shape[0]):
        slot = slot_of(keys, session[i])
        new = keys[slot] == np.uint64(0)
        if new:
            keys[slot] = session[i]
            used[0] += 1
        for c in range(5):
            known = columns[c][slot]
            met = _short(context[i, c])
            if new or fresh[i] or known == nothing:
                if met != nothing or new:
                    columns[c][slot] = met
            elif met != nothing and met != known:
                bits[i] |= 1 << c
        last_day[slot] = max(last_day[slot], np.uint16(as_day(day[i])))
    return bits

"""How active entities are, hour by hour, and what a day of it teaches about their rhythm and their peers'."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from uba.baselines.rhythm import MEMORY
from uba.baselines.rings import content_at, open_window
from uba.clock import HOUR_MS


@njit(cache=True)
def note_activity(
    time: NDArray[np.int64],
    entity: NDArray[np.int64],
    late: NDArray[np.bool_],
    ring: NDArray[np.uint16],
    head: NDArray[np.int32],
    last_seen: NDArray[np.int64],
) -> None:
    """Count events that are not late into their entities' hours; all event arrays have shape (n,)."""
    for i in range(time.shape[0]):
        if late[i]:
            continue
        e, hour = entity[i], time[i] // HOUR_MS
        last_seen[e] = max(last_seen[e], time[i])
        if open_window(ring, head, e, hour):
            ring[e, hour % ring.shape[1]] = min(ring[e, hour % ring.shape[1]] + 1, 65_535)


@njit(cache=True)
def learn_rhythm(
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
    """Learn local day `day` of the `active` entities: own hours and volume, peers' hours of the week."""
    weekday = (day + 3) % 7
    part = 24 if weekday >= 5 else 0
    hours = np.zeros(24)
    for g in range(volume.shape[0]):
        group_days[g, weekday] *= MEMORY
        for h in range(24):
            volume[g, weekday * 24 + h] *= MEMORY
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
            own[e, part + h] = np.float32(MEMORY * own[e, part + h] + hours[h] / total)
            volume[group[e], weekday * 24 + h] += hours[h] / total * relative
        days = MEMORY * active_days[e] + 1.0
        daily[e] = np.float32(usual + (total - usual) / days)
        active_days[e] = np.float32(days)

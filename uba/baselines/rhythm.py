"""Local time, and when in the week an entity is active.

Seasonality is kept in the entity's local hour-of-week, so a clock change
moves nothing: the working day starts at the same local hour before and after.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numba import njit
from numpy.typing import NDArray

HOURS_OF_WEEK = 168
DAYPART = 48
"""Own rhythm: 24 local hours of a working day, 24 of a weekend day."""
MEMORY = 0.97
"""Discount per active day: about 33 active days of effective memory."""
_OWN_STRENGTH = 10.0
_GROUP_STRENGTH = 2.0
_WEEKDAY_STRENGTH = 20.0
"""Entity-days of a weekday at which its own rhythm weighs as much as that of working (or weekend) days in general."""
_MIN_SHARE = 0.002
_DAY_SECONDS = 86_400


class LocalTime:
    """Local time of entities by time zone, from the IANA database."""

    def __init__(self) -> None:
        self._zones: list[ZoneInfo] = []
        self._ids: dict[str, int] = {}
        self._offsets: dict[tuple[int, int], int] = {}

    @property
    def names(self) -> list[str]:
        """Known zones, in the order of their integers."""
        return [zone.key for zone in self._zones]

    def zone_id(self, name: str) -> int:
        """Small integer for an IANA zone."""
        if name not in self._ids:
            self._ids[name] = len(self._zones)
            self._zones.append(ZoneInfo(name))
        return self._ids[name]

    def offset(self, zone: int, hour: int) -> int:
        """Seconds east of UTC in `zone` during the UTC hour `hour` (hours since the epoch)."""
        known = self._offsets.get((zone, hour))
        if known is None:
            if len(self._offsets) > 200_000:
                self._offsets.clear()
            moment = datetime.fromtimestamp(hour * 3600, tz=UTC).astimezone(self._zones[zone])
            delta = moment.utcoffset()
            known = 0 if delta is None else int(delta.total_seconds())
            self._offsets[(zone, hour)] = known
        return known

    def local(self, time_ms: NDArray[np.int64], zone: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Local day (days since the epoch) and local hour of the week (Monday 00:00 is 0), shape (n,) each."""
        if time_ms.size == 0:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        hour = time_ms // 3_600_000
        if time_ms.size == 1:  # a request of one event, many times as often as any other
            seconds = time_ms // 1000 + self.offset(int(zone[0]), int(hour[0]))
        else:
            pairs, where = np.unique((zone.astype(np.int64) << 32) + hour, return_inverse=True)
            offsets = np.array([self.offset(pair >> 32, pair & 0xFFFFFFFF) for pair in pairs.tolist()], dtype=np.int64)
            seconds = time_ms // 1000 + offsets[where]
        day = seconds // _DAY_SECONDS
        return day, ((day + 3) % 7) * 24 + (seconds % _DAY_SECONDS) // 3600

    def day_start_hour(self, zone: int, day: int) -> int:
        """First UTC hour of the local day `day` in `zone`."""
        noon = day * 24 + 12
        return (day * _DAY_SECONDS - self.offset(zone, noon)) // 3600


class Rhythm:
    """When the peer groups of one entity kind are active.

    `share[g, h]` is the part of an average active day's volume that falls
    into hour-of-week h, given that the entity is active on that day;
    `exposure[g, d]` is its sum over weekday d.
    """

    def __init__(self, groups: int = 8) -> None:
        self.volume = np.zeros((groups, HOURS_OF_WEEK))
        self.active = np.zeros((groups, 7))
        self.share = np.zeros((groups, HOURS_OF_WEEK))
        self.exposure = np.zeros((groups, 7))
        self.refresh()

    def reserve(self, groups: int) -> None:
        """Make room for `groups` peer groups."""
        have = self.volume.shape[0]
        if groups > have:
            grow = max(groups, 2 * have) - have
            self.volume = np.vstack([self.volume, np.zeros((grow, HOURS_OF_WEEK))])
            self.active = np.vstack([self.active, np.zeros((grow, 7))])
            self.refresh()

    def refresh(self) -> None:
        """Recompute shares from what was learned.

        Each group is shrunk to the whole population, its weekday to working or
        weekend days in general, and these to a flat day: a Monday that was never
        seen yet is expected to be like the other working days.
        """
        volume, active = self.volume.sum(0).reshape(7, 24), self.active.sum(0)
        whole = np.empty((7, 24))
        for days in (slice(0, 5), slice(5, 7)):
            usual = (volume[days].sum(0) + _GROUP_STRENGTH / 24) / (active[days].sum() + _GROUP_STRENGTH)
            whole[days] = (volume[days] + _WEEKDAY_STRENGTH * usual) / (active[days] + _WEEKDAY_STRENGTH)[:, None]
        group_days = np.repeat(self.active, 24, axis=1)
        self.share = (self.volume + _GROUP_STRENGTH * whole.reshape(-1)) / (group_days + _GROUP_STRENGTH)
        self.exposure = self.share.reshape(-1, 7, 24).sum(2)

    @property
    def nbytes(self) -> int:
        """Bytes of all groups, those in waiting too."""
        return self.volume.nbytes + self.active.nbytes + self.share.nbytes + self.exposure.nbytes


@njit(cache=True)
def share_of(
    own: NDArray[np.float32], group_share: NDArray[np.float64], exposure: NDArray[np.float64], how: int
) -> float:
    """Expected share of an average day's volume in hour-of-week `how`: own rhythm shrunk to the peer group's.

    `own` has shape (48,), `group_share` (168,), `exposure` (7,).
    """
    weekday = how // 24
    part = 24 if weekday >= 5 else 0
    days = 0.0
    for hour in range(24):
        days += own[part + hour]
    weight = days / (days + _OWN_STRENGTH)
    mine = own[part + how % 24] / days * exposure[weekday] if days > 0.0 else 0.0
    return max(float(weight * mine + (1.0 - weight) * group_share[how]), _MIN_SHARE)

"""The alert budget: how strange an entity's day must be to be told about.

An entity raises at most about one finding a day, and its calibrated p-value is
about its day. So with n entities of a kind active on a day, reporting what has
p <= B / n is expected to report B a day when nothing is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

USERS_PER_FINDING = 1000.0
"""Default budget: one finding a day per this many users."""
_DAYS = 7
_FIRST_POPULATION = 100


class Budget:
    """Thresholds by entity kind, from the budget and the entities active on recent days.

    Parameters
    ----------
    per_day
        Findings a day asked for; None for the default.
    directory_users
        Users the directory lists.
    """

    def __init__(self, per_day: float | None, directory_users: int) -> None:
        self._per_day = per_day
        self._directory_users = directory_users
        self._active: dict[str, list[int]] = {}

    def close_day(self, active: Mapping[str, int]) -> None:
        """Note how many entities of each kind were active on the day that closed."""
        for kind, count in active.items():
            self._active[kind] = [*self._active.get(kind, []), count][-_DAYS:]

    def population(self, kind: str, known: int) -> float:
        """Entities of the kind active on an average day of the last week; before a full week, a cautious guess."""
        recent = self._active.get(kind, [])
        mean = sum(recent) / len(recent) if recent else 0.0
        return max(mean, 1.0) if len(recent) == _DAYS else max(mean, float(known), _FIRST_POPULATION)

    def asked(self, known: Mapping[str, int]) -> float:
        """Findings a day asked for. The default counts users; where there are none, addresses."""
        if self._per_day is not None:
            return self._per_day
        users = max(float(self._directory_users), self.population("user", 0) if known.get("user") else 0.0)
        return (users or max(self.population(kind, n) for kind, n in known.items())) / USERS_PER_FINDING

    def thresholds(self, known: Mapping[str, int]) -> dict[str, float]:
        """Surprise an entity's day must reach, by kind; `known` is the number of entities of each kind."""
        asked = self.asked(known)
        sharing = [kind for kind in known if not self._active or sum(self._active.get(kind, [])) > 0] or list(known)
        share = asked / len(sharing)
        return {kind: -math.log10(min(share / self.population(kind, n), 1.0)) for kind, n in known.items()}

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Recent activity."""
        return {kind: np.array(counts, dtype=np.int64) for kind, counts in self._active.items()}

    def restore(self, state: dict[str, NDArray[np.generic]]) -> None:
        """Rebuild from `state`."""
        self._active = {kind: [int(count) for count in counts] for kind, counts in state.items()}

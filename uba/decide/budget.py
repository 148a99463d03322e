"""The alert budget: how strange an entity's day must be to be told about.

An entity raises at most about one finding a day, and its calibrated p-value is
about its day. So with n entities of a kind active on a day, reporting what has
p <= B / n is expected to report B a day when nothing is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from uba.kinds import SHARES

USERS_PER_FINDING = 1000.0
"""Default budget: one finding a day per this many users ..."""
ADDRESSES_PER_FINDING = 100.0
"""... and, where only addresses are known (a public web site), per this many active addresses."""
_DAYS = 7
_FIRST_POPULATION = 100


class Budget:
    """Thresholds by entity kind, from the budget and the entities active on recent days.

    They change when a day closes and at no other time: with the entities met
    since, an event's threshold would depend on what else came in its batch.

    Parameters
    ----------
    per_day
        Findings a day asked for; None for the default.
    directory_users
        Users the directory lists.
    kinds
        Entity kinds that share the budget.
    of_teams
        What of it is asked for by teams of their own (`uba.decide.teams`), whose entities are not counted here.
    """

    def __init__(
        self, per_day: float | None, directory_users: int, kinds: Sequence[str], of_teams: float = 0.0
    ) -> None:
        self._per_day = per_day
        self._of_teams = of_teams
        self._directory_users = directory_users
        self._known = dict.fromkeys(kinds, 0)
        self._active: dict[str, list[int]] = {kind: [] for kind in kinds}

    def close_day(self, active: Mapping[str, int], known: Mapping[str, int]) -> None:
        """Note how many entities of each kind were active on the day that closed, and how many are known by now."""
        self._known |= known
        if not any(active.values()):
            return
        for kind, count in active.items():
            self._active[kind] = [*self._active[kind], count][-_DAYS:]

    def population(self, kind: str) -> float:
        """Entities of the kind active on an average day of the last week; before a full week, a cautious guess."""
        recent = self._active[kind]
        if len(recent) < _DAYS:
            return float(max(*recent, _FIRST_POPULATION) if recent else _FIRST_POPULATION)
        return max(sum(recent) / len(recent), 1.0)

    def asked(self) -> float:
        """Findings a day asked for. The default counts users; where there are none, addresses."""
        if self._per_day is not None:
            return self._per_day
        users = max(float(self._directory_users), self.population("user") if self._known.get("user") else 0.0)
        if users:
            return users / USERS_PER_FINDING + self._of_teams
        return max(self.population(kind) for kind in self._known) / ADDRESSES_PER_FINDING + self._of_teams

    def thresholds(self, multiple: float = 1.0) -> dict[str, float]:
        """Surprise an entity's day must reach to spend the budget `multiple` times, by kind; 0 is reached by all.

        Teams with a budget of their own have thresholds of their own.
        """
        active = [kind for kind, counts in self._active.items() if sum(counts) > 0]
        whole = sum(SHARES[kind] for kind in active or self._active)
        shared = max(multiple * (self.asked() - self._of_teams), 1e-12)
        part = {kind: shared * SHARES[kind] / whole for kind in self._known}
        return {kind: -math.log10(part[kind] / self.population(kind)) for kind in self._known}

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Entities known and recent activity."""
        known = {f"known.{kind}": np.array([count], dtype=np.int64) for kind, count in self._known.items()}
        active = {f"active.{kind}": np.array(counts, dtype=np.int64) for kind, counts in self._active.items()}
        return {**known, **active}

    def restore(self, state: dict[str, NDArray[np.generic]]) -> None:
        """Rebuild from `state`."""
        for kind in self._known:
            self._known[kind] = int(state[f"known.{kind}"][0])
            self._active[kind] = [int(count) for count in state[f"active.{kind}"]]

"""Teams: whose department an entity is of, and the thresholds of teams that asked for a budget of their own."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from uba.context import Context
from uba.errors import ConfigError
from uba.kinds import SHARES

KINDS = ("user", "mailbox")
"""Entity kinds that are somebody's, and so of a team."""
_DAYS = 7


class Teams:
    """The team of each entity, and what each team can afford.

    A team is a department of the directory. Days of its people and their mailboxes are held against the team's own
    budget where it has one, as those of everybody else are against the organisation's (`uba.decide.budget`):
    with n of them active a day, what has p <= B / n is expected to be B findings a day when nothing is wrong.
    Thresholds change when a day closes and at no other time.

    Parameters
    ----------
    context
        Whose directory lists the departments.
    asked
        Findings a day by team, > 0; teams that are not in it share the organisation's.
    """

    def __init__(self, context: Context, asked: Mapping[str, float]) -> None:
        self._context = context
        self.asked = dict(sorted(asked.items()))
        members = Counter(user.department for user in context.users if user.kind == "person")
        self._members = {team: max(members[team], 1) for team in self.asked}
        self._active: dict[str, list[int]] = {f"{team}\0{kind}": [] for team in self.asked for kind in KINDS}
        self._known: dict[tuple[str, str], str] = {}

    def of(self, kind: str, name: str) -> str:
        """The team of an entity; empty for none."""
        if kind not in KINDS:
            return ""
        team = self._known.get((kind, name))
        if team is None:
            user = self._context.user(name)
            team = self._known[kind, name] = user.department if user is not None else ""
        return team

    def close_day(self, active: Mapping[str, Sequence[str]]) -> dict[str, int]:
        """Note who was active on the day that closed, by kind; how many of each kind are of teams with a budget."""
        self._known.clear()  # or it would hold everybody who was ever met
        counts = {kind: Counter(self.of(kind, name) for name in active[kind]) for kind in KINDS if self.asked}
        if any(active.values()):
            for key, recent in self._active.items():
                team, kind = key.split("\0")
                self._active[key] = [*recent, counts[kind][team]][-_DAYS:]
        return {kind: sum(count[team] for team in self.asked) for kind, count in counts.items()}

    def thresholds(self, kind: str, names: Sequence[str], shared: float) -> NDArray[np.float64]:
        """Surprise the day of each entity must reach, shape (n,); `shared` for those without a budget of their own."""
        own = self._own(kind) if self.asked and kind in KINDS else {}
        return (
            np.array([own.get(self.of(kind, name), shared) for name in names]) if own else np.full(len(names), shared)
        )

    def _own(self, kind: str) -> dict[str, float]:
        found = {}
        for team, per_day in self.asked.items():
            active = [other for other in KINDS if any(self._active[f"{team}\0{other}"])] or ["user"]
            part = per_day * SHARES[kind] / sum(SHARES[other] for other in {*active, kind})
            recent = self._active[f"{team}\0{kind}"]
            average = sum(recent) / len(recent) if len(recent) == _DAYS else float(max(self._members[team], *recent, 1))
            found[team] = -math.log10(part / max(average, 1.0))
        return found

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Recent activity of the teams with a budget."""
        return {key.replace("\0", "."): np.array(recent, dtype=np.int64) for key, recent in self._active.items()}

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        """Rebuild from `state`."""
        for key in self._active:
            self._active[key] = [int(count) for count in state.get(key.replace("\0", "."), ())]


def check(asked: Mapping[str, float], context: Context) -> None:
    """Refuse a budget for a team that nobody is of.

    Raises
    ------
    ConfigError
        No user of the directory has the department.
    """
    known = sorted({user.department for user in context.users if user.department})
    for team in asked:
        if team not in known:
            listed = ", ".join(known) or "no departments at all"
            raise ConfigError(f"a budget for the team {team!r}: the directory has {listed}; use a department of it")


def parse(texts: Sequence[str]) -> dict[str, float]:
    """Read `TEAM=N` as an operator writes it.

    Raises
    ------
    ConfigError
        No `=`, or no number behind it.

    Examples
    --------
    >>> parse(["Finance=0.5", "R&D = 2"])
    {'Finance': 0.5, 'R&D': 2.0}
    """
    found = {}
    for text in texts:
        team, sign, number = text.rpartition("=")
        try:
            found[team.strip()] = float(number)
        except ValueError:
            sign = ""
        if not sign or not team.strip():
            raise ConfigError(f"a team budget {text!r}: write TEAM=N, as in Finance=0.5, N findings a day")
    return found

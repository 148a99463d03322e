"""What an operator can set about the engine; part of the state, so that a replay uses the same."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec

from uba.errors import ConfigError

DEFAULT_DATA_DIR = Path("data")
"""Where the service, training and reports keep what they keep, unless told otherwise: one place for all."""

MAX_LATENESS_HOURS = 34
"""From the closing of a day at 10:00 UTC back to its beginning."""

MAX_ENTITIES = 1 << 23
"""Half of the rows that keys of values can name: there is room for the newest."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of one engine.

    Attributes
    ----------
    budget_per_day
        Findings a day, over the whole population, that are expected when
        nothing is wrong; None means one per 1,000 users.
    team_budgets
        Findings a day, by team (department of the directory), for its people and
        their mailboxes; part of `budget_per_day` where that is given. Teams
        that are not named share the rest.
    lateness_hours
        Records may come this many hours late and still count in the window they belong to.
    timezone
        IANA zone of people whose zone the directory does not give.
    findings_from
        Event time (ms) before which the engine learns but raises no finding.
    entities_per_kind
        Users, addresses, ... that are remembered at once, each kind apart; None means 100,000, or four for each
        person of the directory where that is more.
    seed
        Seed of everything random (half-space trees).
    """

    budget_per_day: float | None = None
    team_budgets: dict[str, float] = {}
    lateness_hours: int = 24
    timezone: str = "UTC"
    findings_from: int = 0
    entities_per_kind: int | None = None
    seed: int = 7

    def __post_init__(self) -> None:
        """Refuse what the engine could not honour.

        Raises
        ------
        ConfigError
            A value out of range.
        """
        if not 0 <= self.lateness_hours <= MAX_LATENESS_HOURS:
            raise ConfigError(
                f"lateness of {self.lateness_hours} hours: windows stay open for {MAX_LATENESS_HOURS} hours at most"
            )
        if self.entities_per_kind is not None and not 64 <= self.entities_per_kind < MAX_ENTITIES:
            raise ConfigError(
                f"room for {self.entities_per_kind} entities of a kind: give a number from 64 to {MAX_ENTITIES - 1:,}"
            )
        if self.budget_per_day is not None and not self.budget_per_day > 0:
            raise ConfigError(f"a budget of {self.budget_per_day} findings a day: give a number above 0")
        for team, asked in self.team_budgets.items():
            if not 0 < asked < math.inf:
                raise ConfigError(f"a budget of {asked} findings a day for the team {team!r}: give a number above 0")
        of_teams = sum(self.team_budgets.values())
        if self.budget_per_day is not None and of_teams >= self.budget_per_day:
            raise ConfigError(
                f"teams ask for {of_teams:g} findings a day of {self.budget_per_day:g}: leave something for the others"
            )

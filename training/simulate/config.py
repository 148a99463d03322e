"""What a simulation is asked for, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from training.simulate.industries import INDUSTRIES
from uba.errors import ConfigError

DEFAULT_START = date(2026, 3, 2)
"""A Monday; fixed, so that the same seed is the same organisation whenever it is run."""


LEAST_USERS, LEAST_DAYS = 10, 5
"""The smallest organisation in which there is somebody for every technique row."""
INTENSITIES = ("loud", "medium", "quiet")
"""How loud an attack can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationConfig:
    """Everything that decides the output: equal configurations write equal bytes.

    Parameters
    ----------
    users
        People in the directory, at least 3 (`LEAST_USERS` with `rows`); service accounts come on top.
    days
        Calendar days written, at least 1 (`LEAST_DAYS` with `rows`).
    seed
        Seed of every draw, >= 0.
    start
        First day.
    attacks_from
        Index of the first day (0 = `start`) on which attacks happen; None means the last third, with `rows` the
        last two fifths.
    attacks
        False writes the same benign organisation without a single attack.
    compress
        True writes `.gz` files.
    rows
        True writes every technique row: an organisation with a technical stack of its own, all sources, an
        attack of every technique at every one of `intensities` within the last two fifths of the days, and the
        look-alikes of every row.
    intensities
        With `rows`: how loud the attacks of every technique are.
    industry
        How the staff is mixed, one of `training.simulate.industries`.

    Raises
    ------
    ConfigError
        A number is out of its range.
    """

    users: int
    days: int
    seed: int
    start: date = DEFAULT_START
    attacks_from: int | None = None
    attacks: bool = True
    compress: bool = False
    rows: bool = False
    intensities: tuple[str, ...] = INTENSITIES
    industry: str = "mixed"

    def __post_init__(self) -> None:
        users, days = (LEAST_USERS, LEAST_DAYS) if self.rows else (3, 1)
        for name, value, least in (("users", self.users, users), ("days", self.days, days), ("seed", self.seed, 0)):
            if value < least:
                raise ConfigError(f"{name} is {value}; expected {least} or more{' with rows' if self.rows else ''}.")
        if self.attacks_from is not None and not 0 <= self.attacks_from < self.days:
            raise ConfigError(
                f"attacks-from is day {self.attacks_from}; expected one of the days 0 to {self.days - 1}."
            )
        if unknown := [i for i in self.intensities if i not in INTENSITIES]:
            raise ConfigError(f"intensity is {unknown[0]!r}; expected some of {', '.join(INTENSITIES)}.")
        if self.industry not in INDUSTRIES:
            raise ConfigError(f"industry is {self.industry!r}; expected one of {', '.join(INDUSTRIES)}.")

    @property
    def first_attack_day(self) -> int:
        """Index of the first day with attacks."""
        if self.attacks_from is not None:
            return self.attacks_from
        return self.days - max(1, 2 * self.days // 5 if self.rows else self.days // 3)

    def date_of(self, day: int) -> date:
        """Calendar date of day `day` (0 = `start`)."""
        return self.start + timedelta(days=day)


@dataclass(frozen=True, slots=True)
class CorruptLine:
    """A line that was damaged on purpose: `line` (from 1) of `file` (relative to the output)."""

    file: str
    line: int


@dataclass(slots=True)
class SimulationSummary:
    """What was written: counts exclude the corrupt lines, which are listed."""

    out: Path
    events_by_source: dict[str, int] = field(default_factory=dict)
    corrupt: list[CorruptLine] = field(default_factory=list)
    attacks_by_behaviour: dict[str, int] = field(default_factory=dict)
    lookalikes: int = 0

    @property
    def events(self) -> int:
        """Lines that are events, over all sources."""
        return sum(self.events_by_source.values())

"""What a simulation is asked for, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from uba.errors import ConfigError

DEFAULT_START = date(2026, 3, 2)
"""A Monday; fixed, so that the same seed is the same organisation whenever it is run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationConfig:
    """Everything that decides the output: equal configurations write equal bytes.

    Parameters
    ----------
    users
        People in the directory, at least 3; service accounts come on top.
    days
        Calendar days written, at least 1.
    seed
        Seed of every draw, >= 0.
    start
        First day.
    attacks_from
        Index of the first day (0 = `start`) on which attacks happen; None means the last third.
    attacks
        False writes the same benign organisation without a single attack.
    compress
        True writes `.gz` files.

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

    def __post_init__(self) -> None:
        for name, value, least in (("users", self.users, 3), ("days", self.days, 1), ("seed", self.seed, 0)):
            if value < least:
                raise ConfigError(f"{name} is {value}; expected {least} or more.")
        if self.attacks_from is not None and not 0 <= self.attacks_from < self.days:
            raise ConfigError(
                f"attacks-from is day {self.attacks_from}; expected one of the days 0 to {self.days - 1}."
            )

    @property
    def first_attack_day(self) -> int:
        """Index of the first day with attacks."""
        return self.days - max(1, self.days // 3) if self.attacks_from is None else self.attacks_from

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

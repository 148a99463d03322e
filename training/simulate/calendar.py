"""What happens on which day: holidays, vacations, quarter ends, and the events of one seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from training.simulate.config import SimulationConfig
from training.simulate.organisation import Organisation, Person, Site
from training.simulate.randomness import pick, stream

DAY = 86_400_000
HOUR = 3_600_000
MINUTE = 60_000

_FIXED: dict[str, dict[tuple[int, int], str]] = {
    "DE": {(1, 1): "Neujahr", (5, 1): "Tag der Arbeit", (10, 3): "Tag der Deutschen Einheit",
           (12, 25): "Erster Weihnachtstag", (12, 26): "Zweiter Weihnachtstag"},
    "US": {(1, 1): "New Year's Day", (7, 4): "Independence Day", (11, 11): "Veterans Day", (12, 25): "Christmas Day"},
    "SG": {(1, 1): "New Year's Day", (5, 1): "Labour Day", (8, 9): "National Day", (12, 25): "Christmas Day"},
}  # fmt: skip


@lru_cache(maxsize=4096)
def midnight(zone: str, day: date) -> int:
    """Give the start of a local day in ms UTC as seen from its noon, so that local hours hold when clocks change."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    return int(noon.timestamp()) * 1000 - 12 * HOUR


def utc_midnight(day: date) -> int:
    """Give the start of a day in UTC, ms."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def easter(year: int) -> date:
    """Give the date of Easter Sunday (Meeus/Jones/Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * el) // 451
    month, day = divmod(h + el - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _nth(day: date, weekday: int, n: int) -> bool:
    """Tell whether `day` is the n-th such weekday of its month (n = 0: the last)."""
    if day.weekday() != weekday:
        return False
    return (day + timedelta(days=7)).month != day.month if n == 0 else (day.day - 1) // 7 + 1 == n


def holiday(country: str, day: date) -> str:
    """Name the public holiday of a country on a date; empty when it is none."""
    fixed = _FIXED.get(country, {}).get((day.month, day.day))
    if fixed:
        return fixed
    since_easter = (day - easter(day.year)).days
    if country == "DE":
        movable = {-2: "Karfreitag", 1: "Ostermontag", 39: "Christi Himmelfahrt", 50: "Pfingstmontag"}
        return movable.get(since_easter, "")
    if country == "SG":
        return "Good Friday" if since_easter == -2 else ""
    rules = {(1, 0, 3): "Martin Luther King Day", (5, 0, 0): "Memorial Day", (9, 0, 1): "Labor Day"}
    for (month, weekday, n), name in (rules | {(11, 3, 4): "Thanksgiving"}).items():
        if day.month == month and _nth(day, weekday, n):
            return name
    return ""


def quarter_end(day: date) -> bool:
    """Tell whether a date is among the last three or first four weekdays around the end of a quarter."""
    step = timedelta(days=1)
    if day.month % 3 == 0:
        left, probe = 0, day
        while probe.month == day.month:
            left, probe = left + (probe.weekday() < 5), probe + step
        return left <= 3
    if day.month % 3 == 1:
        passed = sum((day - timedelta(days=i)).weekday() < 5 for i in range(day.day))
        return passed <= 4
    return False


@dataclass(frozen=True, slots=True)
class Calendar:
    """The events of one seed.

    Attributes
    ----------
    vacations
        Person index to (first day, last day) away, inclusive.
    mass_mail_day
        Day on which HR writes to everybody.
    office_move
        (site, first day with the new egress), or None.
    """

    vacations: dict[int, tuple[int, int]]
    mass_mail_day: int
    office_move: tuple[Site, int] | None

    def on_vacation(self, person: Person, day: int) -> bool:
        """Tell whether somebody is away."""
        away = self.vacations.get(person.index)
        return away is not None and away[0] <= day <= away[1]

    def returns(self, person: Person, day: int) -> bool:
        """Tell whether this is the day after a vacation."""
        away = self.vacations.get(person.index)
        return away is not None and day == away[1] + 1


def build_calendar(config: SimulationConfig, organisation: Organisation) -> Calendar:
    """Draw the calendar: about one working day in nine is vacation, in stretches of one to three weeks."""
    rng = stream(config.seed, "calendar")
    vacations: dict[int, tuple[int, int]] = {}
    for person in organisation.people:
        begins, length = float(rng.random()), int(rng.choice([7, 14, 21], p=[0.5, 0.4, 0.1]))
        if begins < (config.days + length) * 0.085 / 10.5 and person.start_day <= 0 and person.end_day is None:
            monday = -config.start.weekday()
            first = monday + 7 * int(rng.integers(0, config.days // 7 + 1)) - (length - 7 if rng.random() < 0.5 else 0)
            vacations[person.index] = (first, first + length - 1)
    workdays = [d for d in range(config.days) if config.date_of(d).weekday() < 5] or [0]
    move = None
    if config.days >= 10 and rng.random() < 0.5:
        move = (pick(rng, organisation.sites), int(np.ceil(config.days * rng.uniform(0.4, 0.9))))
    return Calendar(vacations, pick(rng, workdays), move)

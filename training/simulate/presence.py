"""Where people are and on what: for every person and day the devices, addresses and sessions in use.

A working day is a sequence of seats. The laptop keeps its session while it
moves between home and office; the phone keeps one for weeks while it hops
between Wi-Fi and mobile networks.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from training.simulate.calendar import HOUR, MINUTE, Calendar, holiday, midnight, quarter_end
from training.simulate.config import SimulationConfig
from training.simulate.devices import Device
from training.simulate.networks import ACCESS, VPN, Network
from training.simulate.organisation import Organisation, Person, Site
from training.simulate.randomness import pick, stream, uuid
from training.simulate.roles import WEEKDAY_LOAD, WEEKEND_ACTIVE


@dataclass(frozen=True, slots=True)
class Seat:
    """Who, on what device, from which address, in which session, on which day.

    Attributes
    ----------
    inside
        Address on the internal network (desk or VPN); equal to `ip` for a stranger.
    """

    person: Person
    device: Device
    network: Network
    ip: str
    inside: str
    session: str
    day: int

    @property
    def agent(self) -> str:
        """User agent sent from here."""
        return self.device.agent(self.day)


@dataclass(slots=True)
class PersonDay:
    """One person's active day; seats with the ms from which they are taken."""

    person: Person
    day: int
    midnight: int
    load: float
    fresh: bool
    returning: bool
    quarter_end: bool
    desk: list[tuple[int, Seat]]
    pocket: list[tuple[int, Seat]]

    def seat(self, at: int) -> Seat:
        """Give where the laptop is at a moment."""
        return self.desk[max(0, bisect_right(self.desk, at, key=lambda s: s[0]) - 1)][1]

    def phone(self, at: int) -> Seat:
        """Give where the phone is at a moment."""
        return self.pocket[max(0, bisect_right(self.pocket, at, key=lambda s: s[0]) - 1)][1]

    def times(self, rng: Generator, n: int) -> list[int]:
        """Draw `n` moments of activity, ms, ascending: two humps, an evening, a lunch dip."""
        u, z = rng.random(n), rng.normal(size=n)
        hours = np.where(u < 0.45, 9.8 + 1.2 * z, np.where(u < 0.90, 14.2 + 1.6 * z, 21.3 + 0.9 * z))
        flat = u >= 0.96
        hours[flat] = 24 * (u[flat] - 0.96) / 0.04
        hours += self.person.chronotype
        lunch = (hours >= 12) & (hours < 13) & (rng.random(n) < 0.35)
        hours[lunch] += 1.25
        at = self.midnight + (np.clip(hours, 0.02, 23.97) * HOUR).astype(np.int64)
        found: list[int] = np.sort(at).tolist()
        return found


class Presence:
    """Draws the seats of everybody, day after day; days must be asked for in order."""

    def __init__(self, config: SimulationConfig, organisation: Organisation, calendar: Calendar) -> None:
        self._config = config
        self._organisation = organisation
        self._calendar = calendar
        rng = stream(config.seed, "sessions")
        self._laptop_session = [uuid(rng) for _ in organisation.people]
        self._phone_session = [uuid(rng) for _ in organisation.people]

    def day(self, day: int) -> list[PersonDay]:
        """Draw who is active on a day, and where."""
        rng = stream(self._config.seed, "presence", day)
        return [p for person in self._organisation.people if (p := self._person_day(rng, person, day)) is not None]

    def _person_day(self, rng: Generator, person: Person, day: int) -> PersonDay | None:
        date = self._config.date_of(day)
        free = date.weekday() >= 5 or bool(holiday(person.site.country, date))
        present = rng.random() < (WEEKEND_ACTIVE if free else 0.94)
        if not (present and person.employed(day)) or self._calendar.on_vacation(person, day):
            return None
        fresh = rng.random() < 0.45 or day == person.start_day
        if fresh:
            self._laptop_session[person.index] = uuid(rng)
        if rng.random() < 1 / 20:
            self._phone_session[person.index] = uuid(rng)
        start = midnight(person.site.timezone, date)
        home = self._home(rng, person, day)
        away = free or rng.random() < person.role.roaming
        desk = self._desk(rng, person, day, start, home, away)
        return PersonDay(
            person=person,
            day=day,
            midnight=start,
            load=WEEKDAY_LOAD[date.weekday()] if not free else WEEKDAY_LOAD[6],
            fresh=fresh,
            returning=self._calendar.returns(person, day),
            quarter_end=person.department == "Finance" and quarter_end(date),
            desk=desk,
            pocket=self._pocket(rng, person, day, start, home, desk),
        )

    def _home(self, rng: Generator, person: Person, day: int) -> Seat:
        """Give the seat outside the office: home, or in 3 % of the weeks a hotel abroad."""
        network, ip = person.home, person.home_address
        week = stream(self._config.seed, "travel", person.index, day // 7)
        if week.random() < 0.03 * (1 + 2 * person.role.roaming):
            network = pick(week, [n for n in ACCESS if n.kind == "residential"])
            ip = network.address(week)
        elif ":" in network.cidr or rng.random() < 0.05:
            ip = network.address(rng)
        session = self._laptop_session[person.index]
        return Seat(person, person.laptop, network, ip, VPN.address(rng), session, day)

    def _desk(
        self, rng: Generator, person: Person, day: int, start: int, home: Seat, away: bool
    ) -> list[tuple[int, Seat]]:
        if away:
            seats = [(start, home)]
            if rng.random() < person.role.roaming * 0.25:
                visited = pick(rng, [n for n in ACCESS if n.country == person.site.country])
                at = start + int(rng.uniform(10, 16) * HOUR)
                seats.append((at, replace(home, network=visited, ip=visited.address(rng))))
                seats.append((at + int(rng.uniform(1, 3) * HOUR), home))
            return seats
        arrive = start + int((8.4 + person.chronotype + rng.normal(0, 0.3)) * HOUR)
        leave = arrive + int(rng.uniform(8.2, 9.6) * HOUR)
        egress = egress_address(self._calendar, person.site, day)
        office = replace(home, network=person.site.egress, ip=egress, inside=_desk_address(person))
        return [(start, home), (arrive, office), (leave, home)]

    def _pocket(
        self, rng: Generator, person: Person, day: int, start: int, home: Seat, desk: list[tuple[int, Seat]]
    ) -> list[tuple[int, Seat]]:
        """Give the phone's day: home Wi-Fi, mobile addresses that change every few hours, office Wi-Fi."""
        base = replace(home, device=person.phone, session=self._phone_session[person.index])
        seats = [(start, base)]
        for at, seat in desk[1:]:
            mobile = replace(base, network=person.mobile, ip=person.mobile.address(rng), inside=VPN.address(rng))
            seats.append((at - int(rng.uniform(20, 70) * MINUTE), mobile))
            seats.append((at, replace(base, network=seat.network, ip=seat.ip)))
        if len(desk) == 1:
            for hour in np.sort(rng.uniform(8, 21, int(rng.integers(0, 4)))).tolist():
                mobile = replace(base, network=person.mobile, ip=person.mobile.address(rng))
                seats.append((start + int(hour * HOUR), mobile))
                seats.append((start + int((hour + 0.6) * HOUR), base))
            seats.sort(key=lambda s: s[0])
        return seats


def egress_address(calendar: Calendar, site: Site, day: int) -> str:
    """Give the address a whole site shares on a day; an office move changes it."""
    moved = calendar.office_move is not None and calendar.office_move[0] is site and day >= calendar.office_move[1]
    base, last = site.egress.cidr.split("/")[0].rsplit(".", 1)
    return f"{base}.{int(last) + (20 if moved else 5)}"


def _desk_address(person: Person) -> str:
    base = person.site.inside.cidr.split(".")
    return f"{base[0]}.{base[1]}.{person.index // 200}.{20 + person.index % 200}"

"""Everything one simulation is about, built once and handed to every activity, attack and look-alike."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from training.simulate.calendar import DAY, Calendar, build_calendar, midnight, utc_midnight
from training.simulate.config import SimulationConfig
from training.simulate.devices import Device
from training.simulate.disturbance import Disturbances
from training.simulate.domains import Web, build_web
from training.simulate.estate import Estate, build_estate
from training.simulate.library import Library, build_library
from training.simulate.networks import Network
from training.simulate.organisation import Organisation, Person, build_organisation
from training.simulate.presence import PersonDay, Presence, Seat, egress_address
from training.simulate.randomness import stream
from training.simulate.sink import Sink, Tally
from training.simulate.stack import Stack, build_stack
from training.simulate.website import Website, build_website
from training.simulate.writers.choice import mail_log, sign_in_log
from training.simulate.writers.entra_audit import EntraAudit
from training.simulate.writers.m365_ual import UnifiedAudit
from training.simulate.writers.mail_log import MailLog
from training.simulate.writers.sign_in_log import SignInLog


@dataclass(slots=True)
class World:
    """The organisation, its calendar and library, its public site, and the writers that need its tenant id.

    Attributes
    ----------
    disturbances
        What attacks and mishaps do to ordinary logging.
    plans
        Every active person-day, by day; filled before anything is written, so
        that an attack can take a session that really is in use.
    circles
        Whom people usually write to, by index; filled as mail is written.
    tallies
        What each service account has written so far, by its key.
    taken
        (person index, day) of the victims of attacks, when every technique has its attacks.
    """

    config: SimulationConfig
    organisation: Organisation
    calendar: Calendar
    library: Library
    website: Website
    stack: Stack
    audit: UnifiedAudit
    sign_ins: SignInLog
    mail: MailLog
    estate: Estate
    web: Web
    disturbances: Disturbances = field(default_factory=Disturbances)
    plans: list[list[PersonDay]] = field(default_factory=list)
    circles: dict[int, list[Person]] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    taken: set[tuple[int, int]] = field(default_factory=set)

    @property
    def directory(self) -> EntraAudit:
        """The audit log of the cloud directory."""
        return EntraAudit(self.organisation.tenant)

    def stream(self, *part: str | int) -> Generator:
        """Give the random generator of one part of this world."""
        return stream(self.config.seed, *part)

    def tally(self, service: str, sink: Sink) -> Tally:
        """Give the sink that counts what a service account writes."""
        return self.tallies.setdefault(service, Tally(sink))

    def start_of(self, day: int) -> int:
        """Give the start of a day in UTC, ms."""
        return utc_midnight(self.config.date_of(day))

    def local_midnight(self, person: Person, day: int) -> int:
        """Give the start of a day where a person works, ms UTC."""
        return midnight(person.site.timezone, self.config.date_of(day))

    def day_of(self, at: int) -> int:
        """Give the index of the UTC day of a moment, within the simulated days."""
        return int(np.clip((at - self.start_of(0)) // DAY, 0, self.config.days - 1))

    def plan(self, person: Person, day: int) -> PersonDay | None:
        """Give a person's day, None when not active."""
        return next((p for p in self.plans[day] if p.person is person), None)

    def present(self, person: Person, day: int) -> bool:
        """Tell whether the account is in use and its owner not on vacation."""
        return person.employed(day) and not self.calendar.on_vacation(person, day)

    def own_seat(self, person: Person, at: int) -> Seat:
        """Give where a person's laptop is, or would be, at a moment."""
        day = self.day_of(at)
        plan = self.plan(person, day)
        if plan is not None:
            return plan.seat(at)
        near = sorted(range(self.config.days), key=lambda d: (abs(d - day), d))
        for other in near:
            plan = self.plan(person, other)
            if plan is not None:
                return plan.desk[0][1]
        return Seat(person, person.laptop, person.home, person.home_address, person.home_address, person.user_id, day)

    def seat_elsewhere(self, person: Person, at: int, device: Device, network: Network, ip: str, session: str) -> Seat:
        """Give a seat in a person's name that is not the person's own."""
        return Seat(person, device, network, ip, ip, session, self.day_of(at))

    def machine_seat(self, service: Person, network: Network, ip: str, at: int) -> Seat:
        """Give the seat of a service account."""
        return Seat(service, service.laptop, network, ip, ip, service.user_id, self.day_of(at))

    def office_address(self, site: int, at: int) -> str:
        """Give the egress address of a site at a moment."""
        return egress_address(self.calendar, self.organisation.sites[site], self.day_of(at))


def build_world(config: SimulationConfig) -> World:
    """Build the world of a configuration, with every person-day planned."""
    organisation = build_organisation(config)
    calendar = build_calendar(config, organisation)
    stack = build_stack(config)
    world = World(
        config=config,
        organisation=organisation,
        calendar=calendar,
        library=build_library(config, organisation),
        website=build_website(config),
        stack=stack,
        audit=UnifiedAudit(organisation.tenant),
        sign_ins=sign_in_log(stack, organisation.tenant),
        mail=mail_log(stack, config.rows),
        estate=build_estate(config, organisation),
        web=build_web(config),
    )
    presence = Presence(config, organisation, calendar)
    world.plans = [presence.day(day) for day in range(config.days)]
    return world

"""Logons at servers: people at file shares, machines at controllers, agents, administrators, the gateway from home."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.calendar import DAY, HOUR
from training.simulate.estate import ACCOUNTS, Server, on_windows
from training.simulate.organisation import Person
from training.simulate.pace import even, office_hours, scattered
from training.simulate.presence import PersonDay
from training.simulate.randomness import pick
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers.estate_context import SCANNER
from training.simulate.writers.windows_event import account_of
from training.simulate.writers.windows_logon import ANONYMOUS, REMOTE, Logon, logoff, logon, machine, service
from training.simulate.writers.windows_roles import gateway

SHARES = 3.0
"""Mean logons of an active person at file servers on a weekday."""
STEADY = 30
"""Logons an hour that machines make at each file server, day and night."""
_NUMBERS = {key: number for number, key in enumerate(ACCOUNTS)}


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the logons of a day."""
    for plan in world.plans[day]:
        _person(world, plan, rng, sink)
    start = world.start_of(day)
    for server in world.estate.of("file"):
        _machines(world, start, server, rng, sink)
    for server in world.estate.windows_servers:
        _agents(world, start, server, rng, sink)
    _administrators(world, day, rng, sink)
    if world.config.date_of(day).weekday() == 2:
        _scan(world, start + 20 * HOUR, rng, world.tally("scan", sink))


def enter(world: World, rng: Generator, sink: Sink, at: int, server: Server, done: Logon, minutes: float = 0.0) -> None:
    """Write a logon, and its end `minutes` later where it has one; a silent host writes neither."""
    on = world.estate.machine(server.name, sink, rng)
    if not world.disturbances.is_silent(server.name, at):
        logon(on, at, done)
    end = at + int(minutes * 60_000)
    if minutes and not world.disturbances.is_silent(server.name, end):
        logoff(on, end, done.account, done.kind)


def service_logon(key: str, ip: str, package: str = "Kerberos") -> Logon:
    """Give a logon of one of the accounts of machines."""
    return Logon(service(ACCOUNTS[key][0], _NUMBERS[key]), ip, package=package)


def _person(world: World, plan: PersonDay, rng: Generator, sink: Sink) -> None:
    person, controllers, files = plan.person, world.estate.of("dc"), world.estate.of("file")
    account = account_of(person)
    at = plan.times(rng, 1)[0]
    if on_windows(person):
        own = machine(person.laptop.name, person.index)
        enter(world, rng, sink, at - 4_000, pick(rng, controllers), Logon(own, plan.seat(at).inside))
    for at in plan.times(rng, int(rng.poisson(SHARES * plan.load))):
        server = files[person.index % len(files)] if rng.random() < 0.85 else pick(rng, files)
        ip = plan.seat(at).inside
        if rng.random() < 0.012:
            workstation = person.laptop.name
            wrong = Logon(account, ip, package="NTLM", workstation=workstation, failure="0xC000006A")
            enter(world, rng, sink, at - 9_000, server, wrong)
        enter(world, rng, sink, at, server, Logon(account, ip), float(rng.exponential(14)) + 0.3)
    away = len(plan.desk) < 3
    if away and rng.random() < 0.35:
        at = plan.midnight + int((8.6 + person.chronotype + rng.uniform(0, 1.5)) * HOUR)
        from_home(world, rng, sink, at, plan, world.estate.of("app")[person.index % 2])


def from_home(world: World, rng: Generator, sink: Sink, at: int, plan: PersonDay, server: Server) -> None:
    """Write that somebody works on a server through the gateway for some hours."""
    seat, door = plan.seat(at), world.estate.one("gateway")
    on = world.estate.machine(door.name, sink, rng)
    gateway(on, at, plan.person, seat.ip, server.fqdn)
    hours = float(rng.uniform(0.4, 4))
    inside = Logon(account_of(plan.person), door.ip, kind=REMOTE, package="Negotiate", workstation=server.name)
    enter(world, rng, sink, at + 2_500, server, inside, hours * 60)
    gateway(on, at + int(hours * HOUR) + 4_000, plan.person, seat.ip, server.fqdn, leaves=True)


def _machines(world: World, start: int, server: Server, rng: Generator, sink: Sink) -> None:
    """Write the steady logons of servers, so that a host's silence can be told from its nights."""
    others = [s for s in world.estate.windows_servers if s is not server]
    for at in even(rng, start, DAY, 24 * STEADY):
        other = pick(rng, others)
        done = Logon(machine(other.name, 500 + others.index(other)), other.ip)
        enter(world, rng, sink, at, server, done)


def _agents(world: World, start: int, server: Server, rng: Generator, sink: Sink) -> None:
    """Write what monitoring does every half hour, and the backup at one in the morning."""
    ip = world.estate.one("console").ip
    for at in even(rng, start, DAY, 48):
        enter(world, rng, sink, at, server, service_logon("agent", ip))
    backup = Logon(
        account_of(world.organisation.services["backup"]), "10.10.40.20", package="NTLM", workstation="BACKUP"
    )
    enter(world, rng, sink, start + HOUR + int(rng.integers(0, 50)) * 60_000, server, backup, 12.0)


def _administrators(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write remote desktop sessions of those who look after servers."""
    for duty in ("windows", "dba", "exchange", "deploy", "ddi"):
        person: Person = world.estate.duties[duty]
        plan = world.plan(person, day)
        if plan is None:
            continue
        roles = {"dba": ("sql",), "exchange": ("mail",), "deploy": ("console",), "ddi": ("dc",)}.get(
            duty, ("app", "print")
        )
        for at in office_hours(rng, plan.midnight, int(rng.poisson(1.6))):
            server = pick(rng, world.estate.of(pick(rng, roles)))
            done = Logon(
                account_of(person), plan.seat(at).inside, kind=REMOTE, package="Negotiate", workstation=server.name
            )
            enter(world, rng, sink, at, server, done, float(rng.uniform(4, 90)))


def _scan(world: World, start: int, rng: Generator, sink: Sink) -> None:
    """Write the weekly vulnerability scan: every server is touched, mostly without an account."""
    for server in world.estate.windows_servers:
        for at in scattered(rng, start, 2 * HOUR, int(rng.integers(6, 14))):
            nobody = Logon(ANONYMOUS, SCANNER, package="NTLM", workstation="SCAN01")
            refused = service_logon("scan", SCANNER, "NTLM")
            enter(world, rng, sink, at, server, nobody if rng.random() < 0.5 else refused)

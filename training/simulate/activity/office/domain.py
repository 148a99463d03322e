"""The domain: tickets in the morning and through the day, typing errors, old programs that still use NTLM."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.calendar import HOUR
from training.simulate.estate import on_windows
from training.simulate.presence import PersonDay
from training.simulate.randomness import draw, pick, zipf
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import kerberos
from training.simulate.writers.windows_event import Machine, account_of

TICKETS = 5.0
"""Service tickets a person and workday that are kept of the many."""


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write what the controllers log of people on a day."""
    controllers = [world.estate.machine(s.name, sink, rng) for s in world.estate.of("dc")]
    services = service_names(world)
    rank = zipf(len(services), 1.2)
    for plan in world.plans[day]:
        if on_windows(plan.person):
            _tickets(
                plan, rng, controllers, [services[k] for k in draw(rng, rank, int(rng.poisson(TICKETS * plan.load)))]
            )
        elif rng.random() < 0.4:
            at = plan.times(rng, 1)[0]
            kerberos.validated(pick(rng, controllers), at, plan.person.sam, plan.person.laptop.name)


def service_names(world: World) -> list[str]:
    """List the services that tickets are for: machines, and accounts that services run under."""
    machines = [f"{s.name}$" for s in world.estate.windows_servers]
    return [*machines, *(f"svc-{name}" for name in SERVICE_ACCOUNTS)]


SERVICE_ACCOUNTS = (
    "sql", "sqlreport", "iis", "crm", "erp", "bi", "sharepoint", "print", "scan", "sap", "jboss", "mq", "fax", "cad",
    "archive", "time", "door", "web", "tfs", "dpm", "scom", "wsus", "radius", "av", "img", "hr", "pay", "dms", "lims",
    "edi", "ocr", "plm", "wms", "mes", "cti",
)  # fmt: skip
"""Accounts that services run under, without their prefix."""


def _tickets(plan: PersonDay, rng: Generator, controllers: list[Machine], services: list[str]) -> None:
    person, account = plan.person, account_of(plan.person)
    start = plan.midnight + int((8.1 + person.chronotype) * HOUR)
    for at in (start, start + int(rng.uniform(4, 7) * HOUR)):
        seat = plan.seat(at)
        if rng.random() < 0.04:
            kerberos.preauthentication_failed(controllers[0], at - 9_000, account, seat.inside)
        kerberos.ticket_granting(pick(rng, controllers), at, account, seat.inside)
    for at, service in zip(plan.times(rng, len(services)), services, strict=True):
        # A few old services cannot do better than RC4.
        encryption = kerberos.RC4 if service in ("svc-fax", "svc-cad", "svc-door") else kerberos.AES
        kerberos.service_ticket(pick(rng, controllers), at, account, plan.seat(at).inside, service, encryption)
    if rng.random() < 0.15:
        at = plan.times(rng, 1)[0]
        kerberos.validated(pick(rng, controllers), at, person.sam, person.laptop.name)

"""Mail of a day: sent by people, received from outside, read by everybody."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.names import FORMS, TOPICS
from training.simulate.organisation import Person
from training.simulate.presence import PersonDay, Seat
from training.simulate.randomness import draw, overdispersed, pick, sample, zipf
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers.mail_log import Message, message_id

PARTNERS: tuple[str, ...] = tuple(
    f"{a}{b}.example"
    for a in ("north", "blue", "fern", "quay", "iron", "luma", "terra", "apex", "nova", "delta")
    for b in ("trade", "works", "soft", "lab", "bank", "post")
)
"""Domains of customers and suppliers, the busiest first."""

_DOMAIN_RANK = zipf(len(PARTNERS), 1.1)
CONTACTS = 30
"""People somebody usually writes to."""


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the mail of a day."""
    for plan in world.plans[day]:
        _sent(world, plan, rng, sink)
        _received(world, plan, rng, sink)
        _read(world, plan, rng, sink)


def subject(rng: Generator) -> str:
    """Draw a subject line."""
    start = pick(rng, ("Re: ", "Re: ", "", "", "", "FW: "))
    return f"{start}{pick(rng, TOPICS)} {pick(rng, FORMS).lower()}"


def send(
    world: World,
    rng: Generator,
    sink: Sink,
    at: int,
    seat: Seat,
    recipients: list[str],
    line: str,
    urls: int = 0,
    links: tuple[str, ...] = (),
) -> None:
    """Write one message somebody sends: the mailbox's audit record and the trace."""
    ident, size = message_id(rng), int(rng.lognormal(10.2, 0.9))
    world.audit.send(sink, rng, at, seat, line, ident, size)
    files = int(rng.random() < 0.25)
    message = Message(seat.person.email, recipients, line, size, seat.ip, ident, urls, files, links=links)
    world.mail.deliver(sink, rng, at + 1_500, message)


def contacts(world: World, person: Person) -> list[Person]:
    """List whom a person usually writes to, the closest first: mostly the own department."""
    if person.index not in world.circles:
        rng = world.stream("contacts", person.index)
        others = [p for p in world.organisation.people if p is not person]
        near = [p for p in others if p.department == person.department or (p.site is person.site and p.index % 5 == 0)]
        found = sample(rng, near, CONTACTS * 2 // 3)
        met = {p.index for p in found}
        found += sample(rng, [p for p in others if p.index not in met], CONTACTS - len(found))
        world.circles[person.index] = found
    return world.circles[person.index]


def external(rng: Generator, person: Person) -> str:
    """Draw a correspondent outside, from the few a person has."""
    domain = PARTNERS[(draw(rng, _DOMAIN_RANK, 1)[0] + person.index) % len(PARTNERS)]
    return f"{pick(rng, ('sales', 'info', 'm.roth', 'k.lund', 'orders', 'j.ray'))}@{domain}"


def _sent(world: World, plan: PersonDay, rng: Generator, sink: Sink) -> None:
    n = overdispersed(rng, plan.person.sent * plan.load)
    if not n:
        return
    known = contacts(world, plan.person)
    rank = zipf(len(known), 0.9)
    for at in plan.times(rng, n):
        seat = plan.seat(at) if rng.random() < 0.8 else plan.phone(at)
        u = rng.random()
        size = 1 if u < 0.62 else int(rng.integers(2, 6)) if u < 0.965 else int(rng.integers(6, 15))
        if u > 0.995:
            size = int(rng.integers(20, 40))
        if rng.random() < plan.person.role.external:
            to = list(dict.fromkeys(external(rng, plan.person) for _ in range(min(size, 3))))
        else:
            to = [known[i].email for i in dict.fromkeys(draw(rng, rank, size))]
        send(world, rng, sink, at, seat, to, subject(rng), int(rng.random() < 0.15))


def _received(world: World, plan: PersonDay, rng: Generator, sink: Sink) -> None:
    n = overdispersed(rng, plan.person.role.received * plan.load, 4.0)
    for at in plan.times(rng, n):
        sender = external(rng, plan.person)
        domain = sender.split("@")[1]
        bulk = rng.random() < 0.04
        message = Message(
            sender=sender,
            recipients=[plan.person.email],
            subject=subject(rng),
            size=int(rng.lognormal(10.6, 1.0)),
            from_ip=f"198.51.100.{64 + PARTNERS.index(domain)}",
            message_id=message_id(rng, domain),
            urls=int(rng.poisson(1.1)),
            attachments=int(rng.random() < 0.2),
            authentic=bool(rng.random() < 0.985),
            status="FilteredAsSpam" if bulk else "Delivered",
        )
        world.mail.deliver(sink, rng, at, message)


def _read(world: World, plan: PersonDay, rng: Generator, sink: Sink) -> None:
    for at in plan.times(rng, int(rng.poisson(5 * plan.load))):
        mobile = rng.random() < 0.4
        count = 1 + overdispersed(rng, 5 * (4.0 if plan.returning else 1.0))
        seat = plan.phone(at) if mobile else plan.seat(at)
        world.audit.mail_items_accessed(sink, rng, at, seat, count, sync=mobile)


def to_everybody(world: World, day: int) -> list[str]:
    """List the addresses of everybody employed on a day."""
    return [p.email for p in world.organisation.people if p.employed(day)]

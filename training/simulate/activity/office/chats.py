"""Chats in Teams, with colleagues and with known partners; and business messages on the social network."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity import mail
from training.simulate.names import FAMILY, GIVEN, TOPICS
from training.simulate.organisation import Person
from training.simulate.presence import PersonDay
from training.simulate.randomness import pick, sample, uuid
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import m365_teams as teams
from training.simulate.writers import social

SOCIAL_ROLES = {"hr": 3.0, "sales": 2.0, "manager": 0.4}
"""Archived messages on the social network, a person and workday, by role; others have 0.05."""


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write everybody's chats of a day."""
    for plan in world.plans[day]:
        _inside(world, plan, rng, sink)
        if rng.random() < 0.12 * plan.load:
            partner_chat(world, rng, sink, plan, plan.times(rng, 1)[0])
        mean = SOCIAL_ROLES.get(plan.person.role.name, 0.05) * plan.load
        for at in plan.times(rng, int(rng.poisson(mean))):
            network(rng, sink, at, plan.person)


def _inside(world: World, plan: PersonDay, rng: Generator, sink: Sink) -> None:
    """Write conversations with colleagues; of the many messages the log keeps a sample."""
    known = mail.contacts(world, plan.person)
    for at in plan.times(rng, int(rng.poisson(2.2 * plan.load))):
        group = rng.random() < 0.3
        others = sample(rng, known, int(rng.integers(2, 6)) if group else 1)
        if not others:
            return
        conversation = teams.thread(rng, not group)
        members = [plan.person, *others]
        if rng.random() < 0.18:
            teams.chat(world.audit, sink, rng, at, "ChatCreated", conversation, members, by=plan.seat(at))
        urls: list[str] = []
        if rng.random() < 0.12:
            urls.append(
                f"https://halden.sharepoint.example/:w:/s/{pick(rng, TOPICS).lower()}/{int(rng.integers(1 << 31)):x}"
            )
        teams.chat(
            world.audit, sink, rng, at + 2_000, "MessageSent", conversation, members, by=plan.seat(at), urls=urls
        )


def partner(world: World, person: Person, k: int) -> teams.Outsider:
    """Give one of the accounts of partner organisations that somebody chats with; a few for each person."""
    rng = world.stream("partner", person.department, k)
    domain = mail.PARTNERS[int(rng.integers(12))]
    given, family = pick(rng, GIVEN), pick(rng, FAMILY)
    tenant = uuid(world.stream("tenant", domain))
    return teams.Outsider(f"{given}.{family}@{domain}".lower(), f"{given} {family}", tenant)


def partner_chat(world: World, rng: Generator, sink: Sink, plan: PersonDay, at: int) -> None:
    """Write a chat with somebody of a partner, opened from either side."""
    outsider = partner(world, plan.person, int(rng.integers(6)))
    conversation = teams.thread(rng, True)
    seat = plan.seat(at) if rng.random() < 0.6 else None
    teams.chat(world.audit, sink, rng, at, "ChatCreated", conversation, [plan.person], by=seat, outsider=outsider)
    for k in range(int(rng.geometric(0.4))):
        by = plan.seat(at) if rng.random() < 0.5 else None
        moment = at + 45_000 * (k + 1)
        teams.chat(world.audit, sink, rng, moment, "MessageSent", conversation, [plan.person], by=by, outsider=outsider)


def network(rng: Generator, sink: Sink, at: int, person: Person) -> None:
    """Write a message on the social network: recruiters and sellers write to many, and many write to them."""
    contact = f"{pick(rng, GIVEN)} {pick(rng, FAMILY)} {int(rng.zipf(1.5)) % 400}".lower().replace(" ", "-")
    text = (
        f"About {pick(rng, TOPICS).lower()}: {pick(rng, ('thank you', 'are you free on Monday?', 'good to meet you'))}"
    )
    social.message(sink, rng, at, contact, person, inbound=rng.random() < 0.5, text=text)

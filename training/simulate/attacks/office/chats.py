"""Strangers who chat: a help desk of another tenant (T1566.003), a profile on the social network (T1598.001)."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.infrastructure.browsing import fetch
from training.simulate.attacks.office.victims import landing
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.names import FAMILY, GIVEN
from training.simulate.organisation import Person
from training.simulate.randomness import pick, sample, uuid
from training.simulate.world import World
from training.simulate.writers import m365_teams as teams
from training.simulate.writers import social


def help_desk(world: World, rng: Generator, scene: Scene) -> Entities:
    """Chat with 22 to 30 people one by one as a help desk of another tenant, and share some's screens (T1566.003)."""
    word = pick(rng, ("it-support", "helpdesk", "servicedesk", "halden-support"))
    domain = f"{word}{int(rng.integers(10, 99))}.example"
    name = pick(rng, ("IT Help Desk", "Help Desk", "Microsoft Security", "IT Support", "Service Desk Halden"))
    outsider = teams.Outsider(f"{pick(rng, ('helpdesk', 'support', 'admin'))}@{domain}", name, uuid(rng))
    page = landing(rng)
    people = _targets(world, rng, scene, int(rng.integers(22, 31)))
    moments = _moments(world, rng, scene, people, 12)
    reached = list(zip(moments, people, strict=False))
    for at, person in reached:
        conversation = teams.thread(rng, True)
        url = f"https://{page}/s/{int(rng.integers(1 << 31)):x}"
        audit = world.audit
        teams.chat(audit, scene.sink, rng, at, "ChatCreated", conversation, [person], outsider=outsider)
        teams.chat(
            audit, scene.sink, rng, at + 9_000, "MessageSent", conversation, [person], outsider=outsider, urls=(url,)
        )
    falling = sample(rng, reached, scene.volume(3))
    for at, person in falling:
        then = at + int(rng.uniform(3, 25) * MINUTE)
        teams.meeting_joined(world.audit, scene.sink, rng, then, world.own_seat(person, then), shared=True)
    users = sorted({outsider.upn, *(p.upn for _, p in falling)})
    return {"user": users, "sender": [outsider.upn], "domain": [domain, ".".join(page.split(".")[-2:])]}


def profile(world: World, rng: Generator, scene: Scene) -> Entities:
    """Write to 12 to 16 people on the social network; one of them sends 120 MB to a place nobody uses (T1598.001)."""
    contact = f"{pick(rng, GIVEN)} {pick(rng, FAMILY)} talent {int(rng.integers(10**4))}".lower().replace(" ", "-")
    people = _targets(world, rng, scene, int(rng.integers(12, 17)))
    moments = _moments(world, rng, scene, people, 180)
    lines = ("Which tools does your team use?", "Who leads your security team?", "Could you share the org chart?")
    for at, person in zip(moments, people, strict=False):
        social.message(scene.sink, rng, at, contact, person, inbound=True, text=pick(rng, lines))
        if rng.random() < 0.3:
            then = at + int(rng.uniform(5, 60) * MINUTE)
            text = "Sure, one moment."
            social.message(scene.sink, rng, then, contact, person, inbound=False, text=text)
    giver = people[0]
    at = moments[-1] + int(rng.uniform(10, 100) * MINUTE)
    host = f"files.chat{int(rng.integers(10, 99))}drop.example"
    for k in range(scene.volume(6)):
        sent = int(rng.integers(15_000_000, 25_000_000))
        where, seat = f"https://{host}/upload/{k}", world.own_seat(giver, at)
        fetch(world, rng, scene.sink, at, seat, where, "Miscellaneous or Unknown", size=420, method="POST", sent=sent)
        at += int(rng.uniform(20_000, 90_000))
    return {"user": [giver.upn], "sender": [contact], "domain": [".".join(host.split(".")[-2:])]}


def _targets(world: World, rng: Generator, scene: Scene, n: int) -> list[Person]:
    first = victim(world, rng, scene)
    people = [p for p in world.organisation.people if p is not first and p.employed(scene.first_day)]
    return [first, *sample(rng, people, n - 1)]


def _moments(world: World, rng: Generator, scene: Scene, people: list[Person], minutes: float) -> list[int]:
    """Draw when messages come: within working hours, when people answer."""
    moments = scene.moments(world, rng, people[0], len(people), minutes)
    if scene.quiet:
        return moments
    start = world.local_midnight(people[0], scene.first_day) + int(rng.uniform(8.5, 13) * HOUR)
    return [at - moments[0] + start for at in moments]

"""Colleagues written to from a taken-over account (T1534): slowly, to those who pay; or by chat."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.attacks.intrusion import addresses, invade
from training.simulate.attacks.office.victims import blast, colleagues, landing
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.randomness import sample
from training.simulate.world import World
from training.simulate.writers import m365_teams as teams


def to_finance(world: World, rng: Generator, scene: Scene) -> Entities:
    """Write to everybody who can pay, and a few more, over two hours (T1534)."""
    person = victim(world, rng, scene, "sales", "office", "manager")
    payers = [p for p in world.organisation.people if p.role.name in ("finance", "manager") and p is not person]
    to = sample(rng, payers, 25) + colleagues(world, rng, scene, person, 15, 1.0)
    moments = scene.moments(world, rng, person, 2 * len(to), 120)
    seat = invade(world, rng, scene, person, moments[0])
    blast(world, rng, scene, seat, moments, to)
    return {"user": [person.upn], "src_ip": addresses(seat, moments)}


def by_chat(world: World, rng: Generator, scene: Scene) -> Entities:
    """Send a link in one-to-one chats to 80 to 120 colleagues, most of them strangers (T1534)."""
    person = victim(world, rng, scene)
    to = colleagues(world, rng, scene, person, int(rng.integers(80, 121)), 0.8)
    moments = scene.moments(world, rng, person, len(to), 18)
    seat = invade(world, rng, scene, person, moments[0])
    urls = (f"https://{landing(rng)}/s/{int(rng.integers(1 << 31)):x}",)
    for at, colleague in zip(moments, to, strict=False):
        conversation, members, by = teams.thread(rng, True), [person, colleague], seat(at)
        teams.chat(world.audit, scene.sink, rng, at, "ChatCreated", conversation, members, by=by)
        teams.chat(world.audit, scene.sink, rng, at + 3_000, "MessageSent", conversation, members, by=by, urls=urls)
    return {"user": [person.upn], "src_ip": addresses(seat, moments)}

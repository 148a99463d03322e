"""Attacks on passwords: many tries on one account, one try on many, leaked pairs on all."""

from __future__ import annotations

from dataclasses import replace

from numpy.random import Generator

from training.simulate.activity.signin import LOCKED, WRONG_PASSWORD, attempt
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.devices import foreign
from training.simulate.networks import access, hostile
from training.simulate.organisation import DOMAIN, Person
from training.simulate.presence import Seat
from training.simulate.randomness import pick, sample, uuid
from training.simulate.world import World
from training.simulate.writers.entra_signin import APPS

UNKNOWN_ACCOUNT = 50034


def brute_force(world: World, rng: Generator, scene: Scene) -> Entities:
    """Try many passwords on one account from one address, or from forty; sometimes one is right (T1110.001)."""
    person = victim(world, rng, scene)
    moments = scene.moments(world, rng, person, int(rng.integers(110, 180)), 20)
    spread = not scene.quiet and rng.random() < 0.35
    sources = _sources(world, rng, scene, person, 40 if spread else 1)
    success = rng.random() < 0.4
    for i, at in enumerate(moments):
        last = i == len(moments) - 1
        error = 0 if last and success else LOCKED if not last and rng.random() < 0.1 else WRONG_PASSWORD
        attempt(world, rng, scene.sink, at, _seat(world, at, person, sources[i % len(sources)]), error)
    return {"user": [person.upn], "src_ip": sorted({s.ip for s in sources[: len(moments)]})}


def spray(world: World, rng: Generator, scene: Scene) -> Entities:
    """Try one password on every account: from one address in minutes, or quietly by turning addresses (T1110.003)."""
    first = victim(world, rng, scene)
    people = [p for p in world.organisation.people if p.employed(scene.first_day)]
    targets = sample(rng, people, int(min(250, len(people)) * rng.uniform(0.75, 1.0)))
    sources = _sources(world, rng, scene, first, 12 if scene.quiet else 1)
    moments = scene.moments(world, rng, first, len(targets), 12)
    if scene.quiet:
        targets = targets[: len(moments)]
    hit = pick(rng, targets) if rng.random() < 0.5 else None
    for i, (at, target) in enumerate(zip(moments, targets, strict=False)):
        error = 0 if target is hit else WRONG_PASSWORD
        attempt(world, rng, scene.sink, at, _seat(world, at, target, sources[i % len(sources)]), error)
    touched = targets[: len(moments)]
    return {"user": sorted(p.upn for p in touched), "src_ip": sorted({s.ip for s in sources})}


def stuffing(world: World, rng: Generator, scene: Scene) -> Entities:
    """Try leaked pairs, seven in ten of accounts that do not exist, from many addresses or one (T1110.004)."""
    first = victim(world, rng, scene)
    single = rng.random() < 0.3
    volume = 60 if single else min(12_000, max(60, int(world.config.users * rng.uniform(3, 5))))
    sources = _sources(world, rng, scene, first, 1 if single else max(5, volume // 13))
    people = [p for p in world.organisation.people if p.employed(scene.first_day)]
    moments = scene.moments(world, rng, first, volume, 20 if single else 60)
    touched: set[str] = set()
    for at in moments:
        seat = _seat(world, at, pick(rng, people), pick(rng, sources))
        if rng.random() < 0.7:
            account = f"{pick(rng, people).sam[::-1]}{int(rng.integers(10, 99))}@{DOMAIN}"
            world.sign_ins.sign_in(scene.sink, rng, at, seat, UNKNOWN_ACCOUNT, pick(rng, APPS), account=account)
            continue
        touched.add(seat.person.upn)
        attempt(world, rng, scene.sink, at, seat, 0 if rng.random() < 0.006 else WRONG_PASSWORD)
    return {"user": sorted(touched), "src_ip": sorted({s.ip for s in sources})}


def _sources(world: World, rng: Generator, scene: Scene, person: Person, n: int) -> list[Seat]:
    """Draw where the tries come from: rented machines; quietly, the victim's kind of network."""
    if scene.quiet:
        networks = [pick(rng, access(person.site.country, "residential"))]
        device = foreign(rng, pick(rng, ("edge", "chrome")))
    else:
        networks, device = [hostile(rng), hostile(rng)], foreign(rng)
    seats = []
    for _ in range(n):
        network = pick(rng, networks)
        seats.append(world.seat_elsewhere(person, 0, device, network, network.address(rng), uuid(rng)))
    return seats


def _seat(world: World, at: int, person: Person, source: Seat) -> Seat:
    return replace(source, person=person, day=world.day_of(at))

"""Passwords tried at every place that takes them: one account, all accounts, leaked pairs (T1110 and its kinds)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from numpy.random import Generator

from training.simulate.attacks.office.doors import (
    Door,
    Try,
    controller,
    database,
    identity_provider,
    network_logon,
    remote_access,
    shop_login,
)
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import MINUTE
from training.simulate.devices import Device, foreign
from training.simulate.estate import on_windows
from training.simulate.networks import Network, access, hostile
from training.simulate.organisation import DOMAIN, Person
from training.simulate.presence import Seat
from training.simulate.randomness import pick, sample, uuid
from training.simulate.world import World
from training.simulate.writers import kerberos
from training.simulate.writers.windows_event import account_of

INSIDE_DOORS = (controller, network_logon, database)
"""Doors that only somebody inside can reach: tries come from a colleague's machine in other hands."""
ADMIN_LOGINS = ("sa", "sqladmin", "dbo_app", "root", "report")


def at_every_place(world: World, rng: Generator, scene: Scene) -> Entities:
    """Try one account 300 to 400 times in ten minutes, wherever it can be tried (T1110)."""
    person = victim(world, rng, scene)
    door = pick(rng, (identity_provider, network_logon, remote_access))
    moments = scene.moments(world, rng, person, int(rng.integers(300, 401)), 10)
    sources = _sources(world, rng, scene, person, door, int(rng.integers(1, 4)))
    for i, at in enumerate(moments):
        seat = sources[i % len(sources)]
        door(world, rng, scene.sink, at, _try(world, at, seat, person, locked=i > 30 and rng.random() < 0.5))
    return {"user": [person.upn], "src_ip": _ips(door, sources)}


def tenant_wide(world: World, rng: Generator, scene: Scene) -> Entities:
    """Try all accounts over and over from a range of addresses: some 13 failures a person within the hour (T1110)."""
    first = victim(world, rng, scene)
    volume = min(2_000, 13 * world.config.users)
    moments = scene.moments(world, rng, first, volume, 60)
    sources = _sources(world, rng, scene, first, identity_provider, 25)
    people = [p for p in world.organisation.people if p.employed(scene.first_day)]
    for at in moments:
        seat, person = pick(rng, sources), pick(rng, people)
        identity_provider(world, rng, scene.sink, at, _try(world, at, seat, person, locked=rng.random() < 0.2))
    return {"src_ip": _ips(identity_provider, sources)}


def guess(door: Door) -> Callable[[World, Generator, Scene], Entities]:
    """Give the attack that guesses one account's password at a door: 110 to 180 tries in 20 minutes (T1110.001)."""

    def carry_out(world: World, rng: Generator, scene: Scene) -> Entities:
        person = victim(world, rng, scene, *(("admin", "manager", "finance") if rng.random() < 0.5 else ()))
        moments = scene.moments(world, rng, person, int(rng.integers(110, 181)), 20)
        sources = _sources(world, rng, scene, person, door, 1)
        typed = pick(rng, ADMIN_LOGINS) if door is database else ""
        found = rng.random() < 0.4
        for i, at in enumerate(moments):
            last = i == len(moments) - 1
            one = _try(world, at, sources[0], person, right=last and found, typed=typed)
            door(world, rng, scene.sink, at, one)
        users = [typed] if typed else [person.upn]
        return {"user": users, "src_ip": _ips(door, sources)}

    carry_out.__name__ = f"guess_{door.__name__}"
    return carry_out


def spray(door: Door) -> Callable[[World, Generator, Scene], Entities]:
    """Give the attack that tries one password on nearly every account at a door, in 12 minutes (T1110.003)."""

    def carry_out(world: World, rng: Generator, scene: Scene) -> Entities:
        first = victim(world, rng, scene)
        people = [p for p in world.organisation.people if p.employed(scene.first_day)]
        targets = sample(rng, people, int(min(250, len(people)) * rng.uniform(0.75, 1.0)))
        moments = scene.moments(world, rng, first, len(targets), 12)
        sources = _sources(world, rng, scene, first, door, 10 if scene.quiet and door not in INSIDE_DOORS else 1)
        hit = pick(rng, targets) if rng.random() < 0.5 else None
        touched = targets[: len(moments)]
        for i, (at, target) in enumerate(zip(moments, touched, strict=False)):
            one = _try(world, at, sources[i % len(sources)], target, right=target is hit)
            door(world, rng, scene.sink, at, one)
        return {"user": sorted(p.upn for p in touched), "src_ip": _ips(door, sources)}

    carry_out.__name__ = f"spray_{door.__name__}"
    return carry_out


def others_names(world: World, rng: Generator, scene: Scene) -> Entities:
    """Try the names of 40 to 60 colleagues from one machine in two minutes, by explicit credentials (T1110.003)."""
    host = victim(world, rng, scene, suits=on_windows)
    people = [p for p in world.organisation.people if p is not host and p.employed(scene.first_day)]
    targets = sample(rng, people, int(rng.integers(40, 61)))
    moments = scene.moments(world, rng, host, len(targets), 2)
    on = world.estate.machine(host.laptop.name, scene.sink, rng)
    dc = world.estate.machine(world.estate.one("dc").name, scene.sink, rng)
    server, ip = pick(rng, world.estate.of("file")).fqdn, world.own_seat(host, moments[0]).inside
    for at, target in zip(moments, targets, strict=False):
        used = account_of(target)
        kerberos.explicit(on, at, account_of(host), used, server, r"C:\Windows\System32\cmd.exe")
        kerberos.preauthentication_failed(dc, at + 40, used, ip)
    touched = targets[: len(moments)]
    return {
        "user": sorted({host.upn, *(p.upn for p in touched)}),
        "src_ip": [ip],
        "host": [f"{host.laptop.name}.{DOMAIN}".lower()],
    }


def stuff(door: Door) -> Callable[[World, Generator, Scene], Entities]:
    """Give the attack that tries leaked pairs at a door within an hour, 70 % of them nobody's (T1110.004)."""

    def carry_out(world: World, rng: Generator, scene: Scene) -> Entities:
        first = victim(world, rng, scene)
        volume = int(world.config.users * rng.uniform(4, 8))
        moments = scene.moments(world, rng, first, max(80, volume), 60)
        sources = _sources(world, rng, scene, first, door, max(6, volume // 13))
        people = [p for p in world.organisation.people if p.employed(scene.first_day)]
        users: set[str] = set()
        for at in moments:
            person, typed = pick(rng, people), ""
            if rng.random() < 0.7:
                typed = f"{person.sam[::-1]}{int(rng.integers(10, 99))}@{DOMAIN}"
            elif door is not shop_login:
                users.add(person.upn)
            right = not typed and rng.random() < 0.012
            door(world, rng, scene.sink, at, _try(world, at, pick(rng, sources), person, right=right, typed=typed))
        named = {"user": sorted(users)} if users else {}
        return {**named, "src_ip": _ips(door, sources)}

    carry_out.__name__ = f"stuff_{door.__name__}"
    return carry_out


def slowly(world: World, rng: Generator, scene: Scene) -> Entities:
    """Keep trying one account some 15 times an hour, for as long as there is time (T1110)."""
    person = victim(world, rng, scene)
    hours = {"loud": 20.0, "medium": 12.0, "quiet": 8.0}[scene.intensity]
    start = world.local_midnight(person, scene.first_day) + int(rng.uniform(0, 24 - hours) * 60) * MINUTE
    n = int(hours * {"loud": 30, "medium": 15, "quiet": 5}[scene.intensity])
    sources = _sources(world, rng, scene, person, identity_provider, 3)
    for u in sorted(rng.random(n).tolist()):
        at = start + int(u * hours * 60 * MINUTE)
        identity_provider(world, rng, scene.sink, at, _try(world, at, pick(rng, sources), person))
    return {"user": [person.upn], "src_ip": _ips(identity_provider, sources)}


def _sources(world: World, rng: Generator, scene: Scene, person: Person, door: Door, n: int) -> list[Seat]:
    """Draw where tries come from: rented machines, quietly an access network; inside, a colleague's machine."""
    if door in INSIDE_DOORS:
        host = pick(rng, [p for p in world.organisation.people if p is not person])
        return [world.own_seat(host, world.local_midnight(host, scene.first_day) + 12 * 60 * MINUTE)]
    networks: list[Network] = [hostile(rng), hostile(rng)]
    device: Device = foreign(rng)
    if scene.quiet:
        networks = [pick(rng, access(person.site.country, "residential"))]
        device = foreign(rng, pick(rng, ("edge", "chrome")))
    seats = []
    for _ in range(n):
        network = pick(rng, networks)
        seats.append(world.seat_elsewhere(person, 0, device, network, network.address(rng), uuid(rng)))
    return seats


def _try(
    world: World, at: int, seat: Seat, person: Person, *, right: bool = False, locked: bool = False, typed: str = ""
) -> Try:
    return Try(replace(seat, person=person, day=world.day_of(at)), right, locked, typed)


def _ips(door: Door, sources: list[Seat]) -> list[str]:
    return sorted({s.inside if door in INSIDE_DOORS else s.ip for s in sources})

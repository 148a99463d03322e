"""Remote access taken over (T1133): the gateway from a new network at night, then one machine after the other."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.office.remote import connect
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.devices import foreign
from training.simulate.networks import VPN, access, hostile
from training.simulate.randomness import pick, sample, uuid
from training.simulate.world import World
from training.simulate.writers import kerberos
from training.simulate.writers.windows_event import account_of
from training.simulate.writers.windows_logon import REMOTE, Logon, logon
from training.simulate.writers.windows_roles import gateway


def by_gateway(world: World, rng: Generator, scene: Scene) -> Entities:
    """Connect from a rented machine in the small hours, then log on to nine machines (T1133)."""
    person = victim(world, rng, scene)
    day = scene.first_day
    hour = rng.uniform(1, 4.5) if not scene.quiet else rng.uniform(10, 16)
    at = world.local_midnight(person, day) + int(hour * HOUR)
    network = pick(rng, access(person.site.country, "residential")) if scene.quiet else hostile(rng)
    ip, inside = network.address(rng), VPN.address(rng)
    seat = world.seat_elsewhere(person, at, foreign(rng, "chrome"), network, ip, uuid(rng))
    connect(world, rng, scene.sink, at, seat)
    servers = sample(rng, world.estate.windows_servers, scene.volume(9, 2))
    dc = world.estate.machine(world.estate.one("dc").name, scene.sink, rng)
    for server in servers:
        at += int(rng.uniform(1, 6) * MINUTE)
        kerberos.service_ticket(dc, at - 500, account_of(person), inside, f"{server.name}$")
        logon(world.estate.machine(server.name, scene.sink, rng), at, Logon(account_of(person), inside))
    return {"user": [person.upn], "src_ip": sorted({ip, inside}), "host": sorted(s.fqdn for s in servers)}


def by_desktop_gateway(world: World, rng: Generator, scene: Scene) -> Entities:
    """Come in by the Remote Desktop Gateway from a rented machine, to one desktop after the other (T1133)."""
    person = victim(world, rng, scene)
    moments = scene.moments(world, rng, person, int(rng.integers(7, 11)), 60)
    network = pick(rng, access(person.site.country, "residential")) if scene.quiet else hostile(rng)
    ip, door = network.address(rng), world.estate.one("gateway")
    servers = sample(rng, world.estate.windows_servers, len(moments))
    on = world.estate.machine(door.name, scene.sink, rng)
    for k, at in enumerate(moments):
        server = servers[k % len(servers)]
        gateway(on, at, person, ip, server.fqdn)
        done = Logon(account_of(person), door.ip, kind=REMOTE, package="Negotiate", workstation=server.name)
        logon(world.estate.machine(server.name, scene.sink, rng), at + 2_500, done)
    return {"user": [person.upn], "src_ip": [ip], "host": sorted({s.fqdn for s in servers[: len(moments)]})}

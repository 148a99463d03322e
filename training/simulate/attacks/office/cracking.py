"""What surrounds the cracking of passwords (T1110.002): tickets collected before, a service account used after."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.office.domain import SERVICE_ACCOUNTS
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.organisation import DOMAIN, NETBIOS
from training.simulate.randomness import pick, sample
from training.simulate.world import World
from training.simulate.writers import kerberos
from training.simulate.writers.windows_event import Account, account_of
from training.simulate.writers.windows_logon import REMOTE, Logon, logon


def tickets_collected(world: World, rng: Generator, scene: Scene) -> Entities:
    """Ask for tickets of 30 to 35 service accounts, in RC4, within three minutes; use one of them later (T1110.002)."""
    person = victim(world, rng, scene)
    names = sample(rng, SERVICE_ACCOUNTS, int(rng.integers(30, 36)))
    moments = scene.moments(world, rng, person, len(names), 3)
    ip = world.own_seat(person, moments[0]).inside
    on = world.estate.machine(world.estate.one("dc").name, scene.sink, rng)
    for at, name in zip(moments, names, strict=False):
        kerberos.service_ticket(on, at, account_of(person), ip, f"svc-{name}", kerberos.RC4)
    used = _used(world, rng, scene, moments[-1], f"svc-{names[0]}", ip)
    return {"user": [person.upn, used], "src_ip": [ip]}


def answers_collected(world: World, rng: Generator, scene: Scene) -> Entities:
    """Ask in the names of 14 to 17 accounts that need no preauthentication, from one machine (T1110.002)."""
    person = victim(world, rng, scene)
    names = sample(rng, SERVICE_ACCOUNTS, int(rng.integers(14, 18)))
    moments = scene.moments(world, rng, person, len(names), 2)
    ip = world.own_seat(person, moments[0]).inside
    on = world.estate.machine(world.estate.one("dc").name, scene.sink, rng)
    for at, name in zip(moments, names, strict=False):
        kerberos.ticket_granting(on, at, service_account(f"svc-{name}"), ip, preauthentication=False)
    used = _used(world, rng, scene, moments[-1], f"svc-{names[0]}", ip)
    return {"user": sorted({used, *(f"svc-{n}@{DOMAIN}" for n in names[: len(moments)])}), "src_ip": [ip]}


def service_account(name: str) -> Account:
    """Give an account that a service runs under."""
    return Account(f"S-1-5-21-1715567821-1202660629-725345543-{8_000 + sum(name.encode()) % 1_000}", name, NETBIOS)


def _used(world: World, rng: Generator, scene: Scene, collected: int, name: str, ip: str) -> str:
    """Write the account's first desktop logon, hours or days later, without a failure before; gives its name."""
    account = service_account(name)
    left = max(6 * HOUR, world.start_of(scene.last_day) + 20 * HOUR - collected)
    at = collected + int(rng.uniform(3 * HOUR, left))
    servers = [s for s in world.estate.windows_servers if s.role in ("app", "sql", "file")]
    for k, server in enumerate(sample(rng, servers, 2)):
        done = Logon(account, ip, kind=REMOTE, package="Negotiate", workstation=server.name)
        logon(world.estate.machine(server.name, scene.sink, rng), at + k * int(rng.uniform(4, 9) * MINUTE), done)
    dc = world.estate.machine(pick(rng, world.estate.of("dc")).name, scene.sink, rng)
    kerberos.ticket_granting(dc, at - 2_000, account, ip)
    return f"{name}@{DOMAIN}"

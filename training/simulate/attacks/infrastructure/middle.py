"""Attacks that put somebody in the middle: names, proxies and policies changed, addresses taken or told wrongly."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.infrastructure.keepers import POLICIES
from training.simulate.activity.infrastructure.leases import GUEST, mac, server
from training.simulate.activity.infrastructure.logons import enter
from training.simulate.attacks.infrastructure.ways import odd_hour, spread
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import MINUTE
from training.simulate.organisation import DOMAIN
from training.simulate.randomness import hexadecimal, pick, sample
from training.simulate.world import World
from training.simulate.writers.dhcp import ASSIGN, DECLINE, FULL, lease
from training.simulate.writers.windows_audit import policy_changed
from training.simulate.writers.windows_event import account_of
from training.simulate.writers.windows_logon import Logon
from training.simulate.writers.windows_roles import (
    dns_setting,
    record_changed,
    scope_changed,
    scope_filling,
    scope_full,
    scope_option,
)


def false_name(world: World, rng: Generator, scene: Scene) -> Entities:
    """Enter a name that every computer asks for, as somebody who never did, and collect what comes (T1557)."""
    person = victim(world, rng, scene, "office", "sales", "contractor", "engineer")
    at = odd_hour(world, rng, scene, person)
    trap = world.own_seat(person, at).inside
    controller = world.estate.of("dc")[0]
    on = world.estate.machine(controller.name, scene.sink, rng)
    if rng.random() < 0.5 or scene.quiet:
        record_changed(on, at, pick(rng, ("wpad", "*", "proxy", "isatap")), trap, account_of(person))
    else:
        dns_setting(on, at, "EnableGlobalQueryBlockList", "0", account_of(person))
        record_changed(on, at + 40_000, "wpad", trap, account_of(person))
    _relayed(world, rng, scene, at + 5 * MINUTE, trap)
    return {"user": [person.upn], "host": [controller.fqdn], "src_ip": [trap]}


def weakened_policy(world: World, rng: Generator, scene: Scene) -> Entities:
    """Let computers answer any name and sign nothing, by group policy, and collect what comes (T1557)."""
    person = victim(world, rng, scene, "admin", "office", "contractor")
    at = odd_hour(world, rng, scene, person)
    controller = world.estate.of("dc")[0]
    on = world.estate.machine(controller.name, scene.sink, rng)
    policy = pick(rng, POLICIES[:2])
    for attribute, value in (
        ("gPCMachineExtensionNames", "[{35378EAC-683F-11D2-A89A-00C04FBBCFA2}{D02B1F72-3407-48AE-BA88-E8213C6761F1}]"),
        ("versionNumber", str(int(rng.integers(120, 400)))),
    ):
        policy_changed(on, at, account_of(person), policy, attribute, value)
        at += 30_000
    trap = world.own_seat(person, at).inside
    _relayed(world, rng, scene, at + 20 * MINUTE, trap)
    return {"user": [person.upn], "host": [controller.fqdn], "src_ip": [trap]}


def _relayed(world: World, rng: Generator, scene: Scene, start: int, trap: str) -> None:
    """Write the logons that the one in the middle passes on: many people, NTLM, one address."""
    people = sample(rng, world.organisation.people, scene.volume(12, 2))
    target = pick(rng, world.estate.of("file"))
    moments = spread(rng, scene, start, len(people), 30)
    if scene.quiet:
        person = people[0]
        moments = sorted(scene.moment(world, rng, person) for _ in people)
    for at, person in zip(moments, people, strict=True):
        done = Logon(account_of(person), trap, package="NTLM", workstation=person.laptop.name)
        enter(world, rng, scene.sink, at, target, done)


def starved(world: World, rng: Generator, scene: Scene) -> Entities:
    """Take every address of a scope with invented computers, until nobody else gets one (T1557.003)."""
    scope = pick(rng, (GUEST, "10.20.0.0", "10.30.0.0"))
    network = scope.rsplit(".", 1)[0]
    moments = scene.moments(world, rng, world.organisation.people[0], int(rng.integers(700, 1_001)), 5)
    free = int(rng.integers(60, 160)) if not scene.quiet else len(moments) + 1
    for k, at in enumerate(moments):
        full = k >= free
        ip = scope if full else f"{network}.{(40 + k) % 250 + 2}"
        lease(
            scene.sink,
            at,
            FULL if full else ASSIGN,
            ip,
            "",
            hexadecimal(rng, 12),
            int(rng.integers(1 << 31)),
            vendor="",
        )
    on = world.estate.machine(server(world), scene.sink, rng)
    if not scene.quiet:
        nearly = moments[min(free, len(moments) - 1) * 3 // 4]
        scope_filling(on, nearly, scope, 92, 20)
        for k, event_id in enumerate((1063, 1342)):
            scope_full(on, moments[min(free, len(moments) - 1)] + k * 60_000, scope, event_id)
    # The audit log names no server, only the service; the warnings of a scope that runs out name both.
    return {"object": [scope], "service": ["DHCP Server"]} | (
        {} if scene.quiet else {"host": [f"{server(world)}.{DOMAIN}".lower()]}
    )


def told_wrongly(world: World, rng: Generator, scene: Scene) -> Entities:
    """Change the router and name servers a scope tells its clients, as somebody who never did (T1557.003)."""
    person = victim(world, rng, scene, "admin", "contractor", "office")
    scope = pick(rng, ("10.20.0.0", "10.30.0.0"))
    at = odd_hour(world, rng, scene, person)
    on = world.estate.machine(server(world), scene.sink, rng)
    for option in sample(rng, (3, 6, 252), 1 if scene.quiet else 3):
        scope_option(on, at, scope, option, person)
        at += int(rng.uniform(9_000, 60_000))
    if scene.intensity == "loud":
        scope_changed(on, at, scope, 71, person)
    network = scope.rsplit(".", 1)[0]
    for k, then in enumerate(spread(rng, scene, at, scene.volume(60), 60)):
        taken = mac(world, int(rng.integers(len(world.organisation.people))))
        lease(scene.sink, then, DECLINE, f"{network}.{30 + k % 200}", "", taken, int(rng.integers(1 << 31)))
    return {"user": [person.upn], "host": [f"{server(world)}.{DOMAIN}".lower()], "service": ["DHCP Server"]}

"""Attacks on services of machines: exploits from inside, and ways in from outside that ask for no password."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.infrastructure.logons import enter
from training.simulate.activity.infrastructure.upkeep import random_offset
from training.simulate.attacks.infrastructure.ways import agent, odd_hour, outside
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import MINUTE
from training.simulate.estate import on_windows
from training.simulate.randomness import hexadecimal, pick, sample
from training.simulate.shop import ATTACK_PATTERNS
from training.simulate.world import World
from training.simulate.writers import windows_services as windows
from training.simulate.writers.kubernetes_audit import ANONYMOUS_GROUPS, Act, Client, act, pod, workload
from training.simulate.writers.shop import SHOP, Request
from training.simulate.writers.windows_event import account_of
from training.simulate.writers.windows_logon import ANONYMOUS, REMOTE, Logon, logon
from training.simulate.writers.windows_roles import gateway

_VICTIMS = (
    ("spoolsv.exe", "win32spl.dll", "Print Spooler"),
    ("lsass.exe", "lsasrv.dll", "Netlogon"),
    ("svchost.exe", "srv2.sys", "Server"),
)


def swept(world: World, rng: Generator, scene: Scene) -> Entities:
    """Try a flaw of file sharing or printing on every machine in reach, from somebody's desk (T1210)."""
    person = victim(world, rng, scene)
    names = [s.name for s in world.estate.windows_servers]
    names += [p.laptop.name for p in world.organisation.people if on_windows(p)]
    targets = [names[int(i)] for i in rng.permutation(len(names))[: int(rng.integers(60, 81))]]
    moments = scene.moments(world, rng, person, len(targets), 10)
    source = world.own_seat(person, moments[0]).inside
    hit = []
    for k, at in enumerate(moments):
        name = targets[k % len(targets)]
        on = world.estate.machine(name, scene.sink, rng)
        nobody = Logon(ANONYMOUS, source, package="NTLM", workstation=person.laptop.name)
        refused = Logon(
            account_of(person), source, package="NTLM", workstation=person.laptop.name, failure="0xC000015B"
        )
        logon(on, at, nobody if rng.random() < 0.7 else refused)
        if k % max(1, len(moments) // scene.volume(4, 1)) == 1:
            _crashed(world, rng, scene, at + int(rng.uniform(900, 9_000)), name)
            hit.append(f"{name}.halden.example".lower())
    return {"src_ip": [source], "user": [person.upn], "host": sorted(set(hit))}


def _crashed(world: World, rng: Generator, scene: Scene, at: int, name: str) -> None:
    program, module, service = pick(rng, _VICTIMS)
    on = world.estate.machine(name, scene.sink, rng)
    windows.crash(on, at, program, module, pick(rng, ("c0000005", "c0000374")), random_offset(rng))
    windows.service_crashed(on, at + 500, service)


def inner_site(world: World, rng: Generator, scene: Scene) -> Entities:
    """Try exploits on the shop from somebody's desk, behind the outer wall (T1210)."""
    person = victim(world, rng, scene)
    moments = scene.moments(world, rng, person, int(rng.integers(48, 71)), 10)
    source, name = world.own_seat(person, moments[0]).inside, agent(rng, scene)
    for at in moments:
        family, method, path, query = pick(rng, ATTACK_PATTERNS)
        done = Request(source, path, 403, 512, name, query, method=method, took_ms=6.0)
        world.estate.shop.request(scene.sink, at, done)
        world.estate.firewall.match(scene.sink, rng, at, family, done)
    server = world.estate.shop_server
    if world.estate.shop.server == "iis":
        on = world.estate.machine(server.name, scene.sink, rng)
        windows.crash(on, moments[-1] + 1_500, "w3wp.exe", "shopcore.dll", "c0000005", random_offset(rng))
    else:
        world.estate.shop_errors.crashed(scene.sink, rng, moments[-1] + 1_500)
    return {"src_ip": [source], "service": [SHOP]}


def nobody_in_cluster(world: World, rng: Generator, scene: Scene) -> Entities:
    """Use the cluster from outside without a name: list everything, read secrets, start a pod (T1133)."""
    source = outside(world, rng, scene)[0]
    client = Client(
        "system:anonymous",
        source,
        pick(rng, ("curl/8.5.0", "python-requests/2.32.3", "Go-http-client/2.0")),
        ANONYMOUS_GROUPS,
    )
    moments = scene.moments(world, rng, world.organisation.people[0], int(rng.integers(40, 71)), 12)
    looks = ("namespaces", "pods", "secrets", "nodes", "services", "configmaps", "serviceaccounts", "deployments")
    for k, at in enumerate(moments):
        kind = looks[k % len(looks)]
        verb = "list" if rng.random() < 0.7 else "get"
        space = "" if kind in ("namespaces", "nodes") else pick(rng, ("default", "kube-system", "shop", "data"))
        name = f"{kind[:-1]}-{hexadecimal(rng, 4)}" if verb == "get" else ""
        act(scene.sink, rng, at, client, Act(verb, kind, space, name, code=200 if rng.random() < 0.8 else 403))
    if scene.intensity == "loud":
        body = workload("Pod", "web-cache", pod("docker.io/library/alpine:3.19", host=True))
        act(
            scene.sink,
            rng,
            moments[-1] + 8_000,
            client,
            Act("create", "pods", "default", "web-cache", code=201, body=body),
        )
    return {"src_ip": [source], "user": ["system:anonymous"]}


def through_gateway(world: World, rng: Generator, scene: Scene) -> Entities:
    """Come through the Remote Desktop Gateway with somebody's password and go on to machine after machine (T1133)."""
    person = victim(world, rng, scene)
    source = outside(world, rng, scene)[0]
    at = odd_hour(world, rng, scene, person)
    door = world.estate.one("gateway")
    servers = [s for s in world.estate.windows_servers if s is not door]
    targets = sample(rng, servers, scene.volume(9, 2))
    on = world.estate.machine(door.name, scene.sink, rng)
    for k, server in enumerate(targets):
        if scene.quiet and k:
            at = max(at, scene.moment(world, rng, person))
        gateway(on, at, person, source, server.fqdn)
        done = Logon(account_of(person), door.ip, kind=REMOTE, package="Negotiate", workstation=server.name)
        enter(world, rng, scene.sink, at + 3_000, server, done, float(rng.uniform(2, 6)))
        at += int(rng.uniform(2, 6) * MINUTE * (1 if scene.intensity == "loud" else 3))
    return {"src_ip": [source], "user": [person.upn], "host": sorted(s.fqdn for s in targets)}

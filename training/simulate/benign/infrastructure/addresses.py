"""Harmless changes and crowds in names and addresses: planned windows, full mornings, guests, machines being set up."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.infrastructure.keepers import POLICIES
from training.simulate.activity.infrastructure.leases import GUEST, mac, planned_record, server
from training.simulate.activity.infrastructure.rollouts import deploy
from training.simulate.benign.infrastructure.days import hour_of, keeper_day, some_day
from training.simulate.benign.kind import Entities, LookalikeKind
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.organisation import DOMAIN
from training.simulate.pace import scattered
from training.simulate.randomness import hexadecimal
from training.simulate.sink import Recorder
from training.simulate.world import World
from training.simulate.writers.dhcp import ASSIGN, RENEW, lease
from training.simulate.writers.windows_audit import policy_changed
from training.simulate.writers.windows_event import account_of
from training.simulate.writers.windows_roles import scope_changed, scope_filling
from training.simulate.writers.windows_services import service_state

LAB = "10.20.80.0"
"""Scope of the room where computers are set up."""


def _dhcp(world: World) -> str:
    return f"{server(world)}.{DOMAIN}".lower()


def name_window(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Whoever looks after names moves a service: thirty records in a planned evening."""
    plan = keeper_day(world, rng, "ddi")
    at = hour_of(rng, plan, 17.5, 20)
    for k in range(int(rng.integers(20, 41))):
        address = f"10.10.{int(rng.integers(10, 24))}.{int(rng.integers(20, 220))}"
        planned_record(world, rng, sink, at, f"svc-{hexadecimal(rng, 4)}", address, deleted=k % 2 == 0)
        at += int(rng.exponential(40_000))
    return {"user": [plan.person.upn], "host": [world.estate.of("dc")[0].fqdn]}


def proxy_file(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The proxy's settings go out as every month: one policy, one package, an approved change."""
    plan = keeper_day(world, rng, "windows")
    at = hour_of(rng, plan, 9, 16)
    on = world.estate.machine(world.estate.of("dc")[0].name, sink, rng)
    policy_changed(on, at, account_of(plan.person), POLICIES[2], "versionNumber", str(int(rng.integers(20, 90))))
    change, users = f"CHG{20_000 + plan.day}", world.config.users
    deploy(
        world,
        rng,
        sink,
        at + 20 * MINUTE,
        world.estate.duties["deploy"].sam,
        "Proxy Settings",
        "All Computers",
        users,
        change,
    )
    return {"user": [plan.person.upn, world.estate.duties["deploy"].upn]}


def partner_restarts(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The second DHCP server comes back and everybody's lease is told anew within minutes."""
    plan = keeper_day(world, rng, "ddi")
    at = hour_of(rng, plan, 8, 16)
    on = world.estate.machine(server(world), sink, rng)
    service_state(on, at, "DHCP Server", "stopped")
    service_state(on, at + 40_000, "DHCP Server", "running")
    scope_changed(on, at + 90_000, "10.20.0.0", 71, plan.person)
    for other in world.plans[plan.day][:80]:
        ip = other.desk[-1][1].inside if len(other.desk) < 2 else other.desk[1][1].inside
        when = at + 60_000 + int(rng.uniform(0, 150_000))
        host = f"{other.person.laptop.name}.{DOMAIN}"
        lease(sink, when, RENEW, ip, host, mac(world, other.person.index), int(rng.integers(1 << 31)))
    return {"user": [plan.person.upn], "host": [_dhcp(world)]}


def everybody_back(world: World, rng: Generator, sink: Recorder) -> Entities:
    """After a long weekend the office fills at once, and the desks' scope is nearly full for an hour."""
    start = some_day(world, rng)
    for k, at in enumerate(scattered(rng, start + 6 * HOUR + 20 * MINUTE, 50 * MINUTE, int(rng.integers(30, 70)))):
        lease(
            sink, at, ASSIGN, f"10.20.0.{60 + k}", f"VISIT-{k:03d}", mac(world, 70_000 + k), int(rng.integers(1 << 31))
        )
    on = world.estate.machine(server(world), sink, rng)
    scope_filling(on, start + 7 * HOUR, "10.20.0.0", 88, 30)
    return {"host": [_dhcp(world)], "object": ["10.20.0.0"]}


def guests(world: World, rng: Generator, sink: Recorder) -> Entities:
    """An event fills the guests' network with telephones."""
    start = some_day(world, rng)
    for at in scattered(rng, start + int(rng.uniform(8, 14) * HOUR), 2 * HOUR, int(rng.integers(70, 131))):
        guest = f"{'6a' if rng.random() < 0.5 else 'da'}{hexadecimal(rng, 10)}"
        ip = f"10.20.60.{int(rng.integers(10, 250))}"
        lease(sink, at, ASSIGN, ip, "", guest, int(rng.integers(1 << 31)), vendor="android-dhcp-16")
    return {"object": [GUEST]}


def machines_set_up(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Forty new computers start from the network in the room where they are set up."""
    start = some_day(world, rng)
    for k in range(40):
        at = start + 9 * HOUR + int(rng.uniform(0, 35) * MINUTE)
        for turn, vendor in enumerate(("PXEClient", "MSFT 5.0")):
            ip, number = f"10.20.80.{20 + k}", int(rng.integers(1 << 31))
            lease(
                sink,
                at + turn * 240_000,
                ASSIGN,
                ip,
                "" if turn == 0 else f"NEW-{k:02d}",
                mac(world, 80_000 + k),
                number,
                vendor,
            )
    return {"object": [LAB]}


KINDS = (
    LookalikeKind("name_window", "T1557", "middle", 2_500, name_window),
    LookalikeKind("proxy_file", "T1557", "middle", 2_500, proxy_file),
    LookalikeKind("partner_restarts", "T1557", "middle", 2_500, partner_restarts),
    LookalikeKind("everybody_back", "T1557.003", "middle", 2_500, everybody_back),
    LookalikeKind("guests", "T1557.003", "middle", 2_500, guests),
    LookalikeKind("machines_set_up", "T1557.003", "middle", 2_500, machines_set_up),
)

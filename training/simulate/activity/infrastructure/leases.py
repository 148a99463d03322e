"""Addresses given out: arrivals, renewals, phones of guests, machines that never leave, the odd conflict."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.calendar import DAY, HOUR
from training.simulate.organisation import DOMAIN
from training.simulate.pace import scattered
from training.simulate.randomness import hexadecimal
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers.dhcp import ASSIGN, DECLINE, DNS_UPDATE, NAK, RENEW, lease
from training.simulate.writers.windows_event import LOCAL_SYSTEM, account_of
from training.simulate.writers.windows_roles import record_changed, scope_filling

GUEST, WAREHOUSE = "10.20.60.0", "10.20.70.0"
"""Scope of guests' Wi-Fi, and a small one whose leases live long and which is nearly full every morning."""
DEVICES = 18
"""Printers, scanners and door locks."""
HOURS = 4
"""Half of a lease's life, after which it is renewed."""


def server(world: World) -> str:
    """Give the name of the machine that serves addresses."""
    return world.estate.of("dc")[1].name


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the DHCP server's log of a day (UTC), and its warnings."""
    start, number = world.start_of(day), int(rng.integers(1 << 20, 1 << 31))
    for plan in world.plans[day]:
        for k, (begin, seat) in enumerate(plan.desk[1:2]):
            code = ASSIGN if day % 8 == plan.person.index % 8 else RENEW
            until = plan.desk[k + 2][0] if len(plan.desk) > k + 2 else begin + 8 * HOUR
            at = begin + int(rng.integers(0, 240_000))
            host = f"{plan.person.laptop.name}.{DOMAIN}"
            while at < until:
                number += int(rng.integers(1, 90_000))
                lease(sink, at, code, seat.inside, host, mac(world, plan.person.index), number)
                if code == ASSIGN:
                    lease(sink, at + 1_000, DNS_UPDATE, seat.inside, host, "", number)
                code, at = RENEW, at + HOURS * HOUR
    for device in range(DEVICES):
        for k in range(24 // HOURS):
            at = start + (k * HOURS * HOUR + device * 700_000) % DAY + int(rng.integers(0, 60_000))
            lease(
                sink,
                at,
                RENEW,
                f"10.20.9.{10 + device}",
                f"DEV-{device:03d}",
                mac(world, 90_000 + device),
                number + at % 977,
            )
    for at in scattered(rng, start + 8 * HOUR, 10 * HOUR, int(rng.poisson(6 + world.config.users / 12))):
        guest = hexadecimal(rng, 10)
        lease(sink, at, ASSIGN, f"10.20.60.{int(rng.integers(10, 240))}", "", f"da{guest}", at % (1 << 31), vendor="")
    for at in scattered(rng, start, DAY, int(rng.poisson(1.0))):
        lease(sink, at, DECLINE, f"10.20.60.{int(rng.integers(10, 240))}", "", hexadecimal(rng, 12), 0, vendor="")
    for at in scattered(rng, start, DAY, int(rng.poisson(4.0))):
        lease(sink, at, NAK, f"192.168.1.{int(rng.integers(2, 200))}", "", hexadecimal(rng, 12), at % (1 << 31))
    _server(world, day, rng, sink)


def mac(world: World, number: int) -> str:
    """Give a machine's hardware address."""
    return f"5c61{(world.config.seed * 7_919 + number * 104_729) % (1 << 32):08x}"


def _server(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the warning of the small scope every workday morning, and names that machines enter by themselves."""
    on = world.estate.machine(server(world), sink, rng)
    if world.config.date_of(day).weekday() < 5:
        at = world.start_of(day) + 7 * HOUR + int(rng.integers(0, HOUR))
        scope_filling(on, at, WAREHOUSE, 95 + int(rng.integers(0, 3)), 2 + int(rng.integers(0, 2)))
    ddi = world.estate.duties["ddi"]
    plan = world.plan(ddi, day)
    if plan is not None and rng.random() < 0.3:
        for at in plan.times(rng, int(rng.integers(1, 4))):
            name, address = (
                f"app-{hexadecimal(rng, 4)}",
                f"10.10.{int(rng.integers(10, 24))}.{int(rng.integers(20, 200))}",
            )
            planned_record(world, rng, sink, at, name, address, deleted=bool(rng.random() < 0.25))
    if rng.random() < 0.2:
        at = world.start_of(day) + int(rng.uniform(0, 23) * HOUR)
        record_changed(on, at, f"node-{hexadecimal(rng, 3)}", f"10.10.22.{int(rng.integers(20, 200))}", LOCAL_SYSTEM)


def planned_record(
    world: World, rng: Generator, sink: Sink, at: int, name: str, address: str, deleted: bool = False
) -> None:
    """Write that whoever looks after names changes one."""
    on = world.estate.machine(world.estate.of("dc")[0].name, sink, rng)
    record_changed(on, at, name, address, account_of(world.estate.duties["ddi"]), deleted)

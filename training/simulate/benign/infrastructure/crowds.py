"""Harmless crowds at the shop: sales, television, tests, health checks, month-end, restarts and bad releases."""

from __future__ import annotations

from dataclasses import replace

from numpy.random import Generator

from training.simulate.activity.infrastructure.cluster import image, roll_out
from training.simulate.activity.infrastructure.shop import ask, report, visit
from training.simulate.activity.infrastructure.upkeep import restarted
from training.simulate.activity.site import visitor_agent
from training.simulate.benign.infrastructure.days import hour_of, some_day
from training.simulate.benign.kind import Entities, LookalikeKind, judged_workday
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.estate import LINUX
from training.simulate.networks import ACCESS
from training.simulate.pace import even, scattered
from training.simulate.randomness import pick
from training.simulate.shop import page, page_size, page_time
from training.simulate.sink import Recorder
from training.simulate.world import World
from training.simulate.writers.estate_context import OUTSIDE_SCANNER
from training.simulate.writers.shop import SHOP, Request
from training.simulate.writers.windows_services import service_state

_ENTITIES: Entities = {"service": [SHOP]}


def _wave(
    world: World, rng: Generator, sink: Recorder, start: int, minutes: float, n: int, referrer: str, first: str
) -> None:
    """Write `n` customers who come by one link."""
    for at in scattered(rng, start, int(minutes * MINUTE), n):
        ip = pick(rng, ACCESS).address(rng)
        visit(world, rng, sink, at, ip, visitor_agent(rng, world.day_of(at)), referrer, first)


def sale(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A newsletter announces a sale: several times the usual customers, and all is well."""
    start = some_day(world, rng) + int(rng.uniform(8, 17) * HOUR)
    _wave(world, rng, sink, start, 45, int(rng.integers(60, 121)), "https://mail.campaign.example/", "/category/sale")
    return _ENTITIES


def on_television(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The shop is on television: everybody opens the front page within minutes."""
    start = some_day(world, rng) + int(rng.uniform(17, 20) * HOUR)
    _wave(world, rng, sink, start, 8, int(rng.integers(70, 131)), "-", "/")
    return _ENTITIES


def load_test(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The provider that tests the shop by contract sees how much it bears."""
    start = some_day(world, rng) + int(rng.uniform(6, 8) * HOUR)
    for at in even(rng, start, 12 * MINUTE, int(rng.integers(900, 1_401))):
        path, query = page(rng)
        took = page_time(rng, path) * 1.3
        ask(
            world, rng, sink, at, Request(OUTSIDE_SCANNER, path, 200, page_size(path), "k6/0.57.0", query, took_ms=took)
        )
    return {"src_ip": [OUTSIDE_SCANNER], "service": [SHOP]}


def health_storm(world: World, rng: Generator, sink: Recorder) -> Entities:
    """After scaling, every new balancer asks whether the shop is well, often."""
    start = some_day(world, rng) + int(rng.uniform(8, 20) * HOUR)
    sources = [f"10.10.9.{k}" for k in range(5, 11)]
    for at in even(rng, start, 6 * MINUTE, 420):
        ask(world, rng, sink, at, Request(pick(rng, sources), "/healthz", 200, 15, "HealthChecker/2.0", took_ms=2.0))
    return {"src_ip": sources, "service": [SHOP]}


def eager_agent(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A monitoring agent is set to seconds instead of minutes until somebody notices."""
    start = some_day(world, rng) + int(rng.uniform(8, 18) * HOUR)
    for at in even(rng, start, 20 * MINUTE, 600):
        ask(world, rng, sink, at, Request("198.51.100.10", "/healthz", 200, 15, "BeaconProbe/2.1", took_ms=2.0))
    return {"src_ip": ["198.51.100.10"], "service": [SHOP]}


def month_end(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Finance closes the month: the same few people ask for the same reports, many times."""
    first = judged_workday(world, rng, "finance")
    colleagues = [p for p in world.plans[first.day] if p.person.department == "Finance"][:4] or [first]
    for plan in colleagues:
        for at in plan.times(rng, int(rng.integers(8, 20))):
            report(world, rng, sink, at, plan.seat(at).ip, plan.seat(at).agent)
    return {"src_ip": sorted({p.seat(p.midnight + 10 * HOUR).ip for p in colleagues}), "service": [SHOP]}


def facets(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A search engine tries every combination of filters."""
    start, ip = some_day(world, rng) + int(rng.uniform(0, 20) * HOUR), "157.55.39.31"
    agent = "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"
    for k, at in enumerate(even(rng, start, 150 * MINUTE, 420)):
        path, query = pick(rng, ("/search", "/category/sales")), f"colour={k % 12}&size={k % 7}&sort={k % 3}"
        took = page_time(rng, "/search") * 1.2
        ask(world, rng, sink, at, Request(ip, path, 200, page_size(path), agent, query, took_ms=took))
    return {"src_ip": [ip], "service": [SHOP]}


def heavy_page(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A new page that is slow: customers find it from the front page and like it."""
    start = some_day(world, rng) + 8 * HOUR
    for at in scattered(rng, start, 5 * HOUR, int(rng.integers(90, 181))):
        ip, agent = pick(rng, ACCESS).address(rng), visitor_agent(rng, world.day_of(at))
        done = Request(
            ip, "/configurator", 200, 88_000, agent, referrer=f"https://{SHOP}/", took_ms=float(rng.lognormal(7.2, 0.4))
        )
        ask(world, rng, sink, at, done)
    return _ENTITIES


def restart(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A new version goes out: for half a minute there is nobody to answer."""
    start = some_day(world, rng) + int(rng.uniform(9, 16) * HOUR)
    world.disturbances.outage(SHOP, start, start + 30_000, 0.9)
    for at in scattered(rng, start, 30_000, int(rng.integers(8, 20))):
        path, query = page(rng)
        done = Request(pick(rng, ACCESS).address(rng), path, 502, 512, visitor_agent(rng, world.day_of(at)), query)
        world.estate.shop.request(sink, at, replace(done, took_ms=3.0))
    _restarted(world, rng, sink, start)
    return _ENTITIES


def _restarted(world: World, rng: Generator, sink: Recorder, at: int) -> None:
    """Write that the web server was stopped and started in order."""
    server = world.estate.shop_server
    if world.estate.shop.server == "iis":
        on = world.estate.machine(server.name, sink, rng)
        service_state(on, at, "World Wide Web Publishing Service", "stopped")
        service_state(on, at + 28_000, "World Wide Web Publishing Service", "running")
        return
    unit = world.estate.shop_errors.server.replace("apache", "apache2")
    for k, verb in enumerate(("Stopped", "Started")):
        text = f"{verb} {unit}.service - The web server."
        world.estate.services.say(sink, rng, at + k * 28_000, server.name.lower(), "systemd", text)


def rolling(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A rolling deployment restarts machine after machine, and no customer sees it."""
    start = some_day(world, rng) + int(rng.uniform(9, 16) * HOUR)
    hosts = [s.name.lower() for s in world.estate.servers if s.system == LINUX and s.role in ("web", "pay")]
    for k, host in enumerate(hosts):
        for turn, verb in enumerate(("Stopped", "Started")):
            text = f"{verb} storefront.service - Storefront workers."
            world.estate.services.say(sink, rng, start + k * 180_000 + turn * 20_000, host, "systemd", text)
    return {"host": hosts}


def bad_release(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A faulty version crashes under everybody's ordinary requests until it is taken back."""
    plan = judged_workday(world, rng)
    start = hour_of(rng, plan, 10, 15)
    version, day = "", plan.day
    for k in range(2):
        version = image(rng, "shop", "catalogue", day)
        roll_out(world, rng, sink, start + k * 22 * MINUTE, "shop", "catalogue", version, 2)
    host = world.estate.one("pay").name.lower()
    for at in scattered(rng, start + MINUTE, 20 * MINUTE, int(rng.integers(6, 11))):
        text = "storefront.service: Main process exited, code=dumped, status=6/ABRT"
        world.estate.services.say(sink, rng, at, host, "systemd", text, "notice")
        restarted(world, at + 900, host, "storefront", rng, sink)
    return {"host": [host]}


def chaos(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A planned exercise kills processes on purpose, to see that they come back."""
    start = some_day(world, rng) + int(rng.uniform(9, 14) * HOUR)
    hosts = [s.name.lower() for s in world.estate.of("node")]
    for k, at in enumerate(even(rng, start, 40 * MINUTE, 8)):
        host = hosts[k % len(hosts)]
        text = "search-worker.service: Main process exited, code=killed, status=9/KILL"
        world.estate.services.say(sink, rng, at, host, "systemd", text, "notice")
        restarted(world, at + 1_500, host, "search-worker", rng, sink)
    return {"host": hosts}


KINDS = (
    LookalikeKind("sale", "T1499", "floods", 2_500, sale),
    LookalikeKind("load_test", "T1499", "floods", 2_500, load_test),
    LookalikeKind("restart", "T1499", "floods", 1_300, restart),
    LookalikeKind("on_television", "T1499.002", "floods", 2_500, on_television),
    LookalikeKind("health_storm", "T1499.002", "floods", 2_500, health_storm),
    LookalikeKind("eager_agent", "T1499.002", "floods", 2_500, eager_agent),
    LookalikeKind("month_end", "T1499.003", "floods", 2_500, month_end),
    LookalikeKind("facets", "T1499.003", "floods", 2_500, facets),
    LookalikeKind("heavy_page", "T1499.003", "floods", 2_500, heavy_page),
    LookalikeKind("rolling", "T1499.004", "floods", 1_300, rolling),
    LookalikeKind("bad_release", "T1499.004", "floods", 2_500, bad_release),
    LookalikeKind("chaos", "T1499.004", "floods", 2_500, chaos),
)

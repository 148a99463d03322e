"""The shop's day: customers, partners' machines, staff who edit and report, probes, the noise of the internet."""

from __future__ import annotations

from dataclasses import replace

from numpy.random import Generator

from training.simulate.activity.site import visitor_agent
from training.simulate.calendar import DAY, HOUR
from training.simulate.networks import ACCESS, NOISE
from training.simulate.pace import busy, even, office_hours, scattered
from training.simulate.randomness import pick
from training.simulate.shop import (
    ATTACK_PATTERNS,
    REPORT,
    STATIC,
    login_path,
    page,
    page_size,
    page_time,
    publishing_days,
    template_path,
    upload_path,
)
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers.exports import edited
from training.simulate.writers.shop import SHOP, Request

PARTNERS: tuple[tuple[str, str], ...] = (("20.150.2.31", "NorthtradeOrders/2.4"), ("52.120.6.77", "bluebank-feed/1.1"))
"""Machines of partners that call the shop's interface with a key."""
WEBHOOK = ("52.120.8.14", "PayRelay-Hook/3")
"""Who tells of payments."""
_UNSTABLE = 0.003
"""Share of requests that fail in steady state."""


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the shop's logs of a day (UTC)."""
    start = world.start_of(day)
    rhythm = (1.0, 1.0, 1.05, 1.0, 1.1, 1.2, 0.9)[world.config.date_of(day).weekday()]
    for at in busy(rng, start, int(rng.poisson((30 + 0.7 * world.config.users) * rhythm))):
        visit(world, rng, sink, at, pick(rng, ACCESS).address(rng), visitor_agent(rng, day))
    _machines(world, start, rng, sink)
    _staff(world, day, rng, sink)
    _noise(world, start, rng, sink)


def ask(world: World, rng: Generator, sink: Sink, at: int, done: Request) -> None:
    """Write one request, with what an outage or a changed front page makes of it, and the errors of its own."""
    size = world.disturbances.front_page(SHOP, at)
    if size and done.path == "/" and done.status == 200:
        done = replace(done, size=size)
    if rng.random() < max(_UNSTABLE, world.disturbances.failing(SHOP, at)) and done.status < 400:
        status = pick(rng, (502, 503, 504, 500))
        done = replace(done, status=status, size=512, took_ms=done.took_ms + float(rng.lognormal(8, 0.5)))
        if world.estate.shop.server != "iis":
            text = "upstream timed out (110: Connection timed out) while reading response header from upstream"
            world.estate.shop_errors.say(sink, rng, at, "error", text, done.ip, f"{done.method} {done.path}")
    world.estate.shop.request(sink, at, done)


def visit(
    world: World, rng: Generator, sink: Sink, at: int, ip: str, agent: str, referrer: str = "", first: str = ""
) -> None:
    """Write a customer's visit: some pages, the first with its parts, now and then a sign-in and an order."""
    referrer = referrer or pick(rng, ("-", "https://search.example/", "https://www.halden.example/products"))
    for k in range(int(rng.geometric(0.34))):
        path, query = (first, "") if first and k == 0 else page(rng)
        status = 404 if rng.random() < 0.006 else 200
        size = page_size(path) if status == 200 else 700
        took = page_time(rng, path)
        ask(world, rng, sink, at, Request(ip, path, status, size, agent, query, referrer=referrer, took_ms=took))
        own = f"https://{SHOP}{path}"
        for part in STATIC if k == 0 else ():
            cached = rng.random() < 0.4
            took = float(rng.lognormal(1.8, 0.5))
            size = 0 if cached else 14_000 + 900 * len(part)
            then = at + int(rng.integers(60, 800))
            code = 304 if cached else 200
            ask(world, rng, sink, then, Request(ip, part, code, size, agent, referrer=own, took_ms=took))
        referrer = own
        at += int(3_000 + rng.exponential(24_000))
    if rng.random() < 0.22:
        _sign_in(world, rng, sink, at, ip, agent, referrer)


def _sign_in(world: World, rng: Generator, sink: Sink, at: int, ip: str, agent: str, referrer: str) -> None:
    done = Request(ip, "/account/login", 302, 0, agent, method="POST", referrer=referrer, sent=120)
    if rng.random() < 0.08:
        ask(world, rng, sink, at, replace(done, status=401, size=900))
        at += int(rng.uniform(6_000, 20_000))
    ask(world, rng, sink, at, done)
    at += int(rng.exponential(30_000))
    own = f"https://{SHOP}/cart"
    ask(world, rng, sink, at, Request(ip, "/cart/order", 200, 3_400, agent, method="POST", referrer=own, sent=800))


def _machines(world: World, start: int, rng: Generator, sink: Sink) -> None:
    """Write what machines ask: partners, payment notices, the load balancer, crawlers, the nightly export."""
    for at in even(rng, start, DAY, 100):
        ip, agent = PARTNERS[int(rng.random() < 0.4)]
        path = pick(rng, ("/api/v1/orders", "/api/v1/stock", "/api/v1/prices"))
        ask(world, rng, sink, at, Request(ip, path, 200, 2_100, agent, method=pick(rng, ("GET", "POST")), sent=400))
    for at in busy(rng, start, 40):
        ask(world, rng, sink, at, Request(WEBHOOK[0], "/hooks/payment", 200, 21, WEBHOOK[1], method="POST", sent=640))
    for at in even(rng, start, DAY, 144):
        done = Request("10.10.9.5", "/healthz", 200, 15, "HealthChecker/2.0", took_ms=2.0)
        ask(world, rng, sink, at, done)
    for at in scattered(rng, start, DAY, 60):
        path, query = page(rng)
        agent = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
        took = page_time(rng, path)
        ask(world, rng, sink, at, Request("66.249.65.12", path, 200, page_size(path), agent, query, took_ms=took))
    for at in even(rng, start + 2 * HOUR, HOUR // 2, 20):
        done = Request("10.10.16.12", REPORT, 200, 240_000, "warehouse-export/1.3", "format=csv")
        ask(world, rng, sink, at, replace(done, took_ms=page_time(rng, REPORT)))


def _staff(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write what staff do: finance asks for reports, the editor writes, all behind office addresses or from home."""
    for plan in world.plans[day]:
        if plan.person.department == "Finance":
            n = int(rng.poisson((9.0 if plan.quarter_end else 2.2) * plan.load))
            for at in plan.times(rng, n):
                seat = plan.seat(at)
                report(world, rng, sink, at, seat.ip, seat.agent)
    _edits(world, day, rng, sink)


def report(world: World, rng: Generator, sink: Sink, at: int, ip: str, agent: str, referrer: str = "") -> None:
    """Write one report asked for: dear and large."""
    done = Request(
        ip, REPORT, 200, int(rng.lognormal(11.5, 0.5)), agent, "format=xlsx",
        referrer=referrer or f"https://{SHOP}/report", took_ms=page_time(rng, REPORT),
    )  # fmt: skip
    ask(world, rng, sink, at, done)


def _edits(world: World, day: int, rng: Generator, sink: Sink) -> None:
    editor = world.estate.duties["editor"]
    plan = world.plan(editor, day)
    if plan is None:
        return
    acts = int(rng.poisson(3)) + (4 if day in publishing_days(world) else 0)
    for at in office_hours(rng, plan.midnight, acts):
        seat = plan.seat(at)
        edit(world, rng, sink, at, seat.ip, seat.agent, editor.login, "post", "updated")
        if rng.random() < 0.2:
            done = Request(seat.ip, upload_path(world), 200, 700, seat.agent, method="POST", sent=60_000)
            world.estate.firewall.match(
                sink, rng, at + 900, pick(rng, ("xss", "sqli", "body")), done, rng.random() < 0.3
            )


def edit(
    world: World, rng: Generator, sink: Sink, at: int, ip: str, agent: str, user: str, kind: str, action: str,
    name: str = "",
) -> None:  # fmt: skip
    """Write one act in the shop's editor, in its audit log and as a request."""
    path = template_path(world) if kind == "theme" else upload_path(world) if kind == "media" else "/wp-admin/post.php"
    if path == "/wp-admin/post.php" and world.estate.shop.server == "iis":
        path = "/umbraco/backoffice/content/PostSave"
    own = f"https://{SHOP}{login_path(world)}"
    done = Request(ip, path, 200, 1_900, agent, method="POST", referrer=own, sent=5_200, took_ms=310.0)
    ask(world, rng, sink, at, done)
    edited(sink, rng, at + 40, user, ip, agent, SHOP, kind, action, name or f"{kind}-{int(rng.integers(100, 900))}")


def _noise(world: World, start: int, rng: Generator, sink: Sink) -> None:
    """Write attack patterns from everywhere, nearly all refused; most match a rule of the firewall."""
    for _ in range(3 + int(rng.poisson(9))):
        ip = pick(rng, NOISE).address(rng)
        at = start + int(rng.uniform(0, 0.98) * DAY)
        agent = pick(rng, ("Mozilla/5.0 zgrab/0.x", "python-requests/2.31.0", "Go-http-client/1.1", "-"))
        for _ in range(int(rng.geometric(0.25))):
            family, method, path, query = pick(rng, ATTACK_PATTERNS)
            matched = rng.random() < 0.7
            done = Request(ip, path, 403 if matched else 404, 512, agent, query, method=method, took_ms=4.0)
            world.estate.shop.request(sink, at, done)
            if matched:
                world.estate.firewall.match(sink, rng, at, family, done)
            at += int(rng.exponential(2_500)) + 20

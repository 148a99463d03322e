"""The public site's day: visitors, crawlers, staff behind office addresses, probes, the noise of the internet."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from training.simulate.calendar import DAY, HOUR
from training.simulate.devices import AGENTS, FIRST_VERSION
from training.simulate.networks import ACCESS, NOISE
from training.simulate.randomness import draw, pick
from training.simulate.sink import Sink
from training.simulate.website import ASSETS, Website
from training.simulate.world import World
from training.simulate.writers.web_access import request

_BROWSERS = ("edge", "chrome", "chrome", "mac", "safari", "safari", "firefox")
_REFERRERS = (
    "https://search.example/",
    "https://search.example/",
    "-",
    "-",
    "https://social.example/feed",
    "https://qmail.example/",
)
CRAWLERS: tuple[tuple[str, str], ...] = (
    ("66.249.65.12", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
    ("66.249.65.77", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
    ("157.55.39.31", "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"),
    ("52.120.14.5", "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)"),
)
_PROBED = (
    "/wp-login.php", "/.env", "/xmlrpc.php", "/phpmyadmin/index.php", "/.git/config", "/admin/",
    "/vendor/phpunit/eval.php", "/cgi-bin/luci", "/owa/auth/logon.aspx", "/search?q=%27%20or%201%3D1--",
    "/item?id=7%20union%20select%20null", "/../../etc/passwd", "/actuator/env", "/solr/admin/info/system",
)  # fmt: skip


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the public site's log of a day (UTC)."""
    start = world.start_of(day)
    busy = (1.0, 1.05, 1.0, 1.0, 0.9, 0.6, 0.65)[world.config.date_of(day).weekday()]
    for at in _daily(rng, start, int(rng.poisson((20 + 0.9 * world.config.users) * busy))):
        network = pick(rng, ACCESS)
        agent = visitor_agent(rng, day)
        visit(world.website, rng, sink, at, network.address(rng), agent, pick(rng, _REFERRERS))
    _staff(world, day, rng, sink)
    _crawlers(world, start, rng, sink)
    _noise(world, start, rng, sink)
    for i in range(288):
        request(
            sink,
            start + i * 300_000 + int(rng.integers(900)),
            "198.51.100.10",
            "/health",
            200,
            17,
            "BeaconProbe/2.1",
            took_ms=3,
        )


def visitor_agent(rng: Generator, day: int) -> str:
    """Draw a visitor's browser."""
    version = FIRST_VERSION - int(rng.geometric(0.6)) + 1 + int(day >= 9)
    return AGENTS[pick(rng, _BROWSERS)].replace("{v}", str(version))


def visit(website: Website, rng: Generator, sink: Sink, at: int, ip: str, agent: str, referrer: str) -> int:
    """Write one visit: a few pages, the first with all that belongs to it. Returns the number of requests."""
    pages = draw(rng, website.popularity, 1 + int(rng.geometric(0.4)))
    written = 0
    for k, index in enumerate(pages):
        path, size = website.pages[index]
        u = rng.random()
        status = 503 if u < 0.003 else 404 if u < 0.012 else 200
        request(
            sink, at, ip, path, status, size if status == 200 else 512, agent, referrer=referrer, took_ms=_took(rng)
        )
        for asset, weight in ASSETS if k == 0 else ASSETS[2:3]:
            cached = rng.random() < 0.45
            own, then = f"https://www.halden.example{path}", at + int(rng.integers(80, 900))
            code, size = (304, 0) if cached else (200, weight)
            request(sink, then, ip, asset, code, size, agent, referrer=own, took_ms=_took(rng) / 6)
            written += 1
        written += 1
        referrer = f"https://www.halden.example{path}"
        at += int(2_000 + rng.exponential(28_000))
    return written


def _took(rng: Generator) -> float:
    return float(rng.lognormal(3.6, 0.6))


def _daily(rng: Generator, start: int, n: int) -> list[int]:
    """Draw `n` moments of a day whose busiest hour is 2.3 times the mean."""
    hours = np.arange(24)
    weights = np.exp(1.35 * np.cos((hours - 14.5) / 24 * 2 * np.pi))
    hour = rng.choice(24, n, p=weights / weights.sum())
    found: list[int] = np.sort(start + (hour * HOUR + rng.uniform(0, HOUR, n)).astype(np.int64)).tolist()
    return found


def _staff(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the visits of staff: a whole office shares one address."""
    for plan in world.plans[day]:
        if rng.random() < 0.25:
            at = plan.times(rng, 1)[0]
            seat = plan.seat(at)
            visit(world.website, rng, sink, at, seat.ip, plan.person.laptop.agent(day), "-")


def _crawlers(world: World, start: int, rng: Generator, sink: Sink) -> None:
    n = int(rng.poisson(120 + 2.4 * world.config.users))
    for u in np.sort(rng.random(n)).tolist():
        ip, agent = pick(rng, CRAWLERS)
        path, size = pick(rng, world.website.pages)
        if rng.random() < 0.02:
            path, size = "/robots.txt", 210
        request(
            sink, start + int(u * DAY), ip, path, 404 if rng.random() < 0.03 else 200, size, agent, took_ms=_took(rng)
        )


def _noise(world: World, start: int, rng: Generator, sink: Sink) -> None:
    """Write attack patterns from everywhere; nearly all end in 403 or 404."""
    sources = 4 + int(rng.poisson(8 + world.config.users / 20))
    for _ in range(sources):
        network = pick(rng, NOISE)
        ip, at = network.address(rng), start + int(rng.uniform(0, 0.98) * DAY)
        agent = pick(rng, ("Mozilla/5.0 zgrab/0.x", "python-requests/2.31.0", "Mozilla/5.0 (Windows NT 10.0)", "-"))
        for _ in range(int(rng.geometric(0.22))):
            status = 200 if rng.random() < 0.01 else pick(rng, (404, 404, 404, 403))
            request(sink, at, ip, pick(rng, _PROBED), status, 512, agent, took_ms=_took(rng) / 4)
            at += int(rng.exponential(2_500))

"""Browsing through the proxy: pages and what belongs to them, downloads, posts, the machines' own updates."""

from __future__ import annotations

from dataclasses import replace

from numpy.random import Generator

from training.simulate.calendar import HOUR
from training.simulate.devices import AGENTS
from training.simulate.domains import NEWS, SOCIAL, VENDOR, WebSite, tail
from training.simulate.names import FORMS, TOPICS
from training.simulate.pace import scattered
from training.simulate.presence import PersonDay, Seat
from training.simulate.randomness import draw, overdispersed, pick, zipf
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers.web_proxy import Fetch

VISITS = 7.5
"""Mean visits of an active weekday; each is a page and some of what belongs to it."""
FAVOURITES = 14
TAIL_SHARE, FAVOURITE_SHARE = 0.05, 0.24
"""Share of visits to sites hardly anybody knows, and to the few that are a person's own habit."""
_PARTS: tuple[tuple[str, str, str, float], ...] = (
    ("static", "/app.{n}.js", "application/javascript", 11.0),
    ("cdn", "/img/{n}.webp", "image/webp", 10.4),
    ("static", "/site.{n}.css", "text/css", 9.6),
    ("api", "/v2/items/{n}", "application/json", 7.6),
    ("img", "/pic/{n}.jpg", "image/jpeg", 11.2),
)
_SCANNER = "10.10.40.17"
"""Where reported links are looked at."""


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write what everybody fetches on a day."""
    for plan in world.plans[day]:
        habits = _habits(world, plan)
        n = overdispersed(rng, VISITS * plan.load, 3.0)
        choice = rng.random(n).tolist()
        common = draw(rng, world.web.popularity, n)
        for at, u, k in zip(plan.times(rng, n), choice, common, strict=True):
            if u < TAIL_SHARE:
                site = tail(rng)
            elif u < TAIL_SHARE + FAVOURITE_SHARE:
                site = habits[draw(rng, _RANK, 1)[0]]
            else:
                site = world.web.sites[k]
            visit(world, rng, sink, at, plan.seat(at), site)
        _downloads(world, plan, rng, sink)
        _social(world, plan, rng, sink)
    _reported_links(world, day, rng, world.tally("categorise", sink))


_RANK = zipf(FAVOURITES, 0.8)


def _habits(world: World, plan: PersonDay) -> list[WebSite]:
    own = world.stream("habits", plan.person.index)
    return [world.web.sites[int(i)] for i in own.integers(25, len(world.web.sites), FAVOURITES)]


def fetch(
    world: World,
    rng: Generator,
    sink: Sink,
    at: int,
    seat: Seat,
    url: str,
    category: str,
    *,
    size: int,
    kind: str = "text/html",
    method: str = "GET",
    sent: int = 900,
    referrer: str = "-",
    blocked: bool = False,
    status: int = 200,
) -> None:
    """Write one request somebody makes from a seat."""
    person = seat.person
    done = Fetch(
        account=person.sam,
        upn=person.upn,
        ip=seat.inside,
        device=seat.device.name,
        agent=AGENTS["edge"].replace("{v}", "145") if "Outlook-" in seat.agent else seat.agent,
        url=url,
        size=size,
        kind=kind,
        method=method,
        status=status,
        sent=sent,
        referrer=referrer,
        category=category,
        took_ms=float(rng.lognormal(5.0, 0.7)) + size / 4_000,
        blocked=blocked,
    )
    world.estate.proxy.fetch(sink, rng, at, done)


def visit(world: World, rng: Generator, sink: Sink, at: int, seat: Seat, site: WebSite, referrer: str = "-") -> None:
    """Write one page and one to eight of its parts, some of them from the site's own helpers and from networks."""
    path = f"/{pick(rng, TOPICS).lower()}/{pick(rng, FORMS).lower()}-{int(rng.integers(1, 9000))}"
    page = f"https://www.{site.domain}{path}"
    if rng.random() < 0.006:
        fetch(world, rng, sink, at, seat, page, site.category, size=4_100, blocked=True)
        return
    size = int(rng.lognormal(10.2, 0.8))
    fetch(world, rng, sink, at, seat, page, site.category, size=size, referrer=referrer)
    for _ in range(int(rng.geometric(0.28))):
        at += int(rng.exponential(160)) + 15
        prefix, form, kind, scale = pick(rng, _PARTS)
        host = site.domain if rng.random() < 0.7 else pick(rng, ("fastcdn.example", "adgrid.example"))
        url = f"https://{prefix}.{host}{form.format(n=int(rng.integers(1, 400)))}"
        size = int(rng.lognormal(scale, 0.7))
        fetch(world, rng, sink, at, seat, url, site.category, size=size, kind=kind, referrer=page)
    if rng.random() < 0.16:
        at += int(rng.exponential(9_000))
        fetch(
            world, rng, sink, at, seat, f"https://api.{site.domain}/v1/events", site.category,
            size=int(rng.lognormal(6.0, 0.6)), kind="application/json", method="POST",
            sent=int(rng.lognormal(7.4, 0.9)), referrer=page,
        )  # fmt: skip


def _downloads(world: World, plan: PersonDay, rng: Generator, sink: Sink) -> None:
    """Write what is installed from known vendors: tools of engineers, updates of everybody's machine."""
    vendors = world.web.of(VENDOR)
    often = 0.5 if plan.person.role.name in ("engineer", "admin") else 0.05
    for at in plan.times(rng, int(rng.poisson(often * plan.load))):
        tool = f"{pick(rng, TOPICS).lower()}-{int(rng.integers(1, 9))}.{int(rng.integers(0, 20))}"
        end = pick(rng, (".msi", ".exe", ".zip", ".tar.gz"))
        url = f"https://releases.{pick(rng, vendors).domain}/{tool}{end}"
        size = int(rng.lognormal(16.5, 1.0))
        fetch(world, rng, sink, at, plan.seat(at), url, "Internet Services", size=size, kind="application/octet-stream")
    at = plan.times(rng, 1)[0]
    size = int(rng.lognormal(15.5, 0.8)) if rng.random() < 0.2 else 1_900
    url = f"https://update.{vendors[1].domain}/v10/agent/{plan.person.laptop.version(plan.day)}.cab"
    kind = "application/vnd.ms-cab-compressed"
    fetch(world, rng, sink, at, plan.seat(at), url, "Internet Services", size=size, kind=kind)


def _social(world: World, plan: PersonDay, rng: Generator, sink: Sink) -> None:
    """Write what people give away: posts of marketing and HR to social networks, pictures and films among them."""
    role = plan.person.role.name
    often = {"sales": 3.0, "hr": 2.0}.get(role, 0.25)
    sites = world.web.of(SOCIAL)
    for at in plan.times(rng, int(rng.poisson(often * plan.load))):
        site = pick(rng, sites)
        film = role in ("sales", "hr") and rng.random() < 0.15
        sent = int(rng.lognormal(14.5, 1.0)) if film else int(rng.lognormal(8.0, 1.0))
        fetch(
            world, rng, sink, at, plan.seat(at), f"https://upload.{site.domain}/media/post", site.category,
            size=700, kind="application/json", method="POST", sent=sent, referrer=f"https://www.{site.domain}/feed",
        )  # fmt: skip


def _reported_links(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write what the checker of reported links opens: sites nobody else has ever met, at any hour."""
    for at in scattered(rng, world.start_of(day), 24 * HOUR, int(rng.integers(4, 12))):
        site = tail(rng)
        done = Fetch(
            account="svc-urlscan", upn="svc-urlscan@halden.example", ip=_SCANNER, device="", category=site.category,
            agent="Mozilla/5.0 (compatible; LinkChecker/3.1)", url=f"https://{site.domain}/",
            size=int(rng.lognormal(9, 1)),
        )  # fmt: skip
        world.estate.proxy.fetch(sink, rng, at, done)
        if rng.random() < 0.3:
            url = f"https://{site.domain}/{pick(rng, FORMS).lower()}.zip"
            done = replace(done, url=url, size=int(rng.lognormal(12, 1)), kind="application/octet-stream")
            world.estate.proxy.fetch(sink, rng, at + 900, done)


def busy_news(world: World, rng: Generator) -> str:
    """Draw a news page that many people read: where a visit to somewhere else may start."""
    return f"https://www.{pick(rng, world.web.of(NEWS)).domain}/{pick(rng, TOPICS).lower()}/{int(rng.integers(1, 900))}"

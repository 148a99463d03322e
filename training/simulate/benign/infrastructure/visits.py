"""Harmless visits and changes at the front door: tests by contract, researchers, scanners, editors, new pages."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.infrastructure.cloud import PUBLISHER, put
from training.simulate.activity.infrastructure.logons import from_home
from training.simulate.activity.infrastructure.shop import PARTNERS, ask, edit
from training.simulate.activity.site import visitor_agent
from training.simulate.benign.infrastructure.days import hour_of, keeper_day, some_day
from training.simulate.benign.kind import Entities, LookalikeKind, judged_workday
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.networks import ACCESS, SERVERS, access
from training.simulate.pace import scattered
from training.simulate.presence import PersonDay
from training.simulate.randomness import hexadecimal, pick
from training.simulate.shop import ATTACK_PATTERNS, FRONT_SIZE, upload_path
from training.simulate.sink import Recorder
from training.simulate.world import World
from training.simulate.writers.estate_context import OUTSIDE_SCANNER
from training.simulate.writers.exports import edited
from training.simulate.writers.kubernetes_audit import ANONYMOUS_GROUPS, Act, Client, act
from training.simulate.writers.shop import SHOP, Request
from training.simulate.writers.windows_roles import gateway


def _tries(world: World, rng: Generator, sink: Recorder, moments: list[int], ip: str, agent: str) -> None:
    """Write attack patterns that the firewall refuses."""
    for at in moments:
        family, method, path, query = pick(rng, ATTACK_PATTERNS)
        done = Request(ip, path, 403, 512, agent, query, method=method, took_ms=5.0)
        world.estate.shop.request(sink, at, done)
        world.estate.firewall.match(sink, rng, at, family, done)


def contract_scan(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The provider scans the shop by contract, from the address it always uses."""
    start = some_day(world, rng) + int(rng.uniform(0, 4) * HOUR)
    moments = scattered(rng, start, 2 * HOUR, int(rng.integers(250, 451)))
    _tries(world, rng, sink, moments, OUTSIDE_SCANNER, "Nessus SOAP v0.0.1 (Nessus.org)")
    return {"src_ip": [OUTSIDE_SCANNER], "service": [SHOP]}


def rich_text(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The editor pastes code samples, and the firewall takes offence again and again."""
    plan = keeper_day(world, rng, "editor")
    at = hour_of(rng, plan, 9, 15)
    seat = plan.seat(at)
    for _ in range(int(rng.integers(10, 22))):
        done = Request(
            seat.ip, upload_path(world), 403, 512, seat.agent, method="POST", referrer=f"https://{SHOP}/", sent=9_000
        )
        world.estate.shop.request(sink, at, done)
        world.estate.firewall.match(sink, rng, at, pick(rng, ("xss", "sqli", "php")), done)
        at += int(rng.exponential(150_000)) + 8_000
    return {"src_ip": [seat.ip]}


def researcher(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Somebody looks for flaws for the reward, and says so in every request."""
    start = some_day(world, rng) + int(rng.uniform(9, 20) * HOUR)
    ip = pick(rng, access("NL", "residential")).address(rng)
    agent = f"Mozilla/5.0 (X11; Linux x86_64) bugbounty-{hexadecimal(rng, 6)}"
    _tries(world, rng, sink, scattered(rng, start, 3 * HOUR, int(rng.integers(20, 46))), ip, agent)
    return {"src_ip": [ip], "service": [SHOP]}


def census(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Those who map the internet knock at the shop and the cluster, find nothing, and go."""
    start, sources = some_day(world, rng) + int(rng.uniform(0, 20) * HOUR), []
    for k in range(3):
        ip = f"198.51.100.{200 + int(rng.integers(40))}"
        sources.append(ip)
        for j in range(int(rng.integers(2, 6))):
            path = pick(rng, ("/v1.43/version", "/api/v1/pods", "/_cat/indices", "/", "/favicon.ico"))
            done = Request(ip, path, 404 if path != "/" else 200, 512, "Mozilla/5.0 (compatible; CensusInspect/1.1)")
            world.estate.shop.request(sink, start + k * 600_000 + j * 900, done)
        client = Client("system:anonymous", ip, "CensusInspect/1.1", ANONYMOUS_GROUPS)
        act(sink, rng, start + k * 600_000 + 9_000, client, Act("get", "namespaces", "", "default", code=403))
    return {"src_ip": sorted(set(sources))}


def partner_moves(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A partner's machine calls with its key from a new address of the same cloud."""
    start, agent = some_day(world, rng) + 7 * HOUR, PARTNERS[0][1]
    ip = SERVERS[3].address(rng)
    for at in scattered(rng, start, 10 * HOUR, int(rng.integers(40, 81))):
        path = pick(rng, ("/api/v1/orders", "/api/v1/stock", "/api/v1/prices"))
        ask(world, rng, sink, at, Request(ip, path, 200, 2_100, agent, method=pick(rng, ("GET", "POST")), sent=400))
    return {"src_ip": [ip], "service": [SHOP]}


def hotel(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Somebody travels and works on the usual server from a hotel."""
    plan = judged_workday(world, rng, "sales", "manager")
    at = hour_of(rng, plan, 7.5, 20)
    ip = pick(rng, [n for n in ACCESS if n.country != plan.person.site.country and n.kind == "residential"]).address(
        rng
    )
    on = world.estate.machine(world.estate.one("gateway").name, sink, rng)
    server = world.estate.of("app")[plan.person.index % 2]
    gateway(on, at, plan.person, ip, server.fqdn)
    gateway(on, at + int(rng.uniform(20, 90) * MINUTE), plan.person, ip, server.fqdn, leaves=True)
    return {"user": [plan.person.upn], "src_ip": [ip]}


def snow_day(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A third of the people stay at home and come in through the gateway."""
    first = judged_workday(world, rng)
    plans: list[PersonDay] = world.plans[first.day][::3]
    for plan in plans:
        at = plan.midnight + int((8.2 + plan.person.chronotype + rng.uniform(0, 1.2)) * HOUR)
        from_home(world, rng, sink, at, plan, world.estate.of("app")[plan.person.index % 2])
    return {"user": sorted(p.person.upn for p in plans), "host": [world.estate.one("gateway").fqdn]}


def redesign(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The public site is made anew: the pipeline replaces all of it on a working morning."""
    start = some_day(world, rng) + 9 * HOUR
    keys = ["index.html", *(f"news/{hexadecimal(rng, 6)}.html" for _ in range(int(rng.integers(250, 451))))]
    put(rng, sink, start, PUBLISHER, keys, 350)
    world.disturbances.change("www.halden.example", start, start + 30 * 24 * HOUR, 26_900)
    return {"user": ["svc-publish@halden.example"]}


def replacing(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The editor renames a product in every article."""
    plan = keeper_day(world, rng, "editor")
    at = hour_of(rng, plan, 9, 15)
    seat = plan.seat(at)
    for _ in range(int(rng.integers(50, 91))):
        edit(world, rng, sink, at, seat.ip, seat.agent, plan.person.login, "post", "updated")
        at += int(rng.exponential(18_000)) + 3_000
    return {"user": [plan.person.upn], "src_ip": [seat.ip]}


def updates_itself(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The shop's software brings its plug-ins up to date at night."""
    at = some_day(world, rng) + 2 * HOUR
    for k in range(int(rng.integers(4, 9))):
        edited(
            sink, rng, at + k * 4_000, "system", "127.0.0.1", "WP-Cron", SHOP, "plugin", "updated", f"core-module-{k}"
        )
    return {"service": [SHOP]}


def compressed(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The network that delivers the shop begins to compress: pages are less than half as large for everybody."""
    start = some_day(world, rng) + int(rng.uniform(9, 14) * HOUR)
    size = int(FRONT_SIZE * rng.uniform(0.36, 0.44))
    world.disturbances.change(SHOP, start, start + 20 * HOUR, size)
    for at in scattered(rng, start, 2 * HOUR, 30):
        ip = pick(rng, ACCESS).address(rng)
        ask(world, rng, sink, at, Request(ip, "/", 200, size, visitor_agent(rng, world.day_of(at))))
    return {"service": [SHOP]}


def plugins_updated(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The monthly evening on which the shop's plug-ins are updated, from the office."""
    plan = keeper_day(world, rng, "editor")
    at = hour_of(rng, plan, 16.5, 18)
    seat = plan.seat(hour_of(rng, plan, 11, 12))
    for k in range(int(rng.integers(4, 9))):
        edit(world, rng, sink, at, seat.ip, seat.agent, plan.person.login, "plugin", "updated", f"module-{k}")
        at += int(rng.uniform(30_000, 120_000))
    return {"user": [plan.person.upn], "src_ip": [seat.ip]}


def new_page(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A new script page: within an hour many customers use it, coming from other pages."""
    start = some_day(world, rng) + int(rng.uniform(9, 15) * HOUR)
    path = f"/forms/feedback-{hexadecimal(rng, 3)}{'.aspx' if world.estate.shop.server == 'iis' else '.php'}"
    for at in scattered(rng, start, 2 * HOUR, int(rng.integers(60, 121))):
        ip, agent = pick(rng, ACCESS).address(rng), visitor_agent(rng, world.day_of(at))
        own = f"https://{SHOP}/info/contact"
        ask(world, rng, sink, at, Request(ip, path, 200, 8_100, agent, referrer=own))
        if rng.random() < 0.6:
            then = at + int(rng.exponential(60_000))
            ask(
                world,
                rng,
                sink,
                then,
                Request(ip, path, 200, 2_200, agent, method="POST", referrer=f"https://{SHOP}{path}", sent=900),
            )
    return {"service": [SHOP], "object": [path]}


def new_webhook(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A vendor begins to call a new endpoint: posts of JSON by one program from few addresses."""
    start, path = some_day(world, rng) + 8 * HOUR, f"/hooks/shipping-{hexadecimal(rng, 3)}"
    sources = [SERVERS[2].address(rng) for _ in range(3)]
    for at in scattered(rng, start, 9 * HOUR, int(rng.integers(60, 111))):
        ask(
            world,
            rng,
            sink,
            at,
            Request(pick(rng, sources), path, 202, 21, "ShipTrack-Webhook/4", method="POST", sent=700),
        )
    return {"src_ip": sorted(set(sources)), "service": [SHOP]}


def staff_tool(world: World, rng: Generator, sink: Recorder) -> Entities:
    """One engineer uses an internal page of the shop that nobody else knows, signed in and from page to page."""
    plan = keeper_day(world, rng, "web")
    at = hour_of(rng, plan, 9, 15)
    seat, path = plan.seat(at), f"/backstage/cache{'.aspx' if world.estate.shop.server == 'iis' else '.php'}"
    for _ in range(int(rng.integers(20, 41))):
        own = f"https://{SHOP}/backstage/"
        ask(
            world,
            rng,
            sink,
            at,
            Request(seat.ip, path, 200, 5_200, seat.agent, method=pick(rng, ("GET", "POST")), referrer=own, sent=300),
        )
        at += int(rng.exponential(50_000)) + 2_000
    return {"src_ip": [seat.ip], "service": [SHOP]}


KINDS = (
    LookalikeKind("contract_scan", "T1190", "exploits", 2_500, contract_scan),
    LookalikeKind("rich_text", "T1190", "exploits", 2_500, rich_text),
    LookalikeKind("researcher", "T1190", "exploits", 2_500, researcher),
    LookalikeKind("census", "T1133", "exploits", 1_000, census),
    LookalikeKind("partner_moves", "T1133", "exploits", 2_500, partner_moves),
    LookalikeKind("hotel_gateway", "T1133", "remote", 1_300, hotel),
    LookalikeKind("snow_day", "T1133", "remote", 5_000, snow_day),
    LookalikeKind("redesign", "T1491", "defacement", 5_000, redesign),
    LookalikeKind("replacing", "T1491", "defacement", 2_500, replacing),
    LookalikeKind("updates_itself", "T1491", "defacement", 2_500, updates_itself),
    LookalikeKind("compressed", "T1491.002", "defacement", 5_000, compressed),
    LookalikeKind("plugins_updated", "T1505", "components", 2_500, plugins_updated),
    LookalikeKind("new_page", "T1505.003", "exploits", 2_500, new_page),
    LookalikeKind("new_webhook", "T1505.003", "exploits", 2_500, new_webhook),
    LookalikeKind("staff_tool", "T1505.003", "exploits", 2_500, staff_tool),
)

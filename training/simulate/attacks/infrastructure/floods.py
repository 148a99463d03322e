"""Attacks that wear the shop out: floods of requests and of connections, dear pages, requests that crash it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.random import Generator

from training.simulate.activity.infrastructure.upkeep import random_offset, restarted
from training.simulate.attacks.infrastructure.ways import agent, outside
from training.simulate.attacks.scene import Entities, Scene
from training.simulate.calendar import MINUTE
from training.simulate.devices import AGENTS
from training.simulate.networks import ACCESS, HOSTILE, NOISE
from training.simulate.randomness import pick
from training.simulate.shop import REPORT, page, page_size
from training.simulate.world import World
from training.simulate.writers import windows_services as windows
from training.simulate.writers.shop import SHOP, Request

REQUESTS_PER_MINUTE = 9
"""What each source of a flood sends."""
_BROKEN = {"loud": 0.46, "medium": 0.2, "quiet": 0.03}
"""Share of requests that fail while a flood lasts."""


def many_pages(world: World, rng: Generator, scene: Scene) -> Entities:
    """Ask for pages of all kinds from hundreds of sources until half the answers are errors (T1499)."""
    return _flood(world, rng, scene, minutes=float(rng.uniform(3.0, 5.0)), everywhere=True)


def connections(world: World, rng: Generator, scene: Scene) -> Entities:
    """Open connections and ask for the front page until the server has none left to give (T1499.002)."""
    return _flood(world, rng, scene, minutes=float(rng.uniform(2.5, 4.0)), everywhere=False)


def _flood(world: World, rng: Generator, scene: Scene, minutes: float, everywhere: bool) -> Entities:
    scale = min(8.0, max(0.3, world.config.users / 100))
    count = max(6, scene.volume(int(rng.uniform(150, 231) * scale)))
    pool = ACCESS if scene.quiet else HOSTILE + NOISE + ACCESS[:10]
    sources = [pick(rng, pool).address(rng) for _ in range(count)]
    agents = [AGENTS[pick(rng, ("chrome", "edge", "mac", "firefox"))].replace("{v}", "141") for _ in sources]
    broken = _BROKEN[scene.intensity]
    start = scene.moment(world, rng, world.organisation.people[0])
    end = start + int(minutes * MINUTE)
    for u in np.sort(rng.random(int(count * REQUESTS_PER_MINUTE * minutes))).tolist():
        i, at = int(rng.integers(count)), start + int(u * minutes * MINUTE)
        path, query = page(rng) if everywhere else ("/", "")
        down = u > 0.12 and rng.random() < broken
        status = pick(rng, (503, 503, 502, 504)) if down else 200
        size = 512 if down else page_size(path)
        took = float(rng.lognormal(9.0 if down else 5.2 + 2.2 * u * (not scene.quiet), 0.5))
        world.estate.shop.request(
            scene.sink, at, Request(sources[i], path, status, size, agents[i], query, took_ms=took)
        )
        if down and rng.random() < 0.08:
            _complain(world, rng, scene, at, sources[i], everywhere)
    if not scene.quiet:
        world.disturbances.outage(
            SHOP, start + (end - start) // 8, end + MINUTE, 0.8 if scene.intensity == "loud" else 0.4
        )
    return {"src_ip": sources, "service": [SHOP]}


def _complain(world: World, rng: Generator, scene: Scene, at: int, source: str, everywhere: bool) -> None:
    """Write what nginx or Apache says of it in the error log; IIS says nothing there."""
    if world.estate.shop.server == "iis":
        return
    log = world.estate.shop_errors
    if everywhere:
        text = "upstream timed out (110: Connection timed out) while connecting to upstream"
        log.say(scene.sink, rng, at, "error", text, source, "GET /")
    elif log.server == "nginx":
        texts = (
            "1024 worker_connections are not enough",
            "SSL_do_handshake() failed (SSL: error:0A000126) while SSL handshaking",
        )
        log.say(scene.sink, rng, at, pick(rng, ("alert", "crit")), pick(rng, texts))
    else:
        text = "AH00161: server reached MaxRequestWorkers setting, consider raising the MaxRequestWorkers setting"
        log.say(scene.sink, rng, at, "error", text)


def dear_pages(world: World, rng: Generator, scene: Scene) -> Entities:
    """Ask for reports, each made anew, from six sources: few requests that take all the server's time (T1499.003)."""
    sources = outside(world, rng, scene, 3 if scene.quiet else 6)
    moments = scene.moments(world, rng, world.organisation.people[0], int(rng.integers(800, 1_201)), 24)
    agents = [AGENTS[pick(rng, ("chrome", "firefox"))].replace("{v}", "145") for _ in sources]
    busy = {"loud": 1.0, "medium": 0.6, "quiet": 0.0}[scene.intensity]
    for k, at in enumerate(moments):
        i = int(rng.integers(len(sources)))
        took = float(rng.lognormal(8.0 + busy * min(1.0, k / 120), 0.3))
        down = rng.random() < 0.08 * busy
        done = Request(
            sources[i], REPORT, 200, int(rng.lognormal(12.2, 0.3)), agents[i], f"format=xlsx&from=20{k % 26:02d}"
        )
        done = replace(done, took_ms=took, status=504 if down else 200, size=512 if down else done.size)
        world.estate.shop.request(scene.sink, at, done)
    if scene.intensity == "loud":
        world.disturbances.outage(SHOP, moments[len(moments) // 4], moments[-1], 0.12)
    return {"src_ip": sources, "service": [SHOP]}


def crashing(world: World, rng: Generator, scene: Scene) -> Entities:
    """Send requests each of which ends a worker process within seconds (T1499.004)."""
    source, name = outside(world, rng, scene)[0], agent(rng, scene)
    moments = scene.moments(world, rng, world.organisation.people[0], int(rng.integers(9, 14)), 6)
    for k, at in enumerate(moments):
        done = Request(source, "/api/v1/import", 502, 157, name, method="POST", sent=60_000 + int(rng.integers(9_000)))
        world.estate.shop.request(scene.sink, at, replace(done, took_ms=float(rng.uniform(200, 2_500))))
        crash_worker(world, rng, scene, at + int(rng.uniform(300, 2_600)), k + 1)
    if scene.intensity == "loud":
        world.disturbances.outage(SHOP, moments[1], moments[-1] + 2 * MINUTE, 0.9)
    host = world.estate.shop_server
    return {
        "src_ip": [source],
        "service": [SHOP, *([] if world.estate.shop.server == "iis" else [unit(world)])],
        "host": [host.fqdn if world.estate.shop.server == "iis" else host.name.lower()],
    }


def unit(world: World) -> str:
    """Name the shop's web server as its system and its error log do."""
    return world.estate.shop_errors.server.replace("apache", "apache2")


def crash_worker(world: World, rng: Generator, scene: Scene, at: int, times: int) -> None:
    """Write that a worker process of the shop's web server crashed, as the server and its system tell it."""
    server = world.estate.shop_server
    if world.estate.shop.server == "iis":
        on = world.estate.machine(server.name, scene.sink, rng)
        windows.crash(on, at, "w3wp.exe", "shopcore.dll", "c0000005", random_offset(rng))
        return
    world.estate.shop_errors.crashed(scene.sink, rng, at)
    host = server.name.lower()
    if times % 3 == 0:
        text = f"{unit(world)}.service: Main process exited, code=dumped, status=11/SEGV"
        world.estate.services.say(scene.sink, rng, at + 60, host, "systemd", text, "notice")
        restarted(world, at + 1_200, host, unit(world), rng, scene.sink, times // 3)

"""Attacks on the public site that show in request rates: crawling it, and flooding it."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from training.simulate.attacks.scene import MEDIUM, QUIET, Entities, Scene
from training.simulate.calendar import MINUTE
from training.simulate.devices import AGENTS, SCRIPT_AGENTS
from training.simulate.networks import ACCESS, HOSTILE, NOISE, access, hostile
from training.simulate.randomness import pick
from training.simulate.world import World
from training.simulate.writers.web_access import request

REQUESTS_PER_MINUTE = 9
"""What each source of a flood sends."""


def crawl(world: World, rng: Generator, scene: Scene) -> Entities:
    """Fetch the whole site page after page, without referrer or a single asset (T1594).

    Quiet: addresses of one access network take turns at a page a minute.
    """
    pages = [world.website.pages[int(i)] for i in rng.permutation(len(world.website.pages))]
    pages = pages[: int(len(pages) * rng.uniform(0.8, 1.0))][:3_800]
    person = world.organisation.people[0]
    moments = scene.moments(world, rng, person, len(pages), 22)
    if scene.quiet:
        network = pick(rng, access(person.site.country, "residential"))
        sources = [network.address(rng) for _ in range(int(rng.integers(3, 12)))]
        agent = AGENTS["chrome"].replace("{v}", "145")
    else:
        sources = [hostile(rng).address(rng)]
        agent = pick(rng, SCRIPT_AGENTS)
    for i, at in enumerate(moments):
        path, size = pages[i]
        status = 404 if rng.random() < 0.02 else 200
        took = float(rng.lognormal(3.4, 0.5))
        request(scene.sink, at, sources[i % len(sources)], path, status, size, agent, took_ms=took)
    return {"src_ip": sources}


def flood(world: World, rng: Generator, scene: Scene) -> Entities:
    """Request the front page from many sources at once until the site answers 503 (T1499.002).

    The number of sources follows the size of the site: 150 to 240 at 100
    people when loud, `REQUESTS_PER_MINUTE` from each.
    """
    scale = min(10.0, max(0.3, world.config.users / 100))
    share = {"loud": 1.0, "medium": MEDIUM, "quiet": QUIET}[scene.intensity]
    minutes = float(rng.uniform(3, 5))
    count = max(6, int(rng.uniform(150, 241) * scale * share))
    pool = ACCESS if scene.quiet else HOSTILE + NOISE + ACCESS[:10]
    sources = [pick(rng, pool).address(rng) for _ in range(count)]
    agents = [AGENTS[pick(rng, ("chrome", "edge", "mac", "firefox"))].replace("{v}", "141") for _ in sources]
    broken = {"loud": 0.65, "medium": 0.3, "quiet": 0.05}[scene.intensity]
    start = _start(world, rng, scene)
    total = int(count * REQUESTS_PER_MINUTE * minutes)
    for u in np.sort(rng.random(total)).tolist():
        i = int(rng.integers(count))
        down = u > 0.15 and rng.random() < broken
        status = pick(rng, (503, 503, 499)) if down else 200
        took = float(rng.lognormal(8.2 if down else 5.5, 0.6))
        at = start + int(u * minutes * MINUTE)
        request(scene.sink, at, sources[i], "/", status, 0 if down else 24_310, agents[i], took_ms=took)
    return {"src_ip": sources}


def _start(world: World, rng: Generator, scene: Scene) -> int:
    """Draw when a flood starts: any moment, a quiet one at a busy hour."""
    day = int(rng.integers(scene.first_day, scene.last_day + 1))
    hour = rng.uniform(9, 16) if scene.quiet else rng.uniform(0, 23)
    return world.start_of(day) + int(hour * 60) * MINUTE

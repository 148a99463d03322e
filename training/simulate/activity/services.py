"""Machines at work: search indexer, backup, build runners, dependency updates, newsletter, sign-in probe, HR sync.

Volumes follow the number of people, so that a small organisation is not drowned in its own machinery.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from training.simulate.activity.documents import own_drive
from training.simulate.calendar import DAY, HOUR, MINUTE
from training.simulate.networks import SERVERS
from training.simulate.randomness import draw, pick
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import confluence, github_audit
from training.simulate.writers.entra_signin import APPS
from training.simulate.writers.mail_log import Message, message_id

_CLOUD, _RUNNERS, _PROBES = SERVERS[2], SERVERS[4], SERVERS[5]


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the work of all machines on a day."""
    _indexer(world, day, rng, world.tally("indexer", sink))
    _backup(world, day, rng, world.tally("backup", sink))
    _builds(world, day, rng, world.tally("ci", sink))
    _updates(world, day, rng, world.tally("renovate", sink))
    _probe(world, day, rng, world.tally("monitoring", sink))
    _hr_sync(world, day, rng, world.tally("hrsync", sink))
    if world.config.date_of(day).weekday() in (1, 3):
        _newsletter(world, day, rng, world.tally("newsletter", sink))


def _even(rng: Generator, start: int, length: int, n: int) -> list[int]:
    """Spread `n` moments evenly, with gaps that vary by a quarter."""
    at = start + (np.arange(n) + rng.uniform(-0.25, 0.25, n) + 0.5) * (length / max(n, 1))
    found: list[int] = np.sort(at).astype(np.int64).tolist()
    return found


def _indexer(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Read everything round the clock, one after the other."""
    n = max(80, 7 * world.config.users)
    files = [(s, i) for s in world.library.sites for i in s.items]
    pages = [(s, i) for s in world.library.spaces for i in s.items]
    service = world.organisation.services["indexer"]
    for k, at in enumerate(_even(rng, world.start_of(day), DAY, n)):
        seat = world.machine_seat(service, _CLOUD, "52.120.3.17", at)
        if k % 2:
            site, item = files[(day * n + k) % len(files)]
            world.audit.file(sink, rng, at, seat, "FileAccessed", site, item)
        else:
            space, page = pages[(day * n + k) % len(pages)]
            confluence.page_view(sink, rng, at, seat, space, page, rest=True)


def _backup(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Read every changed file between 02:00 and 04:30."""
    service = world.organisation.services["backup"]
    people = world.organisation.people
    for at in _even(rng, world.start_of(day) + 2 * HOUR, 150 * MINUTE, 2 * world.config.users):
        seat = world.machine_seat(service, _CLOUD, "52.120.9.40", at)
        if rng.random() < 0.7:
            site = pick(rng, world.library.sites)
            world.audit.file(sink, rng, at, seat, "FileDownloaded", site, pick(rng, site.items))
        else:
            drive = own_drive(world, int(rng.integers(len(people))))
            world.audit.file(sink, rng, at, seat, "FileDownloaded", None, pick(rng, drive))


def _builds(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Clone and fetch from eight runner addresses, more on workdays."""
    busy = 1.0 if world.config.date_of(day).weekday() < 5 else 0.35
    n = int(rng.poisson(4.5 * world.config.users * busy))
    ci = world.organisation.services["ci"]
    repositories = world.library.repositories
    favourite = draw(rng, world.library.affinity("repositories", ci), n)
    hours = np.sort(np.clip(rng.normal(13, 4.5, n), 0, 23.98)).tolist()
    for hour, r in zip(hours, favourite, strict=True):
        at = world.start_of(day) + int(hour * HOUR)
        seat = world.machine_seat(ci, _RUNNERS, f"140.82.112.{10 + int(rng.integers(8))}", at)
        action = "git.clone" if rng.random() < 0.6 else "git.fetch"
        github_audit.git(sink, rng, at, seat, action, repositories[r], token=True, agent=seat.agent)


def _updates(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Clone every repository at night, to see which dependencies are old."""
    renovate, repositories = world.organisation.services["renovate"], world.library.repositories
    for k, at in enumerate(_even(rng, world.start_of(day) + HOUR, 2 * HOUR, len(repositories))):
        seat = world.machine_seat(renovate, _RUNNERS, "140.82.113.21", at)
        github_audit.git(sink, rng, at, seat, "git.clone", repositories[k], token=True, agent=seat.agent)


def _probe(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Sign in every ten minutes, to see that one can."""
    service = world.organisation.services["monitoring"]
    for at in _even(rng, world.start_of(day), DAY, 144):
        seat = world.machine_seat(service, _PROBES, "198.51.100.9", at)
        error = 50126 if rng.random() < 0.002 else 0
        world.sign_ins.sign_in(sink, rng, at, seat, error, APPS[2])


def _hr_sync(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Sign in at 01:00 and refresh a token every few minutes until done."""
    service = world.organisation.services["hrsync"]
    for at in _even(rng, world.start_of(day) + HOUR, 30 * MINUTE, 6):
        seat = world.machine_seat(service, _CLOUD, "52.120.1.5", at)
        world.sign_ins.sign_in(sink, rng, at, seat, 0, APPS[0], interactive=False)


def _newsletter(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Send the newsletter to customers in one burst, through the mailing provider."""
    sender = world.organisation.services["newsletter"].email
    start, line = world.start_of(day) + 9 * HOUR, f"Halden news {world.config.date_of(day):%d.%m.}"
    for i in range(3 * world.config.users):
        to = [f"reader{(i * 31 + day) % (9 * world.config.users)}@{'mailbox' if i % 3 else 'webpost'}.example"]
        message = Message(sender, to, line, 48_000, "192.0.2.140", message_id(rng), urls=9)
        world.mail.deliver(sink, rng, start + int(i * 180 + rng.integers(90)), message)

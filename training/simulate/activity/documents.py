"""Work with files in SharePoint and OneDrive."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.library import Container, Item
from training.simulate.presence import PersonDay
from training.simulate.randomness import draw, overdispersed, zipf
from training.simulate.sink import Sink
from training.simulate.world import World

_OPERATIONS = (
    "FileAccessed",
    "FilePreviewed",
    "FileDownloaded",
    "FileModified",
    "FileSyncDownloadedFull",
    "FileUploaded",
)
_SHARES = (0.62, 0.13, 0.07, 0.12, 0.03, 0.03)
_PERSONAL = 0.25
"""Share of reads in one's own OneDrive."""
QUARTER_END = 2.2
"""How much more finance reads around the end of a quarter."""


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write everybody's file operations of a day."""
    for plan in world.plans[day]:
        role = plan.person.role
        factor = plan.load * (QUARTER_END if plan.quarter_end else 1.0) * (1.6 if plan.returning else 1.0)
        n = overdispersed(rng, plan.person.documents * (1 - role.wiki) * factor)
        if n:
            _reads(world, plan, n, rng, sink)


def _reads(world: World, plan: PersonDay, n: int, rng: Generator, sink: Sink) -> None:
    own = own_drive(world, plan.person.index)
    reads = world.library.read(rng, "sites", plan.person, n)
    operations = rng.choice(len(_OPERATIONS), n, p=_SHARES).tolist()
    personal = (rng.random(n) < _PERSONAL).tolist()
    at_own = draw(rng, zipf(len(own)), n)
    for i, at in enumerate(plan.times(rng, n)):
        site: Container | None
        site, item = reads[i]
        if personal[i]:
            site, item = None, own[at_own[i]]
        operation = _OPERATIONS[operations[i]]
        if item.extension == "aspx":
            operation = "PageViewed"
        seat = plan.seat(at) if rng.random() < 0.93 else plan.phone(at)
        world.audit.file(sink, rng, at, seat, operation, site, item)


def own_drive(world: World, person: int) -> tuple[Item, ...]:
    """Give the files of a person's OneDrive: the items of a site, shuffled for the person."""
    items = world.library.sites[person % len(world.library.sites)].items
    start = (person * 7) % len(items)
    return tuple(i for i in items[start:] + items[:start] if i.extension != "aspx")

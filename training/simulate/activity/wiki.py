"""Reading in Confluence."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.names import TOPICS
from training.simulate.presence import PersonDay
from training.simulate.randomness import overdispersed, pick
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import confluence


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write everybody's reading of a day; joiners read more in their first two weeks."""
    for plan in world.plans[day]:
        person = plan.person
        joined = person.start_day > 0 and day - person.start_day < 10
        mean = person.documents * person.role.wiki * plan.load * (2.2 if joined else 1.0)
        n = overdispersed(rng, mean)
        if n:
            _reads(world, plan, n, rng, sink)


def _reads(world: World, plan: PersonDay, n: int, rng: Generator, sink: Sink) -> None:
    reads = world.library.read(rng, "spaces", plan.person, n)
    what = rng.random(n).tolist()
    for (space, page), u, at in zip(reads, what, plan.times(rng, n), strict=True):
        seat = plan.seat(at)
        if u < 0.86:
            confluence.page_view(sink, rng, at, seat, space, page, rest=False)
        elif u < 0.95:
            confluence.search(sink, rng, at, seat, pick(rng, TOPICS).lower(), space)
        elif u < 0.9995:
            confluence.download(sink, rng, at, seat, space, page, f"{page.name}.pdf")
        else:
            confluence.export(sink, rng, at, seat, space)
        if u < 0.3:
            confluence.access(sink, rng, at + 900, seat, "POST", "/rest/analytics/1.0/publish/bulk", 200, 2)

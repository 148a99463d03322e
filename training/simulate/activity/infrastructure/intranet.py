"""The intranet: time sheets on IIS with Windows accounts, and pages that people edit."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.library import COMPANY, Container, Item
from training.simulate.names import TOPICS
from training.simulate.pace import office_hours
from training.simulate.presence import Seat
from training.simulate.randomness import overdispersed, pick, uuid
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import confluence
from training.simulate.writers.shop import INTRANET, Request

_PAGES = ("/timesheet/week.aspx", "/timesheet/project.aspx", "/canteen/menu.aspx", "/people/find.aspx", "/default.aspx")
EDITS = {"engineer": 1.6, "admin": 1.5, "hr": 0.8, "manager": 0.3}
"""Wiki pages a person of a role changes on a weekday; others change 0.25."""


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write what everybody asks of the intranet, and what they edit, on a day."""
    for plan in world.plans[day]:
        for at in plan.times(rng, overdispersed(rng, 2.4 * plan.load)):
            ask(world, rng, sink, at, plan.seat(at), pick(rng, _PAGES))
        for at in plan.times(rng, overdispersed(rng, EDITS.get(plan.person.role.name, 0.25) * plan.load)):
            space, page = world.library.read(rng, "spaces", plan.person, 1)[0]
            confluence.page_update(sink, rng, at, plan.seat(at), space, page)
    comms = world.plan(world.estate.duties["comms"], day)
    if comms is None:
        return
    for at in office_hours(rng, comms.midnight, int(rng.poisson(1.2))):
        site = pick(rng, [s for s in world.library.sites if s.department == COMPANY])
        edit_page(world, rng, sink, at, comms.seat(at), site, f"News-{pick(rng, TOPICS)}.aspx")


def edit_page(
    world: World, rng: Generator, sink: Sink, at: int, seat: Seat, site: Container, name: str = "Home.aspx"
) -> None:
    """Write that somebody changed a page of a SharePoint site; `Home.aspx` is what everybody sees first."""
    item = Item(uuid(rng), name, "aspx", int(rng.lognormal(9.4, 0.4)))
    world.audit.file(sink, rng, at, seat, "FileModified", site, item)


def ask(
    world: World, rng: Generator, sink: Sink, at: int, seat: Seat, path: str, method: str = "GET", status: int = 200
) -> None:
    """Write one request to the intranet, with the refused one that Windows authentication begins with."""
    agent, own = seat.agent, f"https://{INTRANET}/default.aspx"
    if rng.random() < 0.3:
        world.estate.intranet.request(sink, at - 40, Request(seat.inside, path, 401, 1_293, agent, method=method))
    done = Request(
        seat.inside, path, status, int(rng.lognormal(9.3, 0.5)), agent, method=method, referrer=own,
        took_ms=float(rng.lognormal(3.8, 0.5)), user=f"HALDEN\\{seat.person.sam}",
    )  # fmt: skip
    world.estate.intranet.request(sink, at, done)

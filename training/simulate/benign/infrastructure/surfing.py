"""Harmless novelties in the proxy and the intranet: suppliers, event sites, tools, films, updates, new pages."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.infrastructure.browsing import fetch, visit
from training.simulate.activity.infrastructure.intranet import edit_page
from training.simulate.benign.infrastructure.days import hour_of, keeper_day, windows_day
from training.simulate.benign.kind import Entities, LookalikeKind, judged_workday
from training.simulate.calendar import MINUTE
from training.simulate.domains import CHAT, SOCIAL, VENDOR, VIDEO, WebSite, tail
from training.simulate.estate import on_windows
from training.simulate.library import COMPANY
from training.simulate.names import TOPICS
from training.simulate.organisation import DOMAIN
from training.simulate.randomness import hexadecimal, pick, sample
from training.simulate.sink import Recorder
from training.simulate.world import World
from training.simulate.writers.windows_event import LOCAL_SYSTEM, account_of
from training.simulate.writers.windows_services import installed

_OCTETS = "application/octet-stream"


def new_service(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A department begins to use a service nobody here knew, within two days."""
    first = judged_workday(world, rng)
    site = tail(rng, "Professional Services")
    days = world.plans[first.day : first.day + 3]
    users = [p for plans in days for p in plans if p.person.department == first.person.department] or [first]
    for plan in users[:30]:
        for at in plan.times(rng, int(rng.integers(2, 7))):
            visit(world, rng, sink, at, plan.seat(at), site)
    return {"user": sorted({p.person.upn for p in users[:30]}), "domain": [site.domain]}


def event_site(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Everybody looks at the page of the summer party, which was registered last week."""
    first = judged_workday(world, rng)
    site = WebSite(f"party-{hexadecimal(rng, 4)}.example", "Newly Registered Domains")
    plans = sample(rng, world.plans[first.day], int(rng.integers(12, 30)))
    for plan in plans:
        at = plan.times(rng, 1)[0]
        visit(world, rng, sink, at, plan.seat(at), site, "https://mail.officecloud.example/")
    return {"user": sorted(p.person.upn for p in plans), "domain": [site.domain]}


def many_names(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A delivery network gives every picture a host name of its own."""
    plan = judged_workday(world, rng)
    at = hour_of(rng, plan, 9, 16)
    for _ in range(int(rng.integers(40, 81))):
        url = f"https://{hexadecimal(rng, 8)}.fastcdn.example/img/{hexadecimal(rng, 5)}.webp"
        fetch(world, rng, sink, at, plan.seat(at), url, "Internet Services", size=31_000, kind="image/webp")
        at += int(rng.exponential(2_000)) + 30
    return {"user": [plan.person.upn], "domain": ["fastcdn.example"]}


def tools(world: World, rng: Generator, sink: Recorder) -> Entities:
    """An engineer sets up a computer: programs from known and less known makers, installed at once."""
    plan = windows_day(world, rng, "engineer")
    at = hour_of(rng, plan, 9, 15)
    on = world.estate.machine(plan.person.laptop.name, sink, rng)
    for _ in range(int(rng.integers(4, 9))):
        site = pick(rng, world.web.of(VENDOR)) if rng.random() < 0.6 else tail(rng, "Internet Services")
        name = f"{pick(rng, TOPICS)}Tool {int(rng.integers(1, 9))}.{int(rng.integers(0, 9))}"
        url = f"https://download.{site.domain}/{name.lower().replace(' ', '-')}.msi"
        size = int(rng.lognormal(16.5, 0.8))
        fetch(world, rng, sink, at, plan.seat(at), url, site.category, size=size, kind=_OCTETS)
        installed(on, at + int(rng.uniform(1, 4) * MINUTE), name, "1.0", site.domain, account_of(plan.person))
        at += int(rng.uniform(4, 15) * MINUTE)
    return {"user": [plan.person.upn], "host": [f"{plan.person.laptop.name}.{DOMAIN}".lower()]}


def meeting_client(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The conferencing program brings itself up to date on every computer in one morning."""
    first = judged_workday(world, rng)
    url = f"https://client.meetroom.example/win/{6}.{int(rng.integers(5, 40))}/setup.exe"
    plans = sample(rng, world.plans[first.day], max(8, len(world.plans[first.day]) * 2 // 3))
    for plan in plans:
        at = plan.times(rng, 1)[0]
        fetch(world, rng, sink, at, plan.seat(at), url, "Internet Services", size=91_000_000, kind=_OCTETS)
        if on_windows(plan.person):
            on = world.estate.machine(plan.person.laptop.name, sink, rng)
            installed(on, at + 2 * MINUTE, "Meetroom Client", "6.9", "Meetroom", LOCAL_SYSTEM)
    return {"domain": ["meetroom.example"], "user": sorted(p.person.upn for p in plans)}


def film(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Communications puts a film of half a gigabyte where everybody can see it."""
    plan = keeper_day(world, rng, "comms")
    at, site = hour_of(rng, plan, 9, 16), world.web.of(VIDEO)[0]
    for k in range(int(rng.integers(40, 70))):
        url = f"https://upload.{site.domain}/resumable/{k}"
        seat = plan.seat(at)
        fetch(
            world,
            rng,
            sink,
            at,
            seat,
            url,
            site.category,
            size=240,
            kind="application/json",
            method="PUT",
            sent=8_400_000,
        )
        at += int(rng.exponential(4_000)) + 900
    return {"user": [plan.person.upn], "domain": [site.domain]}


def lunch(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Somebody spends lunch in social networks, writing and sending pictures."""
    plan = judged_workday(world, rng, "office", "sales")
    at = hour_of(rng, plan, 12, 12.4)
    for _ in range(int(rng.integers(25, 50))):
        site = pick(rng, world.web.of(SOCIAL) + world.web.of(CHAT))
        if rng.random() < 0.5:
            visit(world, rng, sink, at, plan.seat(at), site)
        else:
            sent, url = int(rng.lognormal(10, 1.4)), f"https://upload.{site.domain}/media/post"
            fetch(world, rng, sink, at, plan.seat(at), url, site.category, size=500, method="POST", sent=sent)
        at += int(rng.exponential(55_000)) + 2_000
    return {"user": [plan.person.upn]}


def _pages(world: World, rng: Generator, sink: Recorder, n: int, minutes: float, home: bool) -> Entities:
    """Write that communications changes or makes pages of many sites."""
    plan = keeper_day(world, rng, "comms")
    at = hour_of(rng, plan, 9, 14)
    seat, gap = plan.seat(at), minutes * MINUTE / n
    company = [s for s in world.library.sites if s.department == COMPANY]
    for k, site in enumerate((sample(rng, world.library.sites, n) * n)[:n]):
        name = "Home.aspx" if home else f"{pick(rng, TOPICS)}-{k}.aspx"
        edit_page(world, rng, sink, at, seat, site if home else pick(rng, company), name)
        at += int(rng.exponential(gap)) + 2_000
    return {"user": [plan.person.upn], "src_ip": [seat.ip]}


def banner(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A campaign's banner is put on a dozen home pages."""
    return _pages(world, rng, sink, int(rng.integers(8, 16)), 70, home=True)


def new_intranet(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A new part of the intranet is filled with pages over a day."""
    return _pages(world, rng, sink, int(rng.integers(25, 41)), 300, home=False)


def template(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The new look is put on the home pages of all departments in an afternoon."""
    return _pages(world, rng, sink, int(rng.integers(14, 22)), 130, home=True)


KINDS = (
    LookalikeKind("new_service", "T1189", "browsing", 2_500, new_service),
    LookalikeKind("event_site", "T1189", "browsing", 2_500, event_site),
    LookalikeKind("many_names", "T1189", "browsing", 2_500, many_names),
    LookalikeKind("tools", "T1204", "browsing", 2_500, tools),
    LookalikeKind("meeting_client", "T1204", "browsing", 5_000, meeting_client),
    LookalikeKind("film", "T1598.001", "browsing", 2_500, film),
    LookalikeKind("lunch", "T1598.001", "browsing", 1_300, lunch),
    LookalikeKind("banner", "T1491.001", "defacement", 2_500, banner),
    LookalikeKind("new_intranet", "T1491.001", "defacement", 5_000, new_intranet),
    LookalikeKind("template", "T1491.001", "defacement", 5_000, template),
)

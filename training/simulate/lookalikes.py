"""What looks like an attack and is none: labelled, so that false alarms on it can be told from others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.random import Generator

from training.simulate.activity import mail
from training.simulate.activity.documents import own_drive
from training.simulate.activity.signin import EXPIRED, WRONG_PASSWORD, attempt
from training.simulate.activity.site import visit
from training.simulate.benign import ROW_LOOKALIKES, ROW_STANDING
from training.simulate.benign.kind import Entities, LookalikeKind, concerned, workday
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.devices import AGENTS, RELEASE_EVERY, laptop
from training.simulate.labels import Label, label
from training.simulate.networks import SERVERS, access
from training.simulate.randomness import pick, sample, uuid
from training.simulate.sink import Recorder, Sink
from training.simulate.world import World
from training.simulate.writers import confluence, github_audit
from training.simulate.writers.entra_signin import APPS, MOBILE_CLIENT
from training.simulate.writers.web_access import request


def joiner_clones(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Somebody new sets up the workplace: 10 to 25 repositories cloned in an hour."""
    plan = workday(world, rng, "engineer")
    joiners = [p for p in world.organisation.joiners if p.role.name == "engineer"]
    for joiner in joiners[:1]:
        days = [d for plans in world.plans[joiner.start_day + 1 :] for d in plans if d.person is joiner]
        plan = days[0] if days else plan
    at = plan.midnight + int(rng.uniform(9.5, 15) * HOUR)
    for repository in sample(rng, world.library.repositories, int(rng.integers(10, 26))):
        github_audit.git(sink, rng, at, plan.seat(at), "git.clone", repository, token=plan.person.index % 3 == 0)
        at += int(rng.exponential(150_000))
    return concerned(plan.person, plan.seat(at).ip)


def onboarding(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A day of reading oneself in: 60 to 180 wiki pages, with human pauses."""
    joiners = [p for plans in world.plans for p in plans if 0 < p.person.start_day <= p.day < p.person.start_day + 5]
    plan = pick(rng, joiners) if joiners else workday(world, rng)
    n = int(rng.integers(60, 181))
    for (space, page), at in zip(world.library.read(rng, "spaces", plan.person, n), plan.times(rng, n), strict=True):
        confluence.page_view(sink, rng, at, plan.seat(at), space, page, rest=False)
    return concerned(plan.person, plan.seat(plan.midnight + 12 * HOUR).inside)


def laptop_refresh(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A new managed computer fetches the whole OneDrive and two sites at first synchronisation."""
    plan = workday(world, rng)
    at = plan.midnight + int(rng.uniform(9, 15) * HOUR)
    device = laptop(rng, f"{plan.person.laptop.name}B", engineer=False)
    seat = replace(plan.seat(at), device=device, session=uuid(rng))
    attempt(world, rng, sink, at - MINUTE, seat, 0, mfa=True)
    drive = own_drive(world, plan.person.index)
    for item in drive:
        world.audit.file(sink, rng, at, seat, "FileSyncDownloadedFull", None, item)
        at += int(rng.exponential(1_800))
    for site, item in world.library.read(rng, "sites", plan.person, 120):
        world.audit.file(sink, rng, at, seat, "FileSyncDownloadedFull", site, item)
        at += int(rng.exponential(1_800))
    return concerned(plan.person, seat.ip)


def staff_notice(world: World, rng: Generator, sink: Recorder) -> Entities:
    """HR writes to everybody at once."""
    day = world.calendar.mass_mail_day
    people = [p for p in world.plans[day] if p.person.role.name == "hr"] or world.plans[day] or [workday(world, rng)]
    plan = pick(rng, people)
    at = plan.midnight + int(rng.uniform(9, 16) * HOUR)
    line = "Information for all staff: open enrolment"
    mail.send(world, rng, sink, at, plan.seat(at), mail.to_everybody(world, day), line, urls=2)
    return concerned(plan.person, plan.seat(at).ip)


def leaving_mail(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Somebody says good-bye, or invites to cake: up to 60 colleagues, once."""
    plan = workday(world, rng)
    at = plan.midnight + int(rng.uniform(10, 16) * HOUR)
    to = [p.email for p in sample(rng, world.organisation.people, int(rng.integers(25, 61))) if p is not plan.person]
    mail.send(world, rng, sink, at, plan.seat(at), to, "Cake in the kitchen at 3")
    return concerned(plan.person, plan.seat(at).ip)


def wifi_to_mobile(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A train ride: one session, one phone, a new mobile address every few minutes."""
    plan = workday(world, rng)
    base = plan.phone(plan.midnight + 17 * HOUR)
    at, ips = plan.midnight + int(rng.uniform(16.5, 18.5) * HOUR), [base.ip]
    for _ in range(int(rng.integers(6, 14))):
        network = pick(rng, access(plan.person.site.country, "mobile"))
        seat = replace(base, network=network, ip=network.address(rng))
        world.sign_ins.sign_in(sink, rng, at, seat, 0, APPS[0], interactive=False, client=MOBILE_CLIENT)
        world.audit.mail_items_accessed(sink, rng, at + 4_000, seat, int(rng.integers(1, 9)), sync=True)
        at += int(rng.uniform(2, 9) * MINUTE)
        ips.append(seat.ip)
    return concerned(plan.person, *ips) | {"session": [base.session]}


def browser_update(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The browser updates itself in the middle of a session: same device, same address, one version more."""
    plan = workday(world, rng)
    at = plan.midnight + int(rng.uniform(10, 15) * HOUR)
    seat = plan.seat(at)
    newer = replace(seat, device=replace(seat.device, lag=seat.device.lag - RELEASE_EVERY))
    for _ in range(int(rng.integers(5, 12))):
        world.sign_ins.sign_in(sink, rng, at, newer, 0, pick(rng, APPS), interactive=False)
        at += int(rng.exponential(20 * MINUTE))
    return concerned(plan.person, seat.ip) | {"session": [seat.session]}


def campaign(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A campaign's visitors from behind one company's address: many people, one IP."""
    plan = workday(world, rng)
    start = plan.midnight + int(rng.uniform(9, 15) * HOUR)
    ip = pick(rng, access(pick(rng, ("GB", "FR", "NL", "US")), "residential")).address(rng)
    for _ in range(int(rng.integers(25, 60))):
        agent = AGENTS[pick(rng, ("edge", "chrome", "mac", "safari"))].replace("{v}", "145")
        at = start + int(rng.uniform(0, 40) * MINUTE)
        visit(world.website, rng, sink, at, ip, agent, "https://mail.campaign.example/")
    return {"src_ip": [ip]}


def search_crawl(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A search engine reads the whole site afresh within hours."""
    ip, agent = "66.249.66.201", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    plan = workday(world, rng)
    pages = [world.website.pages[int(i)] for i in rng.permutation(len(world.website.pages))[:600]]
    at = plan.midnight + int(rng.uniform(0, 12) * HOUR)
    for path, size in [("/robots.txt", 210), *pages]:
        request(sink, at, ip, path, 200, size, agent, took_ms=float(rng.lognormal(3.5, 0.4)))
        at += int(rng.exponential(15_000))
    return {"src_ip": [ip]}


def expiry_monday(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A policy lets many passwords run out on one morning: 2 to 5 failures each, all on known devices."""
    mondays = [p for p in world.plans if p and world.config.date_of(p[0].day).weekday() == 0]
    plan = pick(rng, pick(rng, mondays)) if mondays else workday(world, rng)
    plans = sample(rng, world.plans[plan.day], max(2, len(world.plans[plan.day]) // 6))
    for one in plans:
        at = one.midnight + int((8.3 + one.person.chronotype + rng.normal(0, 0.4)) * HOUR)
        for _ in range(int(rng.integers(2, 6))):
            attempt(world, rng, sink, at, one.seat(at), EXPIRED)
            at += int(rng.uniform(8_000, 30_000))
        attempt(world, rng, sink, at, one.seat(at), 0, mfa=True)
    return {
        "user": sorted(p.person.upn for p in plans),
        "src_ip": sorted({p.seat(p.midnight + 9 * HOUR).ip for p in plans}),
    }


def stale_secret(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A phone keeps trying an old password at a fixed period for a day or two."""
    plan = workday(world, rng)
    period = int(HOUR / rng.uniform(20, 40))
    seat = plan.phone(plan.midnight + 20 * HOUR)
    for at in range(plan.midnight + 9 * HOUR, plan.midnight + 9 * HOUR + int(rng.uniform(14, 34) * HOUR), period):
        world.sign_ins.sign_in(sink, rng, at, seat, WRONG_PASSWORD, APPS[0], client="Exchange ActiveSync")
    return concerned(plan.person, seat.ip)


def forgotten_password(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Somebody tries 6 to 12 times, calls the helpdesk, and signs in."""
    plan = workday(world, rng)
    at = plan.midnight + int(rng.uniform(8.5, 14) * HOUR)
    for _ in range(int(rng.integers(6, 13))):
        attempt(world, rng, sink, at, plan.seat(at), WRONG_PASSWORD)
        at += int(rng.uniform(8_000, 40_000))
    at += int(rng.uniform(8, 25) * MINUTE)
    attempt(world, rng, sink, at, plan.seat(at), 0, mfa=True)
    return concerned(plan.person, plan.seat(at).ip)


def clone_all_scan(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The dependency robot rebuilds its cache: every repository, twice, in an hour."""
    robot = world.organisation.services["renovate"]
    start = workday(world, rng).midnight + int(rng.uniform(1, 20) * HOUR)
    repositories = world.library.repositories * 2
    for repository, u in zip(repositories, np.sort(rng.random(len(repositories))).tolist(), strict=True):
        at = start + int(u * HOUR)
        seat = world.machine_seat(robot, SERVERS[4], "140.82.113.21", at)
        github_audit.git(sink, rng, at, seat, "git.clone", repository, token=True, agent=seat.agent)
    return concerned(robot, "140.82.113.21")


LOOKALIKES: tuple[LookalikeKind, ...] = (
    LookalikeKind("joiner_clones", "T1213.003", "documents", 2_000, joiner_clones),
    LookalikeKind("onboarding", "T1213.001", "documents", 1_500, onboarding),
    LookalikeKind("laptop_refresh", "T1213.002", "documents", 1_000, laptop_refresh),
    LookalikeKind("clone_all_scan", "T1213.003", "documents", 4_000, clone_all_scan),
    LookalikeKind("staff_notice", "T1534", "mail", 10**9, staff_notice),
    LookalikeKind("leaving_mail", "T1534", "mail", 700, leaving_mail),
    LookalikeKind("wifi_to_mobile", "T1550.004", "session", 400, wifi_to_mobile),
    LookalikeKind("browser_update", "T1550.004", "session", 1_000, browser_update),
    LookalikeKind("campaign", "T1594", "rate", 1_000, campaign),
    LookalikeKind("search_crawl", "T1594", "rate", 2_000, search_crawl),
    LookalikeKind("expiry_monday", "T1110.003", "signin", 2_500, expiry_monday),
    LookalikeKind("stale_secret", "T1110.001", "signin", 2_000, stale_secret),
    LookalikeKind("forgotten_password", "T1110.001", "signin", 500, forgotten_password),
)


FULL_SET = 500
"""Person-days from which on every kind happens; smaller organisations have one of each behaviour."""


def write_lookalikes(world: World, sink: Sink) -> list[Label]:
    """Write every kind as often as the organisation's size and days ask, and label it."""
    labels = []
    if not any(world.plans):
        return []  # a few people on a holiday: nobody is there to look like anything
    person_days = world.config.users * world.config.days
    shuffled = sample(world.stream("lookalikes"), LOOKALIKES, len(LOOKALIKES))
    first = {kind.behaviour: kind for kind in reversed(shuffled)}
    kinds = LOOKALIKES if person_days >= FULL_SET else tuple(first.values())
    for kind in (*kinds, *(k for k in ROW_LOOKALIKES if k.fits(world))) if world.config.rows else kinds:
        for i in range(max(1, round(person_days / kind.every))):
            recorder = Recorder(sink)
            entities = kind.write(world, world.stream("lookalike", kind.name, i), recorder)
            if not recorder.times:
                continue  # in a small organisation nobody may be there to do it
            ident = f"lookalike-{kind.name}-{i + 1}"
            labels.append(label(ident, kind.technique, kind.behaviour, "benign", entities, recorder, kind.name))
    return labels


_STANDING = {
    "indexer": ("T1213.002", "documents"),
    "backup": ("T1213.002", "documents"),
    "ci": ("T1213.003", "documents"),
    "renovate": ("T1213.003", "documents"),
    "newsletter": ("T1534", "mail"),
    "monitoring": ("T1110.001", "signin"),
}


def standing_lookalikes(world: World) -> list[Label]:
    """Label the service accounts that did something: what they do all day would be an attack in anybody else's name."""
    labels = []
    own = {key: (*what, world.organisation.services[key].upn) for key, what in _STANDING.items()}
    for key, (technique, behaviour, user) in (own | ROW_STANDING).items():
        tally = world.tallies.get(key)
        if tally is not None and tally.events:
            labels.append(
                Label(
                    id=f"lookalike-{key}",
                    technique=technique,
                    behaviour=behaviour,
                    intensity="benign",
                    start=tally.first,
                    end=tally.last,
                    entities={"user": [user]},
                    event_uids=[],
                    events=tally.events,
                    note=key,
                )
            )
    return labels

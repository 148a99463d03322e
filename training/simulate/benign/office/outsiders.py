"""Partners, contractors and tunnels: outsiders and addresses that change, as agreed."""

from __future__ import annotations

from dataclasses import replace

from numpy.random import Generator

from training.simulate.activity import mail
from training.simulate.activity.infrastructure.browsing import fetch
from training.simulate.activity.office.administration import operate
from training.simulate.activity.office.guests import guest
from training.simulate.attacks.office.outlook import OUTLOOK_AGENT
from training.simulate.benign.kind import Entities, concerned, judged_workday
from training.simulate.calendar import DAY, HOUR, MINUTE
from training.simulate.devices import foreign
from training.simulate.networks import access
from training.simulate.randomness import pick, sample, uuid
from training.simulate.sink import Recorder
from training.simulate.world import World
from training.simulate.writers.entra_audit import user_target
from training.simulate.writers.entra_signin import APPS, SignIns
from training.simulate.writers.mail_log import Message, message_id
from training.simulate.writers.shop import INTRANET


def split_tunnel(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The tunnel comes and goes: one session on one computer, now from home, now from the office's address."""
    plan = judged_workday(world, rng)
    at = plan.midnight + int(rng.uniform(10, 14) * HOUR)
    home = replace(plan.seat(at), network=plan.person.home, ip=plan.person.home_address)
    site = world.organisation.sites.index(plan.person.site)
    office = replace(home, network=plan.person.site.egress, ip=world.office_address(site, at))
    for k in range(int(rng.integers(10, 20))):
        seat = (home, office)[k % 2]
        world.sign_ins.sign_in(sink, rng, at, seat, 0, pick(rng, APPS), interactive=False)
        world.audit.mail_items_accessed(sink, rng, at + 3_000, seat, int(rng.integers(1, 8)), sync=False)
        at += int(rng.exponential(9 * MINUTE))
    return concerned(plan.person, home.ip, office.ip) | {"session": [home.session]}


def contractor_week(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A guest of a known partner begins: invited, signed in, and reading one project's site for a week."""
    plan = judged_workday(world, rng, "manager", "engineer", "admin")
    person = guest(world.organisation, rng, mail.PARTNERS[int(rng.integers(12))])
    at = plan.midnight + int(rng.uniform(9, 11) * HOUR)
    entry, details = user_target(person), {"invitedUserEmailAddress": person.email}
    world.directory.write(sink, rng, at, plan.seat(at), "Invite external user", (entry,), details)
    network = pick(rng, access(plan.person.site.country, "residential"))
    seat = world.seat_elsewhere(person, at, foreign(rng, "edge"), network, network.address(rng), uuid(rng))
    site = pick(rng, [s for s in world.library.sites if s.department == "Project"] or world.library.sites)
    for day in range(plan.day, min(plan.day + 5, world.config.days)):
        moment = at + (day - plan.day) * DAY + int(rng.uniform(0.3, 3) * HOUR)
        here = replace(seat, day=day, session=uuid(rng))
        SignIns(world.organisation.tenant).sign_in(sink, rng, moment, here, 0, APPS[1], mfa=True)
        for _ in range(int(rng.integers(10, 30))):
            moment += int(rng.exponential(5 * MINUTE))
            world.audit.file(sink, rng, moment, here, "FileAccessed", site, pick(rng, site.items))
    return {"user": [person.upn], "src_ip": [seat.ip]}


def provider_shift(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The provider that administers the tenant changes shifts: another of its people does the same few things."""
    plan = judged_workday(world, rng)
    network = pick(rng, access("DE", "residential"))
    for k in range(3):
        person = guest(world.organisation, world.stream("provider", k), "cloudpartner.example", kind="provider")
        at = plan.midnight + (7 + 5 * k) * HOUR
        seat = world.seat_elsewhere(person, at, foreign(rng, "edge"), network, network.address(rng), uuid(rng))
        SignIns(world.organisation.tenant).sign_in(sink, rng, at, seat, 0, APPS[2], mfa=True)
        for _ in range(int(rng.integers(3, 8))):
            at += int(rng.exponential(25 * MINUTE))
            operate(world, rng, sink, at, seat, pick(rng, ("Reset user password", "Update user")))
    names = [
        guest(world.organisation, world.stream("provider", k), "cloudpartner.example", kind="provider").upn
        for k in range(3)
    ]
    return {"user": names}


def folder_page(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A public folder shows a page of the intranet: Outlook fetches it whenever it starts, at many desks."""
    plan = judged_workday(world, rng)
    plans = [p for p in world.plans[plan.day] if p.person.department == plan.person.department][:12]
    for one in plans:
        for day in range(plan.day, min(plan.day + 5, world.config.days)):
            today = world.plan(one.person, day)
            if today is None:
                continue
            at = today.midnight + int((8.2 + one.person.chronotype) * HOUR)
            seat = today.seat(at)
            seat = replace(seat, device=replace(seat.device, browser=OUTLOOK_AGENT))
            fetch(world, rng, sink, at, seat, f"http://{INTRANET}/folders/news.html", "Corporate", size=18_000)
    return {"user": sorted(p.person.upn for p in plans), "domain": [INTRANET]}


def tender(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A public body sends a tender with its forms to everybody on a shared list, from a domain that is new here."""
    plan = judged_workday(world, rng)
    domain = f"procurement-{pick(rng, ('north', 'lake', 'valley', 'harbour'))}{int(rng.integers(10, 99))}.example"
    people = [p for p in world.organisation.people if p.department in ("Procurement", "Sales", "Legal")]
    at = plan.midnight + int(rng.uniform(8, 15) * HOUR)
    for person in sample(rng, people or world.organisation.people, int(rng.integers(8, 16))):
        message = Message(
            f"tenders@{domain}", [person.email], "Invitation to tender", 420_000, "192.0.2.77",
            message_id(rng, domain), attachments=2, files=("Tender_documents.pdf", "Offer_form.docx"),
            checks=("pass", "pass", "pass"),
        )  # fmt: skip
        world.mail.deliver(sink, rng, at, message)
        at += int(rng.exponential(8_000))
    return {"sender": [f"tenders@{domain}"], "domain": [domain]}

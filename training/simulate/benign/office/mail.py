"""Mail, chats and messages that reach many or come from somebody new, and mean no harm."""

from __future__ import annotations

from dataclasses import replace

from numpy.random import Generator

from training.simulate.activity import mail
from training.simulate.activity.infrastructure.browsing import fetch
from training.simulate.activity.office.chats import network
from training.simulate.activity.office.inbound import BY_PROVIDER, CARELESS, ESP, stranger_domain
from training.simulate.benign.kind import Entities, concerned, judged_workday
from training.simulate.calendar import DAY, HOUR, MINUTE
from training.simulate.estate import on_windows
from training.simulate.names import FAMILY, GIVEN, TOPICS
from training.simulate.networks import ACCESS, SERVERS
from training.simulate.organisation import Person
from training.simulate.presence import PersonDay
from training.simulate.randomness import pick, sample, uuid
from training.simulate.sink import Recorder, Sink
from training.simulate.world import World
from training.simulate.writers import defender, social
from training.simulate.writers import m365_teams as teams
from training.simulate.writers.mail_log import Message, message_id
from training.simulate.writers.windows_event import account_of
from training.simulate.writers.windows_services import installed

SIMULATOR = "awareness-trainer.example"
"""Domain of the platform that sends harmless phish; the organisation ordered it."""


def _to(
    world: World,
    rng: Generator,
    sink: Sink,
    at: int,
    sender: str,
    person: Person,
    line: str,
    *,
    links: tuple[str, ...] = (),
    files: tuple[str, ...] = (),
    checks: tuple[str, str, str] = BY_PROVIDER,
    ip: str = "",
    mail_from: str = "",
) -> None:
    domain = sender.split("@")[1]
    message = Message(
        sender, [person.email], line, int(rng.lognormal(10.4, 0.5)), ip or SERVERS[3].address(rng),
        message_id(rng, domain), urls=len(links), attachments=len(files), checks=checks, links=links, files=files,
        mail_from=mail_from,
    )  # fmt: skip
    world.mail.deliver(sink, rng, at, message)


def _wave(
    world: World, rng: Generator, sink: Recorder, plans: list[PersonDay], start: int, sender: str, line: str,
    url: str, clicking: float, minutes: float,
) -> Entities:  # fmt: skip
    """Write one message with a link to many within minutes, and the clicks of some over the next hours."""
    ip = ESP.address(rng)
    for one in plans:
        at = start + int(rng.uniform(0, minutes) * MINUTE)
        _to(world, rng, sink, at, sender, one.person, line, links=(url,), ip=ip)
        if rng.random() < clicking:
            then = at + int(rng.exponential(50 * MINUTE))
            defender.click(sink, rng, then, one.seat(then), url)
    return {"sender": [sender], "domain": [sender.split("@")[1]], "src_ip": [ip]}


def phishing_simulation(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A test of everybody's attention: a lure to all, a fifth of them clicks."""
    plan = judged_workday(world, rng)
    start, line = plan.midnight + int(rng.uniform(9, 13) * HOUR), "Your parcel could not be delivered"
    url = f"https://parcel.{SIMULATOR}/t/{int(rng.integers(1 << 31)):x}"
    return _wave(world, rng, sink, world.plans[plan.day], start, f"service@{SIMULATOR}", line, url, 0.2, 90)


def signing_wave(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A policy is to be signed by a third of the staff, at the signing service everybody knows."""
    plan = judged_workday(world, rng)
    plans = sample(rng, world.plans[plan.day], max(2, len(world.plans[plan.day]) // 3))
    start, url = (
        plan.midnight + int(rng.uniform(9, 14) * HOUR),
        f"https://sign.inkwell.example/d/{int(rng.integers(1 << 31)):x}",
    )
    return _wave(world, rng, sink, plans, start, "no-reply@inkwell.example", "Please sign: IT policy", url, 0.7, 30)


def staff_survey(world: World, rng: Generator, sink: Recorder) -> Entities:
    """HR announces a survey of a new vendor; everybody gets a link the next hour, and half fill it in."""
    plan = judged_workday(world, rng, "hr")
    at, everybody = plan.midnight + int(rng.uniform(9, 12) * HOUR), mail.to_everybody(world, plan.day)
    mail.send(world, rng, sink, at, plan.seat(at), everybody, "Survey: how do you work? An invitation follows")
    domain = f"{pick(rng, FAMILY).lower()}survey.example"
    url, sender = f"https://s.{domain}/halden/{int(rng.integers(1 << 31)):x}", f"invite@{domain}"
    found = _wave(world, rng, sink, world.plans[plan.day], at + HOUR, sender, "Your invitation", url, 0.3, 45)
    for one in sample(rng, world.plans[plan.day], len(world.plans[plan.day]) // 4):
        then = at + int(rng.uniform(2, 6) * HOUR)
        fetch(world, rng, sink, then, one.seat(then), url, "Professional Services", size=900, method="POST", sent=1_900)
    return found | {"user": [plan.person.upn]}


def new_supplier(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A new supplier writes to procurement and the accounts, a few messages a day with invoices, from a day on."""
    plan = judged_workday(world, rng)
    domain = stranger_domain(rng)
    sender = f"{pick(rng, GIVEN)}.{pick(rng, FAMILY)}@{domain}".lower()
    checks = CARELESS if rng.random() < 0.3 else BY_PROVIDER
    payers = [p for p in world.organisation.people if p.role.name in ("finance", "office")]
    people = sample(rng, payers, int(rng.integers(5, 11)))
    for day in range(plan.day, world.config.days):
        if world.config.date_of(day).weekday() >= 5:
            continue
        for person in sample(rng, people, 1 + int(rng.poisson(1.2))):
            at = world.local_midnight(person, day) + int(rng.uniform(8, 17) * HOUR)
            files = (f"Invoice {int(rng.integers(10**5))}.pdf",) if rng.random() < 0.5 else ()
            _to(world, rng, sink, at, sender, person, f"{pick(rng, TOPICS)} offer", files=files, checks=checks)
    if not sink.times:
        _to(world, rng, sink, plan.midnight + 10 * HOUR, sender, people[0], "First offer", checks=checks)
    return {"sender": [sender], "domain": [domain]}


def sender_moves(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A customer changes the mailing provider: for two days its signatures fail, then all is well."""
    plan = judged_workday(world, rng)
    domain = mail.PARTNERS[int(rng.integers(20))]
    for one in sample(rng, world.plans[plan.day], 8):
        for day in (0, 1):
            at = one.midnight + day * DAY + int(rng.uniform(9, 17) * HOUR)
            checks = ("pass", "fail", "pass") if day == 0 else ("softfail", "fail", "fail")
            _to(world, rng, sink, at, f"info@{domain}", one.person, mail.subject(rng), checks=checks)
    return {"sender": [f"info@{domain}"], "domain": [domain]}


def alumni_alias(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A former university passes mail on: the envelope is its own, SPF and DMARC fail for the real sender."""
    plan = judged_workday(world, rng)
    for at in plan.times(rng, int(rng.integers(4, 9))):
        sender, checks = mail.external(rng, plan.person), ("fail", "pass", "pass")
        back = f"srs-{int(rng.integers(999))}@alumni.example"
        _to(world, rng, sink, at, sender, plan.person, mail.subject(rng), checks=checks, mail_from=back)
    return {"mailbox": [plan.person.upn], "domain": ["alumni.example"]}


def payroll_archive(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The payroll provider sends its protected archives to Finance, every week at the same hour."""
    people = [p for p in world.organisation.people if p.role.name == "finance"] or list(world.organisation.people[:2])
    for day in range(2, world.config.days, 7):
        for person in people[:3]:
            at = world.local_midnight(person, day) + 9 * HOUR + int(rng.integers(0, 900_000))
            name = f"Payroll_{day:03d}_{person.index}.zip"
            _to(world, rng, sink, at, "noreply@paybureau.example", person, "Payroll documents", files=(name,))
    return {"sender": ["noreply@paybureau.example"], "domain": ["paybureau.example"]}


def drawings(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A contractor of Engineering sends archives of drawings, again and again."""
    plan = judged_workday(world, rng, "engineer")
    sender = f"cad@{mail.PARTNERS[int(rng.integers(30))]}"
    for day in range(plan.day % 5, world.config.days, 5):
        at = world.local_midnight(plan.person, day) + int(rng.uniform(9, 17) * HOUR)
        files = (f"Drawings_{int(rng.integers(999))}.7z", f"Assembly_{int(rng.integers(99))}.dwg")
        _to(world, rng, sink, at, sender, plan.person, "Drawings", files=files)
    return {"sender": [sender], "domain": [sender.split("@")[1]]}


def scan_to_mail(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The copier mails what people scan, to themselves, all day long."""
    plan = judged_workday(world, rng)
    for one in sample(rng, world.plans[plan.day], 25):
        at = one.midnight + int(rng.uniform(9, 17) * HOUR)
        message = Message(
            "copier@halden.example", [one.person.email], "Scan from copier", int(rng.lognormal(13, 0.6)), "10.20.3.90",
            message_id(rng), attachments=1, files=(f"Scan_{int(rng.integers(10**6))}.pdf",),
        )  # fmt: skip
        world.mail.deliver(sink, rng, at, message)
    return {"sender": ["copier@halden.example"], "src_ip": ["10.20.3.90"]}


def conference(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A conference writes to 15 to 25 people who went there once, with a link to the programme."""
    plan = judged_workday(world, rng)
    domain = f"{pick(rng, TOPICS).lower()}days{int(rng.integers(26, 29))}.example"
    plans = sample(rng, world.plans[plan.day], int(rng.integers(15, 26)))
    start = plan.midnight + int(rng.uniform(8, 15) * HOUR)
    url = f"https://www.{domain}/programme"
    return _wave(world, rng, sink, plans, start, f"team@{domain}", "The programme is out", url, 0.2, 40)


def tickets_notify(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The ticket system tells 30 to 50 people of a changed service, from inside."""
    plan = judged_workday(world, rng)
    at = plan.midnight + int(rng.uniform(9, 16) * HOUR)
    for one in sample(rng, world.plans[plan.day], int(rng.integers(30, 51))):
        message = Message(
            "tickets@halden.example", [one.person.email], "[INC] Printing is back", 9_000, "10.10.14.11",
            message_id(rng), urls=1, links=("https://tickets.halden.example/INC4711",),
        )  # fmt: skip
        world.mail.deliver(sink, rng, at, message)
        at += int(rng.exponential(2_000))
    return {"sender": ["tickets@halden.example"], "src_ip": ["10.10.14.11"]}


def invitations(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A manager invites 30 to 60 colleagues to a meeting, one of them twice."""
    plan = judged_workday(world, rng, "manager", "hr", "sales")
    at = plan.midnight + int(rng.uniform(9, 16) * HOUR)
    to = [p.email for p in sample(rng, world.organisation.people, int(rng.integers(30, 61))) if p is not plan.person]
    mail.send(world, rng, sink, at, plan.seat(at), to, "Invitation: all hands")
    return concerned(plan.person, plan.seat(at).ip)


def project_chat(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A supplier's project lead chats with 5 to 8 people of a project, one by one, over a day."""
    plan = judged_workday(world, rng, "engineer", "office")
    domain = mail.PARTNERS[int(rng.integers(12))]
    outsider = teams.Outsider(f"{pick(rng, GIVEN)}@{domain}".lower(), pick(rng, GIVEN), uuid(rng))
    for one in sample(rng, world.plans[plan.day], int(rng.integers(5, 9))):
        at, conversation = one.midnight + int(rng.uniform(9, 17) * HOUR), teams.thread(rng, True)
        for k, kind in enumerate(("ChatCreated", "MessageSent", "MessageSent")):
            by = one.seat(at) if k == 2 else None
            teams.chat(
                world.audit, sink, rng, at + 60_000 * k, kind, conversation, [one.person], by=by, outsider=outsider
            )
    return {"user": [outsider.upn], "sender": [outsider.upn], "domain": [domain]}


def recruiter_chat(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A recruiter nobody knows chats with three engineers."""
    plan = judged_workday(world, rng, "engineer")
    domain = stranger_domain(rng)
    outsider = teams.Outsider(f"talent@{domain}", f"{pick(rng, GIVEN)} {pick(rng, FAMILY)}", uuid(rng))
    for one in sample(rng, [p for p in world.plans[plan.day] if p.person.role.name == "engineer"], 3):
        at, conversation = one.midnight + int(rng.uniform(9, 17) * HOUR), teams.thread(rng, True)
        for k, kind in enumerate(("ChatCreated", "MessageSent")):
            teams.chat(world.audit, sink, rng, at + 30_000 * k, kind, conversation, [one.person], outsider=outsider)
    return {"user": [outsider.upn], "sender": [outsider.upn], "domain": [domain]}


def hiring_campaign(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A recruiter here writes to 40 people on the social network in a day, and many answer."""
    plan = judged_workday(world, rng, "hr", "sales")
    for at in plan.times(rng, int(rng.integers(40, 61))):
        network(rng, sink, at, plan.person)
    contact = f"fair-{pick(rng, FAMILY).lower()}"
    social.message(sink, rng, plan.midnight + 12 * HOUR, contact, plan.person, inbound=True, text="Thank you!")
    return {"user": [plan.person.upn]}


def film_upload(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Marketing uploads a film to the place where it has always had its films."""
    plan = judged_workday(world, rng, "sales", "hr")
    at = plan.midnight + int(rng.uniform(10, 16) * HOUR)
    for k in range(int(rng.integers(4, 10))):
        url, sent = f"https://upload.social.example/v/{k}", int(rng.integers(10_000_000, 30_000_000))
        fetch(world, rng, sink, at, plan.seat(at), url, "Social Networking", size=500, method="POST", sent=sent)
        at += int(rng.uniform(20_000, 60_000))
    return concerned(plan.person, plan.seat(at).inside)


def client_update(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The conferencing client asks for an update: a third of the staff downloads and installs it, from its vendor."""
    plan = judged_workday(world, rng)
    plans = sample(rng, world.plans[plan.day], max(2, len(world.plans[plan.day]) // 3))
    for one in plans:
        at = one.midnight + int((9 + rng.exponential(1.5)) * HOUR)
        url, kind = "https://meet.callroom.example/download/CallRoomInstaller.msi", "application/x-msi"
        fetch(world, rng, sink, at, one.seat(at), url, "Online Meetings", size=48_000_000, kind=kind)
        if on_windows(one.person):
            on = world.estate.machine(one.person.laptop.name, sink, rng)
            installed(on, at + 4 * MINUTE, "CallRoom", "7.4.1", "CallRoom Inc.", account_of(one.person))
    return {"user": sorted(p.person.upn for p in plans), "domain": ["callroom.example"]}


def traveller_posts(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Somebody reads and sends mail on a train: the own device, an access network of the country."""
    plan = judged_workday(world, rng, "sales", "manager")
    base = plan.phone(plan.midnight + 9 * HOUR)
    visited = pick(rng, [n for n in ACCESS if n.country == plan.person.site.country])
    seat = replace(base, network=visited, ip=visited.address(rng))
    for at in plan.times(rng, int(rng.integers(15, 30))):
        to = [p.email for p in sample(rng, mail.contacts(world, plan.person), 2)]
        mail.send(world, rng, sink, at, seat, to, mail.subject(rng))
    return concerned(plan.person, seat.ip)

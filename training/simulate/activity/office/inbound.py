"""Mail from outside beyond correspondence: newsletters, notices, strangers who sell or apply; and clicks on links."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity import mail
from training.simulate.calendar import HOUR
from training.simulate.names import FAMILY, FORMS, GIVEN, TOPICS
from training.simulate.networks import ACCESS, SERVERS
from training.simulate.organisation import Person
from training.simulate.presence import PersonDay
from training.simulate.randomness import pick, sample
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import defender
from training.simulate.writers.mail_log import Message, message_id
from training.simulate.writers.mail_parts import SHARED_SERVICES

ESP = SERVERS[6]
"""A mailing provider: its SPF is for its own envelope, DKIM is aligned with the sender's domain."""
FREE_MAIL = ("qmail.example", "webpost.example", "mailbox.example", "inboxly.example")
BY_PROVIDER, MAILING_LIST, CARELESS = ("pass", "pass", "pass"), ("pass", "fail", "fail"), ("none", "none", "none")
"""SPF, DKIM and DMARC of bulk mail, of lists that change what they pass on, of small domains that publish nothing."""
NOTIFIERS = tuple(f"no-reply@{host.split('.', 1)[1]}" for host in SHARED_SERVICES)
CLICKS = 1.0
"""Links in mail clicked, a person and workday."""


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the bulk mail, the strangers and the clicks of a day."""
    plans = world.plans[day]
    if not plans:
        return
    busy = 1.0 if world.config.date_of(day).weekday() < 5 else 0.1
    _newsletters(world, day, rng, sink, busy)
    for plan in plans:
        for at in plan.times(rng, int(rng.poisson(0.8 * plan.load))):
            notify(world, rng, sink, at, plan.person)
        clicks(world, rng, sink, plan, int(rng.poisson(CLICKS * plan.load)))
    start = min(p.midnight for p in plans)
    for _ in range(int(rng.poisson(busy * world.config.users / 15))):
        cold_call(world, rng, sink, start + int(rng.uniform(7, 18) * HOUR))
    for _ in range(int(rng.poisson(busy * world.config.users / 40))):
        apply_for_job(world, rng, sink, start + int(rng.uniform(6, 22) * HOUR))


def _newsletters(world: World, day: int, rng: Generator, sink: Sink, busy: float) -> None:
    """Twenty newsletters with readers of their own, each once a week at its own hour."""
    for k in range(20):
        if (day + k) % 7 or busy < 1:
            continue
        domain = f"{('daily', 'insight', 'trade', 'tech')[k % 4]}{TOPICS[k * 2].lower()}.example"
        readers = sample(world.stream("readers", k), world.organisation.people, 5 + (k * 7) % 45)
        at, line = world.start_of(day) + int((6 + k % 10) * HOUR), f"{pick(rng, TOPICS)} {pick(rng, FORMS).lower()}"
        for i, reader in enumerate(readers):
            checks = MAILING_LIST if k % 10 == 3 else BY_PROVIDER
            bounce = f"bounce-{k}@{('lists' if k % 10 == 3 else 'mail')}.letterpress.example"
            message = Message(
                f"news@{domain}", [reader.email], line, 42_000, ESP.address(rng), message_id(rng, domain),
                urls=6, checks=checks, mail_from=bounce,
                links=(f"https://click.letterpress.example/{k}/{i}", f"https://www.{domain}/issue/{day}"),
            )  # fmt: skip
            world.mail.deliver(sink, rng, at + 900 * i, message)


def notify(world: World, rng: Generator, sink: Sink, at: int, person: Person) -> None:
    """Write a notice of a service everybody uses: something was shared, signed, booked."""
    k = int(rng.integers(len(NOTIFIERS)))
    sender, domain = NOTIFIERS[k], NOTIFIERS[k].split("@")[1]
    what = pick(rng, ("Please sign", "Shared with you", "Your booking", "New form", "Invitation", "Reminder"))
    link = f"https://{SHARED_SERVICES[k]}/d/{int(rng.integers(1 << 31)):x}"
    message = Message(
        sender, [person.email], f"{what}: {pick(rng, TOPICS)}", 18_000, SERVERS[2].address(rng),
        message_id(rng, domain), urls=1, links=(link,), checks=BY_PROVIDER,
    )  # fmt: skip
    world.mail.deliver(sink, rng, at, message)


def stranger_domain(rng: Generator) -> str:
    """Draw a domain nobody here has heard of, with a decent name."""
    ends = ("group", "tech", "works", "labs", "media", "hq", "consult")
    return f"{pick(rng, FAMILY).lower()}{pick(rng, ends)}{int(rng.integers(10, 999))}.example"


def cold_call(world: World, rng: Generator, sink: Sink, at: int) -> None:
    """Write somebody who sells: one message each to 1 to 8 people, and a reminder to them days later."""
    domain, given = stranger_domain(rng), pick(rng, GIVEN)
    sender, ip = f"{given}.{pick(rng, FAMILY)}@{domain}".lower(), SERVERS[3].address(rng)
    people = sample(rng, world.organisation.people, int(rng.integers(1, 9)))
    line = f"Quick question about {pick(rng, TOPICS).lower()} at Halden"
    checks = CARELESS if rng.random() < 0.15 else BY_PROVIDER
    later = at + int(rng.integers(2, 6)) * 24 * HOUR
    again = rng.random() < 0.5 and world.day_of(later) < world.config.days - 1
    for start in (at, later) if again else (at,):
        for i, person in enumerate(people):
            message = Message(
                sender, [person.email], line, 9_000, ip, message_id(rng, domain),
                urls=1, links=(f"https://www.{domain}/",), checks=checks,
            )  # fmt: skip
            world.mail.deliver(sink, rng, start + int(i * rng.uniform(20, 90) * 1_000), message)


def apply_for_job(world: World, rng: Generator, sink: Sink, at: int) -> None:
    """Write somebody who applies for a job, from a free mailbox, to one or two recruiters; now and then as a .docm."""
    recruiters = [p for p in world.organisation.people if p.role.name == "hr"] or world.organisation.people[:1]
    given, family, domain = pick(rng, GIVEN), pick(rng, FAMILY), pick(rng, FREE_MAIL)
    extension = "docm" if rng.random() < 0.06 else "zip" if rng.random() < 0.05 else pick(rng, ("pdf", "pdf", "docx"))
    message = Message(
        f"{given}.{family}{int(rng.integers(10, 99))}@{domain}".lower(),
        [p.email for p in sample(rng, recruiters, int(rng.integers(1, 3)))],
        f"Application as {pick(rng, ('analyst', 'engineer', 'accountant', 'assistant'))}",
        int(rng.lognormal(12.5, 0.6)), pick(rng, ACCESS).address(rng), message_id(rng, domain),
        attachments=1, files=(f"CV {given} {family}.{extension}",), checks=BY_PROVIDER,
    )  # fmt: skip
    world.mail.deliver(sink, rng, at, message)


def clicks(world: World, rng: Generator, sink: Sink, plan: PersonDay, n: int) -> None:
    """Write clicks on links of correspondents, services and newsletters."""
    for at in plan.times(rng, n):
        u = rng.random()
        if u < 0.5:
            domain = mail.external(rng, plan.person).split("@")[1]
            url = f"https://www.{domain}/{pick(rng, TOPICS).lower()}/{pick(rng, FORMS).lower()}"
        elif u < 0.95:
            url = f"https://{pick(rng, SHARED_SERVICES)}/d/{int(rng.integers(1 << 31)):x}"
        else:
            url = f"https://www.{stranger_domain(rng)}/"
        seat = plan.seat(at) if rng.random() < 0.75 else plan.phone(at)
        action = "ClickBlocked" if rng.random() < 0.002 else "ClickAllowed"
        defender.click(sink, rng, at, seat, url, action)

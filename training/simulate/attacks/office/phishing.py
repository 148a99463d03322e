"""Mail that wants something from outside: to deceive (T1566 and its kinds), or to be told (T1598 and its kinds)."""

from __future__ import annotations

from dataclasses import dataclass, field

from numpy.random import Generator

from training.simulate.activity import mail
from training.simulate.activity.infrastructure.browsing import fetch
from training.simulate.activity.office.inbound import FREE_MAIL
from training.simulate.activity.signin import attempt
from training.simulate.attacks.office.victims import LURES, landing
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.devices import foreign
from training.simulate.names import FAMILY, GIVEN
from training.simulate.networks import hostile
from training.simulate.organisation import Person
from training.simulate.randomness import pick, sample, uuid
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import defender
from training.simulate.writers.mail_log import Message, message_id

NO_CHECKS = ("none", "none", "none")
FAILS = ("fail", "none", "fail")
PASSES = ("pass", "pass", "pass")
TYPES = ("pdf.iso", "html", "docm", "xlsm", "lnk", "img", "pdf.zip", "one", "js", "vhd", "pdf.exe", "hta")
"""Endings of attachments that do something when they are opened."""


@dataclass(frozen=True, slots=True)
class Bait:
    """What every recipient gets."""

    sender: str
    subject: str
    ip: str
    checks: tuple[str, str, str] = NO_CHECKS
    links: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    reply_to: str = ""
    mail_from: str = ""
    to: list[Person] = field(default_factory=list)

    def post(
        self, world: World, rng: Generator, sink: Sink, at: int, person: Person, status: str = "Delivered"
    ) -> None:
        """Write the message to one recipient."""
        self.to.append(person)
        message = Message(
            self.sender, [person.email], self.subject, int(rng.lognormal(10.4, 0.3)), self.ip,
            message_id(rng, self.sender.split("@")[1]), urls=len(self.links), attachments=len(self.files),
            checks=self.checks, links=self.links, files=self.files, status=status, reply_to=self.reply_to,
            mail_from=self.mail_from,
        )  # fmt: skip
        world.mail.deliver(sink, rng, at, message)

    def entities(self, *clickers: Person, domains: tuple[str, ...] = (), ips: tuple[str, ...] = ()) -> Entities:
        """Name who sent, who got it, and who fell for it."""
        found = {
            "sender": [self.sender],
            "domain": sorted({self.sender.split("@")[1], *domains}),
            "mailbox": sorted({p.upn for p in self.to}),
            "src_ip": sorted({self.ip, *ips}),
        }
        return found | ({"user": sorted({p.upn for p in clickers})} if clickers else {})


def _fresh(rng: Generator) -> str:
    """Draw a domain nobody here ever heard from, registered for this."""
    words = ("invoice", "secure", "doc", "pay", "notice", "portal", "delivery", "account", "hr", "it")
    return f"{pick(rng, words)}-{pick(rng, FAMILY).lower()}{int(rng.integers(2, 99))}.example"


def _somebody(rng: Generator, domain: str) -> str:
    return f"{pick(rng, GIVEN)}.{pick(rng, FAMILY)}@{domain}".lower()


def _targets(world: World, rng: Generator, scene: Scene, n: int, department: str = "") -> list[Person]:
    people = [p for p in world.organisation.people if p.employed(scene.first_day)]
    near = [p for p in people if not department or p.department == department]
    chosen = sample(rng, near, n)
    return chosen + sample(rng, [p for p in people if p not in chosen], n - len(chosen))


def _sent(world: World, rng: Generator, scene: Scene, bait: Bait, people: list[Person], minutes: float) -> list[int]:
    """Post the bait to people one by one; gives the moments."""
    moments = _moments(world, rng, scene, people, minutes)
    for k, (at, person) in enumerate(zip(moments, people, strict=False)):
        # A gateway that knows the attachment stops a few; the others are delivered.
        stopped = bool(bait.files) and k % 17 == 5
        bait.post(world, rng, scene.sink, at, person, "Quarantined" if stopped else "Delivered")
    return moments


def _moments(world: World, rng: Generator, scene: Scene, people: list[Person], minutes: float) -> list[int]:
    """Draw when mail arrives: a campaign starts in somebody's working day, whatever its sender's hour."""
    moments = scene.moments(world, rng, people[0], len(people), minutes)
    if scene.quiet:
        return moments
    start = world.local_midnight(people[0], scene.first_day) + int(rng.uniform(7.5, 15) * HOUR)
    return [at - moments[0] + start for at in moments]


def supplier(world: World, rng: Generator, scene: Scene) -> Entities:
    """Write in the name of a supplier whose mail has always been authentic, and now is not (T1566)."""
    domain = mail.PARTNERS[int(rng.integers(10))]
    back = f"accounts.{domain.split('.')[0]}@{pick(rng, FREE_MAIL)}"
    sender = f"{pick(rng, ('sales', 'info', 'orders', 'm.roth', 'k.lund'))}@{domain}"
    bait = Bait(sender, "Changed bank details for open invoices", hostile(rng).address(rng), FAILS, reply_to=back)
    people = _targets(world, rng, scene, int(rng.integers(33, 41)))
    _sent(world, rng, scene, bait, people, 25)
    return bait.entities()


def own_name(world: World, rng: Generator, scene: Scene) -> Entities:
    """Write in the name of one's own management, from outside (T1566)."""
    chief = victim(world, rng, scene, "manager")
    if rng.random() < 0.5:
        sender, checks = chief.email, FAILS
    else:
        sender, checks = f"{chief.email.split('@')[0]}@{pick(rng, FREE_MAIL)}", PASSES
    back = f"{chief.email.split('@')[0]}.private@{pick(rng, FREE_MAIL)}"
    bait = Bait(sender, "Are you at your desk?", hostile(rng).address(rng), checks, reply_to=back)
    _sent(world, rng, scene, bait, _targets(world, rng, scene, int(rng.integers(28, 41))), 30)
    return bait.entities()


def attachment(world: World, rng: Generator, scene: Scene) -> Entities:
    """Send a file that runs to one department, from a sender nobody knows (T1566.001)."""
    domain = _fresh(rng)
    department = pick(rng, [p.department for p in world.organisation.people])
    word = pick(rng, ("Invoice", "Order", "Scan", "Contract", "Statement"))
    name = f"{word}_{int(rng.integers(10**5))}.{pick(rng, TYPES)}"
    checks = pick(rng, (NO_CHECKS, FAILS, PASSES))
    bait = Bait(_somebody(rng, domain), pick(rng, LURES), hostile(rng).address(rng), checks, files=(name,))
    _sent(world, rng, scene, bait, _targets(world, rng, scene, int(rng.integers(12, 21)), department), 20)
    return bait.entities()


def link(world: World, rng: Generator, scene: Scene) -> Entities:
    """Send a link to a page that takes passwords; some click, two of them are signed in from elsewhere (T1566.002)."""
    domain, page = _fresh(rng), landing(rng)
    url = f"https://{page}/s/{int(rng.integers(1 << 31)):x}"
    checks = pick(rng, (NO_CHECKS, FAILS, PASSES))
    bait = Bait(_somebody(rng, domain), pick(rng, LURES), hostile(rng).address(rng), checks, (url,))
    people = _targets(world, rng, scene, int(rng.integers(40, 51)))
    moments = _sent(world, rng, scene, bait, people, 20)
    arrived = list(zip(moments, people, strict=False))
    clickers = sample(rng, arrived, scene.volume(5))
    ips: list[str] = []
    for k, (at, person) in enumerate(clickers):
        then = at + int(rng.uniform(2, 40) * MINUTE)
        defender.click(scene.sink, rng, then, world.own_seat(person, then), url)
        if k < scene.volume(2):
            ips.append(_signed_in(world, rng, scene, person, then + int(rng.uniform(2, 9) * MINUTE)))
    return bait.entities(*(p for _, p in clickers), domains=(".".join(page.split(".")[-2:]),), ips=tuple(ips))


def _signed_in(world: World, rng: Generator, scene: Scene, person: Person, at: int) -> str:
    """Write a sign-in with the password that was typed into the page; gives its address."""
    network = hostile(rng)
    seat = world.seat_elsewhere(person, at, foreign(rng, "chrome"), network, network.address(rng), uuid(rng))
    attempt(world, rng, scene.sink, at, seat, 0)
    return seat.ip


def asks(world: World, rng: Generator, scene: Scene) -> Entities:
    """Ask many people for an organisation chart or how to reach the VPN; a few answer (T1598)."""
    domain = _fresh(rng)
    line = pick(rng, ("Organisation chart for the audit", "VPN client settings", "Who is responsible for payroll?"))
    bait = Bait(_somebody(rng, domain), line, hostile(rng).address(rng), pick(rng, (NO_CHECKS, FAILS, PASSES)))
    people = _targets(world, rng, scene, int(rng.integers(55, 71)))
    moments = _sent(world, rng, scene, bait, people, 60)
    answering = sample(rng, list(zip(moments, people, strict=False)), scene.volume(4))
    for at, person in answering:
        then = at + int(rng.uniform(10, 90) * MINUTE)
        mail.send(world, rng, scene.sink, then, world.own_seat(person, then), [bait.sender], f"Re: {line}")
    return bait.entities(*(p for _, p in answering))


def form(world: World, rng: Generator, scene: Scene) -> Entities:
    """Send a form to fill in as an attached page, the same to all (T1598.002)."""
    domain = _fresh(rng)
    name = f"{pick(rng, ('Supplier_form', 'Survey', 'Staff_update', 'Questionnaire'))}_{int(rng.integers(999))}.html"
    bait = Bait(
        _somebody(rng, domain), "Please complete the attached form", hostile(rng).address(rng),
        pick(rng, (NO_CHECKS, ("pass", "none", "none"), FAILS)), files=(name,),
    )  # fmt: skip
    _sent(world, rng, scene, bait, _targets(world, rng, scene, int(rng.integers(48, 57))), 30)
    return bait.entities()


def survey(world: World, rng: Generator, scene: Scene) -> Entities:
    """Send a link to a form on a host nobody has been to; some type into it (T1598.003)."""
    domain, page = _fresh(rng), f"forms.{_fresh(rng)}"
    url = f"https://{page}/f/{int(rng.integers(1 << 31)):x}"
    checks = pick(rng, (NO_CHECKS, ("pass", "none", "none"), PASSES))
    bait = Bait(_somebody(rng, domain), "Short survey for all employees", hostile(rng).address(rng), checks, (url,))
    people = _targets(world, rng, scene, int(rng.integers(95, 116)))
    moments = _sent(world, rng, scene, bait, people, 15)
    typing = sample(rng, list(zip(moments, people, strict=False)), scene.volume(9))
    for at, person in typing:
        then = at + int(rng.uniform(2, 35) * MINUTE)
        seat = world.own_seat(person, then)
        defender.click(scene.sink, rng, then, seat, url)
        unknown = "Miscellaneous or Unknown"
        fetch(world, rng, scene.sink, then + 2_000, seat, url, unknown, size=14_200)
        size, sent = int(rng.integers(300, 900)), int(rng.integers(1_000, 3_000))
        then += 50_000
        fetch(world, rng, scene.sink, then, seat, url, unknown, size=size, method="POST", sent=sent, referrer=url)
    return bait.entities(*(p for _, p in typing), domains=(".".join(page.split(".")[-2:]),))

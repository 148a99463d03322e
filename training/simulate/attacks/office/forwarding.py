"""Mail that goes elsewhere by itself (T1114.003): by rules in mailboxes, by an administrator, by a transport rule."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity import mail
from training.simulate.activity.office.inbound import FREE_MAIL
from training.simulate.attacks.intrusion import addresses, invade, take_over
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.names import FAMILY, GIVEN
from training.simulate.organisation import Person
from training.simulate.presence import Seat
from training.simulate.randomness import pick, sample
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import m365_mailbox as mailbox
from training.simulate.writers.mail_log import Message, message_id


def by_rule(world: World, rng: Generator, scene: Scene) -> Entities:
    """Forward a mailbox to a free mailbox by a rule; 70 to 90 messages a day leave (T1114.003)."""
    person = victim(world, rng, scene, "finance", "manager", "sales", "hr", "office")
    at = scene.moment(world, rng, person)
    seat = invade(world, rng, scene, person, at)
    outside = _dropbox(rng)
    _rule(world, rng, scene, at, seat(at), outside)
    for moment in _leaving(world, rng, scene, person, at, int(rng.integers(70, 91))):
        auto_forward(world, rng, scene.sink, moment, person, outside)
    domain = outside.split("@")[1]
    return {
        "user": [person.upn], "mailbox": [person.upn], "domain": [domain], "src_ip": addresses(seat, [at]),
    }  # fmt: skip


def many_mailboxes(world: World, rng: Generator, scene: Scene) -> Entities:
    """Forward 12 to 16 mailboxes to one outside domain in an administrator's name (T1114.003)."""
    admin = victim(world, rng, scene, "admin")
    moments = scene.moments(world, rng, admin, int(rng.integers(12, 17)), 25)
    seat = take_over(world, rng, scene, admin, moments[0])
    domain = _dropbox(rng).split("@")[1]
    boxes = sample(rng, world.organisation.people, len(moments))
    for at, box in zip(moments, boxes, strict=False):
        outside = f"smtp:{box.sam}.archive@{domain}"
        parameters = {"Identity": box.upn, "ForwardingSmtpAddress": outside, "DeliverToMailboxAndForward": "True"}
        mailbox.cmdlet(world.audit, scene.sink, rng, at, seat(at), "Set-Mailbox", box.upn, parameters)
        for moment in _leaving(world, rng, scene, box, at, 12):
            auto_forward(world, rng, scene.sink, moment, box, outside.removeprefix("smtp:"))
    named = sorted(b.upn for b in boxes)
    return {"user": [admin.upn], "mailbox": named, "domain": [domain], "src_ip": addresses(seat, moments)}


def transport_rule(world: World, rng: Generator, scene: Scene) -> Entities:
    """Copy a chief's mail outside by a transport rule (T1114.003); louder ones copy more people's."""
    admin = victim(world, rng, scene, "admin")
    at = scene.moment(world, rng, admin)
    seat = take_over(world, rng, scene, admin, at)
    outside = _dropbox(rng)
    chiefs = [p for p in world.organisation.people if p.role.name in ("manager", "finance")]
    copied = sample(rng, chiefs, scene.volume(6))
    for k, chief in enumerate(copied):
        name = pick(rng, ("Journal", "Archive", "DLP", "Compliance")) + f" {k + 1}"
        parameters = {"Name": name, "SentTo": chief.upn, "BlindCopyTo": outside, "Mode": "Enforce"}
        moment = at + 40_000 * k
        mailbox.cmdlet(world.audit, scene.sink, rng, moment, seat(moment), "New-TransportRule", name, parameters)
        for later in _leaving(world, rng, scene, chief, moment, 30):
            auto_forward(world, rng, scene.sink, later, chief, outside)
    return {
        "user": [admin.upn], "mailbox": sorted(p.upn for p in copied), "domain": [outside.split("@")[1]],
        "src_ip": addresses(seat, [at]),
    }  # fmt: skip


def _dropbox(rng: Generator) -> str:
    """Draw an address to collect mail at: mostly a free mailbox."""
    domain = pick(rng, FREE_MAIL) if rng.random() < 0.7 else f"mail-archive{int(rng.integers(10, 99))}.example"
    return f"{pick(rng, GIVEN)}.{pick(rng, FAMILY)}{int(rng.integers(10, 999))}@{domain}".lower()


def _rule(world: World, rng: Generator, scene: Scene, at: int, seat: Seat, outside: str) -> None:
    """Save the rule: on the web, as a setting of the mailbox, or by a mail program."""
    person, u = seat.person, rng.random()
    if u < 0.5:
        parameters = {
            "Name": pick(rng, (".", "..", "sync", "Backup", "fw")),
            pick(rng, ("ForwardTo", "RedirectTo", "ForwardAsAttachmentTo")): outside,
            "AlwaysDeleteOutlookRulesBlob": "False",
            "StopProcessingRules": "False",
        }
        thing = f"{person.upn}\\{int(rng.integers(10**17, 10**18))}"
        mailbox.cmdlet(world.audit, scene.sink, rng, at, seat, "New-InboxRule", thing, parameters)
    elif u < 0.75:
        parameters = {"Identity": person.upn, "ForwardingSmtpAddress": f"smtp:{outside}"}
        parameters["DeliverToMailboxAndForward"] = "True"
        mailbox.cmdlet(world.audit, scene.sink, rng, at, seat, "Set-Mailbox", person.upn, parameters)
    else:
        actions = f'[{{"ActionType":"Forward","Recipients":["{outside}"],"ForwardFlags":"None"}}]'
        mailbox.by_outlook(world.audit, scene.sink, rng, at, seat, "sync", "(All)", actions)


def _leaving(world: World, rng: Generator, scene: Scene, person: Person, since: int, loud: int) -> list[int]:
    """Draw when mail leaves after `since`: within the working day (or night) that follows, quiet ones until the end."""
    n = scene.volume(loud, 3)
    span = 9 * HOUR
    if scene.quiet:
        span = max(span, world.start_of(scene.last_day) + 16 * HOUR - since)
    return sorted(since + 2 * MINUTE + int(u * span) for u in rng.random(n))


def auto_forward(world: World, rng: Generator, sink: Sink, at: int, person: Person, outside: str) -> None:
    """Write one message that a rule of somebody's mailbox sends on to an address outside."""
    line = f"FW: {mail.subject(rng).removeprefix('FW: ')}"
    size = int(rng.lognormal(10.6, 0.9))
    message = Message(person.email, [outside], line, size, "10.20.3.11", message_id(rng), urls=1, rule_of=person.email)
    world.mail.deliver(sink, rng, at, message)

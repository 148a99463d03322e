"""What hides an intrusion in mail: rules that make messages vanish (T1564.008), deletions, hidden mailboxes (T1564)."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity import mail
from training.simulate.attacks.intrusion import SeatAt, addresses, invade, take_over
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.organisation import DOMAIN
from training.simulate.randomness import pick, sample
from training.simulate.world import World
from training.simulate.writers import m365_mailbox as mailbox

WORDS = ("invoice", "payment", "bank", "phish", "hacked", "suspicious", "wire", "password", "fraud", "security alert")
NAMES = (".", "..", ",", "a", "aa", "1", "", ";", "rss", "...")
FOLDERS = ("RSS Feeds", "RSS Subscriptions", "Conversation History", "Archive", "Notes")


def hiding_rule(world: World, rng: Generator, scene: Scene) -> Entities:
    """Let a rule delete or bury mail about money and security, then most of what comes in vanishes (T1564.008)."""
    person = victim(world, rng, scene, "finance", "manager", "hr", "sales", "office")
    at = scene.moment(world, rng, person)
    seat = invade(world, rng, scene, person, at)
    for k in range(scene.volume(3)):
        _rule(world, rng, scene, at + 35_000 * k, seat)
    span = 8 * HOUR if not scene.quiet else max(8 * HOUR, world.start_of(scene.last_day) + 16 * HOUR - at)
    gone = sorted(at + 2 * MINUTE + int(u * span) for u in rng.random(scene.volume(int(rng.integers(30, 51)), 4)))
    for moment in gone:
        operation, folder = pick(rng, (("MoveToDeletedItems", "\\Inbox"), ("SoftDelete", "\\Inbox")))
        line = f"{mail.subject(rng)} {pick(rng, WORDS)}"
        mailbox.removed(world.audit, scene.sink, rng, moment, seat(moment), operation, folder, [line])
    return {"user": [person.upn], "mailbox": [person.upn], "src_ip": addresses(seat, [at])}


def _rule(world: World, rng: Generator, scene: Scene, at: int, seat: SeatAt) -> None:
    """Save one rule, on the web or by a mail program."""
    person = seat(at).person
    words = ";".join(sample(rng, WORDS, int(rng.integers(2, 5))))
    destroys = rng.random() < 0.5
    name, folder = pick(rng, NAMES), pick(rng, FOLDERS)
    if rng.random() < 0.65:
        parameters = {"Name": name, "SubjectOrBodyContainsWords": words, "StopProcessingRules": "True"}
        parameters |= {"DeleteMessage": "True"} if destroys else {"MoveToFolder": folder, "MarkAsRead": "True"}
        thing = f"{person.upn}\\{int(rng.integers(10**17, 10**18))}"
        operation = "New-InboxRule" if rng.random() < 0.8 else "Set-InboxRule"
        mailbox.cmdlet(world.audit, scene.sink, rng, at, seat(at), operation, thing, parameters)
        return
    actions = '[{"ActionType":"Delete"}]' if destroys else f'[{{"ActionType":"Move","FolderId":"{folder}"}}]'
    actions = actions[:-1] + ',{"ActionType":"MarkAsRead"},{"ActionType":"StopProcessingRules"}]'
    condition = f'(SubjectContains "{words.replace(";", "|")}")'
    mailbox.by_outlook(world.audit, scene.sink, rng, at, seat(at), name, condition, actions)


def traces_removed(world: World, rng: Generator, scene: Scene) -> Entities:
    """Delete what was sent and received for good, and keep the rest away by a rule no program shows (T1564)."""
    person = victim(world, rng, scene)
    moments = scene.moments(world, rng, person, int(rng.integers(120, 161)), 20)
    seat = invade(world, rng, scene, person, moments[0])
    hidden = '[{"ActionType":"Delete"},{"ActionType":"StopProcessingRules"}]'
    start = moments[0] - MINUTE
    mailbox.by_outlook(world.audit, scene.sink, rng, start, seat(start), "", "(All)", hidden)
    for at in moments:
        folder = pick(rng, ("\\Sent Items", "\\Sent Items", "\\Inbox", "\\Deleted Items"))
        operation = "HardDelete" if rng.random() < 0.8 else "SoftDelete"
        mailbox.removed(world.audit, scene.sink, rng, at, seat(at), operation, folder, [mail.subject(rng)])
    return {"user": [person.upn], "mailbox": [person.upn], "src_ip": addresses(seat, moments)}


def hidden_mailboxes(world: World, rng: Generator, scene: Scene) -> Entities:
    """Make mailboxes that no list shows, or take some out of auditing, in an administrator's name (T1564)."""
    admin = victim(world, rng, scene, "admin")
    moments = scene.moments(world, rng, admin, int(rng.integers(8, 15)), 15)
    seat = take_over(world, rng, scene, admin, moments[0])
    unaudited = rng.random() < 0.4
    touched: list[str] = []
    for k, at in enumerate(moments):
        if unaudited:
            box = pick(rng, world.organisation.people).upn
            parameters = {"Identity": box, "AuditBypassEnabled": "True"}
            operation = "Set-MailboxAuditBypassAssociation"
            mailbox.cmdlet(world.audit, scene.sink, rng, at, seat(at), operation, box, parameters)
        else:
            box = f"sys{int(rng.integers(10, 99))}.health{k}@{DOMAIN}"
            _hidden(world, rng, scene, at, seat, box)
        touched.append(box)
    return {"user": [admin.upn], "mailbox": sorted(set(touched)), "src_ip": addresses(seat, moments)}


def _hidden(world: World, rng: Generator, scene: Scene, at: int, seat: SeatAt, box: str) -> None:
    made = {"Name": box.split("@")[0], "PrimarySmtpAddress": box, "Shared": "True"}
    mailbox.cmdlet(world.audit, scene.sink, rng, at, seat(at), "New-Mailbox", box, made)
    hide = {"Identity": box, "HiddenFromAddressListsEnabled": "True"}
    mailbox.cmdlet(world.audit, scene.sink, rng, at + 8_000, seat(at), "Set-Mailbox", box, hide)

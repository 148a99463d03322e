"""Outlook made to start things (T1137 and its kinds), with Ruler: its logon, then a rule, a form or a home page."""

from __future__ import annotations

from dataclasses import replace

from numpy.random import Generator

from training.simulate.activity.infrastructure.browsing import fetch
from training.simulate.attacks.intrusion import SeatAt, addresses, invade
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.networks import hostile
from training.simulate.organisation import Person
from training.simulate.presence import Seat
from training.simulate.randomness import hexadecimal, pick
from training.simulate.world import World
from training.simulate.writers import kerberos
from training.simulate.writers import m365_mailbox as mailbox
from training.simulate.writers.mail_log import Message, message_id
from training.simulate.writers.windows_event import account_of
from training.simulate.writers.windows_logon import Logon, logon

OUTLOOK_AGENT = "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17932; Pro)"


def _ruler(world: World, rng: Generator, scene: Scene, at: int, seat: Seat, tries: int) -> None:
    """Write Ruler's logons at the mail server: NTLM, with its own name as workstation."""
    server = world.estate.one("mail")
    on = world.estate.machine(server.name, scene.sink, rng)
    dc = world.estate.machine(world.estate.one("dc").name, scene.sink, rng)
    for k in range(tries):
        last = k == tries - 1
        failure = "" if last else kerberos.WRONG_PASSWORD
        done = Logon(account_of(seat.person), seat.ip, package="NTLM", workstation="RULER", failure=failure)
        moment = at + 3_000 * k
        kerberos.validated(dc, moment - 40, seat.person.sam, "RULER", failure or "0x0")
        logon(on, moment, done)


def _begin(world: World, rng: Generator, scene: Scene) -> tuple[Person, int, SeatAt]:
    """Sign in and let Ruler log on: loudly with failures before it, quietly without the tool's name anywhere."""
    person = victim(world, rng, scene)
    at = scene.moment(world, rng, person)
    seat = invade(world, rng, scene, person, at)
    if not scene.quiet or rng.random() < 0.5:
        _ruler(world, rng, scene, at - 2 * MINUTE, seat(at), scene.volume(6))
    return person, at, seat


def _named(person: Person, seat: SeatAt, at: int) -> Entities:
    return {"user": [person.upn], "mailbox": [person.upn], "src_ip": addresses(seat, [at])}


def any_of(world: World, rng: Generator, scene: Scene) -> Entities:
    """Log on as Ruler, then leave a form, a home page and a rule behind (T1137)."""
    person, at, seat = _begin(world, rng, scene)
    for write in (_form, _home_page, _rule)[: scene.volume(3)]:
        write(world, rng, scene, at, seat(at))
        at += int(rng.uniform(40_000, 120_000))
    return _named(person, seat, at)


def form(world: World, rng: Generator, scene: Scene) -> Entities:
    """Leave a form with code, and send the message that opens it (T1137.003)."""
    person, at, seat = _begin(world, rng, scene)
    word = _form(world, rng, scene, at, seat(at))
    for k in range(scene.volume(3)):
        message = Message(
            person.email, [person.email], "Invoice", 4_100, seat(at).ip, message_id(rng),
            message_class=f"IPM.Note.{word}",
        )  # fmt: skip
        moment = at + 12_000 + 60_000 * k
        world.mail.deliver(scene.sink, rng, moment, message)
        world.audit.send(scene.sink, rng, moment, seat(moment), "Invoice", message.message_id, message.size)
    return _named(person, seat, at)


def home_page(world: World, rng: Generator, scene: Scene) -> Entities:
    """Let a folder show a page of one's own; Outlook fetches it at every start from then on (T1137.004)."""
    person, at, seat = _begin(world, rng, scene)
    host = _home_page(world, rng, scene, at, seat(at))
    first = world.day_of(at)
    last = scene.last_day if scene.quiet else min(first + 1, world.config.days - 1)
    for k, day in enumerate(range(first, last + 1)):
        start = max(at + 5 * MINUTE, world.local_midnight(person, day) + 8 * HOUR)
        own = world.own_seat(person, start)
        own = replace(own, device=replace(own.device, browser=OUTLOOK_AGENT))
        moment = start + int(rng.uniform(0, 20) * MINUTE)
        fetch(world, rng, scene.sink, moment, own, f"http://{host}/o/{k}.html", "Newly Registered Domains", size=5_120)
    return _named(person, seat, at) | {"domain": [host]}


def rule(world: World, rng: Generator, scene: Scene) -> Entities:
    """Leave a rule that starts a program at a word, and send the word (T1137.005)."""
    person, at, seat = _begin(world, rng, scene)
    word = _rule(world, rng, scene, at, seat(at))
    outside = hostile(rng)
    for k in range(scene.volume(2)):
        moment = at + int(rng.uniform(1, 3) * MINUTE) + 90_000 * k
        domain = f"mailer{int(rng.integers(10, 99))}.example"
        message = Message(
            f"x{int(rng.integers(999))}@{domain}", [person.email], word, 2_900, outside.address(rng),
            message_id(rng, domain), checks=("none", "none", "none"),
        )  # fmt: skip
        world.mail.deliver(scene.sink, rng, moment, message)
    return _named(person, seat, at)


def _form(world: World, rng: Generator, scene: Scene, at: int, seat: Seat) -> str:
    """Write a form made in the mailbox's hidden table; gives the word in its class."""
    word = pick(rng, ("", "x")) + hexadecimal(rng, 6)
    record = world.audit.mailbox(rng, at, seat, "Create", 2)
    record |= {
        "ClientInfoString": f"{mailbox.MAPI};{OUTLOOK_AGENT}",
        "Item": {
            "Id": hexadecimal(rng, 48),
            "IsAssociated": True,
            "ItemClass": "IPM.Microsoft.FolderDesign.FormsDescription",
            "ParentFolder": {"Id": hexadecimal(rng, 24), "Name": "Inbox", "Path": "\\Inbox"},
            "Subject": f"IPM.Note.{word}",
        },
    }
    world.audit.add(scene.sink, at, record)
    return word


def _home_page(world: World, rng: Generator, scene: Scene, at: int, seat: Seat) -> str:
    """Write the property of a folder that names its page; gives the page's host."""
    host = f"outlook-{hexadecimal(rng, 5)}.example"
    record = world.audit.mailbox(rng, at, seat, "Update", 2)
    record |= {
        "ClientInfoString": f"{mailbox.MAPI};{OUTLOOK_AGENT}",
        "Item": {"Id": hexadecimal(rng, 48), "ParentFolder": {"Name": "Inbox", "Path": "\\Inbox"}, "Subject": "Inbox"},
        "ModifiedProperties": ["FolderWebViewInfo"],
    }
    world.audit.add(scene.sink, at, record)
    return host


def _rule(world: World, rng: Generator, scene: Scene, at: int, seat: Seat) -> str:
    """Write a rule that starts a program; gives the word that triggers it."""
    word = pick(rng, ("pwned", "trigger", "go", "report")) + str(int(rng.integers(100, 9_999)))
    path = f"\\\\\\\\{pick(rng, ('10.9.8.7', 'dav.share-host.example'))}\\\\webdav\\\\{hexadecimal(rng, 6)}.exe"
    actions = f'[{{"ActionType":"StartApplication","Path":"{path}"}}]'
    mailbox.by_outlook(
        world.audit, scene.sink, rng, at, seat, hexadecimal(rng, 4), f'(SubjectContains "{word}")', actions
    )
    return word

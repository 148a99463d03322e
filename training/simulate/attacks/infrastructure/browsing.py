"""Attacks that reach people where they browse: drive-by sites, things to install, files given away."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.infrastructure.browsing import busy_news, fetch, visit
from training.simulate.activity.infrastructure.upkeep import random_offset
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.domains import WebSite, fresh
from training.simulate.estate import on_windows
from training.simulate.names import TOPICS
from training.simulate.organisation import Person
from training.simulate.presence import Seat
from training.simulate.randomness import hexadecimal, pick
from training.simulate.world import World
from training.simulate.writers import windows_services as windows
from training.simulate.writers.mail_log import Message, message_id
from training.simulate.writers.windows_event import account_of

OCTETS = "application/octet-stream"


def working_moment(world: World, rng: Generator, scene: Scene, person: Person) -> int:
    """Draw a moment when somebody is at work within the days of the attack."""
    days = [d for d in range(scene.first_day, scene.last_day + 1) if world.plan(person, d) is not None]
    day = pick(rng, days) if days else scene.first_day
    return world.local_midnight(person, day) + int(rng.uniform(9, 16.5) * HOUR)


def drive_by(world: World, rng: Generator, scene: Scene) -> Entities:
    """Lead readers of a news site to a days-old domain that hands them a program, which then calls home (T1189)."""
    lure, home = fresh(rng), fresh(rng)
    people = [victim(world, rng, scene) for _ in range(scene.volume(6, 1))]
    first = working_moment(world, rng, scene, people[0])
    addresses = set()
    for k, person in enumerate(people):
        at = first + int(rng.uniform(0, 110) * MINUTE) * (k > 0)
        if scene.intensity != "loud":
            at = working_moment(world, rng, scene, person) if scene.quiet else first + int(rng.uniform(0, 330) * MINUTE)
        seat = world.own_seat(person, at)
        addresses.add(seat.inside)
        news = busy_news(world, rng)
        fetch(world, rng, scene.sink, at, seat, news, "News", size=60_000)
        url = f"https://cdn.{lure.domain}/p/{hexadecimal(rng, 6)}.js"
        fetch(
            world,
            rng,
            scene.sink,
            at + 700,
            seat,
            url,
            lure.category,
            size=48_000,
            kind="application/javascript",
            referrer=news,
        )
        url = f"https://cdn.{lure.domain}/{hexadecimal(rng, 8)}.bin"
        size = int(rng.lognormal(13.5, 0.4))
        fetch(world, rng, scene.sink, at + 2_400, seat, url, lure.category, size=size, kind=OCTETS, referrer=news)
        if k < scene.volume(3, 1):
            beacons(world, rng, scene, at + 3 * MINUTE, seat, home, scene.volume(36, 4))
    names = sorted(p.upn for p in people)
    return {"user": names, "domain": [lure.domain, home.domain], "src_ip": sorted(addresses)}


def beacons(world: World, rng: Generator, scene: Scene, start: int, seat: Seat, home: WebSite, n: int) -> None:
    """Write a program calling home: short posts at nearly even gaps."""
    gap = float(rng.uniform(45, 120)) * 1_000 * (8 if scene.quiet else 1)
    at = start
    for _ in range(n):
        url = f"https://{home.domain}/api/status"
        sent = int(rng.lognormal(6.4, 0.3))
        fetch(world, rng, scene.sink, at, seat, url, home.category, size=220, kind=OCTETS, method="POST", sent=sent)
        at += int(gap * rng.uniform(0.9, 1.1))


def installs(world: World, rng: Generator, scene: Scene) -> Entities:
    """Have people who never install anything fetch a program from a site nobody knows, and install it (T1204)."""
    site = fresh(rng)
    people = [_on_windows(world, rng, scene) for _ in range(scene.volume(4, 1))]
    first = working_moment(world, rng, scene, people[0])
    hosts = []
    for k, person in enumerate(people):
        at = first + int(rng.uniform(0, 50) * MINUTE) * (k > 0)
        seat = world.own_seat(person, at)
        link = f"https://{site.domain}/{pick(rng, TOPICS).lower()}"
        if not scene.quiet:
            _invite(world, rng, scene, at - 4 * MINUTE, person, site)
            visit(world, rng, scene.sink, at, seat, site)
        name = f"{pick(rng, ('Viewer', 'Invoice', 'Secure_Doc', 'Update'))}_{hexadecimal(rng, 3)}"
        end = ".msi" if scene.quiet else pick(rng, (".msi", ".js", ".exe"))
        size = int(rng.lognormal(14.2, 0.6))
        fetch(
            world,
            rng,
            scene.sink,
            at + 40_000,
            seat,
            f"{link}/{name}{end}",
            site.category,
            size=size,
            kind=OCTETS,
            referrer=link,
        )
        on = world.estate.machine(person.laptop.name, scene.sink, rng)
        windows.installed(
            on, at + int(rng.uniform(1.2, 5) * MINUTE), name.replace("_", " "), "1.0.3", "", account_of(person)
        )
        hosts.append(f"{person.laptop.name}.halden.example".lower())
    return {"user": sorted(p.upn for p in people), "host": hosts, "domain": [site.domain]}


def _on_windows(world: World, rng: Generator, scene: Scene) -> Person:
    """Draw somebody who works with documents on a computer with Windows, as far as there is one."""
    return victim(world, rng, scene, "office", "finance", "sales", "hr", suits=on_windows)


def _invite(world: World, rng: Generator, scene: Scene, at: int, person: Person, site: WebSite) -> None:
    """Write the mail with the link."""
    sender = f"{pick(rng, ('billing', 'notice', 'docs'))}@{site.domain}"
    line = f"{pick(rng, TOPICS)} document for you"
    identity = message_id(rng, site.domain)
    world.mail.deliver(
        scene.sink,
        rng,
        at,
        Message(sender, [person.email], line, 21_000, "192.0.2.99", identity, urls=1, authentic=False),
    )


def poisoned_document(world: World, rng: Generator, scene: Scene) -> Entities:
    """Mail one file to some; where it is opened the reader crashes, at the same place every time (T1203)."""
    site = fresh(rng)
    people = [victim(world, rng, scene) for _ in range(scene.volume(9, 2))]
    at = working_moment(world, rng, scene, people[0])
    program, module, code = pick(
        rng,
        (
            ("AcroRd32.exe", "AcroRd32.dll", "c0000005"),
            ("winword.exe", "mso20win32client.dll", "c0000409"),
            ("excel.exe", "EQNEDT32.dll", "c0000005"),
        ),
    )
    ending = {"winword.exe": "docx", "excel.exe": "xlsx"}.get(program, "pdf")
    name = f"{pick(rng, TOPICS)}_{int(rng.integers(100, 999))}.{ending}"
    sender = f"office@{site.domain}"
    for k, person in enumerate(people):
        message = Message(
            sender, [person.email], f"{pick(rng, TOPICS)} {name.partition('.')[0]}", 412_000, "192.0.2.98",
            message_id(rng, site.domain), attachments=1, files=(name,), authentic=False,
        )  # fmt: skip
        world.mail.deliver(scene.sink, rng, at + k * 9_000, message)
    offset = random_offset(rng)
    opened = [p for p in people if on_windows(p)] or people
    hosts = []
    for person in opened[: scene.volume(4, 1)]:
        on = world.estate.machine(person.laptop.name, scene.sink, rng)
        windows.crash(on, at + int(rng.uniform(2, 15) * MINUTE), program, module, code, offset)
        hosts.append(f"{person.laptop.name}.halden.example".lower())
    return {"user": sorted(p.upn for p in people), "host": hosts, "sender": [sender]}


def given_away(world: World, rng: Generator, scene: Scene) -> Entities:
    """Talk somebody into sending files to a chat service that hardly anybody here uses (T1598.001)."""
    person = victim(world, rng, scene, "office", "finance", "engineer", "manager")
    site = (
        fresh(rng)
        if rng.random() < 0.5
        else WebSite(f"{pick(rng, ('talk', 'ping', 'meetme'))}-{hexadecimal(rng, 4)}.example", "Chat")
    )
    moments = scene.moments(world, rng, person, int(rng.integers(28, 45)), 16)
    if not scene.quiet:
        at = working_moment(world, rng, scene, person)
        shift = at - moments[0]
        moments = [m + shift for m in moments]
        for k in range(scene.volume(14)):
            then, seat = at - (k + 1) * 4 * MINUTE, world.own_seat(person, at)
            url = f"https://{site.domain}/messages/poll"
            fetch(
                world,
                rng,
                scene.sink,
                then,
                seat,
                url,
                site.category,
                size=1_800,
                kind="application/json",
                method="POST",
                sent=700,
            )
    for at in moments:
        seat = world.own_seat(person, at)
        sent = int(rng.uniform(3.4e6, 4.3e6))
        url = f"https://upload.{site.domain}/media/chunk"
        fetch(
            world,
            rng,
            scene.sink,
            at,
            seat,
            url,
            site.category,
            size=310,
            kind="application/json",
            method="POST",
            sent=sent,
        )
    return {
        "user": [person.upn],
        "domain": [site.domain],
        "src_ip": sorted({world.own_seat(person, at).inside for at in moments}),
    }

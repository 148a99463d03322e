"""Mail collected (T1114): by an application over many mailboxes, by a mail program that copies all, by an export."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.attacks.intrusion import addresses, invade, take_over
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import MINUTE
from training.simulate.randomness import pick, sample, uuid
from training.simulate.world import World
from training.simulate.writers import m365_mailbox as mailbox


def by_application(world: World, rng: Generator, scene: Scene) -> Entities:
    """Read some 4,800 messages of 14 mailboxes within 90 minutes by an application never used before (T1114)."""
    person = victim(world, rng, scene, "admin", "manager", "engineer")
    moments = scene.moments(world, rng, person, int(rng.integers(180, 241)), 90)
    seat = invade(world, rng, scene, person, moments[0])
    app = uuid(rng)
    client = pick(rng, (mailbox.REST, mailbox.EWS))
    others = [p for p in world.organisation.people if p is not person]
    boxes = sample(rng, others, scene.volume(14, 2))
    for k, at in enumerate(moments):
        count = int(rng.integers(14, 33))
        owner = boxes[k * len(boxes) // len(moments)]
        mailbox.items_read(world.audit, scene.sink, rng, at, seat(at), count, owner=owner, app=app, client=client)
    return {
        "user": [person.upn], "mailbox": sorted(b.upn for b in boxes), "src_ip": addresses(seat, moments),
    }  # fmt: skip


def whole_mailbox(world: World, rng: Generator, scene: Scene) -> Entities:
    """Copy a whole mailbox by IMAP or a fresh mail program from a rented machine (T1114)."""
    person = victim(world, rng, scene)
    moments = scene.moments(world, rng, person, int(rng.integers(70, 111)), 45)
    seat = invade(world, rng, scene, person, moments[0])
    client = pick(rng, (mailbox.IMAP, mailbox.IMAP, mailbox.MAPI))
    for at in moments:
        count = int(rng.integers(150, 900))
        mailbox.items_read(
            world.audit, scene.sink, rng, at, seat(at), count, client=client, sync=True, throttled=count > 700
        )
    return {"user": [person.upn], "mailbox": [person.upn], "src_ip": addresses(seat, moments)}


def export(world: World, rng: Generator, scene: Scene) -> Entities:
    """Search mailboxes for telling words and export them, in the name of somebody of the helpdesk (T1114)."""
    admin = victim(world, rng, scene, "admin")
    moments = scene.moments(world, rng, admin, int(rng.integers(8, 13)), 40)
    seat = take_over(world, rng, scene, admin, moments[0])
    chiefs = [p for p in world.organisation.people if p.role.name in ("manager", "finance", "hr")]
    boxes = sample(rng, chiefs, len(moments))
    by_search = rng.random() < 0.6
    for k, (at, box) in enumerate(zip(moments, boxes, strict=False)):
        if by_search:
            name = f"Case {int(rng.integers(1_000, 9_999))}-{k}"
            words = pick(rng, ("password OR vpn", "invoice OR iban", "contract OR merger", "salary"))
            more = {"ExchangeLocation": box.upn, "ContentMatchQuery": words}
            mailbox.compliance(world.audit, scene.sink, rng, at, seat(at), "New-ComplianceSearch", name, **more)
            then = at + int(rng.uniform(1, 3) * MINUTE)
            action = {"Export": "True", "Format": "FxStream"}
            mailbox.compliance(
                world.audit, scene.sink, rng, then, seat(then), "New-ComplianceSearchAction", f"{name}_Export", **action
            )
        else:
            parameters = {"Mailbox": box.upn, "FilePath": f"\\\\10.10.11.12\\c$\\temp\\{box.sam}.pst"}
            mailbox.cmdlet(world.audit, scene.sink, rng, at, seat(at), "New-MailboxExportRequest", box.upn, parameters)
    found = {"user": [admin.upn], "src_ip": addresses(seat, moments)}
    # A search names the mailboxes it goes through in its text alone.
    return found if by_search else found | {"mailbox": sorted(b.upn for b in boxes)}

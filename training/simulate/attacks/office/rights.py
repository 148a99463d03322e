"""Rights on mailboxes given away (T1098.002): to everybody by the intruder, or to an accomplice by an administrator."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.attacks.intrusion import addresses, invade, take_over
from training.simulate.attacks.office.victims import blast, colleagues
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import MINUTE
from training.simulate.organisation import Person
from training.simulate.presence import Seat
from training.simulate.randomness import pick, sample
from training.simulate.world import World
from training.simulate.writers import m365_mailbox as mailbox
from training.simulate.writers.mail_log import message_id

RIGHTS = ("ReadAny, FolderVisible", "Reviewer", "FolderOwner, FolderVisible, ReadAny, EditAny, DeleteAny")


def everybody(world: World, rng: Generator, scene: Scene) -> Entities:
    """Let everybody, or anybody at all, read a mailbox; then write to colleagues from it (T1098.002).

    Loud: the whole inbox is opened and 150 to 180 messages go out within 40 minutes. Quiet: one folder, a
    few messages over days.
    """
    person = victim(world, rng, scene, "manager", "finance", "hr", "sales")
    moments = scene.moments(world, rng, person, int(rng.integers(150, 181)), 40)
    seat = invade(world, rng, scene, person, moments[0])
    grantee = mailbox.ANONYMOUS if rng.random() < 0.35 else mailbox.EVERYONE
    folders = ["\\Inbox", "\\Sent Items", "\\Top of Information Store"][: scene.volume(3)]
    by_cmdlet = rng.random() < 0.35
    for k, folder in enumerate(folders):
        at, rights = moments[0] - 3 * MINUTE + 20_000 * k, pick(rng, RIGHTS)
        if by_cmdlet:
            thing = f"{person.upn}:{folder}"
            name = "Default" if grantee is mailbox.EVERYONE else "Anonymous"
            parameters = {"Identity": thing, "User": name, "AccessRights": "Reviewer"}
            operation = pick(rng, ("Add-MailboxFolderPermission", "Set-MailboxFolderPermission"))
            mailbox.cmdlet(world.audit, scene.sink, rng, at, seat(at), operation, thing, parameters)
            continue
        operation = pick(rng, ("ModifyFolderPermissions", "AddFolderPermissions"))
        mailbox.folder_rights(world.audit, scene.sink, rng, at, seat(at), folder, grantee, rights, operation)
    blast(world, rng, scene, seat, moments, colleagues(world, rng, scene, person, 170, 0.7))
    return {"user": [person.upn], "mailbox": [person.upn], "src_ip": addresses(seat, moments)}


def accomplice(world: World, rng: Generator, scene: Scene) -> Entities:
    """Give an accomplice full access to chiefs' mailboxes in an administrator's name, and use it (T1098.002)."""
    admin = victim(world, rng, scene, "admin")
    reader = victim(world, rng, scene, "office", "sales", "engineer")
    chiefs = [p for p in world.organisation.people if p.role.name in ("manager", "finance") and p is not reader]
    boxes = sample(rng, chiefs, scene.volume(int(rng.integers(8, 13))))
    moments = scene.moments(world, rng, admin, max(3, len(boxes)), 12)
    by = take_over(world, rng, scene, admin, moments[0])
    for at, box in zip(moments, boxes, strict=False):
        _grant(world, rng, scene, at, by(at), reader, box)
    seat = invade(world, rng, scene, reader, moments[-1] + 14 * MINUTE)
    read = [moments[-1] + int(rng.uniform(15, 90) * MINUTE) for _ in range(scene.volume(60, 4))]
    for at in sorted(read):
        box = pick(rng, boxes)
        mailbox.items_read(world.audit, scene.sink, rng, at, seat(at), int(rng.integers(3, 25)), owner=box)
        if rng.random() < 0.15:
            line = "Updated payment instructions"
            mailbox.sent_for(world.audit, scene.sink, rng, at, seat(at), box, line, message_id(rng), "SendAs")
    ips = sorted({*addresses(by, moments), *addresses(seat, read)})
    return {"user": sorted({admin.upn, reader.upn}), "mailbox": sorted(b.upn for b in boxes), "src_ip": ips}


def _grant(world: World, rng: Generator, scene: Scene, at: int, seat: Seat, reader: Person, box: Person) -> None:
    parameters = {"Identity": box.upn, "User": reader.upn, "AccessRights": "FullAccess", "AutoMapping": "False"}
    mailbox.cmdlet(world.audit, scene.sink, rng, at, seat, "Add-MailboxPermission", box.upn, parameters)
    if rng.random() < 0.5:
        parameters = {"Identity": box.upn, "Trustee": reader.upn, "AccessRights": "SendAs"}
        mailbox.cmdlet(world.audit, scene.sink, rng, at + 9_000, seat, "Add-RecipientPermission", box.upn, parameters)

"""Administrators at work in the directory: groups, passwords, licences, guests, mailbox grants."""

from __future__ import annotations

from uuid import NAMESPACE_DNS, uuid5

from numpy.random import Generator

from training.simulate.activity import mail
from training.simulate.organisation import DOMAIN, Person
from training.simulate.presence import Seat
from training.simulate.randomness import draw, pick, zipf
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import m365_mailbox as mailbox
from training.simulate.writers import okta
from training.simulate.writers.entra_audit import Target, target, user_target

GROUPS = (
    "All Staff", "VPN Users", "Licence Office E5", "Licence Visio", "SharePoint Project Owners", "Remote Desktop Users",
    "Payroll Readers", "CRM Users", "Wiki Editors", "Printer Admins", "Atlas Users", "Travel Booking",
)  # fmt: skip
OPERATIONS = (
    "Add member to group", "Update user", "Reset user password", "Remove member from group", "Change user license",
    "Update group", "Update device", "Disable account", "Invite external user", "Add app role assignment grant to user",
)  # fmt: skip
"""What administrators do, the most frequent first."""
_RANK = zipf(len(OPERATIONS), 1.1)
PER_DAY = 12
"""Operations an administrator and day."""


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write all administration of a day; synchronisation from HR runs at night."""
    for plan in world.plans[day]:
        if plan.person.role.name != "admin":
            continue
        n = int(rng.poisson(PER_DAY * plan.load))
        for at, k in zip(plan.times(rng, n), draw(rng, _RANK, n), strict=True):
            operate(world, rng, sink, at, plan.seat(at), OPERATIONS[k])
        if rng.random() < 0.15 * plan.load:
            at = plan.times(rng, 1)[0]
            grant_mailbox(world, rng, sink, at, plan.seat(at), shared=True)
    at = world.start_of(day) + 3_660_000
    for _ in range(int(rng.poisson(world.config.users / 20))):
        person = pick(rng, world.organisation.people)
        world.directory.write_app(sink, rng, at, HR_APP, "Update user", (user_target(person),))
        at += int(rng.exponential(4_000))


HR_APP = ("2f1c9a10-5d3e-4c55-8a55-6c4f0d1c7b20", "HR synchronisation")
"""(id, name) of the application that carries HR's data into the directory."""


def group(name: str) -> Target:
    """Give a group as the target of an operation; its id follows its name."""
    return target("Group", str(uuid5(NAMESPACE_DNS, f"{name}.groups.{DOMAIN}")), name)


def operate(world: World, rng: Generator, sink: Sink, at: int, seat: Seat, operation: str) -> None:
    """Write one ordinary operation on somebody's account, a group or a guest."""
    person = pick(rng, world.organisation.people)
    name = pick(rng, GROUPS)
    if world.stack.identity == "okta" and operation in _IN_OKTA:
        both = (okta.person_target(person), {"displayName": name, "id": f"00g{name[:6]}", "type": "UserGroup"})
        okta.write(sink, rng, at, seat, okta.Entry(_IN_OKTA[operation], targets=both))
        return
    if operation == "Invite external user":
        guest = mail.external(rng, person)
        details = {"invitedUserEmailAddress": guest, "oid": ""}
        world.directory.write(sink, rng, at, seat, operation, (target("User", "", guest),), details)
        return
    targets = [user_target(person)]
    if operation == "Update group":
        targets = [group(name)]
    elif operation == "Update device":
        targets = [target("Device", person.laptop.uid, person.laptop.name)]
    elif "group" in operation:
        targets.append(group(name))
    world.directory.write(sink, rng, at, seat, operation, targets)


_IN_OKTA = {
    "Reset user password": "user.account.reset_password",
    "Add app role assignment grant to user": "application.user_membership.add",
    "Add member to group": "group.user_membership.add",
    "Remove member from group": "group.user_membership.remove",
}
"""What is done in Okta where that is the identity provider."""


def grant_mailbox(world: World, rng: Generator, sink: Sink, at: int, seat: Seat, *, shared: bool) -> Person:
    """Write full access to a mailbox given to somebody, mostly to a shared one; gives who got it."""
    person = pick(rng, world.organisation.people)
    box = f"{pick(rng, SHARED_MAILBOXES)}@{DOMAIN}" if shared else pick(rng, world.organisation.people).upn
    parameters = {"Identity": box, "User": person.upn, "AccessRights": "FullAccess", "InheritanceType": "All"}
    mailbox.cmdlet(world.audit, sink, rng, at, seat, "Add-MailboxPermission", box, parameters)
    if rng.random() < 0.5:
        parameters = {"Identity": box, "Trustee": person.upn, "AccessRights": "SendAs", "Confirm": "False"}
        mailbox.cmdlet(world.audit, sink, rng, at + 30_000, seat, "Add-RecipientPermission", box, parameters)
    return person


SHARED_MAILBOXES = ("info", "orders", "ap", "careers", "support", "events", "press", "facilities", "logistics")
"""Mailboxes that belong to nobody in particular."""

"""Mailboxes are tidied, searched and shared: deletions, rules, calendar rights, delegates, shared mailboxes."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity import mail
from training.simulate.names import TOPICS
from training.simulate.organisation import Person
from training.simulate.presence import PersonDay
from training.simulate.randomness import pick
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import m365_mailbox as mailbox
from training.simulate.writers.mail_log import message_id

RULE_EDITS = 0.02
"""Edits of rules a person and day."""
RIGHTS_CHANGES = 0.01
"""Changes of folder rights a person and day; 95 % are of calendars."""
TIDY_FOLDERS = ("Newsletters", "Projects", "Invoices", "Travel", "Jira", "Team", "Archive", "Monitoring")


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write what everybody does to mailboxes on a day."""
    for plan in world.plans[day]:
        _tidy(world, plan, rng, sink)
        if rng.random() < 0.3 * plan.load:
            at = plan.times(rng, 1)[0]
            mailbox.searched(world.audit, sink, rng, at, plan.seat(at), pick(rng, TOPICS).lower())
        if rng.random() < RULE_EDITS:
            edit_rule(world, rng, sink, plan, plan.times(rng, 1)[0])
        if rng.random() < RIGHTS_CHANGES:
            share_folder(world, rng, sink, plan, plan.times(rng, 1)[0])
        chief = served_by(world, plan.person)
        if chief is not None:
            _assist(world, plan, chief, rng, sink)


def _tidy(world: World, plan: PersonDay, rng: Generator, sink: Sink) -> None:
    """Throw mail away: mostly into the deleted items, now and then for good."""
    for at in plan.times(rng, int(rng.poisson(2.0 * plan.load))):
        u = rng.random()
        operation, folder = "MoveToDeletedItems", "\\Inbox"
        if u > 0.97:
            operation, folder = "HardDelete", "\\Recoverable Items\\Deletions"
        elif u > 0.8:
            operation, folder = "SoftDelete", "\\Deleted Items"
        subjects = [mail.subject(rng) for _ in range(int(rng.geometric(0.4)))]
        seat = plan.seat(at) if rng.random() < 0.7 else plan.phone(at)
        mailbox.removed(world.audit, sink, rng, at, seat, operation, folder, subjects)


def edit_rule(world: World, rng: Generator, sink: Sink, plan: PersonDay, at: int) -> None:
    """Write the edit of an ordinary rule: a newsletter or a project's mail goes to a folder of its own."""
    seat, person = plan.seat(at), plan.person
    folder, sender = pick(rng, TIDY_FOLDERS), mail.external(rng, person)
    u = rng.random()
    if u < 0.45:
        parameters = {
            "AlwaysDeleteOutlookRulesBlob": "False",
            "Force": "False",
            "Name": f"{folder} {pick(rng, TOPICS)}",
            "FromAddressContainsWords": sender,
            "MoveToFolder": folder,
            "StopProcessingRules": "True",
        }
        if u < 0.08:
            parameters["MarkAsRead"] = "True"
        operation = "New-InboxRule" if u < 0.3 else "Set-InboxRule"
        thing = f"{person.upn}\\{int(rng.integers(10**17, 10**18))}"
        mailbox.cmdlet(world.audit, sink, rng, at, seat, operation, thing, parameters)
        return
    operation = "AddMailboxRule" if u < 0.75 else "ModifyMailboxRule"
    condition = f'(SubjectContains "{pick(rng, TOPICS)}")'
    actions = f'[{{"ActionType":"Move","FolderId":"{folder}"}}]'
    mailbox.by_outlook(world.audit, sink, rng, at, seat, f"{folder} rule", condition, actions, operation)


def share_folder(world: World, rng: Generator, sink: Sink, plan: PersonDay, at: int) -> None:
    """Write a folder shared with a colleague or, for calendars, with everybody."""
    colleague = pick(rng, mail.contacts(world, plan.person))
    named = (colleague.upn, colleague.sid)
    if rng.random() < 0.95:
        everybody = rng.random() < 0.25
        grantee = mailbox.EVERYONE if everybody else named
        rights = "FreeBusyDetailed, FreeBusySimple" if everybody else "ReadAny, FolderVisible, FreeBusyDetailed"
        mailbox.folder_rights(world.audit, sink, rng, at, plan.seat(at), "\\Calendar", grantee, rights)
        return
    folder = f"\\Inbox\\{pick(rng, TIDY_FOLDERS)}"
    operation = pick(rng, ("AddFolderPermissions", "ModifyFolderPermissions"))
    mailbox.folder_rights(world.audit, sink, rng, at, plan.seat(at), folder, named, "ReadAny, FolderVisible", operation)


def served_by(world: World, person: Person) -> Person | None:
    """Give whose mailbox somebody keeps as an assistant, None for everybody else."""
    if person.title != "Executive Assistant":
        return None
    chiefs = [p for p in world.organisation.people if p.role.name == "manager" and p.title != "Executive Assistant"]
    return chiefs[person.index % len(chiefs)] if chiefs else None


def _assist(world: World, plan: PersonDay, chief: Person, rng: Generator, sink: Sink) -> None:
    """Read a chief's mail a few times a day, and answer some of it in the chief's name."""
    for at in plan.times(rng, int(rng.poisson(6 * plan.load))):
        count = 1 + int(rng.poisson(4))
        mailbox.items_read(world.audit, sink, rng, at, plan.seat(at), count, owner=chief)
        if rng.random() < 0.2:
            line = mail.subject(rng)
            mailbox.sent_for(world.audit, sink, rng, at + 90_000, plan.seat(at), chief, line, message_id(rng))

"""Mailboxes that are shared, moved, tidied and resynchronised by those who may."""

from __future__ import annotations

from dataclasses import replace

from numpy.random import Generator

from training.simulate.activity import mail
from training.simulate.activity.office import mailboxes as everyday
from training.simulate.activity.office.administration import SHARED_MAILBOXES, grant_mailbox
from training.simulate.activity.office.inbound import FREE_MAIL
from training.simulate.attacks.office.forwarding import auto_forward
from training.simulate.benign.kind import Entities, concerned, judged_workday
from training.simulate.calendar import DAY, HOUR, MINUTE
from training.simulate.devices import laptop
from training.simulate.names import FORMS, TOPICS
from training.simulate.organisation import DOMAIN, Person
from training.simulate.randomness import pick, sample, uuid
from training.simulate.sink import Recorder
from training.simulate.world import World
from training.simulate.writers import m365_mailbox as mailbox
from training.simulate.writers.mail_log import Message, message_id

TICKETS = "desk.ticketry.example"
"""Domain of the ticket system, which mail may be forwarded to."""


def mailbox_migration(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The helpdesk moves shared mailboxes: 10 to 30 grants within two hours."""
    plan = judged_workday(world, rng, "admin")
    at = plan.midnight + int(rng.uniform(9, 14) * HOUR)
    for _ in range(int(rng.integers(10, 31))):
        grant_mailbox(world, rng, sink, at, plan.seat(at), shared=True)
        at += int(rng.exponential(4 * MINUTE))
    return concerned(plan.person, plan.seat(at).ip)


def calendars_shared(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A team opens its calendars to everybody, as its head asked for."""
    plan = judged_workday(world, rng)
    team = [p for p in world.plans[plan.day] if p.person.department == plan.person.department][:12]
    for one in team:
        at = one.midnight + int(rng.uniform(9.5, 16) * HOUR)
        rights = pick(rng, ("FreeBusyDetailed, FreeBusySimple", "Reviewer", "ReadAny, FolderVisible, FreeBusyDetailed"))
        mailbox.folder_rights(world.audit, sink, rng, at, one.seat(at), "\\Calendar", mailbox.EVERYONE, rights)
    return {"user": sorted(p.person.upn for p in team)}


def rooms_made(world: World, rng: Generator, sink: Recorder) -> Entities:
    """New meeting rooms: mailboxes whose calendar everybody reads."""
    plan = judged_workday(world, rng, "admin")
    at = plan.midnight + int(rng.uniform(9, 15) * HOUR)
    for k in range(int(rng.integers(4, 9))):
        box = f"room-{k + 1}{int(rng.integers(10, 99))}@{DOMAIN}"
        made = {"Name": box.split("@")[0], "Room": "True", "PrimarySmtpAddress": box}
        mailbox.cmdlet(world.audit, sink, rng, at, plan.seat(at), "New-Mailbox", box, made)
        parameters = {"Identity": f"{box}:\\Calendar", "User": "Default", "AccessRights": "Reviewer"}
        operation = "Set-MailboxFolderPermission"
        mailbox.cmdlet(world.audit, sink, rng, at + 20_000, plan.seat(at), operation, f"{box}:\\Calendar", parameters)
        at += int(rng.uniform(1, 3) * MINUTE)
    return concerned(plan.person, plan.seat(at).ip)


def assistant_begins(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A new assistant gets a chief's inbox and calendar, and begins to read."""
    plan = judged_workday(world, rng, "manager")
    assistant = pick(rng, [p for p in world.plans[plan.day] if p.person is not plan.person])
    at, named = plan.midnight + int(rng.uniform(9, 12) * HOUR), (assistant.person.upn, assistant.person.sid)
    for folder in ("\\Inbox", "\\Calendar", "\\Contacts"):
        rights = "ReadAny, Create, EditOwned, FolderVisible"
        mailbox.folder_rights(world.audit, sink, rng, at, plan.seat(at), folder, named, rights, "AddFolderPermissions")
        at += 20_000
    for moment in assistant.times(rng, 6):
        if moment > at:
            count = int(rng.integers(2, 12))
            mailbox.items_read(world.audit, sink, rng, moment, assistant.seat(moment), count, owner=plan.person)
    return {"user": sorted({plan.person.upn, assistant.person.upn}), "mailbox": [plan.person.upn]}


def mailbox_resync(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Outlook on a new managed computer fetches the whole mailbox afresh."""
    plan = judged_workday(world, rng)
    at = plan.midnight + int(rng.uniform(9, 14) * HOUR)
    device = laptop(rng, f"{plan.person.laptop.name}C", engineer=False)
    seat = replace(plan.seat(at), device=device, session=uuid(rng))
    for _ in range(int(rng.integers(25, 60))):
        count = int(rng.integers(80, 600))
        mailbox.items_read(world.audit, sink, rng, at, seat, count, client=mailbox.MAPI, sync=True)
        at += int(rng.exponential(40_000))
    return concerned(plan.person, seat.ip)


def legal_hold(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The legal department searches mailboxes for a case it has, and exports what it found."""
    plan = judged_workday(world, rng, "hr")
    at = plan.midnight + int(rng.uniform(9, 15) * HOUR)
    for k in range(int(rng.integers(2, 5))):
        name = f"Matter {2026_000 + int(rng.integers(999))}-{k}"
        for operation, suffix in (("New-ComplianceSearch", ""), ("New-ComplianceSearchAction", "_Export")):
            more = {"ContentMatchQuery": f"contract AND {pick(rng, TOPICS)}"} if not suffix else {"Export": "True"}
            mailbox.compliance(world.audit, sink, rng, at, plan.seat(at), operation, name + suffix, **more)
            at += int(rng.uniform(3, 20) * MINUTE)
    return concerned(plan.person, plan.seat(at).ip)


def ticket_forward(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A mailbox forwards to the ticket system, as it may: some 20 messages a working day, all the time."""
    person: Person = pick(
        rng, [p for p in world.organisation.people if p.role.name == "office"] or [judged_workday(world, rng).person]
    )
    for day in range(world.config.days):
        if world.config.date_of(day).weekday() < 5:
            for u in sorted(rng.random(int(rng.poisson(20))).tolist()):
                at = world.local_midnight(person, day) + int((8 + 10 * u) * HOUR)
                auto_forward(world, rng, sink, at, person, f"intake@{TICKETS}")
    return {"user": [person.upn], "mailbox": [person.upn]}


def leaver_handover(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The mail of somebody who leaves goes to the manager, inside."""
    plan = judged_workday(world, rng, "admin")
    leaver, heir = sample(rng, world.organisation.people, 2)
    at = plan.midnight + int(rng.uniform(9, 16) * HOUR)
    parameters = {"Identity": leaver.upn, "ForwardingAddress": heir.upn, "DeliverToMailboxAndForward": "True"}
    mailbox.cmdlet(world.audit, sink, rng, at, plan.seat(at), "Set-Mailbox", leaver.upn, parameters)
    return concerned(plan.person, plan.seat(at).ip) | {"mailbox": [leaver.upn]}


def cleanup_day(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Somebody throws away years of newsletters: 300 to 500 into the deleted items, by Outlook."""
    plan = judged_workday(world, rng)
    at, left = plan.midnight + int(rng.uniform(10, 16) * HOUR), int(rng.integers(300, 501))
    while left > 0:
        n = int(rng.integers(5, 40))
        subjects = [f"{pick(rng, TOPICS)} {pick(rng, FORMS).lower()}" for _ in range(n)]
        seat = plan.seat(at)
        mailbox.removed(world.audit, sink, rng, at, seat, "MoveToDeletedItems", "\\Inbox\\Newsletters", subjects)
        left, at = left - n, at + int(rng.exponential(25_000))
    return concerned(plan.person, plan.seat(at).ip)


def tidy_rules(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Somebody brings order into the inbox: 8 to 15 rules for newsletters and projects in an hour."""
    plan = judged_workday(world, rng)
    at = plan.midnight + int(rng.uniform(10, 15) * HOUR)
    for _ in range(int(rng.integers(8, 16))):
        everyday.edit_rule(world, rng, sink, plan, at)
        at += int(rng.exponential(4 * MINUTE))
    return concerned(plan.person, plan.seat(at).ip)


def rules_recreated(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A new Outlook writes all of somebody's known rules again, within seconds."""
    plan = judged_workday(world, rng)
    at = plan.midnight + int(rng.uniform(9, 12) * HOUR)
    for k in range(int(rng.integers(12, 30))):
        folder = everyday.TIDY_FOLDERS[k % len(everyday.TIDY_FOLDERS)]
        actions, condition = (
            f'[{{"ActionType":"Move","FolderId":"{folder}"}}]',
            f'(From "{mail.external(rng, plan.person)}")',
        )
        mailbox.by_outlook(world.audit, sink, rng, at, plan.seat(at), f"{folder} {k}", condition, actions)
        at += int(rng.uniform(200, 900))
    return concerned(plan.person, plan.seat(at).ip)


def alert_rule(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Alerts of monitoring go to a folder, marked as read."""
    plan = judged_workday(world, rng, "engineer", "admin")
    at = plan.midnight + int(rng.uniform(10, 16) * HOUR)
    parameters = {
        "Name": "Monitoring alerts",
        "FromAddressContainsWords": "alerts@beacon-uptime.example",
        "SubjectContainsWords": "ALERT;RESOLVED",
        "MoveToFolder": "Monitoring",
        "MarkAsRead": "True",
    }
    thing = f"{plan.person.upn}\\{int(rng.integers(10**17, 10**18))}"
    mailbox.cmdlet(world.audit, sink, rng, at, plan.seat(at), "New-InboxRule", thing, parameters)
    return concerned(plan.person, plan.seat(at).ip)


def hidden_service_mailbox(world: World, rng: Generator, sink: Recorder) -> Entities:
    """An administrator makes a mailbox for a machine, which no address list needs to show."""
    plan = judged_workday(world, rng, "admin")
    at = plan.midnight + int(rng.uniform(9, 16) * HOUR)
    box = f"svc-{pick(rng, ('scan', 'fax', 'alerts', 'crm', 'build'))}{int(rng.integers(9))}@{DOMAIN}"
    made = {"Name": box.split("@")[0], "Shared": "True", "PrimarySmtpAddress": box}
    mailbox.cmdlet(world.audit, sink, rng, at, plan.seat(at), "New-Mailbox", box, made)
    hide = {"Identity": box, "HiddenFromAddressListsEnabled": "True"}
    mailbox.cmdlet(world.audit, sink, rng, at + 40_000, plan.seat(at), "Set-Mailbox", box, hide)
    return concerned(plan.person, plan.seat(at).ip)


def addin_rollout(world: World, rng: Generator, sink: Recorder) -> Entities:
    """An administrator gives everybody an add-in for Outlook."""
    plan = judged_workday(world, rng, "admin")
    at = plan.midnight + int(rng.uniform(9, 16) * HOUR)
    name = pick(rng, ("Meeting rooms", "Inkwell Sign", "CRM for Outlook", "Report phishing"))
    parameters = {"OrganizationApp": "True", "ProvidedTo": "Everyone", "DefaultStateForUser": "Enabled", "Name": name}
    mailbox.cmdlet(world.audit, sink, rng, at, plan.seat(at), "New-App", name, parameters)
    return concerned(plan.person, plan.seat(at).ip)


def crm_forms(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The CRM's items in mailboxes have a class of their own, from the first day on."""
    sellers = [p for p in world.organisation.people if p.role.name == "sales"] or list(world.organisation.people[:2])
    for day in range(world.config.days):
        if world.config.date_of(day).weekday() >= 5:
            continue
        for person in sample(rng, sellers, 4):
            at = world.local_midnight(person, day) + int(rng.uniform(9, 17) * HOUR)
            colleague = pick(rng, sellers)
            message = Message(
                person.email, [colleague.email], f"CRM: {pick(rng, TOPICS)}", 8_000, world.own_seat(person, at).ip,
                message_id(rng), message_class="IPM.Note.Crm.Activity",
            )  # fmt: skip
            world.mail.deliver(sink, rng, at, message)
    return {"user": sorted(p.upn for p in sellers)}


def vacation_replies(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Mailboxes of people on vacation answer by themselves: short mail to many outside, nothing of what came in."""
    plan = judged_workday(world, rng)
    away = [p for p in world.organisation.people if not world.present(p, plan.day)][:6] or [plan.person]
    for person in away:
        for day in range(plan.day, min(plan.day + 3, world.config.days)):
            for u in rng.random(int(rng.poisson(5))).tolist():
                at = world.local_midnight(person, day) + int(u * DAY)
                outside = mail.external(rng, person) if rng.random() < 0.9 else f"someone@{pick(rng, FREE_MAIL)}"
                message = Message(person.email, [outside], "Automatic reply", 3_000, "10.20.3.11", message_id(rng))
                world.mail.deliver(sink, rng, at, message)
    return {"user": sorted(p.upn for p in away)}


def team_day(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A busy day of a shared mailbox: everybody of a team reads the same one."""
    plan = judged_workday(world, rng)
    team = [p for p in world.plans[plan.day] if p.person.department == plan.person.department][:8]
    box = replace_mailbox(plan.person, f"{pick(rng, SHARED_MAILBOXES)}@{DOMAIN}")
    for one in team:
        for at in one.times(rng, int(rng.integers(8, 20))):
            mailbox.items_read(world.audit, sink, rng, at, one.seat(at), int(rng.integers(1, 15)), owner=box)
    return {"user": sorted(p.person.upn for p in team), "mailbox": [box.upn]}


def replace_mailbox(person: Person, upn: str) -> Person:
    """Give the account of a shared mailbox, which is nobody's."""
    return replace(person, upn=upn, email=upn, user_id=f"shared-{upn.split('@')[0]}")

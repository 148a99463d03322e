"""What administrators do to directory and mail servers, and the list of assets exported every night."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.calendar import HOUR
from training.simulate.pace import office_hours
from training.simulate.randomness import pick
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers.exports import asset
from training.simulate.writers.windows_audit import account_created, policy_changed
from training.simulate.writers.windows_event import account_of
from training.simulate.writers.windows_roles import cmdlet

_CMDLETS = (
    ("Set-Mailbox", '-Identity "{who}" -IssueWarningQuota "49GB"'),
    ("Get-Mailbox", '-Identity "{who}"'),
    ("Set-MailboxCalendarSettings", '-Identity "{who}" -WorkDays "Weekdays"'),
    ("Add-DistributionGroupMember", '-Identity "all-projects" -Member "{who}"'),
    ("Get-MessageTrackingLog", '-Sender "{who}"'),
)
POLICIES = (
    "31b2f340-016d-11d2-945f-00c04fb984f9", "6ac1786c-016f-11d2-945f-00c04fb984f9",
    "a1f4c0de-51b2-4a86-9e77-2f7f0d2c1b10", "c7e2b7aa-0c11-4a7d-8a55-9be1e2a0f4d3",
)  # fmt: skip
"""Group policies: the domain's, the controllers', the computers', the servers'."""
GRACE = 2
"""Days a new computer takes to be entered in the list of assets."""


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the administration of a day."""
    mail, controller = world.estate.one("mail"), world.estate.of("dc")[0]
    exchange = world.plan(world.estate.duties["exchange"], day)
    if exchange is not None:
        on = world.estate.machine(mail.name, sink, rng)
        for at in office_hours(rng, exchange.midnight, int(rng.poisson(7))):
            name, parameters = pick(rng, _CMDLETS)
            someone = pick(rng, world.organisation.people).upn
            cmdlet(on, at, name, parameters.format(who=someone), exchange.person, failed=bool(rng.random() < 0.04))
    windows = world.plan(world.estate.duties["windows"], day)
    if windows is not None and rng.random() < 0.25:
        on = world.estate.machine(controller.name, sink, rng)
        at = windows.times(rng, 1)[0]
        policy_changed(
            on, at, account_of(windows.person), pick(rng, POLICIES[2:]), "versionNumber", str(int(rng.integers(5, 90)))
        )
    helpdesk = world.plan(world.estate.duties["helpdesk"], day)
    for joiner in (p for p in world.organisation.joiners if p.start_day == day + 1):
        if helpdesk is not None:
            on = world.estate.machine(controller.name, sink, rng)
            account_created(on, helpdesk.times(rng, 1)[0], account_of(helpdesk.person), joiner.sam, joiner.sid)
    _assets(world, day, sink)


def _assets(world: World, day: int, sink: Sink) -> None:
    """Write the nightly export of all assets that the list knows."""
    at = world.start_of(day) + 3 * HOUR
    for number, server in enumerate(world.estate.servers):
        asset(sink, at, f"S-{1000 + number}", server.fqdn, "server", server.ip, "it@halden.example")
    for person in world.organisation.people:
        if person.start_day + GRACE <= day:
            asset(sink, at + 1_000, f"C-{5000 + person.index}", person.laptop.name, "computer", "", person.email)

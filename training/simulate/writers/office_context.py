"""What the context files say of shared mailboxes, accounts of services and cloud users, partners, allowed forwards."""

from __future__ import annotations

from collections.abc import Iterable

from training.simulate.activity.mail import PARTNERS
from training.simulate.activity.office.administration import SHARED_MAILBOXES
from training.simulate.activity.office.domain import SERVICE_ACCOUNTS
from training.simulate.activity.office.listing import CLOUD_USERS
from training.simulate.benign.office.mail import SIMULATOR
from training.simulate.benign.office.mailboxes import TICKETS
from training.simulate.organisation import DOMAIN, NETBIOS
from training.simulate.world import World


def accounts(world: World) -> Iterable[tuple[str, ...]]:
    """List the rows of `directory.csv` for accounts that are nobody's."""
    since = world.config.date_of(-900).isoformat()
    for name in SHARED_MAILBOXES:
        upn = f"{name}@{DOMAIN}"
        yield upn, name, upn, "IT", "Shared mailbox", "", "shared-mailboxes", "UTC", "shared", "false", since, ""
    for name in (*(f"svc-{n}" for n in SERVICE_ACCOUNTS if n != "scan"), *CLOUD_USERS):
        upn, aliases = f"{name}@{DOMAIN}", f"{name};{NETBIOS}\\{name}"
        yield upn, aliases, upn, "IT", "Service account", "", "service-accounts", "UTC", "service", "false", since, ""


def inventory(world: World) -> Iterable[tuple[str, str, str, str, str]]:
    """List the rows of `inventory.csv` for partners, and for where mail may be forwarded to."""
    since = world.config.date_of(-900).isoformat()
    for domain in PARTNERS[:12]:
        yield "partner_domain", domain, "Sales", since, ""
    yield "partner_domain", SIMULATOR, "IT", since, ""
    yield "external_forward_allowed", TICKETS, "IT", since, ""

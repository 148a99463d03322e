"""What the context files say of machines, registries, scanners and the accounts of machines."""

from __future__ import annotations

from collections.abc import Iterable

from training.simulate.estate import ACCOUNTS, INSIDE, REGISTRIES
from training.simulate.organisation import DOMAIN, NETBIOS
from training.simulate.world import World
from training.simulate.writers.shop import INTRANET, SHOP
from training.simulate.writers.windows_logon import service

SCANNER = "10.10.40.9"
"""Address of the vulnerability scanner inside."""
OUTSIDE_SCANNER = "198.51.100.40"
"""Address from which a provider tests the shop, by contract."""


def accounts(world: World) -> Iterable[tuple[str, ...]]:
    """List the rows of `directory.csv` for accounts of machines."""
    since = world.config.date_of(-900).isoformat()
    for number, (name, title) in enumerate(ACCOUNTS.values()):
        aliases = ";".join((name, f"{NETBIOS}\\{name}", service(name, number).sid))
        upn = f"{name}@{DOMAIN}"
        yield upn, aliases, upn, "IT", title, "", "service-accounts", "UTC", "service", "false", since, ""


def networks() -> Iterable[tuple[str, ...]]:
    """List the rows of `networks.csv` for the data centre."""
    yield INSIDE, "", "Data centre", "", "office"


def inventory(world: World) -> Iterable[tuple[str, str, str, str, str]]:
    """List the rows of `inventory.csv` for servers, services, registries and scanners."""
    since = world.config.date_of(-900).isoformat()
    for server in world.estate.servers:
        yield "host", server.fqdn, "IT", since, ""
    for name in (SHOP, INTRANET):
        yield "service", name, "IT", since, ""
    for registry in REGISTRIES:
        yield "container_registry", registry, "Engineering", since, ""
    for address in (SCANNER, OUTSIDE_SCANNER):
        yield "scanner", address, "IT", since, ""

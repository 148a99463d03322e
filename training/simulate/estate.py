"""The machines of the organisation: servers, who looks after them, and which vendors' products they run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from numpy.random import Generator

from training.simulate.config import SimulationConfig
from training.simulate.organisation import DOMAIN, Organisation, Person
from training.simulate.randomness import pick, stream
from training.simulate.sink import Sink
from training.simulate.writers.cloudtrail import ACCOUNT, REGION
from training.simulate.writers.service_log import ErrorLog, ServiceLog
from training.simulate.writers.shop import INTRANET, SHOP, AccessLog
from training.simulate.writers.waf import FirewallLog
from training.simulate.writers.web_proxy import ProxyLog
from training.simulate.writers.windows_event import Machine, WindowsEvents

WINDOWS, LINUX = "windows", "linux"
ROLES: tuple[tuple[str, str, str, int, int], ...] = (
    ("dc", "DC", WINDOWS, 2, 0),
    ("file", "FS", WINDOWS, 2, 120),
    ("print", "PRT", WINDOWS, 1, 0),
    ("sql", "SQL", WINDOWS, 2, 0),
    ("mail", "MBX", WINDOWS, 1, 0),
    ("intranet", "IIS", WINDOWS, 1, 0),
    ("app", "APP", WINDOWS, 3, 60),
    ("gateway", "RDG", WINDOWS, 1, 0),
    ("console", "CM", WINDOWS, 1, 0),
    ("web", "WEB", LINUX, 2, 0),
    ("pay", "PAY", LINUX, 2, 0),
    ("build", "BLD", LINUX, 2, 0),
    ("node", "KN", LINUX, 3, 200),
)
"""Role, short name, system, how many, and the people for whom there is one more (0: never)."""

INSIDE = "10.10.0.0/16"
"""The data centre's range."""
REGISTRY = f"registry.{DOMAIN}"
CLOUD_REGISTRY = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
REGISTRIES = (REGISTRY, CLOUD_REGISTRY, "registry.k8s.io")
"""Where images come from."""

ACCOUNTS: dict[str, tuple[str, str]] = {
    "etl": ("svc-etl", "Nightly transfer jobs of the data warehouse"),
    "shop": ("svc-shop", "Database login of the shop"),
    "scan": ("svc-scan", "Vulnerability scanner"),
    "deploy": ("svc-deploy", "Software deployment"),
    "publish": ("svc-publish", "Publishing pipeline of the web sites"),
    "agent": ("svc-agent", "Monitoring of servers"),
    "categorise": ("svc-urlscan", "Checks links that people report"),
}
"""Accounts of machines beside those that `organisation.SERVICES` holds: account name and title."""


@dataclass(frozen=True, slots=True)
class Server:
    """One machine of the data centre."""

    name: str
    role: str
    system: str
    ip: str

    @property
    def fqdn(self) -> str:
        """Full name, as logs write it."""
        return f"{self.name.lower()}.{DOMAIN}"


@dataclass(frozen=True, slots=True)
class Estate:
    """Servers, duties and products.

    Attributes
    ----------
    duties
        Who does what, by duty: dba, ddi (names and addresses), exchange, windows, cluster, web, helpdesk, deploy,
        editor (the public site), comms (the intranet). In a small organisation one person has several.
    deployment
        What deploys software: configmgr, awx or pdq.
    windows, services, proxy
        Write events of Windows, messages of Linux, requests through the proxy.
    shop, shop_errors, firewall
        Write the shop's requests, errors (of nginx or Apache) and what its firewall matched.
    intranet
        Writes the intranet's requests.
    """

    servers: tuple[Server, ...]
    duties: dict[str, Person]
    deployment: str
    windows: WindowsEvents
    services: ServiceLog
    proxy: ProxyLog
    shop: AccessLog
    shop_errors: ErrorLog
    firewall: FirewallLog
    intranet: AccessLog

    def of(self, role: str) -> list[Server]:
        """List the servers of a role."""
        return [s for s in self.servers if s.role == role]

    def one(self, role: str) -> Server:
        """Give the first server of a role."""
        return self.of(role)[0]

    @property
    def windows_servers(self) -> list[Server]:
        """List the servers whose event log is collected."""
        return [s for s in self.servers if s.system == WINDOWS]

    @property
    def shop_server(self) -> Server:
        """Give the machine the shop runs on; with IIS, a Windows server."""
        return _shop_server(self.servers, self.shop.server)

    def machine(self, name: str, sink: Sink, rng: Generator) -> Machine:
        """Give a computer's event log to write to."""
        return Machine(self.windows, sink, rng, name)


def _shop_server(servers: Sequence[Server], software: str) -> Server:
    return next(s for s in servers if s.role == ("app" if software == "iis" else "web"))


def on_windows(person: Person) -> bool:
    """Tell whether somebody's computer runs Windows, and so has an event log that is collected."""
    return person.laptop.system.startswith("Windows")


DUTIES: tuple[tuple[str, str], ...] = (
    ("windows", "admin"),
    ("dba", "admin"),
    ("ddi", "admin"),
    ("helpdesk", "admin"),
    ("exchange", "admin"),
    ("deploy", "admin"),
    ("cluster", "engineer"),
    ("web", "engineer"),
    ("editor", "sales"),
    ("comms", "hr"),
)
"""Duty, and the role of whoever has it."""


def build_estate(config: SimulationConfig, organisation: Organisation) -> Estate:
    """Draw the estate; its names follow one of a few habits."""
    rng = stream(config.seed, "estate")
    habit = pick(rng, ("{r}{n:02d}", "SRV-{r}{n}", "HLD-{r}{n:02d}", "{r}-{n:03d}"))
    servers = []
    for subnet, (role, short, system, count, people) in enumerate(ROLES):
        count += config.users // people if people else 0
        for n in range(1, count + 1):
            name = habit.format(r=short, n=n)
            servers.append(Server(name, role, system, f"10.10.{10 + subnet}.{10 + n}"))
    web = pick(rng, ("nginx", "apache", "iis"))
    machine = _shop_server(servers, web)
    intranet = next(s for s in servers if s.role == "intranet")
    return Estate(
        servers=tuple(servers),
        duties=_duties(rng, organisation),
        deployment=pick(rng, ("configmgr", "awx", "pdq")),
        windows=WindowsEvents(pick(rng, ("json", "json", "xml"))),
        services=ServiceLog(pick(rng, ("syslog", "journal"))),
        proxy=ProxyLog(pick(rng, ("squid", "squid_combined", "zscaler"))),
        shop=AccessLog(web, "shop_iis" if web == "iis" else "shop_access", SHOP, machine.name, machine.ip),
        shop_errors=ErrorLog("apache" if web == "apache" else "nginx", SHOP),
        firewall=FirewallLog(pick(rng, ("modsecurity", "aws")), SHOP, machine.ip),
        intranet=AccessLog("iis", "iis", INTRANET, intranet.name, intranet.ip),
    )


def _duties(rng: Generator, organisation: Organisation) -> dict[str, Person]:
    """Give every duty to somebody who has been there all the time, each to another one as far as there are enough."""
    there = [p for p in organisation.people if p.start_day <= 0 and p.end_day is None] or list(organisation.people)
    free = [there[int(i)] for i in rng.permutation(len(there))]
    duties: dict[str, Person] = {}
    for duty, role in DUTIES:
        fitting = [p for p in free if p.role.name == role] or free
        untaken = [p for p in fitting if p not in duties.values()]
        duties[duty] = (untaken or fitting)[0]
    return duties

"""The people, service accounts and sites of the synthetic organisation."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from training.simulate.config import SimulationConfig
from training.simulate.devices import Device, laptop, phone
from training.simulate.industries import INDUSTRIES
from training.simulate.names import FAMILY, GIVEN
from training.simulate.networks import OFFICE_ASN, Network, access
from training.simulate.randomness import pick, stream, uuid
from training.simulate.roles import ROLES, Role

DOMAIN = "halden.example"
NETBIOS = "HALDEN"
ORG = "halden"


@dataclass(frozen=True, slots=True)
class Site:
    """An office: its zone, its egress range and the range its desks have inside."""

    name: str
    timezone: str
    country: str
    egress: Network
    inside: Network


SITES: tuple[Site, ...] = (
    Site(
        "Berlin", "Europe/Berlin", "DE",
        Network("203.0.113.0/27", OFFICE_ASN, "Halden Berlin", "DE", "office"),
        Network("10.20.0.0/19", 0, "Berlin desks", "", "office"),
    ),
    Site(
        "New York", "America/New_York", "US",
        Network("203.0.113.64/27", OFFICE_ASN, "Halden New York", "US", "office"),
        Network("10.30.0.0/19", 0, "New York desks", "", "office"),
    ),
    Site(
        "Singapore", "Asia/Singapore", "SG",
        Network("203.0.113.128/27", OFFICE_ASN, "Halden Singapore", "SG", "office"),
        Network("10.40.0.0/19", 0, "Singapore desks", "", "office"),
    ),
)  # fmt: skip
"""The offices; small organisations have the first two."""


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One account holder, human or not, under all the names the logs know them by.

    Attributes
    ----------
    upn
        Canonical name.
    documents, sent, git
        Own mean counts per active weekday.
    chronotype
        Hours by which this person's day is shifted.
    start_day, end_day
        First and last day of employment, as day indices; a start before day 0 is negative.
    """

    index: int
    upn: str
    email: str
    sam: str
    login: str
    name: str
    department: str
    title: str
    role: Role
    site: Site
    kind: str
    privileged: bool
    user_id: str
    sid: str
    token: str
    laptop: Device
    phone: Device
    home: Network
    home_address: str
    mobile: Network
    documents: float
    sent: float
    git: float
    chronotype: float
    start_day: int
    end_day: int | None = None

    def employed(self, day: int) -> bool:
        """Tell whether the account is in use on a day."""
        return self.start_day <= day and (self.end_day is None or day <= self.end_day)


@dataclass(frozen=True, slots=True)
class Organisation:
    """Everybody: `people` are human, `services` are accounts of machines."""

    tenant: str
    sites: tuple[Site, ...]
    people: tuple[Person, ...]
    services: dict[str, Person]
    managers: dict[str, str] = field(default_factory=dict)

    @property
    def joiners(self) -> list[Person]:
        """People who start within the simulated days."""
        return [p for p in self.people if p.start_day > 0]


def build_organisation(config: SimulationConfig) -> Organisation:
    """Draw an organisation: roles by share, at least two sites, a few joiners and leavers."""
    rng = stream(config.seed, "organisation")
    sites = SITES if config.users >= 60 else SITES[:2]
    roles = _deal_roles(rng, config)
    starts, ends = _tenures(rng, config)
    used: set[str] = set()
    people = []
    for index, role in enumerate(roles):
        names = _fresh_name(rng, used)
        people.append(_person(rng, index, role, sites, names, int(starts[index]), ends.get(index)))
    return Organisation(
        tenant=uuid(rng),
        sites=sites,
        people=tuple(people),
        services=_services(stream(config.seed, "services"), sites, config.users),
        managers=_managers(people),
    )


def _deal_roles(rng: Generator, config: SimulationConfig) -> list[Role]:
    """Deal roles by largest remainder, so that shares hold in small organisations too."""
    users, factors = config.users, INDUSTRIES[config.industry]
    shares = np.array([role.share * factors.get(role.name, 1.0) for role in ROLES])
    exact = (shares / shares.sum() if factors else shares) * users
    counts = np.floor(exact).astype(int)
    for i in np.argsort(-(exact - counts), kind="stable")[: users - counts.sum()]:
        counts[i] += 1
    dealt = [role for role, n in zip(ROLES, counts.tolist(), strict=True) for _ in range(n)]
    return [dealt[int(i)] for i in rng.permutation(len(dealt))]


def _tenures(rng: Generator, config: SimulationConfig) -> tuple[list[int], dict[int, int]]:
    """Draw start days (mostly long ago), and last days of the few who leave."""
    starts = [-int(d) for d in rng.integers(30, 2500, config.users)]
    ends: dict[int, int] = {}
    if config.users >= 10 and config.days >= 5:
        moves = max(1, round(config.users * config.days * 0.25 / 365))
        chosen = rng.permutation(config.users)
        for i in chosen[:moves].tolist():
            starts[i] = int(rng.integers(1, config.days - 2))
        for i in chosen[moves : moves + moves // 2].tolist():
            ends[i] = int(rng.integers(config.days // 2, config.days))
    return starts, ends


def _fresh_name(rng: Generator, used: set[str]) -> tuple[str, str, str]:
    """Draw a given and a family name, and a short account name nobody has."""
    given, family = pick(rng, GIVEN), pick(rng, FAMILY)
    base = f"{given[0]}{family}".lower()
    sam, n = base, 2
    while sam in used:
        sam, n = f"{base}{n}", n + 1
    used.add(sam)
    return given, family, sam


def _person(
    rng: Generator,
    index: int,
    role: Role,
    sites: tuple[Site, ...],
    names: tuple[str, str, str],
    start: int,
    end: int | None,
) -> Person:
    given, family, sam = names
    site = sites[int(np.searchsorted([0.55, 0.85], rng.random()))] if len(sites) > 2 else sites[int(rng.random() < 0.4)]
    number = sam.removeprefix(f"{given[0]}{family}".lower())
    home = pick(rng, access(site.country, "residential"))
    return Person(
        index=index,
        upn=f"{sam}@{DOMAIN}",
        email=f"{given}.{family}{number}@{DOMAIN}".lower(),
        sam=sam,
        login=f"{given}-{family}{number}".lower(),
        name=f"{given} {family}",
        department=pick(rng, role.departments),
        title=pick(rng, role.titles),
        role=role,
        site=site,
        kind="person",
        privileged=role.name == "admin" and rng.random() < 0.7,
        user_id=uuid(rng),
        sid=f"S-1-5-21-1715567821-1202660629-725345543-{11000 + index}",
        token=_token(rng),
        laptop=laptop(rng, f"NB-{site.name[:2].upper()}{1000 + index}", role.name in ("engineer", "admin")),
        phone=phone(rng, f"{given}s phone"),
        home=home,
        home_address=home.address(rng),
        mobile=pick(rng, access(site.country, "mobile")),
        documents=role.documents * float(np.exp(rng.normal(-(role.spread**2) / 2, role.spread))),
        sent=role.sent * float(np.exp(rng.normal(-0.18, 0.6))),
        git=role.git * float(np.exp(rng.normal(-0.25, 0.7))) * (4.0 if role.git and rng.random() < 0.15 else 1.0),
        chronotype=float(rng.normal(0, 0.7)),
        start_day=start,
        end_day=end,
    )


def _token(rng: Generator) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return "".join(alphabet[i] for i in rng.integers(0, 64, 43).tolist()) + "="


SERVICES: dict[str, tuple[str, str, str]] = {
    "indexer": ("svc-search", "Enterprise search indexer", "Halden-Search-Indexer/4.2"),
    "backup": ("svc-backup", "Backup of all sites", "NONISV|VaultKeep|Backup/8.1"),
    "ci": ("halden-ci", "Build runners", "git/2.47.1"),
    "renovate": ("halden-renovate", "Dependency updates", "git/2.45.2"),
    "newsletter": ("newsletter", "Customer newsletter", "Letterpress/3"),
    "monitoring": ("svc-probe", "Sign-in probe", "BeaconProbe/2.1"),
    "hrsync": ("svc-hrsync", "HR to directory synchronisation", "HRSync/1.9"),
}
"""Accounts of machines: account name, title, user agent."""


def _services(rng: Generator, sites: tuple[Site, ...], users: int) -> dict[str, Person]:
    built = {}
    role = Role("service", 0, ("IT",), ("Service",), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    for offset, (key, (sam, title, agent)) in enumerate(SERVICES.items()):
        base = _person(rng, users + offset, role, sites, ("Service", sam, sam), -2000, None)
        machine = Device("", sam, "Linux", agent, True)
        values = {name: getattr(base, name) for name in Person.__slots__}
        values |= {"email": f"{sam}@{DOMAIN}", "login": sam, "name": title, "title": title, "department": "IT"}
        values |= {"kind": "service", "privileged": key in ("backup", "hrsync"), "laptop": machine, "phone": machine}
        built[key] = Person(**values)
    return built


def _managers(people: list[Person]) -> dict[str, str]:
    """Give everybody a manager: someone of the management, or the first of the department."""
    chiefs = [p for p in people if p.role.name == "manager"] or people[:1]
    return {p.upn: chiefs[p.index % len(chiefs)].upn for p in people if p is not chiefs[p.index % len(chiefs)]}

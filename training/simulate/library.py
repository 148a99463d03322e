"""What there is to read: SharePoint sites, wiki spaces, Git repositories, and how popular everything in them is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from training.simulate.config import SimulationConfig
from training.simulate.names import FORMS, TOPICS
from training.simulate.organisation import Organisation, Person
from training.simulate.randomness import Cumulative, cumulative, draw, pick, stream, uuid, zipf

COMPANY = "Company"
"""Department of containers that everybody reads."""
PROJECT = "Project"
"""Department of containers that people are drawn into one by one."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file or page."""

    uid: str
    name: str
    extension: str
    size: int


@dataclass(frozen=True, slots=True, eq=False)
class Container:
    """A site, space or repository with its items, the most popular first."""

    key: str
    name: str
    department: str
    uid: str
    items: tuple[Item, ...]
    popularity: Cumulative


@dataclass(frozen=True, slots=True)
class Library:
    """All containers of all kinds, and who is drawn to which."""

    seed: int
    sites: tuple[Container, ...]
    spaces: tuple[Container, ...]
    repositories: tuple[Container, ...]
    _affinity: dict[tuple[str, int], Cumulative]

    def affinity(self, kind: str, person: Person) -> Cumulative:
        """Give the cumulative weights of a person over the containers of a kind ("sites", "spaces", "repositories")."""
        key = (kind, person.index)
        if key not in self._affinity:
            rng = stream(self.seed, "affinity", kind, person.index)
            self._affinity[key] = _affinity(rng, getattr(self, kind), person)
        return self._affinity[key]

    def read(self, rng: Generator, kind: str, person: Person, n: int) -> list[tuple[Container, Item]]:
        """Draw `n` reads of a person: first where, then what."""
        containers: tuple[Container, ...] = getattr(self, kind)
        where = draw(rng, self.affinity(kind, person), n)
        u = rng.random(n)
        reads = []
        for i, c in enumerate(where):
            container = containers[c]
            at = min(int(np.searchsorted(container.popularity, u[i], side="right")), len(container.items) - 1)
            reads.append((container, container.items[at]))
        return reads


def _affinity(rng: Generator, containers: tuple[Container, ...], person: Person) -> Cumulative:
    """Weigh containers: half one's department, a quarter two projects, most of the rest company-wide."""
    weights = np.full(len(containers), 0.02 / len(containers))
    own = [i for i, c in enumerate(containers) if c.department == person.department]
    company = [i for i, c in enumerate(containers) if c.department == COMPANY]
    projects = [i for i, c in enumerate(containers) if c.department == PROJECT]
    others = rng.permutation(len(containers))[:3].tolist()
    joined = [projects[int(i)] for i in rng.permutation(len(projects))[:2]]
    for group, share in ((own, 0.52), (joined, 0.24), (company, 0.16), (others, 0.06)):
        for i, part in zip(group, rng.dirichlet(np.ones(len(group))) if group else [], strict=True):
            weights[i] += share * part
    return cumulative(weights)


def build_library(config: SimulationConfig, organisation: Organisation) -> Library:
    """Draw the library; it grows with the organisation."""
    rng = stream(config.seed, "library")
    departments = sorted({p.department for p in organisation.people})
    projects = [
        f"{t} {pick(rng, ('Next', 'Core', 'One', '2026', 'North', 'Lab'))}" for t in _topics(rng, 3 + config.users // 9)
    ]
    groups = [(d, d) for d in departments] + [(COMPANY, n) for n in ("Intranet", "Help Desk")]
    groups += [(PROJECT, n) for n in projects]
    sites = tuple(_container(rng, n, d, int(rng.integers(50, 160)), _file) for d, n in groups)
    spaces = tuple(_container(rng, n, d, int(rng.integers(40, 140)), _page) for d, n in groups)
    return Library(config.seed, sites, spaces, _repositories(rng, config.users), {})


def _topics(rng: Generator, n: int) -> list[str]:
    order = [TOPICS[int(i)] for i in rng.permutation(len(TOPICS))]
    return [order[i % len(order)] + ("" if i < len(order) else f" {i // len(order) + 1}") for i in range(n)]


def _container(rng: Generator, name: str, department: str, n: int, make: Callable[[Generator], Item]) -> Container:
    key = (
        "".join(w[0] for w in name.split()).upper()
        + name.replace(" ", "")[1:4].upper()
        + str(int(rng.integers(10, 99)))
    )
    items = tuple(make(rng) for _ in range(n))
    return Container(key, name, department, uuid(rng), items, zipf(n))


def _title(rng: Generator) -> str:
    return f"{pick(rng, TOPICS)} {pick(rng, TOPICS)} {pick(rng, FORMS)}"


def _file(rng: Generator) -> Item:
    extension = pick(rng, ("docx", "docx", "xlsx", "xlsx", "pptx", "pdf", "pdf", "aspx"))
    size = int(np.exp(rng.normal(12.0, 1.4)))
    return Item(uuid(rng), f"{_title(rng)} {int(rng.integers(1, 99))}.{extension}", extension, size)


def _page(rng: Generator) -> Item:
    return Item(str(int(rng.integers(65_000, 99_999_999))), _title(rng), "", int(np.exp(rng.normal(10.3, 0.6))))


def _repositories(rng: Generator, users: int) -> tuple[Container, ...]:
    """Draw repositories; each is one item of itself, a third belongs to everybody in engineering."""
    words = ("api", "web", "worker", "infra", "lib", "tools", "sdk", "etl", "charts", "docs")
    found = []
    for i, topic in enumerate(_topics(rng, max(24, users * 4 // 5))):
        name = f"{topic.lower().replace(' ', '-')}-{pick(rng, words)}"
        size = int(np.exp(rng.normal(16.0, 1.5)))
        item = Item(str(400_000_000 + int(rng.integers(0, 90_000_000))), name, "", size)
        department = COMPANY if i % 3 == 0 else PROJECT
        found.append(Container(name, name, department, uuid(rng), (item,), zipf(1)))
    return tuple(found)

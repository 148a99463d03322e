"""How those who attack machines come in: from a rented machine, a home network, or somebody's desk."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.attacks.scene import Scene
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.devices import AGENTS, SCRIPT_AGENTS
from training.simulate.networks import access, hostile
from training.simulate.organisation import Person
from training.simulate.randomness import pick
from training.simulate.world import World

TOOL_AGENTS = (
    "sqlmap/1.9.2",
    "Mozilla/5.00 (Nikto/2.5.0)",
    "Nuclei - Open-source project",
    "ffuf/2.1.0",
    *SCRIPT_AGENTS,
)
"""What attackers' programs call themselves where they do not hide it."""


def outside(world: World, rng: Generator, scene: Scene, n: int = 1) -> list[str]:
    """Draw `n` addresses: rented machines, or quietly ones of an access network where the organisation is."""
    country = pick(rng, world.organisation.sites).country
    networks = [pick(rng, access(country, "residential")) if scene.quiet else hostile(rng) for _ in range(min(n, 3))]
    return [pick(rng, networks).address(rng) for _ in range(n)]


def agent(rng: Generator, scene: Scene) -> str:
    """Draw what the attacker's program says it is; a quiet one says it is a browser."""
    if scene.quiet or rng.random() < 0.3:
        return AGENTS[pick(rng, ("chrome", "edge", "firefox"))].replace("{v}", "144")
    return pick(rng, TOOL_AGENTS)


def odd_hour(world: World, rng: Generator, scene: Scene, person: Person) -> int:
    """Draw a moment: late in the evening or at night where the person works; a quiet one in working hours."""
    if scene.quiet:
        return scene.moment(world, rng, person)
    day = int(rng.integers(scene.first_day, scene.last_day + 1))
    hour = pick(rng, (rng.uniform(1, 5), rng.uniform(21.5, 23.2)))
    return world.local_midnight(person, day) + int(hour * HOUR)


def spread(rng: Generator, scene: Scene, start: int, n: int, minutes: float) -> list[int]:
    """Draw `n` moments within `minutes` of a start, ascending; three times as long where the attack is not loud."""
    longer = 1 if scene.intensity == "loud" else 3
    return sorted(start + int(u * minutes * longer * MINUTE) for u in rng.random(n).tolist())

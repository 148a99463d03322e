"""What people are brought to run (T1204): a link in mail, a download nobody else has, an installation."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.infrastructure.browsing import fetch
from training.simulate.attacks.office.phishing import PASSES, Bait
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.estate import on_windows
from training.simulate.names import FAMILY
from training.simulate.networks import hostile
from training.simulate.organisation import DOMAIN, Person
from training.simulate.randomness import pick
from training.simulate.world import World
from training.simulate.writers import defender
from training.simulate.writers.windows_event import account_of
from training.simulate.writers.windows_services import installed

FILES = (
    ("update.msi", "application/x-msi"),
    ("viewer.js", "application/javascript"),
    ("setup.exe", "application/x-msdownload"),
)
"""What is fetched, and its type."""


def click_and_run(world: World, rng: Generator, scene: Scene) -> Entities:
    """Send a link; whoever clicks gets a program from a site nobody knows, and installs it within minutes (T1204).

    Loud: six to eight people in an hour. Medium: three. Quiet: one a day.
    """
    word = pick(rng, ("cdn", "get", "app", "files"))
    domain = f"{word}-{pick(rng, FAMILY).lower()}{int(rng.integers(10, 99))}.example"
    name, kind = pick(rng, FILES)
    product = pick(rng, ("Document Viewer", "Meeting Plug-in", "PDF Converter", "Browser Update"))
    url = f"https://{domain}/d/{name}"
    bait = Bait(f"share@{domain}", "A document was shared with you", hostile(rng).address(rng), PASSES, (url,))
    people = [victim(world, rng, scene, suits=on_windows) for _ in range(scene.volume(int(rng.integers(6, 9))))]
    start = world.local_midnight(people[0], scene.first_day) + int(rng.uniform(8.5, 14) * HOUR)
    days = scene.last_day - scene.first_day + 1
    for k, person in enumerate(people):
        spread = k * days // len(people) * 24 * HOUR if scene.quiet else 0
        _runs(world, rng, scene, start + spread + int(rng.uniform(0, 55) * MINUTE), person, bait, (name, kind, product))
    hosts = {"host": sorted({f"{p.laptop.name}.{DOMAIN}".lower() for p in people})} if installs(name) else {}
    return bait.entities(*people) | hosts


def installs(name: str) -> bool:
    """Tell whether a file, when run, leaves a record of its installation: a script leaves none."""
    return not name.endswith(".js")


def _runs(
    world: World, rng: Generator, scene: Scene, at: int, person: Person, bait: Bait, what: tuple[str, str, str]
) -> None:
    name, kind, product = what
    url = bait.links[0]
    bait.post(world, rng, scene.sink, at, person)
    at += int(rng.uniform(60_000, 150_000))
    seat = world.own_seat(person, at)
    defender.click(scene.sink, rng, at, seat, url)
    size = int(rng.integers(900_000, 9_000_000))
    fetch(world, rng, scene.sink, at + 1_500, seat, url, "Newly Registered Domains", size=size, kind=kind)
    if installs(name):
        on = world.estate.machine(person.laptop.name, scene.sink, rng)
        later = at + int(rng.uniform(40_000, 200_000))
        installed(on, later, product, "1.0.3", "Unknown", account_of(person))

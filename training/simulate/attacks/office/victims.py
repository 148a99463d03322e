"""Whom attacks on the office meet beside their victim, and what they send."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity import mail
from training.simulate.attacks.intrusion import SeatAt
from training.simulate.attacks.scene import Scene
from training.simulate.organisation import Person
from training.simulate.randomness import pick, sample
from training.simulate.world import World

LURES = (
    "Action required: mailbox quota", "Updated payment instructions", "Shared document: Q2 bonus list",
    "Voice message from the reception", "Please review the attached contract", "Payroll correction",
    "Security notice: verify your account", "Remittance advice", "New holiday policy", "Parcel could not be delivered",
)  # fmt: skip
"""Subjects of mail that wants something."""


def colleagues(
    world: World, rng: Generator, scene: Scene, person: Person, n: int, strangers: float = 0.0
) -> list[Person]:
    """Draw up to `n` colleagues; at least `strangers` of them in [0, 1] nobody the person writes to."""
    known = {p.upn for p in mail.contacts(world, person)}
    people = [p for p in world.organisation.people if p is not person and p.employed(scene.first_day)]
    unknown = sample(rng, [p for p in people if p.upn not in known], round(n * strangers))
    met = {p.upn for p in unknown}
    rest = sample(rng, [p for p in people if p.upn not in met], n - len(unknown))
    return sample(rng, unknown + rest, n)


def blast(world: World, rng: Generator, scene: Scene, seat: SeatAt, moments: list[int], to: list[Person]) -> None:
    """Send one message with one link to colleagues one by one, in turns as often as there are moments."""
    line, link = pick(rng, LURES), f"https://{landing(rng)}/s/{int(rng.integers(1 << 31)):x}"
    for i, at in enumerate(moments):
        mail.send(world, rng, scene.sink, at, seat(at), [to[i % len(to)].email], line, urls=1, links=(link,))


def landing(rng: Generator) -> str:
    """Draw the host of a page that takes passwords: a fresh domain, or a page at somebody who gives pages away."""
    word = pick(rng, ("portal", "secure", "docs", "login", "share", "verify"))
    if rng.random() < 0.3:
        return f"{word}-{int(rng.integers(100, 999))}.pages.freehost.example"
    name = pick(rng, ("halden-sso", "mail-halden", "o365-files", "docu-exchange"))
    return f"{word}.{name}{int(rng.integers(10, 99))}.example"

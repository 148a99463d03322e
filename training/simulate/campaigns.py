"""Which attacks happen: how many, of what kind, how loud."""

from __future__ import annotations

from collections import Counter

from numpy.random import Generator

from training.simulate.attacks import ATTACKS, CORE, ROUND, AttackKind
from training.simulate.attacks.scene import INTENSITIES, Scene
from training.simulate.labels import Label, label
from training.simulate.randomness import sample
from training.simulate.sink import Recorder, Sink
from training.simulate.world import World

PER_HUNDRED_USERS_AND_WEEK = 12
"""Attacks in a week on an organisation of a hundred; the number grows with the root of the people and with the days."""


def number_of_attacks(users: int, days: int) -> int:
    """Give how many attacks `days` days of attack on `users` people hold; at least one of every behaviour."""
    return int(max(5, round(PER_HUNDRED_USERS_AND_WEEK * (users / 100) ** 0.5 * days / 7)))


def write_attacks(world: World, sink: Sink) -> list[Label]:
    """Write all attacks and label them; none when the configuration has none."""
    if not world.config.attacks:
        return []
    return _every_row(world, sink) if world.config.rows else _round(world, sink)


def _round(world: World, sink: Sink) -> list[Label]:
    """Let the core behaviours take turns."""
    first, last = world.config.first_attack_day, world.config.days - 1
    total = number_of_attacks(world.config.users, last - first + 1)
    deal = world.stream("attacks")
    # Each behaviour goes round its kinds, and round the intensities, in drawn orders, so that all of them are met.
    kinds = {b: sample(deal, k, len(k)) for b, k in CORE.items()}
    louder = {b: sample(deal, INTENSITIES, len(INTENSITIES)) for b in CORE}
    seen: Counter[str] = Counter()
    labels = []
    for i in range(total):
        behaviour = ROUND[i % len(ROUND)]
        turn = seen[behaviour]
        seen[behaviour] += 1
        kind = kinds[behaviour][turn % len(kinds[behaviour])]
        scene = Scene(louder[behaviour][turn % len(INTENSITIES)], first, last, Recorder(sink))
        labels.append(_carry_out(world, i + 1, world.stream("attack", i), behaviour, kind, scene))
    return labels


def rows(world: World) -> dict[str, list[tuple[str, AttackKind]]]:
    """List (behaviour, kind) of every technique that the organisation's systems can show, by technique."""
    found: dict[str, list[tuple[str, AttackKind]]] = {}
    for behaviour, kinds in ATTACKS.items():
        for kind in kinds:
            if kind.fits(world):
                found.setdefault(kind.technique, []).append((behaviour, kind))
    return dict(sorted(found.items()))


def _every_row(world: World, sink: Sink) -> list[Label]:
    """Write an attack of every technique at every intensity, of kinds as different as there are."""
    labels: list[Label] = []
    for technique, kinds in rows(world).items():
        # Named for the technique, so that a new technique changes no other's attacks beyond whom they can meet.
        deal = world.stream("row", technique)
        turns = sample(deal, kinds, len(kinds))
        for i, intensity in enumerate(world.config.intensities):
            behaviour, kind = turns[i % len(turns)]
            scene = Scene(intensity, *_window(world, deal, intensity), Recorder(sink))
            rng = world.stream("row", technique, intensity)
            labels.append(_carry_out(world, len(labels) + 1, rng, behaviour, kind, scene))
    return labels


def _window(world: World, rng: Generator, intensity: str) -> tuple[int, int]:
    """Draw the days of an attack: one day, or for a quiet one three to ten, working days among them."""
    first, last = world.config.first_attack_day, world.config.days - 1
    if intensity != "quiet":
        days = rng.integers(first, last + 1, 2).tolist()
        # Attackers need people who open, click and approve: few choose the weekend.
        day = days[0] if world.config.date_of(days[0]).weekday() < 5 else days[1]
        return day, day
    length = min(int(rng.integers(4, 11)), last - first + 1)
    begin = int(rng.integers(first, last - length + 2))
    return begin, begin + length - 1


def _carry_out(world: World, number: int, rng: Generator, behaviour: str, kind: AttackKind, scene: Scene) -> Label:
    entities = kind.carry_out(world, rng, scene)
    ident = f"attack-{number:03d}"
    return label(ident, kind.technique, behaviour, scene.intensity, entities, scene.sink)

"""Which attacks happen: how many, of what kind, how loud."""

from __future__ import annotations

from collections import Counter

from training.simulate.attacks import ATTACKS, ROUND
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
    first, last = world.config.first_attack_day, world.config.days - 1
    total = number_of_attacks(world.config.users, last - first + 1)
    deal = world.stream("attacks")
    # Each behaviour goes round its kinds, and round the intensities, in drawn orders, so that all of them are met.
    kinds = {b: sample(deal, k, len(k)) for b, k in ATTACKS.items()}
    louder = {b: sample(deal, INTENSITIES, len(INTENSITIES)) for b in ATTACKS}
    seen: Counter[str] = Counter()
    labels = []
    for i in range(total):
        behaviour = ROUND[i % len(ROUND)]
        turn = seen[behaviour]
        seen[behaviour] += 1
        kind = kinds[behaviour][turn % len(kinds[behaviour])]
        scene = Scene(louder[behaviour][turn % len(INTENSITIES)], first, last, Recorder(sink))
        entities = kind.carry_out(world, world.stream("attack", i), scene)
        ident = f"attack-{i + 1:03d}"
        labels.append(label(ident, kind.technique, behaviour, scene.intensity, entities, scene.sink))
    return labels

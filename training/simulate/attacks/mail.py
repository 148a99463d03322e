"""A taken-over account writes to colleagues it never wrote to."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity import mail
from training.simulate.attacks.intrusion import take_over
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.names import FORMS, TOPICS
from training.simulate.randomness import pick, sample
from training.simulate.world import World


def internal_blast(world: World, rng: Generator, scene: Scene) -> Entities:
    """Send one message with one link to many colleagues, one by one, most of them strangers (T1534)."""
    person = victim(world, rng, scene)
    known = {p.upn for p in mail.contacts(world, person)}
    people = [p for p in world.organisation.people if p is not person and p.employed(scene.first_day)]
    strangers = [p for p in people if p.upn not in known]
    volume = int(rng.integers(160, 241))
    targets = sample(rng, strangers, round(0.81 * volume)) + sample(
        rng, [p for p in people if p.upn in known], volume // 5
    )
    targets = sample(rng, targets, len(targets))
    # In a small organisation the same people are written to again, as far as the volume asks.
    targets = (targets * (volume // max(1, len(targets)) + 1))[: min(volume, 2 * len(targets))]
    moments = scene.moments(world, rng, person, len(targets), 18)
    seat = take_over(world, rng, scene, person, moments[0])
    line = (
        f"{pick(rng, ('Action required', 'Shared with you', 'Please review'))}: {pick(rng, TOPICS)} {pick(rng, FORMS)}"
    )
    for at, target in zip(moments, targets, strict=False):
        mail.send(world, rng, scene.sink, at, seat(at), [target.email], line, urls=1)
    return {"user": [person.upn], "src_ip": sorted({seat(at).ip for at in moments})}

"""Git against the hosted repositories: fetches, pushes, a few clones."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.randomness import overdispersed
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import github_audit

CLONE_SHARE = 0.07
PUSH_SHARE = 0.22


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the Git operations of everybody who programs."""
    for plan in world.plans[day]:
        if not plan.person.git:
            continue
        n = min(96, overdispersed(rng, plan.person.git * plan.load, 3.0))
        reads = world.library.read(rng, "repositories", plan.person, n)
        token = plan.person.index % 3 == 0
        for (repository, _), at, u in zip(reads, plan.times(rng, n), rng.random(n).tolist(), strict=True):
            action = "git.clone" if u < CLONE_SHARE else "git.push" if u < CLONE_SHARE + PUSH_SHARE else "git.fetch"
            github_audit.git(sink, rng, at, plan.seat(at), action, repository, token=token)

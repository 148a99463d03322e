"""What the tables of attacks hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from numpy.random import Generator

from training.simulate.attacks.scene import Entities, Scene
from training.simulate.world import World


def everywhere(world: World) -> bool:
    """Hold for every organisation."""
    return True


@dataclass(frozen=True, slots=True)
class AttackKind:
    """One kind of attack: the technique it is labelled with and the function that carries it out.

    Attributes
    ----------
    fits
        Whether an organisation has the systems that this kind needs; another kind of the technique must fit then.
    """

    technique: str
    carry_out: Callable[[World, Generator, Scene], Entities]
    fits: Callable[[World], bool] = everywhere

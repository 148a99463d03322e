"""Labelled attacks, one module a behaviour; `ATTACKS` lists every kind.

An attack is a function (world, rng, scene) that writes its records through the
scene's recorder and returns the entities concerned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from numpy.random import Generator

from training.simulate.attacks import documents, mail, rate, session, signin
from training.simulate.attacks.scene import Entities, Scene
from training.simulate.world import World


@dataclass(frozen=True, slots=True)
class AttackKind:
    """One kind of attack: the technique it is labelled with and the function that carries it out."""

    technique: str
    behaviour: str
    carry_out: Callable[[World, Generator, Scene], Entities]


ATTACKS: tuple[AttackKind, ...] = (
    AttackKind("T1213.001", "documents", documents.confluence),
    AttackKind("T1534", "mail", mail.internal_blast),
    AttackKind("T1550.004", "session", session.stolen_m365),
    AttackKind("T1594", "rate", rate.crawl),
    AttackKind("T1110.001", "signin", signin.brute_force),
    AttackKind("T1213.002", "documents", documents.sharepoint),
    AttackKind("T1110.003", "signin", signin.spray),
    AttackKind("T1499.002", "rate", rate.flood),
    AttackKind("T1213.003", "documents", documents.clone_spree),
    AttackKind("T1550.004", "session", session.stolen_atlas),
    AttackKind("T1110.004", "signin", signin.stuffing),
    AttackKind("T1534", "mail", mail.internal_blast),
)
"""Dealt from the top, so that the first five cover every behaviour."""

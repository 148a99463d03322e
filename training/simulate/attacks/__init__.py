"""Labelled attacks, one module a behaviour; `ATTACKS` lists every kind.

An attack is a function (world, rng, scene) that writes its records through the
scene's recorder and returns the entities concerned. `CORE` is what every
simulation has; the other behaviours happen when every technique row is asked for.
"""

from __future__ import annotations

from training.simulate.attacks import documents, mail, rate, session, signin
from training.simulate.attacks.infrastructure import INFRASTRUCTURE_ATTACKS
from training.simulate.attacks.kind import AttackKind
from training.simulate.attacks.people import PEOPLE_ATTACKS

__all__ = ["ATTACKS", "CORE", "ROUND", "AttackKind"]

CORE: dict[str, tuple[AttackKind, ...]] = {
    "documents": (
        AttackKind("T1213.001", documents.confluence),
        AttackKind("T1213.002", documents.sharepoint),
        AttackKind("T1213.003", documents.clone_spree),
    ),
    "mail": (AttackKind("T1534", mail.internal_blast),),
    "session": (AttackKind("T1550.004", session.stolen_m365), AttackKind("T1550.004", session.stolen_atlas)),
    "rate": (AttackKind("T1594", rate.crawl), AttackKind("T1499.002", rate.flood)),
    "signin": (
        AttackKind("T1110.001", signin.brute_force),
        AttackKind("T1110.003", signin.spray),
        AttackKind("T1110.004", signin.stuffing),
    ),
}
"""By behaviour; what is dealt out depends on every entry, so adding one changes every organisation."""

ATTACKS: dict[str, tuple[AttackKind, ...]] = {
    **CORE,
    **PEOPLE_ATTACKS,
    **INFRASTRUCTURE_ATTACKS,
}
"""By behaviour, everything there is; a technique may have kinds in several behaviours."""

ROUND: tuple[str, ...] = (
    "documents", "mail", "session", "rate", "signin", "documents", "signin", "rate", "documents", "session", "signin",
    "mail",
)  # fmt: skip
"""In this order the core behaviours take turns: the first five cover them all, the first twelve every kind."""

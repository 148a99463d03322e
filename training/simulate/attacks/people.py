"""Attacks on people, identities, mail and the cloud directory, by behaviour."""

from __future__ import annotations

from training.simulate.attacks.kind import AttackKind

PEOPLE_ATTACKS: dict[str, tuple[AttackKind, ...]] = {}
"""By behaviour."""

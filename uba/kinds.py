"""Kinds of entity: who or what baselines are kept for, and how an event names each; an explicit, ordered table.

An event concerns at most one entity of each kind. The order is part of saved models and snapshots.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from uba.batch import EventBatch


class EntityKind(msgspec.Struct, frozen=True):
    """One kind of entity.

    Attributes
    ----------
    name
        As in findings' observables and in the API.
    noun
        What an analyst calls one of them.
    names
        Entity of each event, empty for none: batch -> list of length n.
    """

    name: str
    noun: str
    names: Callable[[EventBatch], list[str]]
    share: float
    """Part of the alert budget, in relation to the other kinds that are active."""


KINDS: tuple[EntityKind, ...] = (
    EntityKind("user", "user", lambda batch: batch.users, 4.0),
    EntityKind("src_ip", "address", lambda batch: batch.addresses, 2.0),
    EntityKind("service", "service", lambda batch: batch.services, 1.0),
    EntityKind("host", "host", lambda batch: batch.hosts, 1.0),
    EntityKind("sender", "sender", lambda batch: batch.senders, 1.0),
    EntityKind("mailbox", "mailbox", lambda batch: batch.mailboxes, 1.0),
    EntityKind("domain", "domain", lambda batch: batch.domains, 1.0),
)

ENTITY_KINDS: tuple[str, ...] = tuple(kind.name for kind in KINDS)
"""Names, in order."""

SHARES: dict[str, float] = {kind.name: kind.share for kind in KINDS}
"""Parts of the alert budget: most is about people, whose days say most."""

PERSONAL_KINDS = ("user", "mailbox")
"""Kinds whose entities a directory lists."""

NOUNS: dict[str, str] = {kind.name: kind.noun for kind in KINDS}
"""What an analyst calls an entity of each kind."""

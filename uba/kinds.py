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


KINDS: tuple[EntityKind, ...] = (
    EntityKind("user", "user", lambda batch: batch.users),
    EntityKind("src_ip", "address", lambda batch: batch.addresses),
    EntityKind("service", "service", lambda batch: batch.services),
    EntityKind("host", "host", lambda batch: batch.hosts),
    EntityKind("sender", "sender", lambda batch: batch.senders),
    EntityKind("mailbox", "mailbox", lambda batch: batch.mailboxes),
    EntityKind("domain", "domain", lambda batch: batch.domains),
)

ENTITY_KINDS: tuple[str, ...] = tuple(kind.name for kind in KINDS)
"""Names, in order."""

NOUNS: dict[str, str] = {kind.name: kind.noun for kind in KINDS}
"""What an analyst calls an entity of each kind."""

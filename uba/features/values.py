"""Weights and values of events, as features name them: a column of the batch, or what an event says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uba.addresses import is_private
from uba.batch import EventBatch
from uba.events import Event
from uba.features.spec import Hashes, Indices, Weights

_MAIL_PROGRAM = "Client=MSExchangeRPC"
"""How Exchange names Outlook on a computer, which works on a copy of the mailbox."""


def column(name: str) -> Callable[[EventBatch, Indices], NDArray[Any]]:
    """A column of the batch, at the selected events."""

    def take(batch: EventBatch, at: Indices) -> NDArray[Any]:
        values: NDArray[Any] = getattr(batch, name)[at]
        return values

    return take


def documents(batch: EventBatch, at: Indices) -> Weights:
    """How many documents each of these reads stands for; a mailbox its owner's mail program copies is one.

    Nobody reads what a new computer fetches; but what is fetched to a machine that is rented, or to a network that
    nobody knows, left.
    """
    found: Weights = batch.count[at].astype(np.float64)
    for k in np.flatnonzero(batch.is_mailbox[at] & (found > 1.0)).tolist():
        if _is_copy(batch, int(at[k])):
            found[k] = 1.0
    return found


def _is_copy(batch: EventBatch, i: int) -> bool:
    """Whether a mail program keeps its owner's mailbox at hand, in a network where people are."""
    event = batch.events[i]
    if _MAIL_PROGRAM not in event.user_agent or batch.mailboxes[i] != batch.users[i]:
        return False
    return batch.identity.is_from_people(event.src_ip)


def text(get: Callable[[Event], str]) -> Callable[[EventBatch, Indices], Hashes]:
    """Hash of a text of each selected event, 0 where it is empty."""
    return lambda batch, at: batch.hasher.many([get(batch.events[i]) for i in at.tolist()])


def amount(get: Callable[[Event], float]) -> Callable[[EventBatch, Indices], Weights]:
    """A number of each selected event."""
    return lambda batch, at: np.array([get(batch.events[i]) for i in at.tolist()], dtype=np.float64)


def shown(get: Callable[[Event], str]) -> Callable[[EventBatch, int], str]:
    """A text of one event, for people."""
    return lambda batch, i: get(batch.events[i])


def from_where(outside: tuple[str, ...]) -> Callable[[EventBatch, int], tuple[str, ...]]:
    """Techniques of a request: these from outside; from inside it is a service of the network that is exploited."""
    inside = ("T1210", *outside)
    return lambda batch, i: inside if is_private(batch.addresses[i]) else outside

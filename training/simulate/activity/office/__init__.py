"""The everyday of mailboxes, identities, chats and the cloud directory, which only some technique rows need."""

from __future__ import annotations

from collections.abc import Callable

from numpy.random import Generator

from training.simulate.activity.office import (
    administration,
    chats,
    domain,
    enrolment,
    guests,
    inbound,
    listing,
    mailboxes,
    remote,
)
from training.simulate.sink import Sink
from training.simulate.world import World

OFFICE_ACTIVITIES: dict[str, Callable[[World, int, Generator, Sink], None]] = {
    "mailboxes": mailboxes.day,
    "enrolment": enrolment.day,
    "administration": administration.day,
    "inbound": inbound.day,
    "chats": chats.day,
    "listing": listing.day,
    "remote": remote.day,
    "guests": guests.day,
    "domain": domain.day,
}
"""Each writes one local day of its kind, from a stream of its own."""

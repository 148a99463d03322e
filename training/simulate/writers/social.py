"""The archive of business messages on social networks: one message a record, as exported for records management."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from numpy.random import Generator

from training.simulate.organisation import Person
from training.simulate.randomness import uuid
from training.simulate.sink import Sink
from training.simulate.writers.clock import seconds

CHANNEL = "chat"


def message(
    sink: Sink,
    rng: Generator,
    at: int,
    contact: str,
    person: Person,
    *,
    inbound: bool,
    text: str,
    urls: Sequence[str] = (),
) -> None:
    """Write one message between somebody here and a contact outside (the profile's name)."""
    uid = uuid(rng)
    record = {
        "message_id": uid,
        "timestamp": f"{seconds(at)}Z",
        "platform": "worklink",
        "conversation_id": f"wl-{contact}-{person.sam}",
        "conversation_type": "oneOnOne",
        "sender": contact if inbound else person.email,
        "recipients": [person.email if inbound else contact],
        "direction": "inbound" if inbound else "outbound",
        "message": text,
        "urls": list(urls),
    }
    sink.add(CHANNEL, at // 1000 * 1000, msgspec.json.encode(record), uid)

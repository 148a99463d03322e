"""Exchange Online message trace: one JSON record a line and recipient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from numpy.random import Generator

from training.simulate.organisation import DOMAIN
from training.simulate.randomness import hexadecimal, uuid
from training.simulate.sink import Sink
from training.simulate.writers.clock import ticks

CHANNEL = "message_trace"


@dataclass(frozen=True, slots=True)
class Message:
    """One e-mail on its way."""

    sender: str
    recipients: Sequence[str]
    subject: str
    size: int
    from_ip: str
    message_id: str
    urls: int = 0
    attachments: int = 0
    authentic: bool = True
    status: str = "Delivered"


def message_id(rng: Generator, domain: str = DOMAIN) -> str:
    """Draw an Internet message id."""
    return f"<{hexadecimal(rng, 20).upper()}@{domain}>"


def trace(sink: Sink, rng: Generator, at: int, message: Message) -> None:
    """Write the records of one message: one for each recipient, within seconds."""
    trace_id, network_id = uuid(rng), uuid(rng)
    internal = message.sender.endswith(f"@{DOMAIN}")
    verdict = "pass" if message.authentic else "fail"
    for i, recipient in enumerate(message.recipients):
        received = at + 15 * i
        inside = recipient.endswith(f"@{DOMAIN}")
        record = {
            "Organization": f"{DOMAIN.split('.')[0]}.onmicrosoft.example",
            "MessageId": message.message_id,
            "Received": ticks(received, int(rng.integers(10000))),
            "SenderAddress": message.sender,
            "RecipientAddress": recipient,
            "Subject": message.subject,
            "Status": message.status,
            "ToIP": "" if inside else "192.0.2.25",
            "FromIP": message.from_ip,
            "Size": message.size,
            "MessageTraceId": trace_id,
            "NetworkMessageId": network_id,
            "Directionality": _direction(internal, inside),
            "AuthenticationDetails": {
                "SPF": verdict,
                "DKIM": verdict if message.authentic else "none",
                "DMARC": verdict,
            },
            "UrlCount": message.urls,
            "AttachmentCount": message.attachments,
        }
        sink.add(CHANNEL, received, msgspec.json.encode(record), f"{network_id}/{recipient}")


def _direction(internal: bool, inside: bool) -> str:
    if not internal:
        return "Inbound"
    return "Intra-org" if inside else "Outbound"

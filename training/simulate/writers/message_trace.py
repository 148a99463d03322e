"""Exchange Online message trace: one JSON record a line and recipient."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from numpy.random import Generator

from training.simulate.organisation import DOMAIN
from training.simulate.randomness import uuid
from training.simulate.sink import Sink
from training.simulate.writers import defender
from training.simulate.writers.clock import ticks
from training.simulate.writers.mail_log import Message

CHANNEL = "message_trace"


@dataclass(frozen=True, slots=True)
class MessageTraceLog:
    """Mail as Exchange Online traces it; `parts` says whether Defender's tables of links and attachments are kept."""

    parts: bool = False

    def deliver(self, sink: Sink, rng: Generator, at: int, message: Message) -> None:
        """Write the records of one message: one for each recipient, within seconds."""
        trace_id, network_id = uuid(rng), uuid(rng)
        spf, dkim, dmarc = message.results
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
                "Directionality": _direction(message.internal, inside),
                "AuthenticationDetails": {"SPF": spf, "DKIM": dkim, "DMARC": dmarc},
                "UrlCount": message.urls,
                "AttachmentCount": message.attachments,
            }
            sink.add(CHANNEL, received, msgspec.json.encode(record), f"{network_id}/{recipient}")
        if self.parts:
            defender.parts(sink, rng, at, message, network_id)


def _direction(internal: bool, inside: bool) -> str:
    if not internal:
        return "Inbound"
    return "Intra-org" if inside else "Outbound"

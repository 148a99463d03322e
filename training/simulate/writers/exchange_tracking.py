"""Message tracking of an Exchange hub that all mail is routed through: CSV under a `#Fields:` header."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from numpy.random import Generator

from training.simulate.organisation import DOMAIN
from training.simulate.randomness import hexadecimal, uuid
from training.simulate.sink import Sink
from training.simulate.writers import defender
from training.simulate.writers.clock import milliseconds
from training.simulate.writers.mail_log import Message

CHANNEL = "exchange_tracking"
SERVERS = (("MBX01", "10.20.3.11"), ("MBX02", "10.20.3.12"))
"""Names and addresses of the hub's servers."""
AGENTS = ("CATRS-Transport Rule Agent", "CATRS-Index Routing Agent", "CATRS-Text Messaging Routing Agent")
"""Transport agents every message passes."""
_VERSION = "15.02.1544.004"


@dataclass(frozen=True, slots=True)
class TrackingLog:
    """Mail as message tracking has it: what originates inside is submitted, all is received, delivered or sent on."""

    agents: tuple[str, ...] = AGENTS

    def deliver(self, sink: Sink, rng: Generator, at: int, message: Message) -> None:
        """Write the lines of one message."""
        network_id, internal_id = uuid(rng), str(int(rng.integers(10**13, 10**14)))
        internal = message.internal
        server, address = SERVERS[int(rng.integers(2))]
        inside = [r for r in message.recipients if r.endswith(f"@{DOMAIN}")]
        outside = [r for r in message.recipients if not r.endswith(f"@{DOMAIN}")]
        base = _Line(message, network_id, internal_id, server, address)
        context = f"MDB:{network_id[:8]}, Mailbox:{network_id[9:]}, Event:{int(rng.integers(10**5, 10**7))}, "
        context += f"MessageClass:{message.message_class}, CreationTime:{milliseconds(at)}, ClientType:"
        if message.rule_of:
            # What a rule sends on is made by the store that keeps the mailbox, not submitted by a client.
            self._write(
                sink, rng, at, base, "MAILBOXRULE", "REDIRECT", message.recipients, context + "TimeBasedAssistants"
            )
        elif internal:
            self._write(sink, rng, at, base, "STOREDRIVER", "SUBMIT", message.recipients, context + "MOMT")
        self._write(sink, rng, at + 180, base, "SMTP", "RECEIVE", message.recipients, "")
        defender.parts(sink, rng, at + 200, message, network_id)
        if message.status != "Delivered":
            self._write(sink, rng, at + 400, base, "AGENT", "FAIL", message.recipients, "Spam")
            return
        if inside:
            self._write(sink, rng, at + 900, base, "STOREDRIVER", "DELIVER", inside, "")
        if outside:
            self._write(sink, rng, at + 1_100, base, "SMTP", "SENDEXTERNAL", outside, "250 2.0.0 Ok")

    def _write(
        self,
        sink: Sink,
        rng: Generator,
        at: int,
        line: _Line,
        source: str,
        event: str,
        recipients: Sequence[str],
        context: str,
    ) -> None:
        message = line.message
        originating = message.internal
        client = message.from_ip if source == "SMTP" and event == "RECEIVE" else line.address
        latency = ""
        if event in ("DELIVER", "SENDEXTERNAL"):
            passed = "|".join(f"{agent}={rng.uniform(0.001, 0.02):.3f}" for agent in self.agents)
            latency = (
                f"{milliseconds(at - 700)};SRV={line.server}.{DOMAIN}:TOTAL-HUB=0.412|CAT=0.300(CATRS=0.201({passed}))"
            )
        cells = (
            milliseconds(at), client, "" if originating else message.sender.split("@")[1], line.address, line.server,
            context, f"{line.server}\\Default {line.server}" if source == "SMTP" else "", source, event,
            line.internal_id, message.message_id, line.network_id, ";".join(recipients),
            "250 2.1.5 RESOLVER.OK" if event == "DELIVER" else "", str(message.size), str(len(recipients)), "", "",
            message.subject, message.sender, message.mail_from or message.sender, latency,
            "Originating" if originating else "Incoming", "", message.from_ip, line.address,
            "S:DeliveryPriority=Normal" if originating else f"S:OriginalFromAddress={message.sender}",
            "Email", hexadecimal(rng, 32), _VERSION,
        )  # fmt: skip
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow(cells)
        sink.add(CHANNEL, at, text.getvalue().encode(), _uid(line, source, event, recipients))


@dataclass(frozen=True, slots=True)
class _Line:
    """What all lines of a message share."""

    message: Message
    network_id: str
    internal_id: str
    server: str
    address: str


def _uid(line: _Line, source: str, event: str, recipients: Sequence[str]) -> str:
    """Name a line as whoever reads it does: message, stage and a hash of the recipients."""
    who = blake2b(";".join(recipients).encode(), digest_size=8).hexdigest()
    stage = event if event == "RECEIVE" else f"{source}/{event}"
    return f"{line.network_id}/{stage}/{who}"

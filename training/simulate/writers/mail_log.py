"""How an organisation's mail is logged: one face for message trace, message tracking and Postfix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from numpy.random import Generator

from training.simulate.organisation import DOMAIN
from training.simulate.randomness import hexadecimal
from training.simulate.sink import Sink


@dataclass(frozen=True, slots=True)
class Message:
    """One e-mail on its way.

    Attributes
    ----------
    urls, attachments
        How many of each; their names are in `links` and `files` where they matter.
    authentic
        Whether SPF, DKIM and DMARC hold, unless `checks` gives their three results.
    mail_from, reply_to
        Envelope sender and Reply-To where they are not the sender.
    rule_of
        Address of the mailbox whose rule sends this on; empty when a person or program sends it.
    message_class
        MAPI class of the item.
    """

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
    links: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    checks: tuple[str, str, str] | None = None
    mail_from: str = ""
    reply_to: str = ""
    rule_of: str = ""
    message_class: str = "IPM.Note"

    @property
    def internal(self) -> bool:
        """Whether the sender is one of the organisation's own addresses and the mail came from within."""
        return self.sender.endswith(f"@{DOMAIN}") and self.checks is None

    @property
    def results(self) -> tuple[str, str, str]:
        """SPF, DKIM and DMARC results."""
        if self.checks is not None:
            return self.checks
        return ("pass", "pass", "pass") if self.authentic else ("fail", "none", "fail")


class MailLog(Protocol):
    """Logs messages."""

    def deliver(self, sink: Sink, rng: Generator, at: int, message: Message) -> None:
        """Write all records of one message."""
        ...


def message_id(rng: Generator, domain: str = DOMAIN) -> str:
    """Draw an Internet message id."""
    return f"<{hexadecimal(rng, 20).upper()}@{domain}>"

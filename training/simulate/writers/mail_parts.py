"""What ordinary mail links to and carries, for messages that only say how much: drawn from the message's own id."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zlib import crc32

from numpy.random import Generator

from training.simulate.names import FORMS, TOPICS
from training.simulate.organisation import DOMAIN
from training.simulate.sink import Sink
from training.simulate.writers.mail_log import MailLog, Message

MOST_LINKS = 2
"""Links written of a message that has more."""
_EXTENSIONS = ("pdf",) * 9 + ("docx",) * 4 + ("xlsx",) * 3 + ("png", "jpg", "pptx", "ics", "txt", "zip", "csv")


@dataclass(frozen=True, slots=True)
class DescribedMail:
    """Names links and attachments before a log writes the message."""

    log: MailLog

    def deliver(self, sink: Sink, rng: Generator, at: int, message: Message) -> None:
        """Write one message; see `MailLog`."""
        self.log.deliver(sink, rng, at, described(message))


def described(message: Message) -> Message:
    """Give the message with names for the links and attachments it counts, as long as it has none.

    Bulk mail to the outside is left as it is: nobody here reads it.
    """
    if message.internal and not any(r.endswith(f"@{DOMAIN}") for r in message.recipients):
        return message
    links, files = message.links, message.files
    if message.urls and not links:
        links = tuple(_link(message, k) for k in range(min(message.urls, MOST_LINKS)))
    if message.attachments and not files:
        files = tuple(_file(message, k) for k in range(message.attachments))
    if links is message.links and files is message.files:
        return message
    return replace(message, links=links, files=files)


def _link(message: Message, k: int) -> str:
    h = crc32(f"{message.message_id}{k}".encode())
    topic = TOPICS[h % len(TOPICS)].lower()
    if message.internal:
        return f"https://halden.sharepoint.example/:w:/s/{topic}/{h:08x}"
    domain = message.sender.split("@")[1]
    # Every fifth link of a correspondent goes to one of a few services everybody uses.
    if h % 5 == 0:
        return f"https://{SHARED_SERVICES[h // 5 % len(SHARED_SERVICES)]}/{topic}/{h:08x}"
    return f"https://www.{domain}/{topic}/{FORMS[h // 7 % len(FORMS)].lower()}"


SHARED_SERVICES = ("docs.paperdesk.example", "meet.callroom.example", "sign.inkwell.example", "files.dropyard.example",
                   "forms.askwell.example", "www.trainline.example")  # fmt: skip
"""Services that anybody's mail may link to."""


def _file(message: Message, k: int) -> str:
    h = crc32(f"{message.message_id}/{k}".encode())
    extension = _EXTENSIONS[h % len(_EXTENSIONS)]
    return f"{TOPICS[h // 31 % len(TOPICS)]} {FORMS[h // 97 % len(FORMS)]} {h % 97}.{extension}"

"""Defender for Office 365, tables of advanced hunting: links and attachments of mail, clicks on links."""

from __future__ import annotations

from hashlib import sha256

import msgspec
from numpy.random import Generator

from training.simulate.organisation import DOMAIN
from training.simulate.presence import Seat
from training.simulate.randomness import uuid
from training.simulate.sink import Sink
from training.simulate.writers.clock import ticks
from training.simulate.writers.mail_log import Message

CHANNEL = "defender"


def parts(sink: Sink, rng: Generator, at: int, message: Message, network_id: str) -> None:
    """Write the links and attachments of a message that somebody here gets; a refused one has a verdict."""
    inside = [r for r in message.recipients if r.endswith(f"@{DOMAIN}")]
    if not inside:
        return
    for url in dict.fromkeys(message.links):
        link(sink, rng, at + 300, network_id, url)
    threat = "Malware" if message.files and message.status == "Quarantined" else ""
    for name in message.files:
        for recipient in inside:
            attachment(sink, rng, at + 400, network_id, message.sender, recipient, name, threat)


def link(sink: Sink, rng: Generator, at: int, message: str, url: str) -> None:
    """Write one link of a message, whose network message id is `message`."""
    record = {
        "Timestamp": ticks(at, int(rng.integers(10000))),
        "NetworkMessageId": message,
        "Url": url,
        "UrlDomain": url.split("/")[2],
        "UrlLocation": "Body",
        "ReportId": uuid(rng),
    }
    sink.add(CHANNEL, at, msgspec.json.encode(record), f"{message}/{url[:400]}")


def attachment(
    sink: Sink, rng: Generator, at: int, message: str, sender: str, recipient: str, name: str, threat: str = ""
) -> None:
    """Write one attachment of a message to one recipient; the hash follows the name, `threat` is a verdict."""
    digest = sha256(name.encode()).hexdigest()
    extension = name.rsplit(".", 1)[-1].lower()
    record = {
        "Timestamp": ticks(at, int(rng.integers(10000))),
        "NetworkMessageId": message,
        "SenderFromAddress": sender,
        "SenderDisplayName": "",
        "RecipientEmailAddress": recipient,
        "FileName": name,
        "FileType": extension,
        "FileExtension": extension,
        "FileSize": int(rng.lognormal(11.5, 1.0)),
        "SHA256": digest,
        "ThreatTypes": threat,
        "DetectionMethods": '{"Malware":["File detonation"]}' if threat else "",
        "ReportId": uuid(rng),
    }
    sink.add(CHANNEL, at, msgspec.json.encode(record), f"{message}/{recipient}/{digest}/{name}")


def click(
    sink: Sink, rng: Generator, at: int, seat: Seat, url: str, action: str = "ClickAllowed", message: str = ""
) -> None:
    """Write one click on a wrapped link: ClickAllowed, ClickBlocked or ClickedThrough a warning."""
    uid = uuid(rng)
    record = {
        "Timestamp": ticks(at, int(rng.integers(10000))),
        "Url": url,
        "ActionType": action,
        "AccountUpn": seat.person.upn,
        "Workload": "Email",
        "NetworkMessageId": message,
        "ThreatTypes": "Phish" if action == "ClickBlocked" else "",
        "DetectionMethods": "",
        "IPAddress": seat.ip,
        "IsClickedThrough": action != "ClickBlocked",
        "UrlChain": f'["{url}"]',
        "ReportId": uid,
    }
    sink.add(CHANNEL, at, msgspec.json.encode(record), uid)

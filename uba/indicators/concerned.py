"""Whom an event concerns, by the kinds of entity that findings name."""

from __future__ import annotations

from uba.batch import EventBatch, container_of
from uba.events import EMAIL_ACTIVITY
from uba.findings.finding import Entity
from uba.indicators.rule import ABOUT

_LIKELIEST = ("user", "sender", "mailbox", "src_ip", "host", "service")


def concerned(batch: EventBatch, event: int, about: str) -> tuple[Entity, ...]:
    """Give everybody an event concerns, the accused first.

    The accused is of the kind that the rule is about if the engine follows such
    an entity of the event, else of the likeliest kind that it follows: a hit is
    held against what is usual for somebody, so it must be somebody who has a
    usual. Where the event names none, whoever the record names stands first.
    """
    followed = _followed(batch, event)
    order = dict.fromkeys((about, *_LIKELIEST))
    accused = next((kind for kind in order if followed.get(kind)), about)
    found = _named(batch, event) | {kind: name for kind, name in followed.items() if name}
    kinds = dict.fromkeys((accused, *order, *ABOUT, "session"))
    return tuple(Entity(kind, found[kind]) for kind in kinds if found[kind])


def _followed(batch: EventBatch, event: int) -> dict[str, str]:
    """The entities of an event that indicators are counted for: those that have baselines."""
    return {
        "user": batch.users[event],
        "sender": batch.senders[event],
        "mailbox": batch.mailboxes[event],
        "src_ip": batch.addresses[event],
        "host": batch.hosts[event],
        "service": batch.services[event],
    }


def _named(batch: EventBatch, event: int) -> dict[str, str]:
    """Whom the record names, followed or not."""
    record = batch.events[event]
    mail = record.class_uid == EMAIL_ACTIVITY
    return {
        "user": "",
        "src_ip": "",
        "service": record.service_name,
        "mailbox": record.resource_uid if record.resource_type == "mailbox" else "",
        "host": record.device_hostname or record.dst_hostname,
        "sender": record.email_from if mail else "",
        "domain": batch.domains[event] or (record.email_from.rpartition("@")[2] if mail else record.url_hostname),
        "repository": record.resource_uid if record.resource_type == "repository" else "",
        "device": record.device_uid,
        "image": record.container_image,
        "session": record.actor_session_uid,
        "object": record.entity_name or record.resource_name or container_of(record),
    }

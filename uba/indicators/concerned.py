"""Whom an event concerns, by the kinds of entity that findings name."""

from __future__ import annotations

from uba.batch import EventBatch, container_of
from uba.events import EMAIL_ACTIVITY
from uba.findings.finding import Entity
from uba.indicators.rule import ABOUT

_FALLBACK = ("user", "src_ip", "mailbox", "host", "service")


def concerned(batch: EventBatch, event: int, about: str) -> tuple[Entity, ...]:
    """Give everybody an event concerns, first the kind a rule is about, else the likeliest kind there is."""
    record = batch.events[event]
    mail = record.class_uid == EMAIL_ACTIVITY
    found = {
        "user": batch.users[event],
        "src_ip": record.src_ip,
        "service": batch.services[event] or record.service_name,
        "mailbox": record.resource_uid if record.resource_type == "mailbox" else "",
        "host": record.device_hostname or record.dst_hostname,
        "sender": record.email_from if mail else "",
        "domain": record.email_from.rpartition("@")[2] if mail else record.url_hostname,
        "repository": record.resource_uid if record.resource_type == "repository" else "",
        "device": record.device_uid,
        "image": record.container_image,
        "session": record.actor_session_uid,
        "object": record.entity_name or record.resource_name or container_of(record),
    }
    order = dict.fromkeys((about, *_FALLBACK, *ABOUT, "session"))
    return tuple(Entity(kind, found[kind]) for kind in order if found[kind])

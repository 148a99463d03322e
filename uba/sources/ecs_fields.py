"""Readers of single ECS fields."""

from __future__ import annotations

from typing import NamedTuple

from uba.events import EMAIL_ACTIVITY, INBOUND, INTERNAL, OUTBOUND
from uba.sources import ecs_record as r
from uba.sources.ecs_categories import listed
from uba.sources.fields import clean_ip, time_ms, user_key, whole

_DIRECTIONS = {"inbound": INBOUND, "outbound": OUTBOUND, "internal": INTERNAL}


class Parties(NamedTuple):
    """Who acted on whom; of a mail also its direction, sender and recipients."""

    actor: str
    target: str
    direction_id: int
    sender: str
    recipients: tuple[str, ...]


def parties_of(document: r.EcsRecord, user: r.UserFields, class_uid: int) -> Parties:
    """Give the parties: an inbound mail has no actor of ours and is about its recipient, another its sender's act."""
    mail = document.email or r.NO_EMAIL_FIELDS
    direction_id = direction_of(document, mail)
    sender, recipients = next(iter(addresses_of(mail.sender)), ""), addresses_of(mail.to)
    actor = user_name(user)
    target = user_key(user.target.name or user.target.id) if user.target is not None else ""
    if class_uid == EMAIL_ACTIVITY and direction_id == INBOUND:
        actor, target = "", next(iter(recipients), actor)
    elif class_uid == EMAIL_ACTIVITY:
        actor = actor or sender
    return Parties(actor, target if target != actor else "", direction_id, sender, recipients)


class Web(NamedTuple):
    """What `http.*` says."""

    method: str
    code: int
    referrer: str
    request_uid: str
    bytes_out: int


def web_of(document: r.EcsRecord) -> Web:
    """Give the request and the answer; 0 for what is no HTTP status code."""
    http = document.http or r.NO_HTTP_FIELDS
    request, response = http.request or r.NO_HTTP_REQUEST, http.response or r.NO_HTTP_RESPONSE
    code = whole(response.status_code)
    size = whole(response.bytes if response.body is None else response.body.bytes)
    method = (request.method or "").upper()[:40]
    return Web(method, code if 100 <= code < 600 else 0, request.referrer or "", request.id or "", max(0, size))


def user_name(user: r.UserFields) -> str:
    """Give the user key: a UPN, else the e-mail address, else domain\\name, else name, else id."""
    name = user_key(user.name)
    if "@" in name or "\\" in name:
        return name
    if user.email and "@" in user.email:
        return user_key(user.email)
    if name and user.domain:
        return f"{user_key(user.domain)}\\{name}"
    return name or user_key(user.id)


def address_of(origin: r.Endpoint) -> str:
    """Give the address of an endpoint; of several the first."""
    text = (origin.ip or origin.address or "").partition(",")[0]
    return clean_ip(text) if text else ""


def country_of(origin: r.Endpoint) -> str:
    """Give the country's two-letter code."""
    code = (origin.geo or r.NO_GEO).country_iso_code or ""
    return code.upper() if len(code) == 2 and code.isascii() else ""


def asn_of(origin: r.Endpoint) -> int:
    """Give the number of the network, 0 for none."""
    number = whole((origin.system or r.NO_AUTONOMOUS_SYSTEM).number)
    return number if 0 < number < 2**32 else 0


def logged_ms(event: r.EventFields) -> int:
    """Give when the pipeline first saw the event, 0 where the document does not say."""
    given = event.created if event.created is not None else event.ingested
    if given is None:
        return 0
    return time_ms(given, "event.created" if event.created is not None else "event.ingested")


def latency_ms_of(nanoseconds: int | float | str | None) -> float:
    """Give a duration in nanoseconds as milliseconds."""
    return max(0, whole(nanoseconds)) / 1e6


def direction_of(document: r.EcsRecord, mail: r.EmailFields) -> int:
    """Give the direction of a mail, 0 for what is none."""
    if document.email is None:
        return 0
    given = mail.direction or (document.network or r.NO_NETWORK_FIELDS).direction or ""
    return _DIRECTIONS.get(given.lower(), 0)


def addresses_of(party: r.MailAddress | None) -> tuple[str, ...]:
    """Give the addresses of one side of a mail, in lower case."""
    return tuple(item.strip() for item in listed(None if party is None else party.address) if item.strip())


def image_of(document: r.EcsRecord) -> str:
    """Give the image of a container with its tag."""
    image = (document.container or r.NO_CONTAINER_FIELDS).image or r.NO_IMAGE_FIELDS
    if not image.name:
        return ""
    tag = next(iter(listed(image.tag)), "")
    return f"{image.name}:{tag}" if tag and ":" not in image.name.rpartition("/")[2] else image.name

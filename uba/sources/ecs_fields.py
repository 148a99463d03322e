"""Readers of single ECS fields."""

from __future__ import annotations

from typing import TypeAlias

from uba.events import EMAIL_ACTIVITY, INBOUND, INTERNAL, OUTBOUND
from uba.remembered import remembered
from uba.sources import ecs_record as r
from uba.sources.ecs_categories import listed
from uba.sources.fields import clean_ip, time_ms, user_key, whole

_DIRECTIONS = {"inbound": INBOUND, "outbound": OUTBOUND, "internal": INTERNAL}


Parties: TypeAlias = tuple[str, str, str, int, str, tuple[str, ...]]
"""Who acted (name, id) on whom; of a mail also its direction, sender and recipients."""
Web: TypeAlias = tuple[str, int, str, str, int]
"""What `http.*` says: method, code of the answer, referrer, the request's id, bytes of the answer."""
_NO_WEB: Web = ("", 0, "", "", 0)


def last_name(path: str) -> str:
    """Give the last name of a path of any system."""
    return path.replace("\\", "/").rpartition("/")[2]


def parties_of(document: r.EcsRecord, user: r.UserFields, class_uid: int) -> Parties:
    """Give the parties: an inbound mail has no actor of ours and is about its recipient, another its sender's act."""
    mail = document.email
    actor, uid = user_name(user), user.id or ""
    target = user_key(user.target.name or user.target.id) if user.target is not None else ""
    if mail is None:
        return actor, uid, target if target != actor else "", 0, "", ()
    direction_id = direction_of(document, mail)
    senders, recipients = addresses_of(mail.sender), addresses_of(mail.to)
    sender = senders[0] if senders else ""
    if class_uid == EMAIL_ACTIVITY and direction_id == INBOUND:
        actor, target = "", recipients[0] if recipients else actor
    elif class_uid == EMAIL_ACTIVITY:
        actor = actor or sender
    return actor, uid, target if target != actor else "", direction_id, sender, recipients


def web_of(document: r.EcsRecord) -> Web:
    """Give the request and the answer; 0 for what is no HTTP status code."""
    http = document.http
    if http is None:
        return _NO_WEB
    request, response = http.request or r.NO_HTTP_REQUEST, http.response or r.NO_HTTP_RESPONSE
    code = whole(response.status_code)
    size = whole(response.bytes if response.body is None else response.body.bytes)
    method = request.method.upper()[:40] if request.method else ""
    return method, code if 100 <= code < 600 else 0, request.referrer or "", request.id or "", size if size > 0 else 0


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


@remembered(65_536)
def address_of(text: str | None) -> str:
    """Give the address that a field holds; of several the first."""
    return clean_ip(text.partition(",")[0]) if text else ""


@remembered(2_048)
def country_of(code: str | None) -> str:
    """Give the country's two-letter code."""
    return code.upper() if code and len(code) == 2 and code.isascii() else ""


@remembered(16_384)
def asn_of(number: int | str | None) -> int:
    """Give the number of the network, 0 for none."""
    value = whole(number)
    return value if 0 < value < 2**32 else 0


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
    """Give the direction of a mail, 0 where it is not said."""
    given = mail.direction or (document.network or r.NO_NETWORK_FIELDS).direction or ""
    return _DIRECTIONS.get(given.lower(), 0)


def addresses_of(party: r.MailAddress | None) -> tuple[str, ...]:
    """Give the addresses of one side of a mail, in lower case."""
    given = None if party is None else party.address
    if given is None:
        return ()
    items = given if isinstance(given, list) else given.split(",")
    return tuple([text for item in items if (text := item.strip().lower())])


def image_of(document: r.EcsRecord) -> str:
    """Give the image of a container with its tag."""
    image = None if document.container is None else document.container.image
    if image is None or not image.name:
        return ""
    tag = next(iter(listed(image.tag)), "")
    return f"{image.name}:{tag}" if tag and ":" not in image.name.rpartition("/")[2] else image.name

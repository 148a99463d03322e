"""Elastic Common Schema JSON: documents that a pipeline has already normalised.

Nested objects and dotted keys (`"event.action": …`) are both read. Documents of
Winlogbeat (`winlog`) are Windows events and another source; a document without
`event.category`, `event.action` and `event.dataset` says nothing of what happened and is refused.
Reference: Elastic, "ECS field reference".
"""

from __future__ import annotations

from typing import Any

import msgspec

from uba.activities import MAIL_RECEIVE
from uba.errors import ParseError
from uba.events import (
    API_ACTIVITY,
    EMAIL_ACTIVITY,
    ENTITY_MANAGEMENT,
    HTTP_ACTIVITY,
    INBOUND,
    Event,
)
from uba.sources import ecs_fields as f
from uba.sources import ecs_record as r
from uba.sources.by_position import by_position
from uba.sources.decoding import RecordDecoder
from uba.sources.ecs_categories import activity_of, status_of
from uba.sources.fields import time_ms, user_key, whole

_DECODER = RecordDecoder(r.EcsRecord, "ECS document")
_OBJECT = msgspec.json.Decoder(dict[str, Any])


class Ecs:
    """Elastic Common Schema as a source."""

    name = "ecs"

    def recognise(self, record: bytes) -> bool:
        """Tell a document by its timestamp and ECS's own categorisation."""
        if not record.startswith(b"{") or b'"@timestamp"' not in record or b'"event' not in record:
            return False
        try:
            return _is_ecs(_decoded(record))
        except ParseError:
            return False

    def parse(self, record: bytes) -> Event | None:
        """Read one record; see `uba.sources.base.Source`."""
        document = _decoded(record)
        if not _is_ecs(document):
            raise ParseError(
                "@timestamp with event.category, event.dataset, or event.action and ecs.version is missing: "
                "expected a document of the Elastic Common Schema that is no Windows event"
            )
        return _event(document, document.event or r.NO_EVENT_FIELDS)


def _decoded(record: bytes) -> r.EcsRecord:
    if b'"event.' in record:
        try:
            record = msgspec.json.encode(_nested(_OBJECT.decode(record)))
        except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
            raise ParseError(f"ECS document: {error}; expected one JSON object") from None
    return _DECODER.decode(record)


def _nested(flat: dict[str, Any]) -> dict[str, Any]:
    """Open dotted keys at the top level; what does not fit a key that is already a value stays behind."""
    out: dict[str, Any] = {key: value for key, value in flat.items() if "." not in key}
    for key, value in flat.items():
        if "." not in key:
            continue
        *path, last = key.split(".")[:8]
        node: Any = out
        for part in path:
            node = node.setdefault(part, {}) if isinstance(node, dict) else None
        if isinstance(node, dict):
            node.setdefault(last, value)
    return out


def _is_ecs(document: r.EcsRecord) -> bool:
    event = document.event
    if document.timestamp is None or event is None or document.winlog:
        return False
    return bool(event.category or event.dataset or (event.action and document.ecs is not None))


@by_position
def _event(document: r.EcsRecord, event: r.EventFields) -> Event:
    web, url = f.web_of(document), document.url or r.NO_URL_FIELDS
    class_uid, activity_id = activity_of(document, web.method)
    origin, destination = document.source or document.client or r.NO_ENDPOINT, document.destination or r.NO_ENDPOINT
    host, kept = document.host or r.NO_HOST_FIELDS, document.file or r.NO_FILE_FIELDS
    user, rule = document.user or origin.user or r.NO_USER_FIELDS, document.rule or r.NO_NAMED
    who = f.parties_of(document, user, class_uid)
    if class_uid == EMAIL_ACTIVITY and who.direction_id == INBOUND:
        activity_id = MAIL_RECEIVE
    operation = event.action or event.code or event.dataset or ""
    group = (document.group or r.NO_NAMED) if class_uid == ENTITY_MANAGEMENT else r.Named()
    return Event(
        time=time_ms(document.timestamp, "@timestamp"),
        uid=event.id or "",
        source="ecs",
        class_uid=class_uid,
        activity_id=activity_id,
        status_id=status_of(document, class_uid, web.code),
        status_code=str(web.code) if web.code else "",
        status_detail=event.reason or "",
        event_code=operation,
        product_name=event.dataset or event.module or "",
        correlation_uid=(document.trace or r.NO_NAMED).id or web.request_uid,
        logged_time=f.logged_ms(event),
        actor_user_name=who.actor,
        actor_user_uid=user.id or "",
        actor_user_email_addr=(user_key(user.email) or who.actor) if "@" in who.actor else "",
        user_name=who.target,
        entity_type="group" if group.name else "",
        entity_name=group.name or "",
        resource_uid=kept.path or "",
        service_name=(document.service or r.NO_NAMED).name or event.provider or event.module or "",
        src_ip=f.address_of(origin),
        src_hostname=(origin.domain or "").lower(),
        src_country=f.country_of(origin),
        src_asn=f.asn_of(origin),
        dst_hostname=(destination.domain or "").lower(),
        device_uid=host.id or "",
        device_hostname=(host.hostname or host.name or "").lower(),
        http_method=web.method,
        url_hostname=(url.domain or "").lower(),
        url_path=url.path or url.original or "",
        url_query=url.query or "",
        user_agent=(document.user_agent or r.NO_USER_AGENT_FIELDS).original or "",
        referrer=web.referrer,
        http_status=web.code,
        bytes_out=web.bytes_out,
        latency_ms=f.latency_ms_of(event.duration) if class_uid == HTTP_ACTIVITY else 0.0,
        direction_id=who.direction_id,
        email_from=who.sender,
        email_to=who.recipients,
        email_subject=(document.email or r.NO_EMAIL_FIELDS).subject or "",
        email_message_uid=(document.email or r.NO_EMAIL_FIELDS).message_id or "",
        file_name=kept.name or (kept.path or "").replace("\\", "/").rpartition("/")[2],
        file_path=kept.path or "",
        file_size=max(0, whole(kept.size)),
        api_operation=operation if class_uid == API_ACTIVITY else "",
        container_image=f.image_of(document),
        rule_uid=rule.id or rule.name or "",
    )

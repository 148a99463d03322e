"""Elastic Common Schema JSON: documents that a pipeline has already normalised.

What Filebeat ships of Microsoft 365 keeps the record whole under `o365.audit`, its parameters as an object: it is read
as that record, because the schema has no words for who was given what.
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
from uba.sources.ecs_categories import meaning_of
from uba.sources.ecs_dotted import DottedDecoder, nested
from uba.sources.fields import time_ms, user_key, whole
from uba.sources.m365_ual import M365Ual

_DECODER = RecordDecoder(r.EcsRecord, "ECS document")
_DOTTED = DottedDecoder(r.EcsRecord)
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
        if document.o365:
            kept = _microsoft_365(document.o365)
            if kept is not None:
                return msgspec.structs.replace(kept, source=self.name)
        return _event(document, document.event or r.NO_EVENT_FIELDS)


def _microsoft_365(kept: msgspec.Raw) -> Event | None:
    """The event of the record that a document keeps; None where it is none, or says less than the document."""
    try:
        audit = msgspec.json.decode(kept, type=dict[str, dict[str, Any]]).get("audit", {})
        for name in ("Parameters", "OperationProperties", "ExtendedProperties"):
            if isinstance(listed := audit.get(name), dict):
                audit[name] = [{"Name": key, "Value": value} for key, value in listed.items()]
        return M365Ual().parse(msgspec.json.encode(audit))
    except (msgspec.MsgspecError, RecursionError, UnicodeError, ParseError):
        return None


def _decoded(record: bytes) -> r.EcsRecord:
    if record.find(b'"event.') < 0:
        return _DECODER.decode(record)
    if (document := _DOTTED.decode(record)) is not None:
        return document
    try:
        flat = nested(_OBJECT.decode(record))
        try:
            return msgspec.convert(flat, r.EcsRecord)
        except msgspec.ValidationError:
            return _DECODER.decode(msgspec.json.encode(flat))  # some value is not of its type: with patience
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise ParseError(f"ECS document: {error}; expected one JSON object") from None


def _is_ecs(document: r.EcsRecord) -> bool:
    event = document.event
    if document.timestamp is None or event is None or document.winlog:
        return False
    return bool(event.category or event.dataset or (event.action and document.ecs is not None))


@by_position
def _event(document: r.EcsRecord, event: r.EventFields) -> Event:
    method, code, referrer, request_uid, bytes_out = f.web_of(document)
    class_uid, activity_id, status_id = meaning_of(document, event, method, code)
    url, mail, trace, agent = document.url or r.NO_URL_FIELDS, document.email, document.trace, document.user_agent
    origin, host = document.source or document.client or r.NO_ENDPOINT, document.host or r.NO_HOST_FIELDS
    destination, kept = document.destination or r.NO_ENDPOINT, document.file or r.NO_FILE_FIELDS
    user = document.user or origin.user or r.NO_USER_FIELDS
    name, uid, target, direction_id, sender, recipients = f.parties_of(document, user, class_uid)
    operation = event.action or event.code or event.dataset or ""
    group = (document.group or r.NO_NAMED) if class_uid == ENTITY_MANAGEMENT else r.NO_NAMED
    service, rule, path = document.service or r.NO_NAMED, document.rule or r.NO_NAMED, kept.path or ""
    return Event(
        time=time_ms(document.timestamp, "@timestamp"),
        uid=event.id or "",
        source="ecs",
        class_uid=class_uid,
        activity_id=MAIL_RECEIVE if class_uid == EMAIL_ACTIVITY and direction_id == INBOUND else activity_id,
        status_id=status_id,
        status_code=str(code) if code else "",
        status_detail=event.reason or "",
        event_code=operation,
        product_name=event.dataset or event.module or "",
        correlation_uid=(trace.id if trace is not None else None) or request_uid,
        logged_time=0 if event.created is event.ingested is None else f.logged_ms(event),
        actor_user_name=name,
        actor_user_uid=uid,
        actor_user_email_addr=(user_key(user.email) or name) if "@" in name else "",
        user_name=target,
        entity_type="group" if group.name else "",
        entity_name=group.name or "",
        resource_uid=path,
        service_name=service.name or event.provider or event.module or "",
        src_ip=f.address_of(origin.ip or origin.address),
        src_hostname=origin.domain.lower() if origin.domain else "",
        src_country=f.country_of(origin.geo.country_iso_code) if origin.geo is not None else "",
        src_asn=f.asn_of(origin.system.number) if origin.system is not None else 0,
        dst_hostname=destination.domain.lower() if destination.domain else "",
        device_uid=host.id or "",
        device_hostname=(host.hostname or host.name or "").lower(),
        http_method=method,
        url_hostname=url.domain.lower() if url.domain else "",
        url_path=url.path or url.original or "",
        url_query=url.query or "",
        user_agent=(agent.original or "") if agent is not None else "",
        referrer=referrer,
        http_status=code,
        bytes_out=bytes_out,
        latency_ms=f.latency_ms_of(event.duration) if class_uid == HTTP_ACTIVITY else 0.0,
        direction_id=direction_id,
        email_from=sender,
        email_to=recipients,
        email_subject=(mail.subject or "") if mail is not None else "",
        email_message_uid=(mail.message_id or "") if mail is not None else "",
        file_name=kept.name or (f.last_name(path) if path else ""),
        file_path=path,
        file_size=max(0, whole(kept.size)) if kept.size is not None else 0,
        api_operation=operation if class_uid == API_ACTIVITY else "",
        container_image=f.image_of(document) if document.container is not None else "",
        rule_uid=rule.id or rule.name or "",
    )

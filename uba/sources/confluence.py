"""Confluence: audit log (Data Center file and REST, Cloud REST) and access log.

The access log is either one of Confluence's own (`uba.sources.confluence_lines`)
or a combined log of the web server in front of it, told by its paths. Audit
records without page views are usual (Cloud has none), so reads come from the
access log where it is sent. Reference: Atlassian, "Auditing in Confluence",
"How to enable user access logging", Cloud REST "Audit records".
"""

# ruff: noqa: N815 - the vendor's field names are kept

from __future__ import annotations

import re

import msgspec

from uba.activities import (
    FILE_DOWNLOAD,
)
from uba.errors import ParseError
from uba.events import (
    API_ACTIVITY,
    AUTHENTICATION,
    ENTITY_MANAGEMENT,
    FAILURE,
    FILE_HOSTING,
    SUCCESS,
    Event,
)
from uba.sources.by_position import by_position
from uba.sources.confluence_actions import activity_of
from uba.sources.confluence_lines import is_own_line, own_line
from uba.sources.confluence_paths import is_confluence_target, meaning_of
from uba.sources.decoding import RecordDecoder
from uba.sources.fields import clean_ip, time_ms, user_key
from uba.sources.web_access import AccessLine, http_event, read_line


class Timestamp(msgspec.Struct, gc=False):
    """Time in the Data Center's audit file."""

    epochSecond: int
    nano: int | None = None


class Author(msgspec.Struct, gc=False):
    """Who acted."""

    id: str | int | None = None
    name: str | None = None
    type: str | None = None
    username: str | None = None
    userKey: str | None = None
    accountId: str | None = None
    accountType: str | None = None
    displayName: str | None = None
    email: str | None = None


class AuditType(msgspec.Struct, gc=False):
    """Coverage area, category and action."""

    area: str | None = None
    category: str | None = None
    action: str | None = None


class AffectedObject(msgspec.Struct, gc=False):
    """A page, space, user, group, ... (`type` in Data Center, `objectType` in Cloud)."""

    id: str | int | None = None
    name: str | None = None
    type: str | None = None
    objectType: str | None = None


class ConfluenceRecord(msgspec.Struct, gc=False):
    """An audit record; Data Center's fields first, Cloud's after them."""

    timestamp: Timestamp | str | int | float | None = None
    author: Author | None = None
    auditType: AuditType | None = None
    type: AuditType | str | None = None
    affectedObjects: list[AffectedObject] | None = None
    source: str | None = None
    system: str | None = None
    method: str | None = None
    creationDate: int | float | str | None = None
    remoteAddress: str | None = None
    summary: str | None = None
    category: str | None = None
    affectedObject: AffectedObject | None = None
    associatedObjects: list[AffectedObject] | None = None


_DECODER = RecordDecoder(ConfluenceRecord, "Confluence audit record")
_PERSON, _SYSTEM = 1, 3
_SISTERS = re.compile(
    rb'"\w+I18nKey"\s*:\s*"(?:bitbucket|jira)\.|"type"\s*:\s*"(?:REPOSITORY|PROJECT)"|"system"\s*:\s*"[^"]*bitbucket'
)
"""Bitbucket and Jira write their audit logs in the same form."""


class Confluence:
    """Confluence's audit and access logs as one source."""

    name = "confluence"

    def recognise(self, record: bytes) -> bool:
        """Tell audit JSON by its author with audit type or summary, access lines by shape or by path."""
        if record.startswith(b"{"):
            is_audit = b'"author"' in record and (
                (b'"affectedObjects"' in record and b'"action"' in record)
                or (b'"creationDate"' in record and b'"summary"' in record)
            )
            return is_audit and _SISTERS.search(record) is None
        if record.startswith(b"[") or is_own_line(record):
            return is_own_line(record)
        try:
            return is_confluence_target(read_line(record).target)
        except ParseError:
            return False

    def parse(self, record: bytes) -> Event | None:
        """Read one audit record or access-log line; see `uba.sources.base.Source`."""
        if record.startswith(b"{"):
            if _SISTERS.search(record):
                raise ParseError(
                    "record is Bitbucket's or Jira's, whose audit logs have the same form: expected Confluence's"
                )
            return _audit_event(_DECODER.decode(record))
        if record.startswith(b"[") or is_own_line(record):
            return _access_event(own_line(record))
        return _access_event(read_line(record))


def _access_event(line: AccessLine) -> Event:
    """A redirect shows no content, so it stays plain HTTP; 304 does: the browser has the page."""
    event = http_event(line, "confluence")
    if not line.status:
        event = msgspec.structs.replace(event, status_id=0)
    meaning = meaning_of(line.method or "GET", line.target[:2_000])
    if meaning is None or (300 <= line.status < 400 and line.status != 304) or line.method in ("HEAD", "OPTIONS"):
        return msgspec.structs.replace(event, product_name="Confluence", vendor_name="Atlassian")
    return msgspec.structs.replace(
        event,
        class_uid=meaning.class_uid,
        activity_id=meaning.activity_id,
        product_name="Confluence",
        vendor_name="Atlassian",
        resource_uid=meaning.uid,
        resource_name=meaning.name,
        resource_type=meaning.type,
        resource_namespace=meaning.namespace,
        service_name="confluence",
        file_name=meaning.name if meaning.class_uid == FILE_HOSTING else "",
        file_size=line.size if meaning.class_uid == FILE_HOSTING and meaning.activity_id == FILE_DOWNLOAD else 0,
        query_text=meaning.query,
    )


@by_position
def _audit_event(record: ConfluenceRecord) -> Event:
    author = record.author
    if author is None:
        raise ParseError("author is missing: expected a Confluence audit record")
    kind = record.auditType or (record.type if isinstance(record.type, AuditType) else None)
    action = (kind.action if kind is not None else record.summary) or ""
    category = (kind.category if kind is not None else record.category) or ""
    if not action:
        raise ParseError("auditType.action (Data Center) and summary (Cloud) are missing: expected what was done")
    objects = [*(record.affectedObjects or ()), *(record.associatedObjects or ())]
    if record.affectedObject is not None:
        objects.insert(0, record.affectedObject)
    class_uid, activity_id = activity_of(category, action)
    space = _first(objects, "space")
    target = _first(objects, "user") or _first(objects, "group")
    main = _main_object(objects)
    main_type = _type(main)
    name = user_key(author.username or author.name or author.email or author.accountId or author.displayName)
    address = record.source or record.remoteAddress
    managed = class_uid == ENTITY_MANAGEMENT
    return Event(
        time=_audit_time(record),
        uid="",
        source="confluence",
        class_uid=class_uid,
        activity_id=activity_id,
        status_id=FAILURE if "fail" in action.lower() or "denied" in action.lower() else SUCCESS,
        event_code=action,
        product_name="Confluence",
        vendor_name="Atlassian",
        log_name=(kind.area or "" if kind is not None else "") or category,
        actor_user_name=name,
        actor_user_uid=str(author.id or author.accountId or author.userKey or ""),
        actor_user_email_addr=user_key(author.email),
        actor_user_type_id=_SYSTEM if (author.type or "").lower() == "system" else _PERSON,
        user_name=user_key(target.name) if target is not None else "",
        entity_type=main_type or category if managed else "",
        entity_uid=_id(main) if managed else "",
        entity_name=_name(main) or category if managed else "",
        resource_uid=_id(main),
        resource_name=_name(main),
        resource_type=main_type,
        resource_namespace=_name(space),
        service_name="confluence",
        src_ip=clean_ip(address.partition(",")[0]) if address else "",
        dst_hostname=(record.system or "").partition("://")[2].partition("/")[0].partition(":")[0].lower(),
        file_name=_name(main) if class_uid == FILE_HOSTING else "",
        api_operation=action if class_uid == API_ACTIVITY else "",
        auth_protocol=(record.method or "") if class_uid == AUTHENTICATION else "",
    )


def _audit_time(record: ConfluenceRecord) -> int:
    stamp = record.timestamp
    if isinstance(stamp, Timestamp):
        return time_ms(stamp.epochSecond, "timestamp.epochSecond") + (stamp.nano or 0) // 1_000_000 % 1_000
    if stamp is not None:
        return time_ms(stamp, "timestamp")
    return time_ms(record.creationDate, "creationDate")


def _type(thing: AffectedObject | None) -> str:
    return "" if thing is None else (thing.type or thing.objectType or "").lower()


def _name(thing: AffectedObject | None) -> str:
    return "" if thing is None else thing.name or ""


def _id(thing: AffectedObject | None) -> str:
    if thing is None:
        return ""
    return str(thing.id) if thing.id is not None else thing.name or ""


def _first(objects: list[AffectedObject], kind: str) -> AffectedObject | None:
    return next((thing for thing in objects if _type(thing) == kind), None)


def _main_object(objects: list[AffectedObject]) -> AffectedObject | None:
    """What the record is about: the first thing that is more particular than a space."""
    return next((thing for thing in objects if _type(thing) != "space"), objects[0] if objects else None)

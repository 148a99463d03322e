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
from uba.remembered import remembered
from uba.sources.access_line import AccessLine
from uba.sources.by_position import by_position
from uba.sources.confluence_actions import activity_of
from uba.sources.confluence_lines import is_own_line, own_line
from uba.sources.confluence_paths import Meaning, is_confluence_target, meaning_of
from uba.sources.decoding import RecordDecoder
from uba.sources.fields import clean_ip, http_status_id, time_ms, user_key
from uba.sources.web_access import http_event, read_line, source_address, split_url


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
    actionI18nKey: str | None = None
    categoryI18nKey: str | None = None


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
    affectedObjects: list[AffectedObject] | None = None
    changedValues: msgspec.Raw = msgspec.Raw()
    extraAttributes: msgspec.Raw = msgspec.Raw()
    method: str | None = None
    source: str | None = None
    system: str | None = None
    remoteAddress: str | None = None
    creationDate: int | float | str | None = None
    summary: str | None = None
    category: str | None = None
    affectedObject: AffectedObject | None = None
    associatedObjects: list[AffectedObject] | None = None
    type: AuditType | str | None = None


_DECODER = RecordDecoder(ConfluenceRecord, "Confluence audit record")
_PERSON, _SYSTEM = 1, 3
_SISTERS = re.compile(
    rb'"\w+I18nKey"\s*:\s*"(?:bitbucket|jira)\.|"type"\s*:\s*"(?:REPOSITORY|PROJECT)"|"system"\s*:\s*"[^"]*bitbucket'
)
"""Bitbucket and Jira write their audit logs in the same form."""
_SISTER_TYPES = frozenset(["REPOSITORY", "PROJECT"])
_EMPTY_LIST = len("[]")


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
            return is_audit and not _is_of_a_sister(record)
        if record.startswith(b"[") or is_own_line(record):
            return is_own_line(record)
        try:
            return is_confluence_target(read_line(record).target)
        except ParseError:
            return False

    def parse(self, record: bytes) -> Event | None:
        """Read one audit record or access-log line; see `uba.sources.base.Source`."""
        if record.startswith(b"{"):
            audit = _DECODER.decode(record)
            if _may_be_a_sister(audit) and _is_of_a_sister(record):
                raise ParseError(
                    "record is Bitbucket's or Jira's, whose audit logs have the same form: expected Confluence's"
                )
            return _audit_event(audit)
        if record.startswith(b"[") or is_own_line(record):
            return _access_event(own_line(record))
        return _access_event(read_line(record))


def _may_be_a_sister(audit: ConfluenceRecord) -> bool:
    """Tell from where the marks of the sisters stand whether the record's bytes must be searched for them."""
    kind = audit.auditType or audit.type
    if isinstance(kind, AuditType):
        keys = f"{kind.actionI18nKey} {kind.categoryI18nKey}" if kind.actionI18nKey or kind.categoryI18nKey else ""
        if "bitbucket." in keys or "jira." in keys:
            return True
    elif kind in _SISTER_TYPES:
        return True
    if len(audit.extraAttributes) > _EMPTY_LIST or len(audit.changedValues) > _EMPTY_LIST:
        return True
    about = audit.affectedObjects or (audit.affectedObject,)
    return "bitbucket" in (audit.system or "") or any(
        thing is not None and thing.type in _SISTER_TYPES for thing in about
    )


def _is_of_a_sister(record: bytes) -> bool:
    named = b"bitbucket" in record or b'"jira.' in record or b'"REPOSITORY"' in record or b'"PROJECT"' in record
    return named and _SISTERS.search(record) is not None


def _access_event(line: AccessLine) -> Event:
    """A redirect shows no content, so it stays plain HTTP; 304 does: the browser has the page."""
    meaning = meaning_of(line.method or "GET", line.target[:2_000])
    if meaning is None or (300 <= line.status < 400 and line.status != 304) or line.method in ("HEAD", "OPTIONS"):
        plain = http_event(line, "confluence", "Confluence", "Atlassian")
        return plain if line.status else msgspec.structs.replace(plain, status_id=0)
    return _content_event(line, meaning)


@by_position
def _content_event(line: AccessLine, meaning: Meaning) -> Event:
    target, host = line.target, line.vhost
    if target.startswith("http"):
        host, target = split_url(target, host)
    path, _, query = target.partition("?")
    address = clean_ip(line.host) if not line.forwarded_for else source_address(line)
    status, is_file = line.status, meaning.class_uid == FILE_HOSTING
    return Event(
        time=line.time,
        uid="",
        source="confluence",
        class_uid=meaning.class_uid,
        activity_id=meaning.activity_id,
        status_id=http_status_id(status) if status else 0,
        status_code=str(status) if status else "",
        event_code=line.method,
        product_name="Confluence",
        vendor_name="Atlassian",
        log_name="access",
        actor_user_name=line.user.lower(),
        actor_session_uid=line.session,
        service_name="confluence",
        resource_uid=meaning.uid,
        resource_name=meaning.name,
        resource_type=meaning.type,
        resource_namespace=meaning.namespace,
        src_ip=address,
        src_hostname="" if address else line.host.lower().removeprefix("-"),
        dst_hostname=line.vhost,
        http_method=line.method,
        url_hostname=host,
        url_path=path,
        url_query=query,
        user_agent=line.user_agent,
        referrer=line.referrer,
        http_status=status,
        bytes_out=line.size,
        latency_ms=line.latency_ms,
        file_name=meaning.name if is_file else "",
        file_size=line.size if is_file and meaning.activity_id == FILE_DOWNLOAD else 0,
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
    main, space, target = _parties(objects)
    main_type = "" if main is None else (main.type or main.objectType or "").lower()
    name = user_key(author.username or author.name or author.email or author.accountId or author.displayName)
    address = record.source or record.remoteAddress
    managed = class_uid == ENTITY_MANAGEMENT
    return Event(
        time=_audit_time(record),
        uid="",
        source="confluence",
        class_uid=class_uid,
        activity_id=activity_id,
        status_id=_outcome(action),
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
        dst_hostname=_host(record.system) if record.system else "",
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


@remembered(1_024)
def _outcome(action: str) -> int:
    lowered = action.lower()
    return FAILURE if "fail" in lowered or "denied" in lowered else SUCCESS


@remembered(1_024)
def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].partition(":")[0].lower()


def _name(thing: AffectedObject | None) -> str:
    return "" if thing is None else thing.name or ""


def _id(thing: AffectedObject | None) -> str:
    if thing is None:
        return ""
    return str(thing.id) if thing.id is not None else thing.name or ""


def _parties(
    objects: list[AffectedObject],
) -> tuple[AffectedObject | None, AffectedObject | None, AffectedObject | None]:
    """What the record is about, the first thing that is more particular than a space; the space; the user or group."""
    main: AffectedObject | None = None
    found: dict[str, AffectedObject] = {}
    for thing in objects:
        kind = (thing.type or thing.objectType or "").lower()
        if main is None and kind != "space":
            main = thing
        found.setdefault(kind, thing)
    return main or (objects[0] if objects else None), found.get("space"), found.get("user") or found.get("group")

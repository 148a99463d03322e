"""ECS categorisation (`event.category`, `event.type`, `event.action`) -> class, activity and outcome.

Reference: Elastic, "ECS categorization fields".
"""

from __future__ import annotations

from uba import activities as a
from uba.events import (
    ACCOUNT_CHANGE,
    API_ACTIVITY,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    DATASTORE,
    EMAIL_ACTIVITY,
    ENTITY_MANAGEMENT,
    FAILURE,
    FILE_HOSTING,
    HTTP_ACTIVITY,
    OTHER,
    SUCCESS,
)
from uba.sources.ecs_record import EcsRecord
from uba.sources.fields import http_status_id

_CLASSES: tuple[tuple[str, int], ...] = (
    ("authentication", AUTHENTICATION),
    ("session", AUTHENTICATION),
    ("iam", ENTITY_MANAGEMENT),
    ("email", EMAIL_ACTIVITY),
    ("web", HTTP_ACTIVITY),
    ("database", DATASTORE),
    ("file", FILE_HOSTING),
    ("package", APPLICATION_LIFECYCLE),
    ("configuration", ENTITY_MANAGEMENT),
    ("api", API_ACTIVITY),
)
"""Category -> class; the first that a record has counts."""
_ACCOUNT_TYPES: dict[str, int] = {"creation": a.ACCOUNT_CREATE, "deletion": a.ACCOUNT_DELETE}
_TYPES: dict[int, dict[str, int]] = {
    AUTHENTICATION: {"end": a.AUTH_LOGOFF},
    ENTITY_MANAGEMENT: {"creation": a.ENTITY_CREATE, "deletion": a.ENTITY_DELETE, "access": a.ENTITY_READ},
    DATASTORE: {"access": a.DATA_READ, "change": a.DATA_UPDATE, "creation": a.DATA_WRITE},
    FILE_HOSTING: {"creation": a.FILE_UPLOAD, "change": a.FILE_UPDATE, "deletion": a.FILE_DELETE},
    APPLICATION_LIFECYCLE: {
        "installation": a.APP_INSTALL,
        "creation": a.APP_INSTALL,
        "deletion": a.APP_REMOVE,
        "start": a.APP_START,
        "end": a.APP_STOP,
    },
    API_ACTIVITY: {
        "access": a.API_READ,
        "info": a.API_READ,
        "creation": a.API_CREATE,
        "change": a.API_UPDATE,
        "deletion": a.API_DELETE,
    },
}
_DEFAULTS: dict[int, int] = {
    AUTHENTICATION: a.AUTH_LOGON,
    ENTITY_MANAGEMENT: a.ENTITY_UPDATE,
    DATASTORE: a.DATA_QUERY,
    FILE_HOSTING: a.FILE_OPEN,
    APPLICATION_LIFECYCLE: a.APP_UPDATE,
}
_FILE_ACTIONS: tuple[tuple[str, int], ...] = (
    ("download", a.FILE_DOWNLOAD),
    ("upload", a.FILE_UPLOAD),
    ("preview", a.FILE_PREVIEW),
    ("sync", a.FILE_SYNC),
    ("copied", a.FILE_COPY),
    ("copy", a.FILE_COPY),
    ("renam", a.FILE_RENAME),
    ("move", a.FILE_MOVE),
    ("share", a.FILE_SHARE),
)
_LOGOFFS = ("logged-out", "logout", "logoff", "log-off", "user-logoff")


def listed(value: list[str] | str | None) -> list[str]:
    """Give the values of a field that may hold one or many, in lower case."""
    if value is None:
        return []
    return [item.lower() for item in (value if isinstance(value, list) else value.split(","))]


def activity_of(record: EcsRecord, method: str) -> tuple[int, int]:
    """Give (class_uid, activity_id); what ECS does not place, or places in an operating system, is API activity."""
    event = record.event
    categories = listed(None if event is None else event.category)
    types = listed(None if event is None else event.type)
    action = (event.action or "").lower() if event is not None else ""
    class_uid = next((number for name, number in _CLASSES if name in categories), API_ACTIVITY)
    if class_uid == FILE_HOSTING and record.process is not None:
        class_uid = API_ACTIVITY
    if class_uid == API_ACTIVITY and method and "api" not in categories:
        class_uid = HTTP_ACTIVITY
    if class_uid == HTTP_ACTIVITY:
        return class_uid, a.HTTP_ACTIVITY_BY_METHOD.get(method, a.OTHER_ACTIVITY)
    if class_uid == EMAIL_ACTIVITY:
        return class_uid, a.MAIL_SEND
    if class_uid == ENTITY_MANAGEMENT and "iam" in categories and "user" in types:
        known = _ACCOUNT_TYPES
        return ACCOUNT_CHANGE, next((known[kind] for kind in types if kind in known), a.OTHER_ACTIVITY)
    if class_uid == FILE_HOSTING:
        for word, activity_id in _FILE_ACTIONS:
            if word in action:
                return class_uid, activity_id
    if class_uid == AUTHENTICATION and action in _LOGOFFS:
        return class_uid, a.AUTH_LOGOFF
    known = _TYPES[class_uid]
    default = _DEFAULTS.get(class_uid, a.OTHER_ACTIVITY)
    return class_uid, next((known[kind] for kind in types if kind in known), default)


def status_of(record: EcsRecord, class_uid: int, code: int) -> int:
    """Give the status: a refused sign-in and a type `denied` are denials, an HTTP status speaks for itself."""
    event = record.event
    types = listed(None if event is None else event.type)
    outcome = (event.outcome or "").lower() if event is not None else ""
    if "denied" in types:
        return FAILURE
    if class_uid == HTTP_ACTIVITY and code:
        return http_status_id(code)
    if outcome == "success":
        return SUCCESS
    if outcome == "failure":
        return FAILURE if class_uid == AUTHENTICATION or code in (401, 403, 407) else OTHER
    return 0

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
from uba.remembered import remembered
from uba.sources.ecs_record import EcsRecord, EventFields
from uba.sources.fields import http_status_id

CATEGORIES: tuple[tuple[str, int], ...] = (
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


_SEPARATOR = "\x1f"
"""Between the values of a field that may hold one or many, as one text."""


def listed(value: list[str] | str | None) -> list[str]:
    """Give the values of a field that may hold one or many, in lower case."""
    if value is None:
        return []
    return [item.lower() for item in (value if isinstance(value, list) else value.split(","))]


def meaning_of(record: EcsRecord, event: EventFields, method: str, code: int) -> tuple[int, int, int]:
    """Give (class_uid, activity_id, status_id) of a document with a request's method and an answer's code."""
    category, kind = event.category, event.type
    category = category[0] if type(category) is list and len(category) == 1 else _text(category)
    kind = kind[0] if type(kind) is list and len(kind) == 1 else _text(kind)
    return _meaning((category, kind, event.action, event.outcome, record.process is not None, method, code))


def _text(value: list[str] | str | None) -> str | None:
    """The values as one text, which can be remembered."""
    if isinstance(value, list):
        return _SEPARATOR.join(value) if value else None
    return value.replace(",", _SEPARATOR) if value is not None else None


@remembered(8_192)
def _meaning(said: tuple[str | None, str | None, str | None, str | None, bool, str, int]) -> tuple[int, int, int]:
    category, kind, action, outcome, has_process, method, code = said
    categories = [] if category is None else category.lower().split(_SEPARATOR)
    types = [] if kind is None else kind.lower().split(_SEPARATOR)
    class_uid, activity_id = _activity_of(categories, types, (action or "").lower(), has_process, method)
    return class_uid, activity_id, _status_of(types, (outcome or "").lower(), class_uid, code)


def _activity_of(
    categories: list[str], types: list[str], action: str, has_process: bool, method: str
) -> tuple[int, int]:
    """What ECS does not place, or places in an operating system, is API activity."""
    class_uid = next((number for name, number in CATEGORIES if name in categories), API_ACTIVITY)
    if class_uid == FILE_HOSTING and has_process:
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


def _status_of(types: list[str], outcome: str, class_uid: int, code: int) -> int:
    """A refused sign-in and a type `denied` are denials, an HTTP status speaks for itself."""
    if "denied" in types:
        return FAILURE
    if class_uid == HTTP_ACTIVITY and code:
        return http_status_id(code)
    if outcome == "success":
        return SUCCESS
    if outcome == "failure":
        return FAILURE if class_uid == AUTHENTICATION or code in (401, 403, 407) else OTHER
    return 0

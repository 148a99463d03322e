"""What a Confluence audit action is: its OCSF class and activity, from the words of its caption.

Captions are sentences in the site's language and differ between Data Center
and Cloud; the English ones are read by the words they are made of.
"""

from __future__ import annotations

from uba import activities as a
from uba.events import (
    ACCOUNT_CHANGE,
    API_ACTIVITY,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    ENTITY_MANAGEMENT,
    FILE_HOSTING,
    WEB_RESOURCES,
)
from uba.remembered import remembered

_ADMINISTERED = (
    "permission",
    "users and groups",
    "users & groups",
    "user management",
    "security",
    "admin",
    "global",
    "auditing",
    "group",
)
_LOOKS = ("logo", "theme", "color scheme", "colour scheme", "look and feel", "custom html", "stylesheet", "layout")
"""What everybody sees of a site or space."""
VERBS: tuple[tuple[str, str], ...] = (
    ("export", "export"),
    ("download", "read"),
    ("search", "search"),
    ("view", "read"),
    ("remove", "delete"),
    ("delete", "delete"),
    ("purge", "delete"),
    ("trash", "delete"),
    ("revoke", "delete"),
    ("uninstall", "delete"),
    ("disabled", "disable"),
    ("deactivated", "disable"),
    ("enabled", "enable"),
    ("activated", "enable"),
    ("import", "import"),
    ("creat", "create"),
    ("add", "create"),
    ("grant", "create"),
    ("upload", "create"),
    ("install", "create"),
    ("publish", "update"),
    ("share", "share"),
    ("updat", "update"),
    ("edit", "update"),
    ("chang", "update"),
    ("modif", "update"),
    ("mov", "update"),
    ("renam", "update"),
    ("restor", "update"),
)
_WEB = {
    "export": a.WEB_EXPORT,
    "read": a.WEB_READ,
    "search": a.WEB_SEARCH,
    "delete": a.WEB_DELETE,
    "import": a.WEB_IMPORT,
    "create": a.WEB_CREATE,
    "update": a.WEB_UPDATE,
    "share": a.WEB_SHARE,
    "enable": a.WEB_UPDATE,
    "disable": a.WEB_UPDATE,
}
_FILE = {
    "read": a.FILE_DOWNLOAD,
    "export": a.FILE_DOWNLOAD,
    "create": a.FILE_UPLOAD,
    "update": a.FILE_UPDATE,
    "delete": a.FILE_DELETE,
    "share": a.FILE_SHARE,
}
_ENTITY = {
    "create": a.ENTITY_CREATE,
    "update": a.ENTITY_UPDATE,
    "delete": a.ENTITY_DELETE,
    "enable": a.ENTITY_ENABLE,
    "disable": a.ENTITY_DISABLE,
    "read": a.ENTITY_READ,
}
_APP = {
    "create": a.APP_INSTALL,
    "delete": a.APP_REMOVE,
    "update": a.APP_UPDATE,
    "enable": a.APP_ENABLE,
    "disable": a.APP_DISABLE,
}
_ACCOUNT = {
    "create": a.ACCOUNT_CREATE,
    "delete": a.ACCOUNT_DELETE,
    "enable": a.ACCOUNT_ENABLE,
    "disable": a.ACCOUNT_DISABLE,
}
_API = {
    "create": a.API_CREATE,
    "read": a.API_READ,
    "search": a.API_READ,
    "export": a.API_READ,
    "update": a.API_UPDATE,
    "delete": a.API_DELETE,
    "enable": a.API_UPDATE,
    "disable": a.API_UPDATE,
}
_CONTENT = ("page", "blog", "space", "search", "comment", "template", "content", "whiteboard", "database", "draft")


@remembered(2_048)
def activity_of(category: str, action: str) -> tuple[int, int]:
    """Give (class_uid, activity_id) of an audit action in its category."""
    where, what = category.lower(), action.lower()
    if "login" in what or "log in" in what or "authenticat" in what:
        return AUTHENTICATION, a.AUTH_LOGON
    if "logout" in what or "log out" in what:
        return AUTHENTICATION, a.AUTH_LOGOFF
    verb = next((meaning for word, meaning in VERBS if word in what), "")
    if "attachment" in what or what.startswith("file "):
        return FILE_HOSTING, _FILE.get(verb, a.OTHER_ACTIVITY)
    if what.startswith(("app ", "plugin ", "add-on ")) or where in ("apps", "plugins", "add-ons"):
        return APPLICATION_LIFECYCLE, _APP.get(verb, a.OTHER_ACTIVITY)
    if what in ("user created", "user deleted", "user deactivated", "user reactivated", "user disabled"):
        return ACCOUNT_CHANGE, _ACCOUNT.get(verb, a.ACCOUNT_ENABLE)
    if "data export" in what:
        return WEB_RESOURCES, a.WEB_EXPORT
    if any(word in what for word in _LOOKS):
        return WEB_RESOURCES, a.WEB_DELETE if verb == "delete" else a.WEB_UPDATE
    if any(word in where for word in _ADMINISTERED) or "permission" in what:
        return ENTITY_MANAGEMENT, _ENTITY.get(verb, a.ENTITY_UPDATE)
    if any(word in what for word in _CONTENT) or any(word in where for word in _CONTENT):
        return WEB_RESOURCES, _WEB.get(verb, a.OTHER_ACTIVITY)
    return API_ACTIVITY, _API.get(verb, a.OTHER_ACTIVITY)

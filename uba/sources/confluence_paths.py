"""What a path of Confluence's web interface means: page read, search, export, attachment, or plain HTTP."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

import msgspec

from uba.activities import (
    FILE_DOWNLOAD,
    FILE_PREVIEW,
    FILE_UPLOAD,
    WEB_CREATE,
    WEB_DELETE,
    WEB_EXPORT,
    WEB_READ,
    WEB_SEARCH,
    WEB_UPDATE,
)
from uba.events import FILE_HOSTING, WEB_RESOURCES
from uba.remembered import remembered

_CONTEXT = r"^(?:/wiki|/confluence)?"
_KNOWN = re.compile(
    _CONTEXT + r"/(?:display/[^/]|pages/[a-z]+\.action|spaces/[a-z]+\.action|spaces/flyingpdf/|spaces/[^/]+/pages/\d|"
    r"rest/api/(?:content|space|search)\b|download/(?:attachments|thumbnails)/|dosearchsite\.action|exportword|"
    r"rest/(?:quicknav|searchv3)/|dashboard\.action|collector/pages\.action)"
)


class Meaning(msgspec.Struct, frozen=True, gc=False):
    """The activity a path stands for, and what it is about."""

    class_uid: int
    activity_id: int
    uid: str = ""
    type: str = ""
    namespace: str = ""
    name: str = ""
    query: str = ""


_Rule = tuple[re.Pattern[str], int, int, str]
RULES: tuple[_Rule, ...] = (
    (re.compile(r"/download/attachments/(?P<page>\d+)/(?P<file>[^/?]+)"), FILE_HOSTING, FILE_DOWNLOAD, "attachment"),
    (re.compile(r"/download/thumbnails/(?P<page>\d+)/(?P<file>[^/?]+)"), FILE_HOSTING, FILE_PREVIEW, "attachment"),
    (re.compile(r"/pages/downloadallattachments\.action"), FILE_HOSTING, FILE_DOWNLOAD, "attachments"),
    (re.compile(r"/pages/doattachfile\.action"), FILE_HOSTING, FILE_UPLOAD, "attachment"),
    (
        re.compile(r"/spaces/(?:doexportspace|exportspace[a-z]*|exportspacexml|exportspacehtml)\.action"),
        WEB_RESOURCES,
        WEB_EXPORT,
        "space",
    ),
    (re.compile(r"/spaces/flyingpdf/pdfpageexport\.action|/exportword"), WEB_RESOURCES, WEB_EXPORT, "page"),
    (re.compile(r"/spaces/flyingpdf/"), WEB_RESOURCES, WEB_EXPORT, "space"),
    (
        re.compile(r"/dosearchsite\.action|/rest/api/(?:content/)?search\b|/rest/(?:quicknav|searchv3)/"),
        WEB_RESOURCES,
        WEB_SEARCH,
        "search",
    ),
    (re.compile(r"/rest/api/content/(?P<page>\d+)"), WEB_RESOURCES, WEB_READ, "page"),
    (re.compile(r"/rest/api/content\b"), WEB_RESOURCES, WEB_READ, "pages"),
    (re.compile(r"/rest/api/space/(?P<space>[^/?]+)/content"), WEB_RESOURCES, WEB_READ, "pages"),
    (
        re.compile(
            r"/pages/(?:viewpage|viewpagesrc|viewsource|viewinfo|viewpreviousversions|diffpages[a-z]*|"
            r"releaseview)\.action"
        ),
        WEB_RESOURCES,
        WEB_READ,
        "page",
    ),
    (re.compile(r"/pages/(?:doeditpage|docreatepage|docreateblogpost)\.action"), WEB_RESOURCES, WEB_UPDATE, "page"),
    (re.compile(r"/pages/(?:doremovepage|removepage)\.action"), WEB_RESOURCES, WEB_DELETE, "page"),
    (re.compile(r"/spaces/(?P<space>[^/]+)/pages/(?P<page>\d+)"), WEB_RESOURCES, WEB_READ, "page"),
    (re.compile(r"/display/(?P<space>[^/?]+)/(?P<title>[^?]+)"), WEB_RESOURCES, WEB_READ, "page"),
    (re.compile(r"/display/(?P<space>[^/?]+)/?$"), WEB_RESOURCES, WEB_READ, "page"),
)
_WRITES = {"POST": WEB_CREATE, "PUT": WEB_UPDATE, "DELETE": WEB_DELETE}
_BEGINNING = 3
_BY_BEGINNING: dict[str, tuple[_Rule, ...]] = {
    beginning: tuple(
        rule for rule in RULES if rule[0].pattern.startswith(beginning) or f"|{beginning}" in rule[0].pattern
    )
    for beginning in ("/di", "/do", "/ex", "/pa", "/re", "/sp")
}
"""The first letters of a path -> the rules that can match it, in their order."""


def is_confluence_target(target: str) -> bool:
    """Tell whether a request target (path and query) can only be Confluence's."""
    return _KNOWN.match(target) is not None


def meaning_of(method: str, target: str) -> Meaning | None:
    """Give what a request does to Confluence's content; None for everything that is plain HTTP."""
    return _meaning_of(f"{method} {target}")


@remembered(16_384)
def _meaning_of(request: str) -> Meaning | None:
    method, _, target = request.partition(" ")
    path, _, query_text = target.partition("?")
    if path.startswith(("/wiki/", "/confluence/")):
        path = path[path.index("/", 1) :]
    for pattern, class_uid, activity_id, kind in _BY_BEGINNING.get(path[:_BEGINNING], ()):
        match = pattern.match(path)
        if match is None:
            continue
        found = match.groupdict()
        query = _query(query_text[:4_000]) if query_text else {}
        space = _plain(found.get("space")) or query.get("key") or query.get("spaceKey") or ""
        page = found.get("page") or query.get("pageId") or ""
        title = _plain(found.get("title") or query.get("title"))
        file = _plain(found.get("file"))
        if activity_id == WEB_READ and path.startswith("/rest/api/content"):
            activity_id = _WRITES.get(method, WEB_READ)
        return Meaning(
            class_uid,
            activity_id,
            _uid(kind, space, page, title, file),
            kind,
            space,
            file or title,
            (query.get("queryString") or query.get("cql") or query.get("query") or "")
            if activity_id == WEB_SEARCH
            else "",
        )
    return None


def _query(text: str) -> dict[str, str]:
    """The first value of each parameter that has one."""
    query: dict[str, str] = {}
    for pair in text.split("&"):
        name, _, value = pair.partition("=")
        if value:
            if "%" in pair or "+" in pair:
                name, value = unquote_plus(name), unquote_plus(value)
            query.setdefault(name, value)
    return query


def _plain(text: str | None) -> str:
    return unquote_plus(text) if text and ("%" in text or "+" in text) else text or ""


def _uid(kind: str, space: str, page: str, title: str, file: str) -> str:
    if kind == "space":
        return space
    parent = page or (f"{space}/{title}" if title else space)
    return f"{parent}/{file}" if file else parent

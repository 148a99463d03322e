"""Confluence: audit actions and what paths mean."""

import json
from typing import Any

import pytest

from uba import activities as a
from uba.errors import ParseError
from uba.events import (
    API_ACTIVITY,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    ENTITY_MANAGEMENT,
    FILE_HOSTING,
    HTTP_ACTIVITY,
    WEB_RESOURCES,
    Event,
)
from uba.sources.confluence import Confluence


def line(target: str, status: int = 200, method: str = "GET") -> Event:
    """Parse a line of Confluence's own access log."""
    text = (
        f"[09/Mar/2026:08:55:12 +0000] T.Nakai http-1 10.20.44.17 {method} {target} HTTP/1.1 {status} 53ms 18211 - UA 1"
    )
    parsed = Confluence().parse(text.encode())
    assert parsed is not None
    return parsed


def audit(category: str, action: str, **fields: Any) -> Event:
    """Parse a Data Center audit record."""
    record = {
        "timestamp": {"epochSecond": 1_773_046_455, "nano": 120_000_000},
        "author": {"name": "T.Nakai", "type": "user"},
        "auditType": {"category": category, "action": action},
        "affectedObjects": [],
        "source": "10.20.44.17",
        **fields,
    }
    parsed = Confluence().parse(json.dumps(record).encode())
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("target", "class_uid", "activity_id", "uid", "space"),
    [
        ("/display/FIN/Payroll+run", WEB_RESOURCES, a.WEB_READ, "FIN/Payroll run", "FIN"),
        ("/display/FIN", WEB_RESOURCES, a.WEB_READ, "FIN", "FIN"),
        ("/wiki/display/FIN/Pay", WEB_RESOURCES, a.WEB_READ, "FIN/Pay", "FIN"),
        ("/pages/viewpage.action?pageId=98412", WEB_RESOURCES, a.WEB_READ, "98412", ""),
        ("/pages/viewpage.action?spaceKey=FIN&title=Pay+run", WEB_RESOURCES, a.WEB_READ, "FIN/Pay run", "FIN"),
        ("/spaces/FIN/pages/98412/Payroll", WEB_RESOURCES, a.WEB_READ, "98412", "FIN"),
        ("/rest/api/content/98412?expand=body.storage", WEB_RESOURCES, a.WEB_READ, "98412", ""),
        ("/rest/api/content?limit=200&spaceKey=FIN", WEB_RESOURCES, a.WEB_READ, "FIN", "FIN"),
        ("/rest/api/content/search?cql=text~secret", WEB_RESOURCES, a.WEB_SEARCH, "", ""),
        ("/dosearchsite.action?queryString=password", WEB_RESOURCES, a.WEB_SEARCH, "", ""),
        ("/spaces/doexportspace.action?key=FIN", WEB_RESOURCES, a.WEB_EXPORT, "FIN", "FIN"),
        ("/spaces/flyingpdf/pdfpageexport.action?pageId=98412", WEB_RESOURCES, a.WEB_EXPORT, "98412", ""),
        (
            "/download/attachments/98412/pay%20roll.xlsx?version=1",
            FILE_HOSTING,
            a.FILE_DOWNLOAD,
            "98412/pay roll.xlsx",
            "",
        ),
        ("/s/en_GB/7901/batch.css", HTTP_ACTIVITY, a.HTTP_GET, "", ""),
        ("/login.action", HTTP_ACTIVITY, a.HTTP_GET, "", ""),
    ],
)
def test_paths_have_a_meaning(target: str, class_uid: int, activity_id: int, uid: str, space: str) -> None:
    """Pages, searches, exports, attachments; everything else is plain HTTP."""
    parsed = line(target)

    assert (parsed.class_uid, parsed.activity_id) == (class_uid, activity_id)
    assert (parsed.resource_uid, parsed.resource_namespace) == (uid, space)
    assert (parsed.actor_user_name, parsed.src_ip, parsed.latency_ms) == ("t.nakai", "10.20.44.17", 53.0)
    assert parsed.url_path == target.partition("?")[0]


def test_a_redirect_shows_nothing_and_not_modified_does() -> None:
    """302 goes to the login page; 304 means that the browser has the page."""
    assert line("/display/FIN/Pay", 302).class_uid == HTTP_ACTIVITY
    assert line("/display/FIN/Pay", 304).class_uid == WEB_RESOURCES
    assert line("/display/FIN/Pay", 403).status_id == 2
    assert line("/display/FIN/Pay", method="HEAD").class_uid == HTTP_ACTIVITY


def test_writing_over_rest_is_not_reading() -> None:
    """POST creates, PUT updates, DELETE deletes."""
    assert line("/rest/api/content/1", method="PUT").activity_id == a.WEB_UPDATE
    assert line("/rest/api/content", method="POST").activity_id == a.WEB_CREATE
    assert line("/rest/api/content/1", method="DELETE").activity_id == a.WEB_DELETE


@pytest.mark.parametrize(
    ("category", "action", "class_uid", "activity_id"),
    [
        ("Pages", "Page viewed", WEB_RESOURCES, a.WEB_READ),
        ("Search", "Search performed", WEB_RESOURCES, a.WEB_SEARCH),
        ("Import/Export", "Space exported", WEB_RESOURCES, a.WEB_EXPORT),
        ("Data", "Full data export triggered", WEB_RESOURCES, a.WEB_EXPORT),
        ("Pages", "Page updated", WEB_RESOURCES, a.WEB_UPDATE),
        ("Pages", "Page deleted", WEB_RESOURCES, a.WEB_DELETE),
        ("Spaces", "Space logo uploaded", WEB_RESOURCES, a.WEB_UPDATE),
        ("Global administration", "Site logo changed", WEB_RESOURCES, a.WEB_UPDATE),
        ("Global administration", "Custom HTML edited", WEB_RESOURCES, a.WEB_UPDATE),
        ("Pages", "Attachment downloaded", FILE_HOSTING, a.FILE_DOWNLOAD),
        ("Permissions", "Space permission added", ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        ("Users and groups", "User added to group", ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        ("Global administration", "Global settings changed", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("Apps", "App installed", APPLICATION_LIFECYCLE, a.APP_INSTALL),
        ("Apps", "App enabled", APPLICATION_LIFECYCLE, a.APP_ENABLE),
        ("Authentication", "User login failed", AUTHENTICATION, a.AUTH_LOGON),
        ("Weather", "It rained", API_ACTIVITY, a.OTHER_ACTIVITY),
    ],
)
def test_audit_actions_have_their_class(category: str, action: str, class_uid: int, activity_id: int) -> None:
    """Captions are read by their words; an unknown one is still an event."""
    parsed = audit(category, action)

    assert (parsed.class_uid, parsed.activity_id, parsed.event_code) == (class_uid, activity_id, action)
    assert parsed.status_id == (2 if "failed" in action else 1)


def test_page_and_space_are_told_apart() -> None:
    """The page is the resource, the space its container, in any order."""
    page, space = {"id": 98412, "name": "Pay", "type": "Page"}, {"id": "1", "name": "FIN", "type": "Space"}
    for objects in ([page, space], [space, page]):
        parsed = audit("Pages", "Page viewed", affectedObjects=objects)
        assert (parsed.resource_uid, parsed.resource_name, parsed.resource_type) == ("98412", "Pay", "page")
        assert parsed.resource_namespace == "FIN"


def test_time_has_its_milliseconds() -> None:
    """Seconds and nanoseconds in the file, text over REST."""
    assert audit("Pages", "Page viewed").time == 1_773_046_455_120
    assert audit("Pages", "Page viewed", timestamp="2026-03-09T08:54:15.120Z").time == 1_773_046_455_120


@pytest.mark.parametrize("field", ["author", "auditType", "timestamp"])
def test_what_is_missing_is_named(field: str) -> None:
    """Author, action and time are needed."""
    with pytest.raises(ParseError, match=r"author|action|creationDate"):
        audit("Pages", "Page viewed", **{field: None})


FILTER = (
    "2026-03-09 08:55:12,123{level} [http-nio-8090-exec-1] [{com}atlassian.confluence.util.AccessLogFilter] doFilter "
    "{user}http://wiki.fabrikam.example:8090{target} 63646-18974 45 10.20.44.17"
)


@pytest.mark.parametrize("level", ["", " INFO", " DEBUG"])
@pytest.mark.parametrize("com", ["", "com."])
def test_the_access_log_filter_is_read(level: str, com: str) -> None:
    """User, page, address, time as UTC, duration; neither method nor answer is known."""
    record = FILTER.format(level=level, com=com, user="T.Nakai ", target="/pages/viewpage.action?pageId=98412").encode()
    parsed = Confluence().parse(record)

    assert Confluence().recognise(record)
    assert parsed is not None
    assert (parsed.class_uid, parsed.activity_id, parsed.status_id) == (WEB_RESOURCES, a.WEB_READ, 0)
    assert (parsed.actor_user_name, parsed.resource_uid, parsed.src_ip) == ("t.nakai", "98412", "10.20.44.17")
    assert (parsed.time, parsed.latency_ms, parsed.url_hostname) == (1_773_046_512_123, 45.0, "wiki.fabrikam.example")


@pytest.mark.parametrize("user", ["", "- "])
def test_the_filter_s_anonymous_users_have_no_name(user: str) -> None:
    """Nobody is logged on; what is no page is plain HTTP."""
    parsed = Confluence().parse(FILTER.format(level="", com="", user=user, target="/login.action").encode())

    assert parsed is not None
    assert (parsed.actor_user_name, parsed.class_uid) == ("", HTTP_ACTIVITY)


@pytest.mark.parametrize(
    "rest",
    [
        "GET /display/FIN/Pay HTTP/1.1 200 53ms 18211",
        '"GET /display/FIN/Pay HTTP/1.1" 200 53ms 18211 "https://x.example/" "Mozilla/5.0 (X11)"',
        "GET /display/FIN/Pay HTTP/1.1 200 53 18211 - Mozilla/5.0 (X11)",
        '"GET /display/FIN/Pay HTTP/1.1" 200 53ms 18211 "-" "Mozilla/5.0 (X11)" "10.0.0.9"',
    ],
)
def test_variants_of_tomcat_s_log_are_read(rest: str) -> None:
    """With quotes or without, with referer and agent or without, and with more at the end."""
    record = b"[09/Mar/2026:08:55:12 +0000] t.nakai http-nio-8090-exec-5 10.20.44.17 " + rest.encode()
    parsed = Confluence().parse(record)

    assert Confluence().recognise(record)
    assert parsed is not None
    assert (parsed.resource_uid, parsed.latency_ms, parsed.bytes_out) == ("FIN/Pay", 53.0, 18211)
    assert parsed.user_agent in ("", "Mozilla/5.0 (X11)")

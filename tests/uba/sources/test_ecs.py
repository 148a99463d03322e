"""Elastic Common Schema: categories, outcomes, users, dotted keys."""

import json
from typing import Any

import pytest

from uba import activities as a
from uba.errors import ParseError
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
    Event,
)
from uba.sources.ecs import Ecs


def event(what: dict[str, Any], **fields: Any) -> Event:
    """Parse a document with this `event` and these fields."""
    record = {"@timestamp": "2026-03-09T08:31:00Z", "ecs": {"version": "8.11.0"}, "event": what, **fields}
    parsed = Ecs().parse(json.dumps(record).encode())
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("what", "class_uid", "activity_id"),
    [
        ({"category": ["authentication"], "type": ["start"]}, AUTHENTICATION, a.AUTH_LOGON),
        ({"category": "authentication", "type": "end"}, AUTHENTICATION, a.AUTH_LOGOFF),
        ({"category": ["authentication", "session"], "action": "logged-out"}, AUTHENTICATION, a.AUTH_LOGOFF),
        ({"category": ["iam"], "type": ["user", "creation"]}, ACCOUNT_CHANGE, a.ACCOUNT_CREATE),
        ({"category": ["iam"], "type": ["group", "change"]}, ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ({"category": ["configuration"], "type": ["deletion"]}, ENTITY_MANAGEMENT, a.ENTITY_DELETE),
        ({"category": ["file"], "type": ["access"]}, FILE_HOSTING, a.FILE_OPEN),
        ({"category": ["file"], "action": "FileDownloaded"}, FILE_HOSTING, a.FILE_DOWNLOAD),
        ({"category": ["file"], "type": ["deletion"]}, FILE_HOSTING, a.FILE_DELETE),
        ({"category": ["database"], "type": ["access"]}, DATASTORE, a.DATA_READ),
        ({"category": ["package"], "type": ["installation"]}, APPLICATION_LIFECYCLE, a.APP_INSTALL),
        ({"category": ["api"], "type": ["access"]}, API_ACTIVITY, a.API_READ),
        ({"category": ["process"], "type": ["start"]}, API_ACTIVITY, a.OTHER_ACTIVITY),
        ({"dataset": "nobody.knows"}, API_ACTIVITY, a.OTHER_ACTIVITY),
    ],
)
def test_categories_have_their_class(what: dict[str, Any], class_uid: int, activity_id: int) -> None:
    """Lists and single values alike, and what ECS does not place is API activity."""
    parsed = event(what)

    assert (parsed.class_uid, parsed.activity_id) == (class_uid, activity_id)


def test_a_file_of_an_operating_system_is_no_file_hosting() -> None:
    """A process touched it: nobody downloaded it."""
    assert event({"category": "file", "type": "access"}, process={"name": "cat"}).class_uid == API_ACTIVITY


@pytest.mark.parametrize(
    ("what", "code", "status"),
    [
        ({"category": "authentication", "outcome": "failure"}, None, FAILURE),
        ({"category": "authentication", "outcome": "success"}, None, SUCCESS),
        ({"category": "authentication", "outcome": "unknown"}, None, 0),
        ({"category": "file", "outcome": "failure"}, None, OTHER),
        ({"category": "file", "type": ["access", "denied"]}, None, FAILURE),
        ({"category": "web", "outcome": "failure"}, 404, OTHER),
        ({"category": "web", "outcome": "failure"}, 403, FAILURE),
        ({"category": "web", "outcome": "success"}, 302, SUCCESS),
        ({"category": "api", "outcome": "failure"}, 403, FAILURE),
    ],
)
def test_only_denials_are_failures(what: dict[str, Any], code: int | None, status: int) -> None:
    """A refused sign-in, a type `denied`, an HTTP status that refuses."""
    assert event(what, http={"response": {"status_code": code}}).status_id == status


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ({"name": "A@b.example", "email": "x@b.example"}, "a@b.example"),
        ({"name": "a.berg", "domain": "CORP", "email": "A.Berg@b.example"}, "a.berg@b.example"),
        ({"name": "a.berg", "domain": "CORP"}, "corp\\a.berg"),
        ({"name": "a.berg"}, "a.berg"),
        ({"id": "S-1-5"}, "s-1-5"),
    ],
)
def test_users_are_known_by_address_then_domain_then_id(user: dict[str, str], name: str) -> None:
    """The form that most other logs have too."""
    assert event({"category": "authentication"}, user=user).actor_user_name == name


def test_dotted_keys_are_opened() -> None:
    """Both writings mean the same."""
    record = {
        "@timestamp": "2026-03-09T08:31:00Z",
        "event.category": "web",
        "event.dataset": "nginx.access",
        "source.ip": "203.0.113.50",
        "http.request.method": "post",
        "url": {"path": "/login"},
        "url.domain": "b.example",
    }
    parsed = Ecs().parse(json.dumps(record).encode())

    assert parsed is not None
    assert (parsed.class_uid, parsed.activity_id, parsed.src_ip) == (HTTP_ACTIVITY, a.HTTP_POST, "203.0.113.50")
    assert (parsed.url_path, parsed.url_hostname) == ("/login", "b.example")


@pytest.mark.parametrize(
    ("direction", "activity_id", "actor", "user"),
    [
        ("inbound", a.MAIL_RECEIVE, "", "c@b.example"),
        ("outbound", a.MAIL_SEND, "a@b.example", ""),
        (None, a.MAIL_SEND, "a@b.example", ""),
    ],
)
def test_a_stranger_s_mail_has_no_actor(direction: str | None, activity_id: int, actor: str, user: str) -> None:
    """An inbound mail is about its recipient, any other is its sender's act."""
    email = {"from": {"address": "A@b.example"}, "to": {"address": ["C@b.example"]}, "direction": direction}
    parsed = event({"category": ["email"], "dataset": "m"}, email=email)

    assert (parsed.class_uid, parsed.activity_id) == (EMAIL_ACTIVITY, activity_id)
    assert (parsed.actor_user_name, parsed.user_name) == (actor, user)


def test_network_host_and_image_are_kept() -> None:
    """Where it came from, where it ran."""
    parsed = event(
        {"category": "process", "dataset": "x"},
        source={"ip": ["203.0.113.50", "10.0.0.1"], "as": {"number": "64501"}, "geo": {"country_iso_code": "nl"}},
        host={"name": "WEB01", "id": "h"},
        container={"image": {"name": "xyz/miner", "tag": ["latest"]}},
    )

    assert (parsed.src_ip, parsed.src_asn, parsed.src_country) == ("203.0.113.50", 64501, "NL")
    assert (parsed.device_hostname, parsed.container_image) == ("web01", "xyz/miner:latest")


@pytest.mark.parametrize(
    "record",
    [
        {"@timestamp": "2026-03-09T08:31:00Z", "ecs": {"version": "8.11.0"}, "message": "a raw line"},
        {"@timestamp": "2026-03-09T08:31:00Z", "event": {"category": "iam"}, "winlog": {"event_id": 4720}},
        {"event": {"category": "iam"}},
    ],
)
def test_what_says_nothing_or_is_windows_is_refused(record: dict[str, Any]) -> None:
    """A raw line has no meaning yet, and Winlogbeat's documents are Windows events."""
    assert not Ecs().recognise(json.dumps(record).encode())
    with pytest.raises(ParseError, match=r"@timestamp with event\.category"):
        Ecs().parse(json.dumps(record).encode())

"""GitHub audit records: actions, times, actors."""

import json
from typing import Any

import pytest

from uba import activities as a
from uba.errors import ParseError
from uba.events import API_ACTIVITY, AUTHENTICATION, ENTITY_MANAGEMENT, WEB_RESOURCES, Event
from uba.sources.github_audit import GithubAudit


def event(**fields: Any) -> Event:
    """Parse a record with these fields."""
    record = {"@timestamp": 1_772_999_652_123, "actor": "Ann", "org": "Fab", "repo": "Fab/Core", **fields}
    parsed = GithubAudit().parse(json.dumps(record).encode())
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("action", "class_uid", "activity_id"),
    [
        ("git.clone", WEB_RESOURCES, a.WEB_READ),
        ("git.fetch", WEB_RESOURCES, a.WEB_READ),
        ("git.push", WEB_RESOURCES, a.WEB_UPDATE),
        ("repo.download_zip", WEB_RESOURCES, a.WEB_EXPORT),
        ("repo.access", WEB_RESOURCES, a.WEB_SHARE),
        ("repo.create", WEB_RESOURCES, a.WEB_CREATE),
        ("repo.destroy", WEB_RESOURCES, a.WEB_DELETE),
        ("user.login", AUTHENTICATION, a.AUTH_LOGON),
        ("repo.add_member", ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        ("org.remove_member", ENTITY_MANAGEMENT, a.ENTITY_DELETE),
        ("org.update_member", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("personal_access_token.access_granted", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("personal_access_token.create", ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        ("hook.create", ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        ("ip_allow_list.disable", ENTITY_MANAGEMENT, a.ENTITY_DISABLE),
        ("protected_branch.destroy", ENTITY_MANAGEMENT, a.ENTITY_DELETE),
        ("pull_request.create", API_ACTIVITY, a.API_CREATE),
        ("packages.package_version_published", API_ACTIVITY, a.API_UPDATE),
    ],
)
def test_action_has_its_class(action: str, class_uid: int, activity_id: int) -> None:
    """Every action is an event; the action itself is kept as the event code."""
    parsed = event(action=action)

    assert (parsed.class_uid, parsed.activity_id, parsed.event_code) == (class_uid, activity_id, action)


def test_a_clone_names_repository_and_token() -> None:
    """Names are compared without case, so they are kept without it."""
    parsed = event(action="git.clone", hashed_token="t", actor_ip="203.0.113.9", actor_location={"country_code": "de"})

    assert (parsed.actor_user_name, parsed.actor_user_credential_uid) == ("ann", "t")
    assert (parsed.resource_uid, parsed.resource_type, parsed.resource_namespace) == ("fab/core", "repository", "fab")
    assert (parsed.src_ip, parsed.src_country) == ("203.0.113.9", "DE")


@pytest.mark.parametrize(
    "fields",
    [
        {"@timestamp": 1_772_999_652_123},
        {"@timestamp": None, "created_at": 1_772_999_652_123.0},
        {"@timestamp": None, "created_at": "2026-03-08 19:54:12.123"},
        {"@timestamp": None, "at_sign_timestamp": "1772999652123"},
    ],
)
def test_the_time_may_stand_in_three_fields(fields: dict[str, Any]) -> None:
    """`@timestamp`, else `created_at`, else `at_sign_timestamp`; number, float or text."""
    assert event(action="git.clone", **fields).time == 1_772_999_652_123


def test_a_record_without_time_says_so() -> None:
    """It cannot be placed in time."""
    with pytest.raises(ParseError, match="@timestamp, created_at and at_sign_timestamp are missing"):
        event(action="git.clone", **{"@timestamp": None})


def test_an_unreadable_time_names_its_field() -> None:
    """A time that no clock shows is not guessed at."""
    with pytest.raises(ParseError, match="created_at is '2024-12-17 00:00:00000000'"):
        event(action="git.clone", **{"@timestamp": None, "created_at": "2024-12-17 00:00:00000000"})


@pytest.mark.parametrize(
    ("fields", "kind"), [({}, 1), ({"actor": "x[bot]"}, 4), ({"actor_is_bot": True}, 4), ({"actor": ""}, 0)]
)
def test_bots_are_services(fields: dict[str, Any], kind: int) -> None:
    """By flag or by name; nobody is of no kind."""
    assert event(action="git.push", **fields).actor_user_type_id == kind


def test_a_member_is_the_user_acted_upon() -> None:
    """Unless the actor acts on themselves."""
    assert event(action="org.add_member", user="Eve").user_name == "eve"
    assert event(action="org.add_member", user="Ann").user_name == ""


@pytest.mark.parametrize("action", ["clone", "ModifyFolderPermissions", "a b.c", "", None])
def test_what_is_no_github_action_is_refused(action: str | None) -> None:
    """An action has a dot and no blanks."""
    with pytest.raises(ParseError, match="action"):
        event(action=action)

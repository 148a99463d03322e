"""Duo: results, factors, and what administrators do."""

import json
from typing import Any

import pytest

from uba import activities as a
from uba.events import ACCOUNT_CHANGE, API_ACTIVITY, AUTHENTICATION, ENTITY_MANAGEMENT, FAILURE, OTHER, SUCCESS, Event
from uba.sources.duo import Duo


def event(**fields: Any) -> Event:
    """Parse an authentication with these fields."""
    record = {
        "txid": "t",
        "isotimestamp": "2026-03-09T01:32:20+00:00",
        "event_type": "authentication",
        "factor": "duo_push",
        "result": "success",
        "user": {"name": "A.Berg"},
        "access_device": {"ip": "198.51.100.23"},
        "auth_device": {"ip": "192.0.2.10", "key": "phone-1"},
        **fields,
    }
    parsed = Duo().parse(json.dumps(record).encode())
    assert parsed is not None
    return parsed


def administrator(action: str, **fields: Any) -> Event:
    """Parse an administrator's action."""
    record = {"action": action, "username": "H. Desk", "timestamp": 1773043500, "object": "a.berg", **fields}
    parsed = Duo().parse(json.dumps(record).encode())
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("result", "reason", "status"),
    [
        ("success", "user_approved", SUCCESS),
        ("denied", "no_response", FAILURE),
        ("denied", "invalid_passcode", FAILURE),
        ("fraud", "user_marked_fraud", FAILURE),
        ("FRAUD", "User marked fraud", FAILURE),
        ("error", "error", OTHER),
    ],
)
def test_denied_and_fraud_are_failures(result: str, reason: str, status: int) -> None:
    """Whatever the reason; an error decided nothing."""
    parsed = event(result=result, reason=reason)

    assert (parsed.class_uid, parsed.activity_id) == (AUTHENTICATION, a.AUTH_LOGON)
    assert (parsed.status_id, parsed.status_detail) == (status, reason)


@pytest.mark.parametrize(
    ("factor", "reason", "is_mfa"),
    [
        ("duo_push", "user_approved", True),
        ("passcode", "valid_passcode", True),
        ("duo_push", "bypass_user", False),
        ("remembered_device", "remembered_device", False),
        ("not_available", "trusted_network", False),
        (None, "allow_unenrolled_user", False),
    ],
)
def test_who_was_not_asked_used_no_second_factor(factor: str | None, reason: str, is_mfa: bool) -> None:
    """A bypass, a remembered device and a trusted network let in without asking."""
    assert event(factor=factor, reason=reason).is_mfa is is_mfa


def test_the_address_is_that_of_the_device_that_wants_in() -> None:
    """The phone is elsewhere; it is the credential."""
    parsed = event()

    assert (parsed.src_ip, parsed.actor_user_credential_uid) == ("198.51.100.23", "phone-1")
    assert event(access_device={"ip": "0.0.0.0"}).src_ip == ""


def test_the_first_version_of_the_log_is_read() -> None:
    """`username`, `integration` and `ip` at the top level."""
    record = {"timestamp": 1773019990, "username": "A.Berg", "factor": "Duo Push", "result": "SUCCESS"}
    parsed = Duo().parse(json.dumps({**record, "integration": "VPN", "ip": "198.51.100.23"}).encode())

    assert parsed is not None
    assert (parsed.actor_user_name, parsed.src_ip, parsed.service_name) == ("a.berg", "198.51.100.23", "VPN")
    assert (parsed.time, parsed.status_id) == (1_773_019_990_000, SUCCESS)


def test_an_enrolment_changes_the_account() -> None:
    """A new factor is not a sign-in."""
    parsed = event(event_type="enrollment")

    assert (parsed.class_uid, parsed.activity_id) == (ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE)


@pytest.mark.parametrize(
    ("action", "class_uid", "activity_id"),
    [
        ("admin_login", AUTHENTICATION, a.AUTH_LOGON),
        ("admin_login_error", AUTHENTICATION, a.AUTH_LOGON),
        ("admin_2fa_error", AUTHENTICATION, a.AUTH_LOGON),
        ("bypass_create", ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE),
        ("bypass_view", API_ACTIVITY, a.API_READ),
        ("user_delete", ACCOUNT_CHANGE, a.ACCOUNT_DELETE),
        ("admin_create", ACCOUNT_CHANGE, a.ACCOUNT_CREATE),
        ("integration_create", ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        ("integration_skey_view", API_ACTIVITY, a.API_READ),
        ("policy_update", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("group_delete", ENTITY_MANAGEMENT, a.ENTITY_DELETE),
        ("thing_nobody_knows", API_ACTIVITY, a.OTHER_ACTIVITY),
    ],
)
def test_administrator_actions_have_their_class(action: str, class_uid: int, activity_id: int) -> None:
    """Each family of actions has a class, and an unknown action is still an event."""
    parsed = administrator(action)

    assert (parsed.class_uid, parsed.activity_id, parsed.event_code) == (class_uid, activity_id, action)
    assert (parsed.actor_user_name, parsed.actor_user_type_id) == ("h. desk", 2)


def test_an_administrator_s_refused_sign_in_is_a_failure() -> None:
    """Address, e-mail and reason are in the description's JSON text."""
    details = {"ip_address": "198.51.100.24", "email": "H.Desk@b.example", "factor": "push", "error": "fraudulent"}
    parsed = administrator("admin_2fa_error", description=json.dumps(details))

    assert (parsed.status_id, parsed.src_ip, parsed.status_detail) == (FAILURE, "198.51.100.24", "fraudulent")
    assert (parsed.actor_user_email_addr, parsed.is_mfa) == ("h.desk@b.example", True)


def test_the_user_acted_upon_is_the_object() -> None:
    """Of actions on accounts."""
    assert administrator("bypass_create").user_name == "a.berg"
    assert administrator("integration_create").user_name == ""

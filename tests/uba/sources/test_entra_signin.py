"""Entra sign-ins: outcome, session, service principals."""

import json
from typing import Any

import pytest

from uba.errors import ParseError
from uba.events import AUTHENTICATION, FAILURE, OTHER, SUCCESS, Event
from uba.sources.entra_signin import EntraSignin


def event(properties: dict[str, Any] | None = None, **envelope: Any) -> Event:
    """Parse an Azure Monitor record with these fields."""
    record = {
        "time": "2026-03-09T01:31:07Z",
        "category": "SignInLogs",
        "operationName": "Sign-in activity",
        **envelope,
        "properties": {"userPrincipalName": "A@b.example", "userId": "u", **(properties or {})},
    }
    parsed = EntraSignin().parse(json.dumps(record).encode())
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (0, SUCCESS),
        ("0", SUCCESS),
        (50126, FAILURE),
        ("50053", FAILURE),
        (50034, FAILURE),
        (50055, FAILURE),
        (50057, FAILURE),
        (53003, FAILURE),
        (500121, FAILURE),
        (50140, OTHER),
        (50058, OTHER),
        (50074, OTHER),
        (50076, OTHER),
        (50079, OTHER),
        (65001, OTHER),
        (700082, OTHER),
    ],
)
def test_only_denials_are_failures(code: int | str, status: int) -> None:
    """An error code is a denial unless it asks for another step."""
    parsed = event({"status": {"errorCode": code}})

    assert (parsed.class_uid, parsed.status_id, parsed.status_code) == (AUTHENTICATION, status, str(code))


@pytest.mark.parametrize(
    ("result", "status"),
    [("0", SUCCESS), ("Success", SUCCESS), ("Failure", FAILURE), (50126, FAILURE), ("50140", OTHER)],
)
def test_the_envelope_s_result_counts_when_there_is_no_code(result: int | str, status: int) -> None:
    """`resultType` is a code or a word."""
    assert event(resultType=result).status_id == status


def test_the_code_is_preferred_to_the_envelope_s_word() -> None:
    """`status.errorCode` says more than `resultType`."""
    assert event({"status": {"errorCode": 50140}}, resultType="Failure").status_id == OTHER


def test_a_denied_prompt_is_multi_factor() -> None:
    """500121 is is_mfa whatever the requirement says, and its details say what happened."""
    status = {"errorCode": 500121, "failureReason": "failed.", "additionalDetails": "MFA denied"}
    parsed = event({"status": status, "authenticationRequirement": "singleFactorAuthentication"})

    assert (parsed.is_mfa, parsed.status_detail) == (True, "failed.; MFA denied")


@pytest.mark.parametrize(
    ("requirement", "is_mfa"),
    [("multiFactorAuthentication", True), ("singleFactorAuthentication", False), ("", None), (None, None)],
)
def test_multi_factor_is_what_the_record_says(requirement: str | None, is_mfa: bool | None) -> None:
    """Unknown stays unknown."""
    assert event({"authenticationRequirement": requirement}).is_mfa is is_mfa


@pytest.mark.parametrize("number", [64501, "64501", 64501.0])
def test_the_network_number_may_be_text(number: object) -> None:
    """Collectors write it as text."""
    assert event({"autonomousSystemNumber": number}).src_asn == 64501


@pytest.mark.parametrize(
    ("location", "country"),
    [({"countryOrRegion": "nl"}, "NL"), ("DE", "DE"), ({"countryOrRegion": None}, ""), ("", "")],
)
def test_the_country_may_be_an_object_or_text(location: object, country: str) -> None:
    """Interactive sign-ins have an object, service principals' text."""
    assert event({"location": location}).src_country == country


def test_a_service_principal_is_a_service() -> None:
    """Its name is the actor, its id the uid, and it is not interactive."""
    record = {
        "time": "2026-03-09T01:31:07Z",
        "category": "ServicePrincipalSignInLogs",
        "resultType": "0",
        "callerIpAddress": "203.0.113.7",
        "properties": {"servicePrincipalId": "sp", "servicePrincipalName": "Backup"},
    }
    parsed = EntraSignin().parse(json.dumps(record).encode())

    assert parsed is not None
    assert (parsed.actor_user_name, parsed.actor_user_uid, parsed.actor_user_type_id) == ("backup", "sp", 4)
    assert (parsed.is_interactive, parsed.src_ip, parsed.status_id) == (False, "203.0.113.7", SUCCESS)


def test_session_token_and_device_are_kept() -> None:
    """What ties requests together across records."""
    device = {"deviceId": "d", "displayName": "LT-1", "isManaged": True}
    parsed = event({"sessionId": "s", "uniqueTokenIdentifier": "t", "deviceDetail": device, "isInteractive": True})

    assert (parsed.actor_session_uid, parsed.actor_user_credential_uid) == ("s", "t")
    assert (parsed.device_uid, parsed.device_hostname, parsed.device_is_managed) == ("d", "lt-1", True)
    assert (parsed.is_interactive, parsed.logon_type_id) == (True, 2)


def test_the_sign_in_s_own_time_is_preferred() -> None:
    """The envelope's time is when it was logged."""
    parsed = event({"createdDateTime": "2026-03-09T01:31:05Z"})

    assert (parsed.time, parsed.logged_time) == (1_773_019_865_000, 1_773_019_867_000)


def test_another_category_is_refused() -> None:
    """Entra's audit log has the same envelope and is another source."""
    record = {"time": "2026-03-09T01:31:07Z", "category": "AuditLogs", "operationName": "Add user", "properties": {}}

    with pytest.raises(ParseError, match="category is 'AuditLogs'"):
        EntraSignin().parse(json.dumps(record).encode())

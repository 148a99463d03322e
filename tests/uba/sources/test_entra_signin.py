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


ROW = {
    "TenantId": "f1e2",
    "TimeGenerated": "2026-03-09T01:31:07Z",
    "OperationName": "Sign-in activity",
    "Category": "SignInLogs",
    "ResultType": "50126",
    "ResultDescription": "Invalid username or password.",
    "CorrelationId": "c",
    "Location": "NL",
    "AppDisplayName": "Office 365 Exchange Online",
    "AppId": "00000002",
    "AuthenticationRequirement": "singleFactorAuthentication",
    "AutonomousSystemNumber": 64501,
    "ClientAppUsed": "IMAP4",
    "CreatedDateTime": "2026-03-09T01:31:05Z",
    "DeviceDetail": {"deviceId": "d", "displayName": "LT-1", "isManaged": True},
    "Id": "i",
    "IPAddress": "198.51.100.23",
    "IsInteractive": True,
    "LocationDetails": {"countryOrRegion": "NL"},
    "ResourceDisplayName": "Exchange",
    "SessionId": "s",
    "Status": {"errorCode": 50126, "failureReason": "Invalid username or password."},
    "UniqueTokenIdentifier": "t",
    "UserAgent": "UA",
    "UserId": "u",
    "UserPrincipalName": "A@b.example",
    "UserType": "Guest",
    "CrossTenantAccessType": "b2bCollaboration",
    "HomeTenantId": "partner-tenant",
    "IncomingTokenType": "refreshToken",
    "Type": "SigninLogs",
}
AS_TEXT = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in ROW.items()}


@pytest.mark.parametrize("row", [ROW, AS_TEXT], ids=["objects", "text"])
def test_rows_of_the_table_are_read(row: dict[str, Any]) -> None:
    """Columns with capitals, objects as objects or as text of JSON."""
    raw = json.dumps(row).encode()
    parsed = EntraSignin().parse(raw)

    assert EntraSignin().recognise(raw)
    assert parsed is not None
    assert (parsed.time, parsed.logged_time, parsed.uid) == (1_773_019_865_000, 1_773_019_867_000, "i")
    assert (parsed.actor_user_name, parsed.src_ip, parsed.src_country) == ("a@b.example", "198.51.100.23", "NL")
    assert (parsed.status_id, parsed.status_code, parsed.src_asn) == (FAILURE, "50126", 64501)
    assert (parsed.actor_session_uid, parsed.actor_user_credential_uid, parsed.user_agent) == ("s", "t", "UA")
    assert (parsed.device_uid, parsed.device_is_managed, parsed.service_name) == ("d", True, "Exchange")
    assert (parsed.auth_protocol, parsed.logon_process) == ("IMAP4", "refreshToken")
    assert (parsed.access_list, parsed.resource_namespace) == (("guest", "b2bCollaboration"), "partner-tenant")


@pytest.mark.parametrize("kind", ["NonInteractiveUserSignInLogs", "ServicePrincipalSignInLogs"])
def test_rows_of_the_sister_tables_are_read(kind: str) -> None:
    """Non-interactive users and service principals; without a time of its own the row's counts."""
    row = {name: value for name, value in AS_TEXT.items() if name not in ("CreatedDateTime", "IsInteractive")}
    if kind.startswith("Service"):
        row = {**row, "UserPrincipalName": "", "ServicePrincipalId": "sp", "ServicePrincipalName": "Backup"}
    parsed = EntraSignin().parse(json.dumps({**row, "Category": kind}).encode())

    assert parsed is not None
    assert parsed.actor_user_name == ("backup" if kind.startswith("Service") else "a@b.example")
    assert (parsed.is_interactive, parsed.time) == (False, 1_773_019_867_000)


def test_what_came_of_a_step_is_the_detail() -> None:
    """Where the status has no details, the last step of the authentication has them."""
    steps = [
        {"authenticationMethod": "Password", "authenticationStepResultDetail": "Correct password"},
        {"authenticationMethod": "Mobile app notification", "authenticationStepResultDetail": "MFA denied"},
    ]
    status = {"errorCode": 500121, "failureReason": "failed."}

    assert event({"status": status, "authenticationDetails": steps}).status_detail == "failed.; MFA denied"
    assert event({"status": {"errorCode": 0}, "authenticationDetails": steps}).status_detail == ""


def test_a_member_of_the_tenant_is_no_outsider() -> None:
    """Cross-tenant type `none` is the ordinary case."""
    parsed = event({"crossTenantAccessType": "none", "homeTenantId": "t", "userType": "Member"})

    assert (parsed.access_list, parsed.resource_namespace) == ((), "")

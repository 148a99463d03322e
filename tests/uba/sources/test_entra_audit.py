"""Entra and Intune audit: operations, initiators, denials, shapes."""

import json
from typing import Any

import pytest

from uba import activities as a
from uba.errors import ParseError
from uba.events import (
    ACCOUNT_CHANGE,
    APPLICATION_LIFECYCLE,
    ENTITY_MANAGEMENT,
    FAILURE,
    OTHER,
    SUCCESS,
    Event,
)
from uba.sources.entra_audit import EntraAudit


def event(operation: str = "Update policy", properties: dict[str, Any] | None = None, **envelope: Any) -> Event:
    """Parse an Azure Monitor record with these fields."""
    record = {
        "time": "2026-03-09T08:20:41Z",
        "category": "AuditLogs",
        "operationName": operation,
        **envelope,
        "properties": {
            "id": "i",
            "result": "success",
            "initiatedBy": {"user": {"userPrincipalName": "A@b.example", "ipAddress": "198.51.100.23"}},
            **(properties or {}),
        },
    }
    parsed = EntraAudit().parse(json.dumps(record).encode())
    assert parsed is not None
    return parsed


def intune(operation: str, **actor: Any) -> Event:
    """Parse an Intune record."""
    record = {
        "time": "2026-03-09T03:20:44Z",
        "category": "AuditLogs",
        "operationName": operation,
        "resultType": "Success",
        "identity": "Admin@b.example",
        "properties": {
            "ActivityDate": "3/9/2026 3:20:44 AM",
            "AuditEventId": "i",
            "Actor": {"ObjectId": "o", "Application": "app", "ApplicationName": "Portal", **actor},
            "TargetDisplayNames": ["<null>", "Agent.ps1"],
            "TargetObjectIds": ["target"],
        },
    }
    parsed = EntraAudit().parse(json.dumps(record).encode())
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("operation", "class_uid", "activity_id"),
    [
        ("Register device", ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
        ("Add device", ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
        ("Add registered owner to device", ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
        ("Add registered users to device", ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
        ("Delete device", ENTITY_MANAGEMENT, a.ENTITY_UNENROLL),
        ("Update company branding", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("Consent to application", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("Add delegated permission grant", ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        ("Add delegated admin", ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        ("Add partner to company", ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        ("Add member to role", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("Delete conditional access policy", ENTITY_MANAGEMENT, a.ENTITY_DELETE),
        ("Add user", ACCOUNT_CHANGE, a.ACCOUNT_CREATE),
        ("Invite external user", ACCOUNT_CHANGE, a.ACCOUNT_CREATE),
        ("Update user.", ACCOUNT_CHANGE, a.OTHER_ACTIVITY),
        ("Reset password (self-service)", ACCOUNT_CHANGE, a.ACCOUNT_PASSWORD_RESET),
        ("User registered security info", ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
        ("Disable Strong Authentication", ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE),
        ("Something nobody knows", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    ],
)
def test_operations_have_their_class(operation: str, class_uid: int, activity_id: int) -> None:
    """Case and a full stop do not matter, and an unknown operation is still an event."""
    parsed = event(operation)

    assert (parsed.class_uid, parsed.activity_id, parsed.event_code) == (class_uid, activity_id, operation)


@pytest.mark.parametrize(
    ("operation", "activity_id"),
    [
        ("assignDeviceManagementScript DeviceManagementScript", a.APP_INSTALL),
        ("Create DeviceManagementScript", a.APP_INSTALL),
        ("Create MobileApp", a.APP_INSTALL),
        ("Patch MobileApp", a.APP_UPDATE),
        ("Delete MobileApp", a.APP_REMOVE),
    ],
)
def test_what_intune_deploys_is_a_life_cycle(operation: str, activity_id: int) -> None:
    """Scripts and apps that are put on devices."""
    parsed = intune(operation, UPN="Admin@b.example")

    assert (parsed.class_uid, parsed.activity_id) == (APPLICATION_LIFECYCLE, activity_id)
    assert (parsed.actor_user_name, parsed.app_name, parsed.product_name) == ("admin@b.example", "Agent.ps1", "Intune")
    assert (parsed.uid, parsed.status_id, parsed.time) == ("i", SUCCESS, 1_773_026_444_000)


def test_other_acts_of_intune_are_changes_of_entities() -> None:
    """A policy is not software."""
    assert intune("Patch DeviceConfiguration", UPN="a@b.example").class_uid == ENTITY_MANAGEMENT


def test_an_application_acts_where_intune_names_no_user() -> None:
    """The envelope's identity is a user only if it looks like one."""
    assert intune("Create MobileApp", UPN=None).actor_user_name == "admin@b.example"


@pytest.mark.parametrize(
    ("result", "reason", "status"),
    [
        ("success", "", SUCCESS),
        ("failure", "Insufficient privileges to complete the operation.", FAILURE),
        ("failure", "Authorization_RequestDenied", FAILURE),
        ("failed", "User already exists", OTHER),
        ("timeout", "", OTHER),
        ("", "", 0),
    ],
)
def test_a_failure_is_a_denial_when_its_reason_says_so(result: str, reason: str, status: int) -> None:
    """Most operations fail because of what was asked, not of who asked."""
    assert event(properties={"result": result, "resultReason": reason}).status_id == status


def test_the_address_is_the_initiator_s_then_the_envelope_s_then_the_details() -> None:
    """Privileged Identity Management has it among the details."""
    by = {"initiatedBy": {"user": {"userPrincipalName": "a@b.example", "ipAddress": None}}}
    details = {"additionalDetails": [{"key": "ipaddr", "value": "198.51.100.9"}]}

    assert event(callerIpAddress="203.0.113.1").src_ip == "198.51.100.23"
    assert event(properties=by, callerIpAddress="203.0.113.1").src_ip == "203.0.113.1"
    assert event(properties=by | details).src_ip == "198.51.100.9"


def test_an_application_is_a_service() -> None:
    """Its display name is the actor, its id the application."""
    app = {"appId": "app", "displayName": "Provisioner", "servicePrincipalId": "sp"}
    parsed = event(properties={"initiatedBy": {"app": app, "user": None}})

    assert (parsed.actor_user_name, parsed.actor_user_uid, parsed.actor_app_uid) == ("provisioner", "sp", "app")
    assert parsed.actor_user_type_id == 4


def test_user_and_role_are_told_apart() -> None:
    """Of a role granted the user is the grantee and the role the entity."""
    targets = [
        {"type": "User", "userPrincipalName": "C@b.example"},
        {"type": "Role", "displayName": "Admin", "id": "r"},
    ]
    parsed = event("Add member to role", {"targetResources": targets})

    assert (parsed.user_name, parsed.entity_type, parsed.entity_name) == ("c@b.example", "Role", "Admin")


def test_a_device_is_the_entity_of_its_enrolment() -> None:
    """Whoever else is a target."""
    targets = [
        {"type": "User", "userPrincipalName": "a@b.example"},
        {"type": "Device", "displayName": "LT-1", "id": "d"},
    ]
    parsed = event("Add registered owner to device", {"targetResources": targets})

    assert (parsed.entity_type, parsed.entity_name, parsed.device_uid) == ("Device", "LT-1", "d")
    assert parsed.user_name == ""


@pytest.mark.parametrize("category", ["SignInLogs", "NonInteractiveUserSignInLogs", "ServicePrincipalSignInLogs"])
def test_a_sign_in_is_another_source(category: str) -> None:
    """The envelope is the same."""
    with pytest.raises(ParseError, match=f"category is '{category}'"):
        event(category=category)

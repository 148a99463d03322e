"""Okta System Log: what each event type is, who refused, session and network."""

import json
from typing import Any

import pytest

from uba import activities as a
from uba.errors import ParseError
from uba.events import ACCOUNT_CHANGE, API_ACTIVITY, AUTHENTICATION, ENTITY_MANAGEMENT, FAILURE, OTHER, SUCCESS, Event
from uba.sources.okta import Okta


def event(event_type: str = "user.session.start", **fields: Any) -> Event:
    """Parse a record with these fields."""
    record = {
        "uuid": "u",
        "published": "2026-03-09T01:30:11.120Z",
        "eventType": event_type,
        "actor": {"id": "00u1", "type": "User", "alternateId": "A@b.example"},
        "outcome": {"result": "SUCCESS"},
        **fields,
    }
    parsed = Okta().parse(json.dumps(record).encode())
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("event_type", "class_uid", "activity_id"),
    [
        ("user.session.start", AUTHENTICATION, a.AUTH_LOGON),
        ("user.session.end", AUTHENTICATION, a.AUTH_LOGOFF),
        ("user.authentication.auth_via_mfa", AUTHENTICATION, a.AUTH_LOGON),
        ("user.authentication.sso", AUTHENTICATION, a.AUTH_LOGON),
        ("user.mfa.okta_verify.deny_push", AUTHENTICATION, a.AUTH_LOGON),
        ("system.push.send_factor_verify_push", AUTHENTICATION, a.AUTH_LOGON),
        ("policy.evaluate_sign_on", AUTHENTICATION, a.AUTH_PREAUTH),
        ("security.threat.detected", AUTHENTICATION, a.AUTH_PREAUTH),
        ("app.oauth2.as.token.grant.access_token", AUTHENTICATION, a.AUTH_SERVICE_TICKET),
        ("app.oauth2.token.grant.refresh_token", AUTHENTICATION, a.AUTH_SERVICE_TICKET),
        ("app.oauth2.as.consent.grant", ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        ("user.account.lock", ACCOUNT_CHANGE, a.ACCOUNT_LOCK),
        ("user.account.reset_password", ACCOUNT_CHANGE, a.ACCOUNT_PASSWORD_RESET),
        ("user.mfa.factor.activate", ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
        ("user.mfa.factor.reset_all", ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE),
        ("user.lifecycle.suspend", ACCOUNT_CHANGE, a.ACCOUNT_DISABLE),
        ("device.enrollment.create", ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
        ("group.user_membership.add", ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        ("group.privilege.revoke", ENTITY_MANAGEMENT, a.ENTITY_DELETE),
        ("application.lifecycle.create", ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        ("policy.rule.deactivate", ENTITY_MANAGEMENT, a.ENTITY_DISABLE),
        ("system.org.rate_limit.violation", API_ACTIVITY, a.API_READ),
        ("a.type.nobody.knows", API_ACTIVITY, a.OTHER_ACTIVITY),
    ],
)
def test_event_types_have_their_class(event_type: str, class_uid: int, activity_id: int) -> None:
    """Each documented type has a class and an activity, and an unknown type is still an event."""
    parsed = event(event_type)

    assert (parsed.class_uid, parsed.activity_id, parsed.event_code) == (class_uid, activity_id, event_type)


@pytest.mark.parametrize(
    ("result", "status"),
    [
        ("SUCCESS", SUCCESS),
        ("ALLOW", SUCCESS),
        ("FAILURE", FAILURE),
        ("DENY", FAILURE),
        ("CHALLENGE", OTHER),
        ("SKIPPED", OTHER),
        ("ABANDONED", OTHER),
        ("UNKNOWN", 0),
        (None, 0),
    ],
)
def test_only_refusals_are_failures(result: str | None, status: int) -> None:
    """FAILURE and DENY refuse; a challenge asks for another step."""
    assert event(outcome={"result": result, "reason": "INVALID_CREDENTIALS"}).status_id == status


def test_a_refused_push_is_a_failure_and_a_sent_one_is_open() -> None:
    """The outcome of a push event says that it was written down, not what the user answered."""
    refused, sent = event("user.mfa.okta_verify.deny_push"), event("system.push.send_factor_verify_push")

    assert (refused.status_id, refused.is_mfa) == (FAILURE, True)
    assert (sent.status_id, sent.is_mfa) == (OTHER, True)


@pytest.mark.parametrize(
    ("actor", "name", "kind"),
    [
        ({"id": "00u1", "type": "User", "alternateId": "A@b.example"}, "a@b.example", 1),
        ({"id": "00u1", "type": "User", "alternateId": "unknown"}, "00u1", 1),
        ({"id": "unknown", "type": "User", "alternateId": "Typed-Name"}, "typed-name", 1),
        ({"id": "unknown", "type": "User", "alternateId": "unknown"}, "", 1),
        ({"id": "okta", "type": "SystemPrincipal", "alternateId": "system@okta.com"}, "system@okta.com", 3),
        ({"id": "0oa1", "type": "PublicClientApp", "alternateId": "0oa1"}, "0oa1", 4),
    ],
)
def test_the_actor_is_known_by_login_else_by_id(actor: dict[str, str], name: str, kind: int) -> None:
    """What Okta calls `unknown` is not a name."""
    parsed = event(actor=actor)

    assert (parsed.actor_user_name, parsed.actor_user_type_id) == (name, kind)


def test_the_user_acted_upon_is_the_first_other_user() -> None:
    """An administrator's act names the target; one's own act does not."""
    target = [
        {"id": "00u1", "type": "User", "alternateId": "a@b.example"},
        {"type": "User", "alternateId": "C@b.example"},
    ]

    assert event("user.mfa.factor.reset_all", target=target).user_name == "c@b.example"
    assert event("user.mfa.factor.activate", target=target[:1]).user_name == ""


def test_session_device_token_and_network_are_kept() -> None:
    """What ties requests together across records."""
    parsed = event(
        authenticationContext={"externalSessionId": "s", "rootSessionId": "r"},
        debugContext={"debugData": {"dtHash": "d", "factor": "OKTA_VERIFY_PUSH"}},
        securityContext={"asNumber": "64501"},
        client={"ipAddress": "198.51.100.23", "geographicalContext": {"country": "United States"}},
        transaction={"id": "t", "detail": {"requestApiTokenId": "token"}},
    )

    assert (parsed.actor_session_uid, parsed.device_uid, parsed.actor_user_credential_uid) == ("s", "d", "token")
    assert (parsed.src_ip, parsed.src_asn, parsed.src_country) == ("198.51.100.23", 64501, "US")
    assert parsed.auth_protocol == "OKTA_VERIFY_PUSH"


def test_the_root_session_stands_in_for_an_unknown_one() -> None:
    """Okta writes `unknown` where there is no session of its own."""
    assert event(authenticationContext={"externalSessionId": "unknown", "rootSessionId": "r"}).actor_session_uid == "r"


def test_the_first_address_of_the_chain_stands_in_for_the_client_s() -> None:
    """Some integrations leave `client` out."""
    assert event(client=None, request={"ipChain": [{"ip": "203.0.113.9"}, {"ip": "10.0.0.1"}]}).src_ip == "203.0.113.9"


def test_a_record_of_another_kind_is_refused() -> None:
    """CloudTrail has an `eventType` too."""
    record = {"eventType": "AwsApiCall", "eventSource": "iam.amazonaws.com", "actor": {"id": "x"}}

    with pytest.raises(ParseError, match="eventType is 'AwsApiCall'"):
        Okta().parse(json.dumps(record).encode())

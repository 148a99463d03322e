"""Okta System Log: one LogEvent a line, as the API gives them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import msgspec
from numpy.random import Generator

from training.simulate.organisation import Person
from training.simulate.presence import Seat
from training.simulate.randomness import hexadecimal, uuid
from training.simulate.sink import Sink
from training.simulate.writers.clock import milliseconds
from training.simulate.writers.places import CITIES, COUNTRIES

CHANNEL = "okta"

EVENTS: dict[str, tuple[str, str, str]] = {
    "user.session.start": ("User login to Okta", "core.user_auth.login_success", "INFO"),
    "user.authentication.sso": ("User single sign on to app", "app.auth.sso", "INFO"),
    "user.authentication.auth_via_mfa": ("Authentication of user via MFA", "core.user.factor.attempt_success", "INFO"),
    "system.push.send_factor_verify_push": ("Send Okta Verify push verification", "core.user.factor.push", "INFO"),
    "user.mfa.okta_verify.deny_push": ("User rejected Okta push verify", "core.user.factor.deny", "INFO"),
    "policy.evaluate_sign_on": ("Evaluation of sign-on policy", "", "INFO"),
    "user.account.lock": ("Max sign in attempts exceeded", "core.user_auth.account_locked", "WARN"),
    "user.account.unlock_by_admin": ("Unlock user account by admin", "", "INFO"),
    "user.account.reset_password": ("Reset password for Okta user", "core.user.config.password_reset", "INFO"),
    "user.mfa.factor.activate": ("Activate factor or authenticator enrollment", "core.user.factor.activate", "INFO"),
    "user.mfa.factor.deactivate": ("Reset factor for user", "core.user.factor.reset", "WARN"),
    "device.enrollment.create": ("Enroll a device", "", "INFO"),
    "device.user.add": ("Add device to user", "", "INFO"),
    "group.user_membership.add": ("Add user to group membership", "core.user_group_member.user_add", "INFO"),
    "group.user_membership.remove": ("Remove user from group membership", "core.user_group_member.user_remove", "INFO"),
    "user.lifecycle.create": ("Create Okta user", "core.user.config.user_creation.success", "INFO"),
    "user.account.privilege.grant": ("Grant user privilege", "core.user.admin_privilege.granted", "WARN"),
    "application.user_membership.add": ("Add user to application membership", "app.generic.provision.assign", "INFO"),
    "app.oauth2.as.token.grant": ("OAuth2 access token is granted", "", "INFO"),
    "user.authentication.auth_via_radius": ("Authentication of user via Radius", "core.user_auth.radius", "INFO"),
}
"""Event type to (display message, legacy event type, severity)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one event says beside who and where.

    Attributes
    ----------
    session
        Okta's session id; empty when there is none yet.
    stranger
        Name typed where it is nobody's.
    """

    kind: str
    result: str = "SUCCESS"
    reason: str = ""
    session: str = ""
    targets: tuple[dict[str, Any], ...] = ()
    debug: dict[str, str] = field(default_factory=dict)
    stranger: str = ""


def write(sink: Sink, rng: Generator, at: int, seat: Seat, entry: Entry) -> None:
    """Write one event."""
    message, legacy, severity = EVENTS[entry.kind]
    if entry.result == "FAILURE":
        legacy, severity = _FAILED.get(legacy, legacy), "WARN"
    uid = uuid(rng)
    record = {
        "actor": _actor(seat.person, entry.stranger),
        "authenticationContext": {
            "authenticationProvider": None,
            "authenticationStep": 0,
            "credentialProvider": None,
            "credentialType": None,
            "externalSessionId": entry.session or "unknown",
            "interface": None,
            "issuer": None,
            "rootSessionId": entry.session or "unknown",
        },
        "client": _client(seat),
        "debugContext": {
            "debugData": {
                "dtHash": f"{crc32(seat.agent.encode()):08x}{crc32((seat.device.uid or seat.ip).encode()):08x}",
                "requestId": hexadecimal(rng, 32),
                "requestUri": _URIS.get(entry.kind, "/idp/idx/challenge/answer"),
                "threatSuspected": "false",
                **entry.debug,
            }
        },
        "displayMessage": message,
        "eventType": entry.kind,
        "legacyEventType": legacy or None,
        "outcome": {"result": entry.result, "reason": entry.reason or None},
        "published": milliseconds(at),
        "request": {"ipChain": [{"ip": seat.ip, "source": None, "version": "V6" if ":" in seat.ip else "V4"}]},
        "securityContext": {
            "asNumber": seat.network.asn or None,
            "asOrg": seat.network.name.lower(),
            "domain": None,
            "isProxy": seat.network.kind == "hosting",
            "isp": seat.network.name.lower(),
        },
        "severity": severity,
        "target": list(entry.targets) or None,
        "transaction": {"detail": {}, "id": hexadecimal(rng, 24), "type": "WEB"},
        "uuid": uid,
        "version": "0",
    }
    if seat.device.uid:
        record["device"] = {
            "id": "guo" + seat.device.uid.replace("-", "")[:17],
            "managed": seat.device.managed,
            "name": seat.device.name,
            "registered": True,
        }
    sink.add(CHANNEL, at, msgspec.json.encode(record), uid)


_FAILED = {
    "core.user_auth.login_success": "core.user_auth.login_failed",
    "core.user.factor.attempt_success": "core.user.factor.attempt_fail",
}
_URIS = {
    "user.mfa.factor.activate": "/idp/idx/credential/enroll",
    "device.enrollment.create": "/idp/authenticators",
    "group.user_membership.add": "/api/v1/groups/users",
    "user.account.reset_password": "/api/v1/users/lifecycle/reset_password",
    "user.authentication.auth_via_radius": "/api/v1/radius/authn",
}


def user_id(person: Person) -> str:
    """Give Okta's id of a person."""
    return "00u" + person.user_id.replace("-", "")[:17]


def person_target(person: Person) -> dict[str, Any]:
    """Give a person as the target of an event."""
    return {"alternateId": person.upn, "displayName": person.name, "id": user_id(person), "type": "User"}


def app_target(name: str) -> dict[str, Any]:
    """Give an application as the target of an event."""
    ident = f"0oa{crc32(name.encode()):08x}"
    return {"alternateId": name, "displayName": name, "id": ident, "type": "AppInstance"}


def session_of(session: str) -> str:
    """Give Okta's id of a session, from the one that Entra knows."""
    return "idx" + session.replace("-", "")[:22]


def _actor(person: Person, stranger: str) -> dict[str, Any]:
    if stranger:
        return {"alternateId": stranger, "detailEntry": None, "displayName": "unknown", "id": "unknown", "type": "User"}
    return {
        "alternateId": person.upn,
        "detailEntry": None,
        "displayName": person.name,
        "id": user_id(person),
        "type": "User",
    }


def _client(seat: Seat) -> dict[str, Any]:
    country = seat.network.country
    mobile = seat.device.system.startswith(("Ios", "Android"))
    return {
        "device": "Mobile" if mobile else "Computer",
        "geographicalContext": {"city": CITIES.get(country), "country": COUNTRIES.get(country)},
        "id": None,
        "ipAddress": seat.ip,
        "userAgent": {"browser": "UNKNOWN", "os": seat.device.system or "Unknown", "rawUserAgent": seat.agent},
        "zone": "null",
    }

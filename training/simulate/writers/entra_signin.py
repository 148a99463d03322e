"""Entra ID sign-in logs, interactive and not: Azure Monitor JSON, one record a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from numpy.random import Generator

from training.simulate.presence import Seat
from training.simulate.randomness import hexadecimal, uuid
from training.simulate.sink import Sink
from training.simulate.writers.clock import ticks

CHANNEL = "entra_signin"

APPS: tuple[tuple[str, str], ...] = (
    ("00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online"),
    ("00000003-0000-0ff1-ce00-000000000000", "Office 365 SharePoint Online"),
    ("4765445b-32c6-49b0-83e6-1d93765276ca", "OfficeHome"),
    ("1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams"),
    ("6c1fb2a0-3a36-4d2a-9d0f-51f2c2a7e0b1", "Halden Atlas"),
    ("9d2f5a18-0b7e-4f3c-8a60-0e4a5cf1d8e2", "Halden Wiki"),
)
"""(id, name) of the applications people sign in to."""

MOBILE_CLIENT = "Mobile Apps and Desktop clients"
"""`clientAppUsed` of mail on a phone."""

CROSS_TENANT: dict[str, str] = {"guest": "b2bCollaboration", "provider": "serviceProvider"}
"""Kinds of person whose home is another tenant, and how they come here."""

REASONS: dict[int, str] = {
    0: "",
    50126: "Error validating credentials due to invalid username or password.",
    50034: "The user account does not exist in the directory.",
    50053: "The account is locked because of too many failed sign-in attempts.",
    50055: "The password is expired.",
    50074: "Strong Authentication is required.",
    500121: "Authentication failed during strong authentication request.",
}
_CITIES = {"DE": "Berlin", "US": "New York", "SG": "Singapore", "NL": "Amsterdam", "GB": "London", "FR": "Paris"}


@dataclass(frozen=True, slots=True)
class SignIns:
    """Writes the sign-in records of one tenant."""

    tenant: str

    def sign_in(
        self,
        sink: Sink,
        rng: Generator,
        at: int,
        seat: Seat,
        error: int,
        app: tuple[str, str],
        *,
        interactive: bool = True,
        detail: str = "",
        mfa: bool = False,
        client: str = "Browser",
        account: str = "",
    ) -> None:
        """Write one attempt; `error` 0 is a success, `account` the name typed where it is nobody's."""
        uid = uuid(rng)
        cross = {"crossTenantAccessType": CROSS_TENANT[kind]} if (kind := seat.person.kind) in CROSS_TENANT else {}
        properties = (
            _properties(rng, at, seat, error, app, account)
            | cross
            | {
                "id": uid,
                "clientAppUsed": client,
                "isInteractive": interactive,
                "status": {"errorCode": error, "failureReason": REASONS[error], "additionalDetails": detail},
                "authenticationRequirement": "multiFactorAuthentication" if mfa else "singleFactorAuthentication",
            }
        )
        record = {
            "time": ticks(at + 400, int(rng.integers(10000))),
            "resourceId": f"/tenants/{self.tenant}/providers/Microsoft.aadiam",
            "operationName": "Sign-in activity",
            "operationVersion": "1.0",
            "category": "SignInLogs" if interactive else "NonInteractiveUserSignInLogs",
            "tenantId": self.tenant,
            "resultType": str(error),
            "resultSignature": "FAILURE" if error else "SUCCESS",
            "resultDescription": REASONS[error],
            "callerIpAddress": seat.ip,
            "correlationId": uuid(rng),
            "identity": properties["userDisplayName"],
            "Level": 4,
            "location": seat.network.country,
            "properties": properties,
        }
        sink.add(CHANNEL, at, msgspec.json.encode(record), uid)


def _properties(rng: Generator, at: int, seat: Seat, error: int, app: tuple[str, str], account: str) -> dict[str, Any]:
    person, device, country = seat.person, seat.device, seat.network.country
    return {
        "createdDateTime": ticks(at, int(rng.integers(10000))),
        "userDisplayName": account or person.name,
        "userPrincipalName": account or person.upn,
        "userId": "00000000-0000-0000-0000-000000000000" if account else person.user_id,
        "appId": app[0],
        "appDisplayName": app[1],
        "ipAddress": seat.ip,
        "autonomousSystemNumber": seat.network.asn,
        "userAgent": seat.agent,
        "sessionId": "" if error else seat.session,
        "uniqueTokenIdentifier": hexadecimal(rng, 22),
        "userType": "Guest" if person.kind in CROSS_TENANT else "Member",
        "conditionalAccessStatus": "failure" if error in (50074, 500121) else "success",
        "location": {"city": _CITIES.get(country, ""), "countryOrRegion": country},
        "deviceDetail": {
            "deviceId": device.uid,
            "displayName": device.name,
            "operatingSystem": device.system,
            "isManaged": device.managed,
            "isCompliant": device.managed,
        },
        "riskState": "none",
    }

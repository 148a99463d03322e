"""Entra ID audit log: Azure Monitor JSON, one record a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from numpy.random import Generator

from training.simulate.organisation import Person
from training.simulate.presence import Seat
from training.simulate.randomness import uuid
from training.simulate.sink import Sink
from training.simulate.writers.clock import ticks

CHANNEL = "entra_audit"

Target = dict[str, Any]

CATEGORIES: dict[str, tuple[str, str, str]] = {
    "Register device": ("Device", "Device Registration Service", "Add"),
    "Add device": ("Device", "Core Directory", "Add"),
    "Add registered owner to device": ("Device", "Core Directory", "Assign"),
    "Add registered users to device": ("Device", "Core Directory", "Assign"),
    "Update device": ("Device", "Core Directory", "Update"),
    "Delete device": ("Device", "Core Directory", "Delete"),
    "User registered security info": ("UserManagement", "Authentication Methods", "Add"),
    "Add user": ("UserManagement", "Core Directory", "Add"),
    "Update user": ("UserManagement", "Core Directory", "Update"),
    "Disable account": ("UserManagement", "Core Directory", "Update"),
    "Reset user password": ("UserManagement", "Core Directory", "Update"),
    "Change user license": ("UserManagement", "Core Directory", "Update"),
    "Invite external user": ("UserManagement", "Invited Users", "Add"),
    "Redeem external user invite": ("UserManagement", "B2B Auth", "Add"),
    "Add member to group": ("GroupManagement", "Core Directory", "Assign"),
    "Remove member from group": ("GroupManagement", "Core Directory", "Unassign"),
    "Update group": ("GroupManagement", "Core Directory", "Update"),
    "Add member to role": ("RoleManagement", "Core Directory", "Assign"),
    "Add eligible member to role in PIM requested (timebound)": ("RoleManagement", "PIM", "CreateRequestEligibleRole"),
    "Consent to application": ("ApplicationManagement", "Core Directory", "Assign"),
    "Add app role assignment grant to user": ("UserManagement", "Core Directory", "Assign"),
    "Add service principal": ("ApplicationManagement", "Core Directory", "Add"),
    "Add service principal credentials": ("ApplicationManagement", "Core Directory", "Update"),
    "Update application": ("ApplicationManagement", "Core Directory", "Update"),
    "Add partner to company": ("DirectoryManagement", "Core Directory", "Add"),
    "Add delegated admin": ("DirectoryManagement", "Core Directory", "Add"),
    "Add a partner to cross-tenant access setting": ("CrossTenantAccessSettings", "Core Directory", "Add"),
    "Update a partner cross-tenant access setting": ("CrossTenantAccessSettings", "Core Directory", "Update"),
}
"""Operation to (category, service that logs it, kind of operation)."""


@dataclass(frozen=True, slots=True)
class EntraAudit:
    """Writes the directory audit records of one tenant."""

    tenant: str

    def write(
        self,
        sink: Sink,
        rng: Generator,
        at: int,
        who: Seat,
        operation: str,
        targets: Sequence[Target],
        details: Mapping[str, str] | None = None,
        *,
        correlation: str = "",
        failure: str = "",
    ) -> None:
        """Write one operation that somebody initiates; `failure` is the reason where it is refused."""
        person = who.person
        user: dict[str, Any] = {
            "id": person.user_id,
            "displayName": None,
            "ipAddress": who.ip,
            "roles": [],
            "userPrincipalName": person.upn,
        }
        said = {"User-Agent": who.agent, **(details or {})}
        self._write(sink, rng, at, {"user": user}, operation, targets, said, correlation, failure)

    def write_app(
        self,
        sink: Sink,
        rng: Generator,
        at: int,
        app: tuple[str, str],
        operation: str,
        targets: Sequence[Target],
        details: Mapping[str, str] | None = None,
    ) -> None:
        """Write one operation that an application (id, name) initiates."""
        initiator = {"appId": app[0], "displayName": app[1], "servicePrincipalId": app[0][::-1]}
        self._write(sink, rng, at, {"app": initiator}, operation, targets, details or {}, "", "")

    def _write(
        self,
        sink: Sink,
        rng: Generator,
        at: int,
        initiator: dict[str, Any],
        operation: str,
        targets: Sequence[Target],
        details: Mapping[str, str],
        correlation: str,
        failure: str,
    ) -> None:
        category, service, kind = CATEGORIES[operation]
        correlation = correlation or uuid(rng)
        uid = f"Directory_{correlation}_{uuid(rng)[:8].upper()}_{int(rng.integers(10**6, 10**8))}"
        time = ticks(at, int(rng.integers(10000)))
        record = {
            "time": time,
            "resourceId": f"/tenants/{self.tenant}/providers/Microsoft.aadiam",
            "operationName": operation,
            "operationVersion": "1.0",
            "category": "AuditLogs",
            "tenantId": self.tenant,
            "resultSignature": "None",
            "durationMs": 0,
            "callerIpAddress": (initiator.get("user") or {}).get("ipAddress"),
            "correlationId": correlation,
            "Level": 4,
            "properties": {
                "id": uid,
                "category": category,
                "correlationId": correlation,
                "result": "failure" if failure else "success",
                "resultReason": failure,
                "activityDisplayName": operation,
                "activityDateTime": time,
                "loggedByService": service,
                "operationType": kind,
                "initiatedBy": initiator,
                "targetResources": list(targets),
                "additionalDetails": [{"key": k, "value": v} for k, v in details.items()],
            },
        }
        sink.add(CHANNEL, at, msgspec.json.encode(record), uid)


def user_target(person: Person) -> Target:
    """Give a person as the target of an operation."""
    return {
        "id": person.user_id,
        "displayName": None,
        "type": "User",
        "userPrincipalName": person.upn,
        "modifiedProperties": [],
    }


def target(kind: str, ident: str, name: str) -> Target:
    """Give a group, role, device or application as the target of an operation."""
    return {"id": ident, "displayName": name, "type": kind, "modifiedProperties": []}

"""Intune's audit log: the `properties` of its Azure Monitor record, and its meaning.

Reference: Microsoft, "Send Intune log data to Azure Storage, Event Hubs, or Log Analytics".
"""

from __future__ import annotations

import msgspec


class IntuneActor(msgspec.Struct, gc=False):
    """Who did it: a user (`UPN`) or an application."""

    UPN: str | None = None
    ObjectId: str | None = None
    Name: str | None = None
    Application: str | None = None
    ApplicationName: str | None = None
    ActorType: int | str | None = None
    IpAddress: str | None = None
    IPAddress: str | None = None


class IntuneTarget(msgspec.Struct, gc=False):
    """What was changed."""

    Name: str | None = None


class IntuneFields(msgspec.Struct, gc=False):
    """The fields that only Intune writes under `properties`.

    `ActivityDate` is written as the culture has it, so the envelope's `time` counts.
    """

    ActivityType: int | str | None = None
    AuditEventId: str | None = None
    Actor: IntuneActor | None = None
    TargetDisplayNames: list[str | None] | None = None
    TargetObjectIds: list[str | None] | None = None
    Targets: list[IntuneTarget] | None = None


def is_intune(fields: IntuneFields) -> bool:
    """Tell Intune's properties from Entra's."""
    return fields.Actor is not None or fields.AuditEventId is not None


def target_name(fields: IntuneFields) -> str:
    """Give the name of the first thing that was changed."""
    named = next((name for name in fields.TargetDisplayNames or [] if name and name != "<null>"), None)
    return named or next((target.Name for target in fields.Targets or [] if target.Name), "")


def target_uid(fields: IntuneFields) -> str:
    """Give the id of the first thing that was changed."""
    return next((uid for uid in fields.TargetObjectIds or [] if uid), "")

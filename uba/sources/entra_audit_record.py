"""The record of the Entra audit log: Microsoft Graph's directoryAudit, and the Azure Monitor envelope around it."""

# ruff: noqa: N815 - the vendor's field names are kept

from __future__ import annotations

import msgspec

from uba.sources.intune_audit import IntuneFields


class Initiator(msgspec.Struct, gc=False):
    """The user or the application that did it."""

    id: str | None = None
    userPrincipalName: str | None = None
    displayName: str | None = None
    ipAddress: str | None = None
    appId: str | None = None
    servicePrincipalId: str | None = None
    servicePrincipalName: str | None = None


class InitiatedBy(msgspec.Struct, gc=False):
    """One of the two."""

    user: Initiator | None = None
    app: Initiator | None = None


class Target(msgspec.Struct, gc=False):
    """Something the operation concerned."""

    id: str | None = None
    type: str | None = None
    displayName: str | None = None
    userPrincipalName: str | None = None


class Detail(msgspec.Struct, gc=False):
    """A name and a value."""

    key: str | None = None
    value: str | None = None


class Audit(IntuneFields, gc=False):
    """`properties` of the envelope, and the record itself in Graph's shape."""

    id: str | None = None
    activityDateTime: str | float | None = None
    activityDisplayName: str | None = None
    operationType: str | None = None
    correlationId: str | None = None
    loggedByService: str | None = None
    result: str | None = None
    resultReason: str | None = None
    userAgent: str | None = None
    initiatedBy: InitiatedBy | None = None
    targetResources: list[Target] | None = None
    additionalDetails: list[Detail] | None = None


class Envelope(Audit, gc=False):
    """The Azure Monitor record around an audit record, or the flat one; the last two are columns of tables."""

    time: str | float | None = None
    timeGenerated: str | float | None = None
    category: str | None = None
    operationName: str | None = None
    resultType: str | None = None
    resultDescription: str | None = None
    callerIpAddress: str | None = None
    ipAddress: str | None = None
    identity: str | None = None
    properties: Audit | None = None
    TimeGenerated: msgspec.Raw = msgspec.Raw()
    OperationName: msgspec.Raw = msgspec.Raw()

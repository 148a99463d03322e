"""The record of the Kubernetes audit log (`audit.k8s.io/v1` Event), and AKS's record around one."""

# ruff: noqa: N815 - the vendor's field names are kept

from __future__ import annotations

import msgspec


class User(msgspec.Struct, gc=False):
    """Who asks."""

    username: str | None = None
    uid: str | None = None


class ObjectReference(msgspec.Struct, gc=False):
    """What is asked for."""

    resource: str | None = None
    namespace: str | None = None
    name: str | None = None
    subresource: str | None = None
    apiGroup: str | None = None


class ResponseStatus(msgspec.Struct, gc=False):
    """The answer."""

    code: int | str | None = None
    reason: str | None = None
    message: str | None = None


class Annotations(msgspec.Struct, gc=False):
    """What authorisation decided."""

    decision: str | None = msgspec.field(name="authorization.k8s.io/decision", default=None)
    reason: str | None = msgspec.field(name="authorization.k8s.io/reason", default=None)


class Wrapped(msgspec.Struct, gc=False):
    """`properties` of AKS's diagnostic record."""

    log: str | None = None


class AuditRecord(msgspec.Struct, gc=False):
    """One audit event, or AKS's record around one.

    The last three are of other records: an entry of Google's log, and a cluster event.
    """

    kind: str | None = None
    apiVersion: str | None = None
    level: str | None = None
    auditID: str | None = None
    stage: str | None = None
    verb: str | None = None
    requestURI: str | None = None
    user: User | None = None
    sourceIPs: list[str] | None = None
    userAgent: str | None = None
    objectRef: ObjectReference | None = None
    responseStatus: ResponseStatus | None = None
    requestObject: msgspec.Raw = msgspec.Raw()
    requestReceivedTimestamp: str | float | None = None
    stageTimestamp: str | float | None = None
    annotations: Annotations | None = None
    impersonatedUser: User | None = None
    time: str | float | None = None
    category: str | None = None
    properties: Wrapped | None = None
    protoPayload: msgspec.Raw = msgspec.Raw()
    involvedObject: msgspec.Raw = msgspec.Raw()
    regarding: msgspec.Raw = msgspec.Raw()

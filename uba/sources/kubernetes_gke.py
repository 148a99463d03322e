"""The Kubernetes audit log as Google Cloud keeps it: an entry of Cloud Audit Logs for each request.

    {"protoPayload": {"methodName": "io.k8s.core.v1.pods.create", "resourceName": "core/v1/namespaces/x/pods/y", ...}}

Verb, resource and outcome are those of the API server's own event, which the entry
was made from. Reference: Google, "GKE audit logging" and "AuditLog".
"""

# ruff: noqa: N815 - the vendor's field names are kept

from __future__ import annotations

import re

import msgspec

from uba.errors import ParseError
from uba.sources.decoding import RecordDecoder
from uba.sources.kubernetes_record import AuditRecord, ObjectReference, ResponseStatus, User

_VERSION = re.compile(r"v\d+(?:(?:alpha|beta)\d+)?$")
_HTTP_CODES = {0: 200, 3: 400, 5: 404, 6: 409, 7: 403, 8: 429, 9: 409, 10: 409, 12: 405, 14: 503, 16: 401}
"""Status codes of Google's RPC -> of HTTP, as the API server answered."""


class Authentication(msgspec.Struct, gc=False):
    """Who asks."""

    principalEmail: str | None = None


class Authorization(msgspec.Struct, gc=False):
    """Whether one permission was granted."""

    granted: bool | None = None


class RequestMetadata(msgspec.Struct, gc=False):
    """Where the request comes from; some collectors write `callerIP`."""

    callerIp: str | None = None
    callerIP: str | None = None
    callerSuppliedUserAgent: str | None = None


class Status(msgspec.Struct, gc=False):
    """The outcome; nothing in it is success."""

    code: int | None = None
    message: str | None = None


class Payload(msgspec.Struct, gc=False):
    """`protoPayload`: the audit log of one call."""

    methodName: str | None = None
    serviceName: str | None = None
    resourceName: str | None = None
    authenticationInfo: Authentication | None = None
    authorizationInfo: list[Authorization] | None = None
    requestMetadata: RequestMetadata | None = None
    status: Status | None = None
    request: msgspec.Raw = msgspec.Raw()


class LogEntry(msgspec.Struct, gc=False):
    """One entry of Cloud Logging."""

    protoPayload: Payload | None = None
    insertId: str | None = None
    timestamp: str | float | None = None


_DECODER = RecordDecoder(LogEntry, "Google Cloud log entry")


def is_gke_entry(record: bytes) -> bool:
    """Tell an entry about a call of a cluster's API server."""
    return b'"protoPayload"' in record and b'"io.k8s.' in record


def gke_audit(record: bytes) -> AuditRecord:
    """Give the entry as the API server's event.

    Raises
    ------
    ParseError
        It is no such entry.
    """
    entry = _DECODER.decode(record)
    payload = entry.protoPayload
    if payload is None or not (payload.methodName or "").startswith("io.k8s."):
        raise ParseError(
            "protoPayload.methodName names no call of Kubernetes: expected one such as io.k8s.core.v1.pods.list"
        )
    where = payload.requestMetadata or RequestMetadata()
    who = payload.authenticationInfo or Authentication()
    address = where.callerIp or where.callerIP
    verb, target = _target(payload.methodName or "", payload.resourceName or "")
    return AuditRecord(
        kind="Event",
        auditID=entry.insertId,
        stage="ResponseComplete",
        verb=verb,
        user=User(username=who.principalEmail),
        sourceIPs=[address] if address else None,
        userAgent=where.callerSuppliedUserAgent,
        objectRef=target,
        responseStatus=_answer(payload),
        requestObject=payload.request,
        stageTimestamp=entry.timestamp,
    )


def _target(method: str, path: str) -> tuple[str, ObjectReference]:
    """`io.k8s.core.v1.pods.exec.create` is a create of pods/exec; its object is named by the path."""
    *words, verb = method.split(".")
    start = next((place + 1 for place, word in enumerate(words) if _VERSION.match(word)), len(words))
    resource, *sub = words[start:] or [""]
    parts = path.split("/")
    namespace = parts[parts.index("namespaces") + 1] if "namespaces" in parts[:-1] else ""
    name = parts[parts.index(resource) + 1] if resource in parts[:-1] else ""
    return verb, ObjectReference(
        resource=resource, namespace=namespace, name=name, subresource="/".join(sub) if sub else None
    )


def _answer(payload: Payload) -> ResponseStatus:
    status = payload.status or Status()
    if any(item.granted is False for item in payload.authorizationInfo or ()):
        return ResponseStatus(code=403, message=status.message)
    return ResponseStatus(code=_HTTP_CODES.get(status.code or 0, 500), message=status.message)

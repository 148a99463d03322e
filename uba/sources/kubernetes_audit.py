"""Kubernetes audit log (`audit.k8s.io/v1`): bare as API servers and EKS write it, AKS's and GKE's; and cluster events.

A denial is code 401 or 403. A request that was only received (`RequestReceived`)
decided nothing and is of no interest: its other stages follow under the same
audit id, and count once. Reference: Kubernetes, "kube-apiserver Audit Configuration (v1)".
"""

from __future__ import annotations

from urllib.parse import parse_qs

from uba import activities as a
from uba.addresses import is_private
from uba.errors import ParseError
from uba.events import API_ACTIVITY, FAILURE, OTHER, SUCCESS, Event
from uba.remembered import remembered
from uba.sources.by_position import by_position
from uba.sources.decoding import RecordDecoder
from uba.sources.fields import clean_ip, time_ms, user_key
from uba.sources.free_json import raw_object
from uba.sources.kubernetes_events import cluster_event, is_cluster_event
from uba.sources.kubernetes_gke import gke_audit, is_gke_entry
from uba.sources.kubernetes_objects import image_of, pod_spec, rights_of
from uba.sources.kubernetes_record import Annotations, AuditRecord, ObjectReference, ResponseStatus, User

_DECODER = RecordDecoder(AuditRecord, "Kubernetes audit record")
_NOTHING, _NOBODY, _NO_ANSWER, _NO_NOTES = ObjectReference(), User(), ResponseStatus(), Annotations()
_PERSON, _SYSTEM, _SERVICE = 1, 3, 4
VERBS: dict[str, int] = {
    "get": a.API_READ,
    "list": a.API_READ,
    "watch": a.API_READ,
    "head": a.API_READ,
    "create": a.API_CREATE,
    "post": a.API_CREATE,
    "update": a.API_UPDATE,
    "patch": a.API_UPDATE,
    "put": a.API_UPDATE,
    "delete": a.API_DELETE,
    "deletecollection": a.API_DELETE,
}
_QUESTIONS = frozenset(
    [
        "selfsubjectaccessreviews",
        "selfsubjectrulesreviews",
        "subjectaccessreviews",
        "localsubjectaccessreviews",
        "selfsubjectreviews",
        "tokenreviews",
    ]
)
"""What is created to be answered: somebody asks who may do what."""
_READ = 8_192


class KubernetesAudit:
    """The Kubernetes audit log as a source."""

    name = "kubernetes_audit"

    def recognise(self, record: bytes) -> bool:
        """Tell an audit event by kind `Event` with a verb or stage, AKS's by its category, GKE's by its method."""
        if not record.startswith(b"{"):
            return False
        if is_gke_entry(record):
            return True
        if b'"Event"' not in record and b'"kube-audit' not in record:
            return False
        try:
            return is_cluster_event(record) or _is_audit(_DECODER.decode(record))
        except ParseError:
            return False

    def parse(self, record: bytes) -> Event | None:
        """Read one record; see `uba.sources.base.Source`."""
        # To search the bytes of a record takes as long as to decode it.
        audit = _DECODER.decode_strictly(record)
        if (audit is None or audit.protoPayload) and is_gke_entry(record):
            return _event(gke_audit(record))
        if (audit is None or audit.involvedObject or audit.regarding) and is_cluster_event(record):
            return cluster_event(record)
        if audit is None:
            audit = _DECODER.decode(record)
        if not _is_audit(audit):
            raise ParseError(
                f"kind is {(audit.kind or '')[:40]!r}, apiVersion {(audit.apiVersion or '')[:40]!r}: expected an Event "
                "of audit.k8s.io with a verb or stage"
            )
        return _wrapped(audit) if audit.kind is None else _event(audit)


def _is_audit(record: AuditRecord) -> bool:
    if record.kind is None:
        wrapped = record.properties is not None and record.properties.log is not None
        return wrapped and (record.category or "").startswith("kube-audit")
    if record.kind != "Event" or not (record.apiVersion is None or record.apiVersion.startswith("audit.k8s.io/")):
        return False
    about = record.objectRef is not None or record.requestURI is not None or record.responseStatus is not None
    return record.stage is not None or (record.verb is not None and about)


def _wrapped(outer: AuditRecord) -> Event | None:
    log = "" if outer.properties is None else outer.properties.log or ""
    audit = _DECODER.decode(log.encode("utf-8", "replace"))
    if audit.kind is None or not _is_audit(audit):
        raise ParseError("properties.log holds no Event of audit.k8s.io: expected one as JSON text")
    if audit.requestReceivedTimestamp is None and audit.stageTimestamp is None:
        audit.stageTimestamp = outer.time
    return _event(audit)


@by_position
def _event(audit: AuditRecord) -> Event | None:
    time = _time(audit)
    if audit.stage == "RequestReceived":
        return None
    target = audit.objectRef or _NOTHING
    verb = (audit.verb or "").lower()
    kind = f"{target.resource}/{target.subresource}" if target.subresource else target.resource or ""
    path, _, query = (audit.requestURI or "").partition("?")
    operation = f"{verb} {kind or path}".strip()
    body = raw_object(audit.requestObject) if audit.requestObject else {}
    spec = pod_spec(body) if body else body
    user, behalf = audit.user or _NOBODY, audit.impersonatedUser
    name = user_key(user.username)
    answer, notes = audit.responseStatus or _NO_ANSWER, audit.annotations or _NO_NOTES
    status_id, code = _outcome(answer.code)
    if not code and notes.decision == "forbid":
        status_id = FAILURE
    addresses = audit.sourceIPs
    return Event(
        time=time,
        uid=audit.auditID or "",
        source="kubernetes_audit",
        class_uid=API_ACTIVITY,
        activity_id=a.API_READ if target.resource in _QUESTIONS else VERBS.get(verb, a.OTHER_ACTIVITY),
        status_id=status_id,
        status_code=str(code) if code else "",
        status_detail=answer.message or answer.reason or notes.reason or "",
        event_code=operation,
        product_name="Kubernetes",
        vendor_name="Kubernetes",
        log_name="audit",
        correlation_uid=audit.auditID or "",
        actor_user_name=name,
        actor_user_uid=user.uid or "",
        actor_user_email_addr=name if "@" in name else "",
        actor_user_type_id=_kind(name),
        user_name=user_key(behalf.username) if behalf is not None else "",
        access_list=rights_of(body, spec) if body else (),
        resource_uid="/".join(filter(None, (target.namespace, target.resource, target.name)))
        if target.resource
        else path,
        resource_name=target.name or "",
        resource_type=target.resource or "",
        resource_namespace=target.namespace or "",
        service_name="kubernetes",
        src_ip=_address(addresses) if addresses else "",
        http_status=code if 100 <= code < 600 else 0,
        url_path=path,
        url_query=query,
        user_agent=audit.userAgent or "",
        query_text=_command(query) if target.subresource == "exec" else "",
        api_operation=operation,
        container_image=image_of(spec) if spec else "",
    )


def _command(query: str) -> str:
    """What is run in a container: its words are parameters of one name."""
    return " ".join(parse_qs(query[:_READ]).get("command", ()))


def _time(audit: AuditRecord) -> int:
    if audit.requestReceivedTimestamp is not None:
        return time_ms(audit.requestReceivedTimestamp, "requestReceivedTimestamp")
    if audit.stageTimestamp is not None:
        return time_ms(audit.stageTimestamp, "stageTimestamp")
    raise ParseError("requestReceivedTimestamp and stageTimestamp are missing: expected the time of the event")


@remembered(2_048)
def _outcome(given: int | str | None) -> tuple[int, int]:
    """Give status and code; (0, 0) for what is no code of HTTP."""
    text = str(given).strip() if given is not None else ""
    code = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
    if code in (401, 403):
        return FAILURE, code
    return (SUCCESS if 100 <= code < 400 else OTHER if code else 0), code


@remembered(16_384)
def _kind(name: str) -> int:
    if name.startswith("system:serviceaccount:"):
        return _SERVICE
    if name in ("system:anonymous", "system:unauthenticated", ""):
        return 0
    return _SYSTEM if name.startswith(("system:", "eks:", "aksservice", "gke-")) else _PERSON


def _address(addresses: list[str]) -> str:
    """The client's address: all but the last can be forged, so the right-most that is no proxy of our own counts."""
    if len(addresses) == 1:
        return clean_ip(addresses[0])
    cleaned = [address for text in addresses if (address := clean_ip(text))]
    public = next((address for address in reversed(cleaned) if not is_private(address)), "")
    return public or (cleaned[0] if cleaned else "")

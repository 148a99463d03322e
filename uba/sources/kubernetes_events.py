"""Events that a cluster itself reports: images pulled, containers started, killed, restarted without end.

    kubectl get events -o json, event exporters, and Elastic's or Datadog's copies of them

What a controller merely does its work with is of no interest. Reference:
Kubernetes, "Event v1 core" and "Event v1 events.k8s.io".
"""

# ruff: noqa: N815 - the vendor's field names are kept

from __future__ import annotations

import re

import msgspec

from uba import activities as a
from uba.errors import ParseError
from uba.events import API_ACTIVITY, APPLICATION_ERROR, APPLICATION_LIFECYCLE, FAILURE, SUCCESS, Event
from uba.sources.by_position import by_position
from uba.sources.decoding import RecordDecoder
from uba.sources.fields import time_ms


class Reference(msgspec.Struct, gc=False):
    """What the event is about."""

    kind: str | None = None
    namespace: str | None = None
    name: str | None = None


class Reporter(msgspec.Struct, gc=False):
    """Who reports it, on which node."""

    component: str | None = None
    host: str | None = None


class Metadata(msgspec.Struct, gc=False):
    """The event's own object."""

    uid: str | None = None
    creationTimestamp: str | float | None = None


class ClusterEvent(msgspec.Struct, gc=False):
    """An event of `v1` (`involvedObject`, `message`) or of `events.k8s.io` (`regarding`, `note`)."""

    kind: str | None = None
    reason: str | None = None
    type: str | None = None
    message: str | None = None
    note: str | None = None
    metadata: Metadata | None = None
    involvedObject: Reference | None = None
    regarding: Reference | None = None
    source: Reporter | None = None
    deprecatedSource: Reporter | None = None
    reportingComponent: str | None = None
    reportingInstance: str | None = None
    count: int | None = None
    deprecatedCount: int | None = None
    eventTime: str | float | None = None
    lastTimestamp: str | float | None = None
    firstTimestamp: str | float | None = None
    deprecatedLastTimestamp: str | float | None = None


_DECODER = RecordDecoder(ClusterEvent, "Kubernetes event")
_IMAGE = re.compile(r'[Ii]mage "([^"]{1,512})"')
_MEDIUM, _HIGH = 3, 4
_TIME = "lastTimestamp (or eventTime)"
_NO_REPORTER = Reporter()
REASONS: dict[str, tuple[int, int]] = {
    "Pulling": (API_ACTIVITY, a.API_READ),
    "Pulled": (API_ACTIVITY, a.API_READ),
    "ErrImagePull": (API_ACTIVITY, a.API_READ),
    "ImagePullBackOff": (API_ACTIVITY, a.API_READ),
    "Started": (APPLICATION_LIFECYCLE, a.APP_START),
    "Killing": (APPLICATION_LIFECYCLE, a.APP_STOP),
    "Preempting": (APPLICATION_LIFECYCLE, a.APP_STOP),
    "Evicted": (APPLICATION_ERROR, a.ERROR_GENERAL),
    "OOMKilling": (APPLICATION_ERROR, a.ERROR_GENERAL),
    "OOMKilled": (APPLICATION_ERROR, a.ERROR_GENERAL),
    "SystemOOM": (APPLICATION_ERROR, a.ERROR_GENERAL),
    "BackOff": (APPLICATION_ERROR, a.ERROR_GENERAL),
    "CrashLoopBackOff": (APPLICATION_ERROR, a.ERROR_GENERAL),
    "Unhealthy": (APPLICATION_ERROR, a.ERROR_GENERAL),
    "NodeNotReady": (APPLICATION_ERROR, a.ERROR_GENERAL),
    "ContainerGCFailed": (APPLICATION_ERROR, a.ERROR_GENERAL),
    "Failed": (APPLICATION_ERROR, a.ERROR_GENERAL),
}


def is_cluster_event(record: bytes) -> bool:
    """Tell an event of the cluster by its reason and what it is about."""
    return (b'"involvedObject"' in record or b'"regarding"' in record) and b'"reason"' in record


@by_position
def cluster_event(record: bytes) -> Event | None:
    """Read one event of the cluster; None for what is of no interest.

    Raises
    ------
    ParseError
        It is none.
    """
    given = _DECODER.decode(record)
    about = given.involvedObject or given.regarding
    if given.kind != "Event" or given.reason is None or about is None:
        raise ParseError("kind, reason or involvedObject is not that of an Event of Kubernetes: expected one")
    time = _time(given)
    failed = given.type == "Warning"
    meaning = REASONS.get(given.reason) or ((APPLICATION_ERROR, a.OTHER_ACTIVITY) if failed else None)
    if meaning is None:
        return None
    message = given.message or given.note or ""
    if failed and "pull" in message.lower():
        meaning = REASONS["Pulling"]
    class_uid, activity_id = meaning
    reporter = given.source or given.deprecatedSource or _NO_REPORTER
    image = _IMAGE.search(message) if "mage" in message else None
    kind, name = (about.kind or "").lower(), about.name or ""
    uid = "" if given.metadata is None else given.metadata.uid or ""
    return Event(
        time=time,
        # The same object is written again each time the event comes; its count is that of all times together.
        uid=f"{uid}@{given.count or given.deprecatedCount or 1}" if uid else "",
        source="kubernetes_audit",
        class_uid=class_uid,
        activity_id=activity_id,
        status_id=FAILURE if failed and class_uid == API_ACTIVITY else 0 if failed else SUCCESS,
        status_detail=message[:1_000],
        severity_id=_HIGH if given.reason.endswith(("OOM", "OOMKilling", "OOMKilled")) else _MEDIUM if failed else 1,
        event_code=given.reason,
        product_name="Kubernetes",
        vendor_name="Kubernetes",
        log_name="events",
        resource_uid="/".join(filter(None, (about.namespace, kind, name))),
        resource_name=name,
        resource_type=kind,
        resource_namespace=about.namespace or "",
        service_name=name if class_uid != API_ACTIVITY else "kubernetes",
        app_name=name if class_uid == APPLICATION_LIFECYCLE else "",
        device_hostname=(reporter.host or given.reportingInstance or "").lower(),
        api_operation=given.reason if class_uid == API_ACTIVITY else "",
        container_image=image[1] if image else "",
    )


def _time(given: ClusterEvent) -> int:
    times = (given.lastTimestamp, given.deprecatedLastTimestamp, given.eventTime, given.firstTimestamp)
    for time in times:
        if time is not None:
            return time_ms(time, _TIME)
    return time_ms(None if given.metadata is None else given.metadata.creationTimestamp, _TIME)

"""Kubernetes in Google's cloud, and what a cluster reports of itself."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from uba import activities as a
from uba.errors import ParseError
from uba.events import API_ACTIVITY, APPLICATION_ERROR, APPLICATION_LIFECYCLE, FAILURE, OTHER, SUCCESS, Event
from uba.sources import SOURCES
from uba.sources.kubernetes_audit import KubernetesAudit

VENDOR = Path(__file__).parents[4] / "shared" / "data" / "vendor-records.jsonl.gz"
POD = {"spec": {"containers": [{"image": "docker.io/xyz/miner:latest", "securityContext": {"privileged": True}}]}}


def read(record: dict[str, Any]) -> Event | None:
    """Parse a record that this source alone knows."""
    raw = json.dumps(record).encode()
    assert [name for name, source in SOURCES.items() if source.recognise(raw)] == ["kubernetes_audit"]
    return KubernetesAudit().parse(raw)


def gke(method: str, path: str, **payload: Any) -> Event:
    """An entry of Cloud Audit Logs."""
    entry = {
        "insertId": "i-1",
        "timestamp": "2026-03-09T22:15:01.358394Z",
        "resource": {"type": "k8s_cluster"},
        "protoPayload": {
            "serviceName": "k8s.io",
            "methodName": method,
            "resourceName": path,
            "authenticationInfo": {"principalEmail": "Dev.Amir@fabrikam.example"},
            "requestMetadata": {"callerIp": "203.0.113.30", "callerSuppliedUserAgent": "kubectl/v1.31.2"},
            "status": {},
            **payload,
        },
    }
    event = read(entry)
    assert event is not None
    return event


@pytest.mark.parametrize(
    ("method", "path", "operation", "resource"),
    [
        ("io.k8s.core.v1.pods.create", "core/v1/namespaces/default/pods/tmp", "create pods", "default/pods/tmp"),
        ("io.k8s.core.v1.pods.exec.create", "core/v1/namespaces/x/pods/p/exec", "create pods/exec", "x/pods/p"),
        ("io.k8s.core.v1.nodes.list", "core/v1/nodes", "list nodes", "nodes"),
        (
            "io.k8s.authorization.rbac.v1.clusterrolebindings.list",
            "rbac.authorization.k8s.io/v1/clusterrolebindings",
            "list clusterrolebindings",
            "clusterrolebindings",
        ),
        (
            "io.k8s.authorization.v1beta1.selfsubjectrulesreviews.create",
            "authorization.k8s.io/v1beta1/selfsubjectrulesreviews",
            "create selfsubjectrulesreviews",
            "selfsubjectrulesreviews",
        ),
        ("io.k8s.get", "healthz", "get", ""),
    ],
)
def test_a_method_is_a_verb_and_a_resource(method: str, path: str, operation: str, resource: str) -> None:
    """Google's method and path say what the API server's own event says."""
    event = gke(method, path)

    assert (event.event_code, event.api_operation, event.resource_uid) == (operation, operation, resource)
    assert (event.actor_user_name, event.src_ip) == ("dev.amir@fabrikam.example", "203.0.113.30")
    assert (event.uid, event.time, event.user_agent) == ("i-1", 1_773_094_501_358, "kubectl/v1.31.2")


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        ({}, SUCCESS),
        ({"status": {"code": 7, "message": "Forbidden"}}, FAILURE),
        ({"status": {"code": 16}}, FAILURE),
        ({"status": {"code": 5}}, OTHER),
        ({"status": {"code": 77}}, OTHER),
        ({"authorizationInfo": [{"granted": True}, {"granted": False}]}, FAILURE),
        ({"authorizationInfo": [{"granted": True}]}, SUCCESS),
    ],
)
def test_codes_of_google_are_outcomes(payload: dict[str, Any], status: int) -> None:
    """Permission denied and unauthenticated are denials."""
    assert gke("io.k8s.core.v1.secrets.list", "core/v1/secrets", **payload).status_id == status


def test_a_pod_s_image_and_privileges_are_kept() -> None:
    """The request is the API server's."""
    event = gke("io.k8s.core.v1.pods.create", "core/v1/namespaces/default/pods/tmp", request=POD)

    assert (event.container_image, event.access_list) == ("docker.io/xyz/miner:latest", ("privileged",))


def test_a_call_of_another_service_is_not_kubernetes() -> None:
    """Compute Engine's entries have the same shape."""
    with pytest.raises(ParseError, match="names no call of Kubernetes"):
        KubernetesAudit().parse(
            b'{"protoPayload":{"methodName":"v1.compute.instances.insert","x":"io.k8s.core"},"p":"io.k8s."}'
        )


@pytest.mark.skipif(not VENDOR.exists(), reason=f"{VENDOR} is not at hand")
def test_real_gke_entries_mean_what_google_says() -> None:
    """User, address, time, operation and outcome of every entry about a cluster."""
    seen = 0
    with gzip.open(VENDOR) as lines:
        for line in lines:
            log = json.loads(line)["log"]
            payload = log.get("protoPayload") or {}
            if not str(payload.get("methodName", "")).startswith("io.k8s."):
                continue
            event = read({"timestamp": "2026-03-09T22:15:01Z", **log})
            words = payload["methodName"].split(".")
            granted = all(item["granted"] for item in payload.get("authorizationInfo", []))
            code = payload.get("status", {}).get("code", 0)
            outcome = FAILURE if code in (7, 16) or not granted else OTHER if code else SUCCESS
            assert event is not None
            assert event.actor_user_name == payload.get("authenticationInfo", {}).get("principalEmail", "")
            where = payload.get("requestMetadata", {})
            assert event.src_ip == (where.get("callerIP") or where.get("callerIp") or "")
            assert event.event_code == f"{words[-1]} {'/'.join(words[4:-1])}"
            assert event.status_id == outcome
            seen += 1

    assert seen == 27


def cluster(reason: str, message: str = "", kind: str = "Normal", **fields: Any) -> dict[str, Any]:
    """An event of the cluster."""
    return {
        "kind": "Event",
        "apiVersion": "v1",
        "metadata": {"uid": "e-1", "namespace": "shop", "creationTimestamp": "2026-03-09T22:00:00Z"},
        "involvedObject": {"kind": "Pod", "namespace": "shop", "name": "web-7d"},
        "reason": reason,
        "message": message,
        "type": kind,
        "source": {"component": "kubelet", "host": "Node-1"},
        "lastTimestamp": "2026-03-09T22:15:01Z",
        "count": 3,
        **fields,
    }


PULLED = 'Successfully pulled image "docker.io/xyz/miner:latest" in 2.3s'


@pytest.mark.parametrize(
    ("record", "meaning"),
    [
        (cluster("Pulling", 'Pulling image "docker.io/xyz/miner:latest"'), (API_ACTIVITY, a.API_READ, SUCCESS)),
        (cluster("Pulled", PULLED), (API_ACTIVITY, a.API_READ, SUCCESS)),
        (cluster("Failed", 'Failed to pull image "x/y": not found', "Warning"), (API_ACTIVITY, a.API_READ, FAILURE)),
        (cluster("Started", "Started container m"), (APPLICATION_LIFECYCLE, a.APP_START, SUCCESS)),
        (cluster("Killing"), (APPLICATION_LIFECYCLE, a.APP_STOP, SUCCESS)),
        (cluster("OOMKilling", "Memory cgroup", "Warning"), (APPLICATION_ERROR, a.ERROR_GENERAL, 0)),
        (cluster("BackOff", "Back-off restarting failed", "Warning"), (APPLICATION_ERROR, a.ERROR_GENERAL, 0)),
        (cluster("SomethingNew", "", "Warning"), (APPLICATION_ERROR, a.OTHER_ACTIVITY, 0)),
    ],
)
def test_what_a_cluster_reports(record: dict[str, Any], meaning: tuple[int, int, int]) -> None:
    """Images pulled, containers started and killed, crashes; on which node, of which pod."""
    event = read(record)

    assert event is not None
    assert (event.class_uid, event.activity_id, event.status_id) == meaning
    assert (event.resource_uid, event.device_hostname) == ("shop/pod/web-7d", "node-1")
    assert (event.uid, event.time, event.event_code) == ("e-1@3", 1_773_094_501_000, record["reason"])


def test_the_image_that_is_pulled_is_named() -> None:
    """Tag and registry are part of it."""
    event = read(cluster("Pulled", PULLED))

    assert event is not None
    assert event.container_image == "docker.io/xyz/miner:latest"


def test_the_newer_form_is_read() -> None:
    """`events.k8s.io` has other names for the same."""
    record = cluster("Pulled", "")
    for name in ("message", "involvedObject", "source", "lastTimestamp", "count"):
        del record[name]
    event = read(
        {
            **record,
            "apiVersion": "events.k8s.io/v1",
            "regarding": {"kind": "Pod", "namespace": "shop", "name": "web-7d"},
            "note": PULLED,
            "reportingInstance": "node-1",
            "eventTime": "2026-03-09T22:15:01.000000Z",
        }
    )

    assert event is not None
    assert (event.container_image, event.resource_uid) == ("docker.io/xyz/miner:latest", "shop/pod/web-7d")
    assert (event.device_hostname, event.time) == ("node-1", 1_773_094_501_000)


@pytest.mark.parametrize("reason", ["Scheduled", "SuccessfulCreate", "ScalingReplicaSet"])
def test_a_controller_s_daily_work_is_of_no_interest(reason: str) -> None:
    """Well formed, and no event."""
    assert read(cluster(reason)) is None

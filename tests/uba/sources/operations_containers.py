"""Operations of Kubernetes, container hosts and registries."""

from typing import Any

from tests.uba.sources.operations import ADDRESS, TIME, USER, Operation, line_of
from tests.uba.sources.operations_cloud import CREATE, GROUPS, IMAGE, READ, mapped
from uba import activities as a
from uba.events import (
    APPLICATION_ERROR,
    FAILURE,
)

POD = {
    "metadata": {"name": "web"},
    "spec": {
        "containers": [{"name": "c", "image": "docker.io/xyz/miner:latest", "securityContext": {"privileged": True}}],
        "hostNetwork": True,
    },
}


def cluster(
    techniques: str, verb: str, resource: str, meaning: tuple[int, int], expected: dict[str, Any], **fields: Any
) -> Operation:
    """One call of a Kubernetes API server."""
    record = {
        "kind": "Event",
        "apiVersion": "audit.k8s.io/v1",
        "level": "RequestResponse",
        "auditID": f"k-{verb}-{resource}",
        "stage": "ResponseComplete",
        "requestURI": f"/apis/apps/v1/namespaces/shop/{resource}",
        "verb": verb,
        "user": {"username": USER, "groups": ["system:authenticated"]},
        "sourceIPs": [ADDRESS],
        "userAgent": "kubectl/1.33",
        "objectRef": {"resource": resource, "namespace": "shop", "name": "web", "apiVersion": "v1"},
        "responseStatus": {"code": 201},
        "requestReceivedTimestamp": f"{TIME}.123456Z",
        "stageTimestamp": f"{TIME}.123456Z",
    }
    common = {"src_ip": ADDRESS, "user_agent": "kubectl/1.33", "actor_user_name": USER, "resource_namespace": "shop"}
    name = f"{verb} {resource}"
    return Operation(techniques, name, "kubernetes_audit", line_of(record | fields), meaning, common | expected)


def cluster_event(
    techniques: str, reason: str, note: str, meaning: tuple[int, int], expected: dict[str, Any]
) -> Operation:
    """One event that the cluster itself reports."""
    record = {
        "kind": "Event",
        "apiVersion": "v1",
        "metadata": {"name": "web.1", "namespace": "shop", "uid": f"v-{reason}", "creationTimestamp": f"{TIME}Z"},
        "involvedObject": {"kind": "Pod", "namespace": "shop", "name": "web"},
        "reason": reason,
        "message": note,
        "source": {"component": "kubelet", "host": "node1"},
        "type": "Normal",
        "lastTimestamp": f"{TIME}Z",
    }
    return Operation(techniques, reason, "kubernetes_audit", line_of(record), meaning, expected)


OPERATIONS = [
    *(
        cluster("T1610 T1204.003", "create", resource, CREATE, IMAGE, requestObject=body)
        for resource, body in (
            ("pods", POD),
            ("deployments", {"spec": {"template": POD}}),
            ("daemonsets", {"spec": {"template": POD}}),
            ("cronjobs", {"spec": {"jobTemplate": {"spec": {"template": POD}}}}),
        )
    ),
    cluster("T1610", "create", "pods", CREATE, {"access_list": ("hostNetwork", "privileged")}, requestObject=POD),
    cluster(
        "T1622",
        "create",
        "pods",
        CREATE,
        {"query_text": "gdb -p 1"},
        objectRef={"resource": "pods", "subresource": "exec", "namespace": "shop", "name": "web"},
        requestURI="/api/v1/namespaces/shop/pods/web/exec?command=gdb&command=-p&command=1",
    ),
    *(
        cluster(GROUPS, verb, resource, meaning, {"event_code": f"{verb} {resource}"})
        for verb, resource, meaning in (
            ("list", "clusterrolebindings", READ),
            ("list", "rolebindings", READ),
            ("create", "selfsubjectaccessreviews", READ),
            ("create", "selfsubjectrulesreviews", READ),
        )
    ),
    cluster(
        "T1133",
        "list",
        "secrets",
        READ,
        {"actor_user_name": "system:anonymous"},
        user={"username": "system:anonymous", "groups": ["system:unauthenticated"]},
    ),
    cluster(
        "T1505",
        "create",
        "mutatingwebhookconfigurations",
        CREATE,
        {"event_code": "create mutatingwebhookconfigurations"},
    ),
    cluster_event("T1204.003 T1610", "Pulling", 'Pulling image "docker.io/xyz/miner:latest"', READ, IMAGE),
    cluster_event(
        "T1204.003 T1610", "Pulled", 'Successfully pulled image "docker.io/xyz/miner:latest" in 1s', READ, IMAGE
    ),
    cluster_event(
        "T1499.004",
        "OOMKilling",
        "Memory cgroup out of memory: Killed process 12 (web)",
        (APPLICATION_ERROR, a.ERROR_GENERAL),
        {},
    ),
    mapped(
        "T1610 T1204.003",
        "Docker image pull",
        READ,
        IMAGE,
        {
            "Type": "image",
            "Action": "pull",
            "Actor": {"ID": "docker.io/xyz/miner:latest", "Attributes": {"name": "docker.io/xyz/miner"}},
            "time": 1_773_043_530,
            "timeNano": 1_773_043_530_123_456_789,
        },
    ),
    mapped(
        "T1610",
        "Docker container create",
        CREATE,
        IMAGE,
        {
            "Type": "container",
            "Action": "create",
            "Actor": {"ID": "c1", "Attributes": {"image": "docker.io/xyz/miner:latest", "name": "x"}},
            "time": 1_773_043_530,
            "timeNano": 1_773_043_530_123_456_789,
        },
    ),
    mapped(
        "T1610 T1204.003",
        "Harbor pull",
        READ,
        {"container_image": "harbor.fabrikam.example/shop/web:latest", "actor_user_name": "lind"},
        {
            "type": "PULL_ARTIFACT",
            "occur_at": 1_773_043_540,
            "operator": "Lind",
            "event_data": {
                "resources": [{"tag": "latest", "resource_url": "harbor.fabrikam.example/shop/web:latest"}],
                "repository": {"repo_full_name": "shop/web"},
            },
        },
    ),
    mapped(
        "T1204.003",
        "Harbor scan",
        READ,
        {"status_id": FAILURE, "event_code": "SCANNING_FAILED"},
        {
            "type": "SCANNING_FAILED",
            "occur_at": 1_773_043_540,
            "operator": "auto",
            "event_data": {
                "resources": [{"tag": "latest", "resource_url": "harbor.fabrikam.example/shop/web:latest"}],
                "repository": {"repo_full_name": "shop/web"},
            },
        },
    ),
    mapped(
        "T1204.003",
        "registry pull",
        READ,
        {"src_ip": ADDRESS},
        {
            "id": "r1",
            "timestamp": f"{TIME}.1Z",
            "action": "pull",
            "target": {"repository": "shop/web", "url": "https://r.example/v2/shop/web/manifests/x", "tag": "1"},
            "request": {
                "id": "1",
                "addr": f"{ADDRESS}:51234",
                "host": "r.example",
                "method": "GET",
                "useragent": "docker/27",
            },
            "actor": {"name": "ci"},
            "source": {"addr": "reg1"},
        },
    ),
]

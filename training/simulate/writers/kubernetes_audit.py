"""The audit log of the cluster's API server, one event a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from numpy.random import Generator

from training.simulate.randomness import uuid
from training.simulate.sink import Sink
from training.simulate.writers.clock import ticks

CHANNEL = "kubernetes_audit"
_GROUPS = {"deployments": "apps", "daemonsets": "apps", "replicasets": "apps", "jobs": "batch", "cronjobs": "batch"}


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks the API server."""

    user: str
    ip: str
    agent: str
    groups: tuple[str, ...] = ("system:authenticated",)


ANONYMOUS_GROUPS = ("system:unauthenticated",)
SERVICE_GROUPS = ("system:serviceaccounts", "system:authenticated")


@dataclass(frozen=True, slots=True)
class Act:
    """One request: `body` is what it asks for, where the policy records it."""

    verb: str
    resource: str
    namespace: str = ""
    name: str = ""
    subresource: str = ""
    code: int = 200
    body: dict[str, Any] | None = None


def act(sink: Sink, rng: Generator, at: int, client: Client, done: Act) -> None:
    """Write one event, at the stage when the request is complete."""
    uid = uuid(rng)
    group = _GROUPS.get(done.resource, "")
    reference = {"resource": done.resource, "apiVersion": "v1"}
    reference |= {k: v for k, v in (("namespace", done.namespace), ("name", done.name), ("apiGroup", group)) if v}
    if done.subresource:
        reference["subresource"] = done.subresource
    status: dict[str, Any] = {"metadata": {}, "code": done.code}
    if done.code in (401, 403):
        status |= {"status": "Failure", "reason": "Forbidden" if done.code == 403 else "Unauthorized"}
    record: dict[str, Any] = {
        "kind": "Event",
        "apiVersion": "audit.k8s.io/v1",
        "level": "RequestResponse" if done.body is not None else "Metadata",
        "auditID": uid,
        "stage": "ResponseComplete",
        "requestURI": _uri(done, group),
        "verb": done.verb,
        "user": {"username": client.user, "groups": list(client.groups)},
        "sourceIPs": [client.ip],
        "userAgent": client.agent,
        "objectRef": reference,
        "responseStatus": status,
        "requestReceivedTimestamp": ticks(at, int(rng.integers(10_000)))[:26] + "Z",
        "stageTimestamp": ticks(at + 8, int(rng.integers(10_000)))[:26] + "Z",
        "annotations": {"authorization.k8s.io/decision": "forbid" if done.code == 403 else "allow"},
    }
    if done.body is not None:
        record["requestObject"] = done.body
    sink.add(CHANNEL, at, msgspec.json.encode(record), uid)


def _uri(done: Act, group: str) -> str:
    path = f"/apis/{group}/v1" if group else "/api/v1"
    if done.namespace:
        path += f"/namespaces/{done.namespace}"
    path += f"/{done.resource}"
    if done.name and done.verb not in ("create", "list", "watch"):
        path += f"/{done.name}"
    return path + (f"/{done.subresource}" if done.subresource else "")


def pod(image: str, *, privileged: bool = False, host: bool = False, name: str = "main") -> dict[str, Any]:
    """Give a pod's specification; `host` mounts the node's file system and shares its network and processes."""
    container: dict[str, Any] = {"name": name, "image": image, "resources": {}}
    if privileged:
        container["securityContext"] = {"privileged": True}
    spec: dict[str, Any] = {"containers": [container], "restartPolicy": "Always"}
    if host:
        container["volumeMounts"] = [{"name": "host", "mountPath": "/host"}]
        spec |= {"hostNetwork": True, "hostPID": True, "volumes": [{"name": "host", "hostPath": {"path": "/"}}]}
    return spec


def workload(kind: str, name: str, spec: dict[str, Any], replicas: int = 1) -> dict[str, Any]:
    """Give the body of a request for a Pod, Deployment, DaemonSet or Job."""
    metadata = {"name": name, "labels": {"app": name}}
    if kind == "Pod":
        return {"kind": "Pod", "apiVersion": "v1", "metadata": metadata, "spec": spec}
    template = {"metadata": {"labels": {"app": name}}, "spec": spec}
    inner: dict[str, Any] = {"selector": {"matchLabels": {"app": name}}, "template": template}
    if kind == "Deployment":
        inner["replicas"] = replicas
    return {"kind": kind, "apiVersion": "apps/v1", "metadata": metadata, "spec": inner}

"""Kubernetes audit: verbs, denials, stages, addresses, what a pod asks for."""

import json
from typing import Any

import pytest

from uba import activities as a
from uba.errors import ParseError
from uba.events import API_ACTIVITY, FAILURE, OTHER, SUCCESS, Event
from uba.sources.kubernetes_audit import KubernetesAudit


def parsed(**fields: Any) -> Event | None:
    """Parse an event with these fields."""
    record = {
        "kind": "Event",
        "apiVersion": "audit.k8s.io/v1",
        "auditID": "i",
        "stage": "ResponseComplete",
        "verb": "create",
        "user": {"username": "A@b.example"},
        "sourceIPs": ["203.0.113.30"],
        "objectRef": {"resource": "pods", "namespace": "default", "name": "p"},
        "responseStatus": {"code": 201},
        "requestReceivedTimestamp": "2026-03-09T22:15:01.358394Z",
        **fields,
    }
    return KubernetesAudit().parse(json.dumps(record).encode())


def event(**fields: Any) -> Event:
    """Parse a record that is an event."""
    found = parsed(**fields)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("verb", "target", "operation", "activity_id"),
    [
        ("create", {"resource": "pods"}, "create pods", a.API_CREATE),
        ("create", {"resource": "deployments"}, "create deployments", a.API_CREATE),
        ("create", {"resource": "daemonsets"}, "create daemonsets", a.API_CREATE),
        ("create", {"resource": "cronjobs"}, "create cronjobs", a.API_CREATE),
        ("create", {"resource": "pods", "subresource": "exec"}, "create pods/exec", a.API_CREATE),
        ("create", {"resource": "selfsubjectrulesreviews"}, "create selfsubjectrulesreviews", a.API_READ),
        ("create", {"resource": "selfsubjectaccessreviews"}, "create selfsubjectaccessreviews", a.API_READ),
        ("list", {"resource": "clusterrolebindings"}, "list clusterrolebindings", a.API_READ),
        ("watch", {"resource": "secrets"}, "watch secrets", a.API_READ),
        ("patch", {"resource": "roles"}, "patch roles", a.API_UPDATE),
        ("deletecollection", {"resource": "events"}, "deletecollection events", a.API_DELETE),
        ("impersonate", {"resource": "users"}, "impersonate users", a.OTHER_ACTIVITY),
    ],
)
def test_an_operation_is_verb_and_resource(verb: str, target: dict[str, str], operation: str, activity_id: int) -> None:
    """With the subresource, and an unknown verb is still an event."""
    found = event(verb=verb, objectRef=target)

    assert (found.class_uid, found.activity_id) == (API_ACTIVITY, activity_id)
    assert (found.event_code, found.api_operation) == (operation, operation)


@pytest.mark.parametrize(
    ("code", "status"), [(200, SUCCESS), (201, SUCCESS), (401, FAILURE), (403, FAILURE), (404, OTHER), (500, OTHER)]
)
def test_401_and_403_are_denials(code: int, status: int) -> None:
    """Nothing else is."""
    assert event(responseStatus={"code": code}).status_id == status


def test_authorisation_that_forbids_is_a_denial_without_a_code() -> None:
    """Metadata may lack the answer."""
    found = event(responseStatus=None, annotations={"authorization.k8s.io/decision": "forbid"})

    assert found.status_id == FAILURE


def test_a_request_that_was_only_received_is_no_event() -> None:
    """Its later stages are, under the same id."""
    assert parsed(stage="RequestReceived") is None
    assert event(stage="ResponseStarted").uid == event(stage="ResponseComplete").uid == "i"


@pytest.mark.parametrize(
    ("addresses", "address"),
    [
        (["203.0.113.30"], "203.0.113.30"),
        (["203.0.113.30", "10.0.0.7"], "203.0.113.30"),
        (["192.0.2.1", "203.0.113.30", "10.0.0.7"], "203.0.113.30"),
        (["192.0.2.1", "203.0.113.30"], "203.0.113.30"),
        (["10.1.2.3", "10.0.0.7"], "10.1.2.3"),
        (["::1"], "::1"),
        ([], ""),
    ],
)
def test_the_address_is_the_last_that_cannot_be_forged(addresses: list[str], address: str) -> None:
    """A client may write any address in front of its own."""
    assert event(sourceIPs=addresses).src_ip == address


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("A@b.example", 1),
        ("system:serviceaccount:ci:runner", 4),
        ("system:node:n1", 3),
        ("system:kube-scheduler", 3),
        ("system:anonymous", 0),
    ],
)
def test_kinds_of_user_are_told_by_name(name: str, kind: int) -> None:
    """Service accounts, components, nobody, people."""
    found = event(user={"username": name})

    assert (found.actor_user_name, found.actor_user_type_id) == (name.lower(), kind)


POD = {
    "hostPID": True,
    "containers": [{"image": "xyz/miner:latest", "securityContext": {"privileged": True}}],
    "volumes": [{"name": "v", "hostPath": {"path": "/"}}],
}


@pytest.mark.parametrize(
    "body",
    [
        {"spec": POD},
        {"spec": {"template": {"spec": POD}}},
        {"spec": {"jobTemplate": {"spec": {"template": {"spec": POD}}}}},
    ],
)
def test_a_workload_s_image_and_privileges_are_found(body: dict[str, Any]) -> None:
    """In a pod, in what makes pods, in a cron job."""
    found = event(requestObject=body)

    assert (found.container_image, found.access_list) == ("xyz/miner:latest", ("hostPID", "privileged", "hostPath"))


def test_the_role_that_a_binding_binds_is_a_right() -> None:
    """And the user that is impersonated is the user acted upon."""
    found = event(requestObject={"roleRef": {"name": "cluster-admin"}}, impersonatedUser={"username": "C@b.example"})

    assert (found.access_list, found.user_name) == (("cluster-admin",), "c@b.example")


def test_aks_holds_the_event_as_text() -> None:
    """Its own time stands in where the event has none."""
    inner = {"kind": "Event", "apiVersion": "audit.k8s.io/v1", "verb": "get", "requestURI": "/version?x=1"}
    record = {"time": "2026-03-09T22:17:00Z", "category": "kube-audit", "properties": {"log": json.dumps(inner)}}
    found = KubernetesAudit().parse(json.dumps(record).encode())

    assert found is not None
    assert (found.time, found.event_code, found.url_query) == (1_773_094_620_000, "get /version", "x=1")


def test_an_ordinary_event_object_is_refused() -> None:
    """Kubernetes has a kind `Event` that is no audit."""
    with pytest.raises(ParseError, match="apiVersion 'v1'"):
        parsed(apiVersion="v1")

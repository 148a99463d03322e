"""The Kubernetes cluster: deployments by the pipeline, pods by controllers, people with kubectl, jobs every hour."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.calendar import DAY, HOUR
from training.simulate.estate import CLOUD_REGISTRY, REGISTRY
from training.simulate.pace import even, scattered
from training.simulate.randomness import hexadecimal, pick
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers.kubernetes_audit import SERVICE_GROUPS, Act, Client, act, pod, workload

PIPELINE = Client("system:serviceaccount:ci:deployer", "10.10.22.31", "deployer/3.2 kubectl/v1.33.1", SERVICE_GROUPS)
CONTROLLER = Client(
    "system:serviceaccount:kube-system:replicaset-controller", "10.10.22.5",
    "kube-controller-manager/v1.33.1", SERVICE_GROUPS,
)  # fmt: skip
JOBS = Client(
    "system:serviceaccount:kube-system:job-controller", "10.10.22.5", "kube-controller-manager/v1.33.1", SERVICE_GROUPS
)
SCALER = Client(
    "system:serviceaccount:kube-system:horizontal-pod-autoscaler", "10.10.22.5",
    "kube-controller-manager/v1.33.1", SERVICE_GROUPS,
)  # fmt: skip
APPLICATIONS: tuple[tuple[str, str], ...] = (
    ("shop", "checkout"), ("shop", "catalogue"), ("shop", "pricing"), ("atlas", "cases"), ("atlas", "search"),
    ("atlas", "timeline"), ("data", "transfer"), ("data", "reports"), ("platform", "ingress"), ("platform", "metrics"),
)  # fmt: skip
"""Namespace and application."""
_JOBS = (("data", "hourly-sync"), ("platform", "certificates"), ("shop", "reindex"))


def image(rng: Generator, namespace: str, name: str, day: int) -> str:
    """Draw the image of a new version of an application; its repository never changes."""
    registry = CLOUD_REGISTRY if namespace in ("data", "platform") else REGISTRY
    return f"{registry}/{namespace}/{name}:{1 + day // 30}.{day % 30}.{int(rng.integers(0, 40))}"


def person_client(world: World, name: str, ip: str) -> Client:
    """Give somebody with kubectl."""
    return Client(name, ip, "kubectl/v1.33.1 (linux/amd64)", ("dev-engineers", "system:authenticated"))


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the API server's audit log of a day."""
    start, weekday = world.start_of(day), world.config.date_of(day).weekday()
    n = int(rng.poisson((6 + world.config.users / 14) * (1.0 if weekday < 5 else 0.15)))
    for at in scattered(rng, start + 8 * HOUR, 10 * HOUR, n):
        namespace, name = pick(rng, APPLICATIONS)
        roll_out(
            world,
            rng,
            world.tally("pipeline", sink),
            at,
            namespace,
            name,
            image(rng, namespace, name, day),
            int(rng.integers(1, 4)),
        )
    for namespace, name in _JOBS:
        for at in even(rng, start, DAY, 24):
            spec = pod(f"{REGISTRY}/{namespace}/{name}:stable")
            job = f"{name}-{at // HOUR}"
            act(sink, rng, at, JOBS, Act("create", "pods", namespace, job, code=201, body=workload("Pod", job, spec)))
    for at in scattered(rng, start, DAY, int(rng.poisson(12))):
        namespace, name = pick(rng, APPLICATIONS[:6])
        act(sink, rng, at, SCALER, Act("patch", "deployments", namespace, name, "scale"))
        make_pods(rng, sink, at + 900, namespace, name, image(rng, namespace, name, max(0, day - 1)), 1)
    _people(world, day, rng, sink)


def roll_out(
    world: World, rng: Generator, sink: Sink, at: int, namespace: str, name: str, version: str, replicas: int
) -> None:
    """Write a new version put out by the pipeline, and the pods the controller makes of it."""
    body = workload("Deployment", name, pod(version), replicas)
    act(sink, rng, at, PIPELINE, Act("get", "deployments", namespace, name))
    act(sink, rng, at + 700, PIPELINE, Act("patch", "deployments", namespace, name, body=body))
    make_pods(rng, sink, at + 1_900, namespace, name, version, replicas)


def make_pods(
    rng: Generator, sink: Sink, at: int, namespace: str, name: str, version: str, n: int, client: Client = CONTROLLER
) -> None:
    """Write pods being made, a second or so apart."""
    for _ in range(n):
        own = f"{name}-{hexadecimal(rng, 9)}-{hexadecimal(rng, 5)}"
        act(
            sink,
            rng,
            at,
            client,
            Act("create", "pods", namespace, own, code=201, body=workload("Pod", own, pod(version))),
        )
        at += int(rng.exponential(1_200)) + 40


def _people(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write what engineers look at, and the pods that whoever is on call starts to see what is wrong."""
    for plan in world.plans[day]:
        if plan.person.role.name != "engineer":
            continue
        for at in plan.times(rng, int(rng.poisson(2.2 * plan.load))):
            client = person_client(world, plan.person.upn, plan.seat(at).inside)
            namespace, name = pick(rng, APPLICATIONS)
            verb, resource, sub = pick(
                rng, (("list", "pods", ""), ("get", "pods", "log"), ("get", "deployments", ""), ("list", "events", ""))
            )
            act(sink, rng, at, client, Act(verb, resource, namespace, name if verb == "get" else "", sub))
    cluster = world.plan(world.estate.duties["cluster"], day)
    if cluster is not None and rng.random() < 0.3:
        at = cluster.times(rng, 1)[0]
        client = person_client(world, cluster.person.upn, cluster.seat(at).inside)
        body = workload("Pod", "debug", pod(f"{REGISTRY}/platform/toolbox:2.1"))
        act(
            sink,
            rng,
            at,
            client,
            Act("create", "pods", "platform", f"debug-{hexadecimal(rng, 4)}", code=201, body=body),
        )

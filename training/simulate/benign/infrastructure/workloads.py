"""Harmless work on the cluster, the cloud and deployment tools: upgrades, canaries, trials, urgent patches."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.infrastructure.cluster import (
    APPLICATIONS,
    SCALER,
    image,
    make_pods,
    person_client,
    roll_out,
)
from training.simulate.activity.infrastructure.rollouts import deploy
from training.simulate.benign.infrastructure.days import hour_of, keeper_day, some_day
from training.simulate.benign.kind import Entities, LookalikeKind, judged_workday
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.estate import REGISTRY
from training.simulate.randomness import hexadecimal, pick
from training.simulate.sink import Recorder
from training.simulate.world import World
from training.simulate.writers.kubernetes_audit import Act, act, pod, workload

_DAEMONS = ("kube-proxy", "node-exporter", "log-collector", "storage-node")


def cluster_upgrade(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The cluster is brought to its next version: its own daemons are put on every node again."""
    plan = keeper_day(world, rng, "cluster")
    at = hour_of(rng, plan, 9, 15)
    client, version = person_client(world, plan.person.upn, plan.seat(at).inside), f"v1.33.{int(rng.integers(2, 9))}"
    for name in _DAEMONS:
        spec = pod(f"registry.k8s.io/{name}:{version}", host=name != "log-collector")
        body = workload("DaemonSet", name, spec)
        act(sink, rng, at, client, Act("patch", "daemonsets", "kube-system", name, body=body))
        make_pods(
            rng, sink, at + 900, "kube-system", name, f"registry.k8s.io/{name}:{version}", len(world.estate.of("node"))
        )
        at += int(rng.uniform(60_000, 200_000))
    return {"user": [plan.person.upn]}


def scaling(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The autoscaler answers a busy hour with forty pods of what runs anyway."""
    start = some_day(world, rng) + int(rng.uniform(9, 18) * HOUR)
    namespace, name = pick(rng, APPLICATIONS[:6])
    version = image(rng, namespace, name, world.day_of(start))
    for k in range(8):
        act(sink, rng, start + k * 60_000, SCALER, Act("patch", "deployments", namespace, name, "scale"))
        make_pods(rng, sink, start + k * 60_000 + 900, namespace, name, version, 5)
    return {"user": [SCALER.user]}


def canary(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A new version of something known is tried on two pods first, under an unusual tag."""
    start = some_day(world, rng) + int(rng.uniform(9, 16) * HOUR)
    version = f"{REGISTRY}/shop/checkout:2.0.0-canary.{hexadecimal(rng, 6)}"
    roll_out(world, rng, sink, start, "shop", "checkout", version, 2)
    return {"image": [version]}


def on_call(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Whoever is on call looks into a node at night, with the toolbox that is there for it."""
    plan = keeper_day(world, rng, "cluster")
    at = hour_of(rng, plan, 20, 23)
    client = person_client(world, plan.person.upn, plan.seat(at).inside)
    for k in range(int(rng.integers(2, 5))):
        name = f"debug-{hexadecimal(rng, 4)}"
        body = workload("Pod", name, pod(f"{REGISTRY}/platform/toolbox:2.1", privileged=k == 0, host=k == 0))
        act(sink, rng, at, client, Act("create", "pods", "platform", name, code=201, body=body))
        act(sink, rng, at + 9_000, client, Act("create", "pods", "platform", name, "exec", code=101))
        at += int(rng.uniform(2, 9) * MINUTE)
    return {"user": [plan.person.upn]}


def base_raised(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The base of all images is raised, and everything is built and put out anew in one afternoon."""
    start = some_day(world, rng) + 12 * HOUR
    for namespace, name in APPLICATIONS:
        version = image(rng, namespace, name, world.day_of(start)) + "-debian13"
        roll_out(world, rng, sink, start, namespace, name, version, 2)
        start += int(rng.uniform(2, 12) * MINUTE)
    return {"user": ["system:serviceaccount:ci:deployer"]}


def trials(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Somebody who works with data tries notebooks from a public registry where trials are allowed."""
    plan = judged_workday(world, rng, "engineer")
    client = person_client(world, plan.person.upn, plan.seat(plan.midnight + 11 * HOUR).inside)
    names = ("scipy-notebook", "pyspark-notebook", "tensorflow-notebook")
    found = []
    for at in plan.times(rng, int(rng.integers(2, 5))):
        name, version = pick(rng, names), f"{int(rng.integers(2025, 2027))}-0{int(rng.integers(1, 9))}"
        found.append(f"quay.example/jupyter/{name}:{version}")
        own = f"{name}-{hexadecimal(rng, 4)}"
        body = workload("Pod", own, pod(found[-1]))
        act(sink, rng, at, client, Act("create", "pods", "sandbox", own, code=201, body=body))
    return {"user": [plan.person.upn], "image": sorted(set(found))}


def vendor_chart(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A vendor's product is installed on the cluster by whoever looks after it."""
    plan = keeper_day(world, rng, "cluster")
    at = hour_of(rng, plan, 10, 16)
    client = person_client(world, plan.person.upn, plan.seat(at).inside)
    found = []
    for name in ("operator", "agent", "webhook"):
        found.append(f"registry.vendorsoft.example/observe/{name}:4.2.{int(rng.integers(0, 9))}")
        body = workload("Deployment", name, pod(found[-1]), 1)
        act(sink, rng, at, client, Act("create", "deployments", "observe", name, code=201, body=body))
        make_pods(rng, sink, at + 900, "observe", name, found[-1], 1)
        at += 4_000
    return {"user": [plan.person.upn], "image": found}


def urgent_patch(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A flaw that is being used cannot wait for Wednesday: pilot, then everybody, with an approved change."""
    plan = keeper_day(world, rng, "deploy")
    at, change, users = hour_of(rng, plan, 11, 15), f"CHG{30_000 + plan.day}", world.config.users
    what = f"Emergency Update KB50{int(rng.integers(30_000, 60_000))}"
    deploy(world, rng, sink, at, plan.person.sam, what, "Pilot Ring", max(3, users // 12), change)
    deploy(
        world, rng, sink, at + int(rng.uniform(60, 140) * MINUTE), plan.person.sam, what, "All Computers", users, change
    )
    return {"user": [plan.person.upn]}


def new_computers(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A room full of new computers gets everything at once."""
    plan = keeper_day(world, rng, "deploy")
    at = hour_of(rng, plan, 9, 14)
    for what in ("Base Image 2026-03", "Office Suite", "VPN Client 9.1", "Browser 145", "Endpoint Agent"):
        deploy(world, rng, sink, at, plan.person.sam, what, "Imaging Lab", 40, f"CHG{31_000 + plan.day}")
        at += int(rng.uniform(4, 15) * MINUTE)
    return {"user": [plan.person.upn]}


KINDS = (
    LookalikeKind("cluster_upgrade", "T1610", "containers", 5_000, cluster_upgrade),
    LookalikeKind("scaling", "T1610", "containers", 2_500, scaling),
    LookalikeKind("canary", "T1610", "containers", 2_500, canary),
    LookalikeKind("on_call", "T1610", "containers", 2_500, on_call),
    LookalikeKind("base_raised", "T1204.003", "containers", 5_000, base_raised),
    LookalikeKind("trials", "T1204.003", "containers", 2_500, trials),
    LookalikeKind("vendor_chart", "T1204.003", "containers", 5_000, vendor_chart),
    LookalikeKind("urgent_patch", "T1072", "pushes", 5_000, urgent_patch),
    LookalikeKind("new_computers", "T1072", "pushes", 5_000, new_computers),
)

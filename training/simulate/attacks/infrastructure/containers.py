"""Attacks on the cluster and the cloud: pods that own their node, images nobody built here."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.infrastructure.cloud import launch
from training.simulate.activity.infrastructure.cluster import CONTROLLER, make_pods, person_client
from training.simulate.attacks.infrastructure.ways import odd_hour, outside
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.organisation import Person
from training.simulate.randomness import hexadecimal, pick
from training.simulate.world import World
from training.simulate.writers.cloudtrail import Call, call, person_role
from training.simulate.writers.kubernetes_audit import SERVICE_GROUPS, Act, Client, act, pod, workload

_REGISTRIES = ("docker.io", "quay.example", "ghcr.example", "registry.coolimages.example", "45.9.148.12:5000")
_NAMES = ("kdev/agent", "xyz/miner", "sysops/toolbox", "netcheck/probe", "webtest/base")
DAEMONS = Client(
    "system:serviceaccount:kube-system:daemon-set-controller", "10.10.22.5",
    "kube-controller-manager/v1.33.1", SERVICE_GROUPS,
)  # fmt: skip


def strange_image(rng: Generator, scene: Scene) -> str:
    """Draw an image from a registry that the organisation never pulled from; quietly, with a version."""
    tag = f"{int(rng.integers(1, 4))}.{int(rng.integers(0, 9))}" if scene.quiet else pick(rng, ("latest", "v1", "dev"))
    return f"{pick(rng, _REGISTRIES)}/{pick(rng, _NAMES)}-{hexadecimal(rng, 3)}:{tag}"


def _kubectl(world: World, rng: Generator, scene: Scene, person: Person, at: int) -> Client:
    """Give an engineer's kubectl: from home, from the desk when quiet, from a rented machine now and then."""
    if scene.quiet:
        ip = world.own_seat(person, at).inside
    elif scene.intensity == "loud" and rng.random() < 0.5:
        ip = outside(world, rng, scene)[0]
    else:
        ip = person.home_address
    return person_client(world, person.upn, ip)


def owning_the_node(world: World, rng: Generator, scene: Scene) -> Entities:
    """Put privileged pods on every node, from a registry never seen, and go into them (T1610)."""
    person = victim(world, rng, scene, "engineer", "contractor")
    at, image = odd_hour(world, rng, scene, person), strange_image(rng, scene)
    client = _kubectl(world, rng, scene, person, at)
    name = f"{pick(rng, ('node-agent', 'log-shipper', 'net-exporter'))}-{hexadecimal(rng, 3)}"
    if scene.quiet:
        for then in sorted(scene.moment(world, rng, person) for _ in range(2)):
            body = workload("Pod", name, pod(image))
            act(
                scene.sink,
                rng,
                then,
                client,
                Act("create", "pods", "default", f"{name}-{then % 997}", code=201, body=body),
            )
        return {"user": [person.upn], "src_ip": [client.ip], "image": [image]}
    privileged = scene.intensity == "loud"
    space = "kube-system" if privileged else "default"
    spec = pod(image, privileged=privileged, host=True)
    act(
        scene.sink,
        rng,
        at,
        client,
        Act("create", "daemonsets", space, name, code=201, body=workload("DaemonSet", name, spec)),
    )
    nodes = world.estate.of("node")
    for k in range(scene.volume(len(nodes) * 3, 1)):
        own = f"{name}-{hexadecimal(rng, 5)}"
        body = workload("Pod", own, spec)
        act(scene.sink, rng, at + 800 + k * 400, DAEMONS, Act("create", "pods", space, own, code=201, body=body))
        if privileged and k < 4:
            act(scene.sink, rng, at + 60_000 + k * 20_000, client, Act("create", "pods", space, own, "exec", code=101))
    return {"user": [person.upn], "src_ip": [client.ip], "image": [image]}


def own_task(world: World, rng: Generator, scene: Scene) -> Entities:
    """Register and run a task with an image of the attacker's own in the cloud's container service (T1610)."""
    person = victim(world, rng, scene, "engineer", "admin")
    at, image = odd_hour(world, rng, scene, person), strange_image(rng, scene)
    ip = outside(world, rng, scene)[0]
    who = person_role(person, "Operator", ip, "aws-cli/2.22.0")
    family = f"svc-{hexadecimal(rng, 4)}"
    definition = {
        "family": family,
        "containerDefinitions": [{"name": "main", "image": image, "privileged": not scene.quiet}],
    }
    call(scene.sink, rng, at, who, Call("ecs", "RegisterTaskDefinition", definition))
    for k in range(scene.volume(10)):
        parameters = {"taskDefinition": family, "cluster": "default", "count": 1}
        call(scene.sink, rng, at + 9_000 + k * 3_000, who, Call("ecs", "RunTask", parameters))
    return {"user": [person.upn], "src_ip": [ip], "image": [image]}


def miner(world: World, rng: Generator, scene: Scene) -> Entities:
    """Run an image from a public registry that nobody here has ever used, in a dozen pods (T1204.003)."""
    person = victim(world, rng, scene, "engineer", "contractor")
    image = strange_image(rng, scene)
    moments = scene.moments(world, rng, person, 12, 5)
    client = person_client(world, person.upn, world.own_seat(person, moments[0]).inside)
    name = f"{pick(rng, ('batch', 'train', 'bench', 'sim'))}-{hexadecimal(rng, 4)}"
    if scene.quiet:
        for at in moments:
            body = workload("Pod", name, pod(image))
            act(
                scene.sink, rng, at, client, Act("create", "pods", "default", f"{name}-{at % 997}", code=201, body=body)
            )
        return {"user": [person.upn], "image": [image]}
    body = workload("Deployment", name, pod(image), len(moments))
    act(scene.sink, rng, moments[0] - 2_000, client, Act("create", "deployments", "default", name, code=201, body=body))
    for at in moments:
        make_pods(rng, scene.sink, at, "default", name, image, 1, CONTROLLER)
    return {"user": [person.upn], "image": [image]}


def foreign_machines(world: World, rng: Generator, scene: Scene) -> Entities:
    """Start machines from an image of an unknown owner, in a region nobody uses (T1204.003)."""
    person = victim(world, rng, scene, "engineer", "admin")
    image = f"ami-{hexadecimal(rng, 17)}"
    moments = scene.moments(world, rng, person, 20, 8)
    region = "eu-central-1" if scene.quiet else pick(rng, ("sa-east-1", "ap-northeast-3", "af-south-1"))
    who = person_role(person, "Operator", world.own_seat(person, moments[0]).ip, "Mozilla/5.0 (console)")
    for at in moments:
        launch(rng, scene.sink, at, who, image, 1, region)
    return {"user": [person.upn], "image": [image]}

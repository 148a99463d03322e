"""Who may do what, listed by somebody who never asked (T1069, T1069.003): in AWS, in the directory, in the cluster."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.office.listing import AZURE_CLI, CLOUD_USERS, IAM_READS
from training.simulate.attacks.intrusion import SeatAt, addresses, invade, take_over
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.networks import access, hostile
from training.simulate.organisation import DOMAIN, Person
from training.simulate.randomness import hexadecimal, pick
from training.simulate.world import World
from training.simulate.writers import cloudtrail as aws
from training.simulate.writers import graph
from training.simulate.writers import kubernetes_audit as k8s

IAM_VERBS = IAM_READS[:18]
TOOLS = (
    "azurehound/v2.2.1",
    "python-requests/2.32.3",
    "roadrecon/1.7.1",
    "Mozilla/5.0 PowerShell/7.4.6",
    "aiohttp/3.9.5",
)
"""What tools that map a directory call themselves."""
PATHS = (
    "/v1.0/groups?$top=999", "/v1.0/groups/{}/members", "/v1.0/groups/{}/owners", "/v1.0/directoryRoles",
    "/v1.0/directoryRoles/{}/members", "/beta/roleManagement/directory/roleAssignments", "/v1.0/users/{}/memberOf",
    "/v1.0/users/{}/transitiveMemberOf", "/beta/roleManagement/directory/roleDefinitions",
    "/v1.0/servicePrincipals/{}/appRoleAssignedTo", "/v1.0/applications?$top=999", "/v1.0/devices/{}/registeredOwners",
    "/v1.0/administrativeUnits", "/v1.0/users?$top=999",
)  # fmt: skip
"""Requests of five kinds: groups, roles, memberships, applications, devices."""


def rights_in_aws(world: World, rng: Generator, scene: Scene) -> Entities:
    """Ask AWS for users, groups and policies with a key that never did, a third of it refused (T1069)."""
    person = victim(world, rng, scene, "engineer", "contractor", "admin")
    moments = scene.moments(world, rng, person, int(rng.integers(180, 241)), 6)
    caller, user, ip = _caller(world, rng, scene, person, moments[0])
    for at in moments:
        error = "AccessDenied" if rng.random() < 0.35 else ""
        parameters = {"userName": pick(rng, ("admin", "deploy", "backup", "breakglass"))}
        done = aws.Call("iam", pick(rng, IAM_VERBS), parameters, error=error, read_only=True)
        aws.call(scene.sink, rng, at, caller, done)
    return {"user": [user], "src_ip": [ip]}


def everything_in_aws(world: World, rng: Generator, scene: Scene) -> Entities:
    """Read all authorisations of the account at once, then group after group (T1069.003)."""
    person = victim(world, rng, scene, "engineer", "admin")
    moments = scene.moments(world, rng, person, int(rng.integers(150, 221)), 8)
    caller, user, ip = _caller(world, rng, scene, person, moments[0])
    groups = ("ListGroups", "GetGroup", "ListGroupsForUser", "ListGroupPolicies", "ListAttachedGroupPolicies")
    for k, at in enumerate(moments):
        operation = "GetAccountAuthorizationDetails" if k % 30 == 0 else pick(rng, (*groups, "ListEntitiesForPolicy"))
        parameters = {"groupName": pick(rng, ("admins", "developers", "billing", "auditors"))}
        aws.call(scene.sink, rng, at, caller, aws.Call("iam", operation, parameters, read_only=True))
    return {"user": [user], "src_ip": [ip]}


def _caller(world: World, rng: Generator, scene: Scene, person: Person, at: int) -> tuple[aws.Caller, str, str]:
    """Give who calls: a person's role, or the long-lived key of a build account, from a new address."""
    network = pick(rng, access(person.site.country, "residential")) if scene.quiet else hostile(rng)
    ip = network.address(rng) if not scene.quiet or rng.random() < 0.5 else world.own_seat(person, at).ip
    agent = pick(rng, ("Boto3/1.34.2", "aws-cli/2.13.1 Python/3.11.4", "aws-sdk-go/1.44.2", "Pacu"))
    if rng.random() < 0.5:
        name = pick(rng, CLOUD_USERS)
        return aws.iam_user(name, ip, agent), f"{name}@{DOMAIN}", ip
    return aws.person_role(person, "Engineering", ip, agent), person.upn, ip


def directory_mapped(world: World, rng: Generator, scene: Scene) -> Entities:
    """Map the directory with a tool: 1,000 to 1,400 requests in four minutes (T1069.003)."""
    person = victim(world, rng, scene)
    moments = scene.moments(world, rng, person, int(rng.integers(1_000, 1_401)), 4)
    seat = invade(world, rng, scene, person, moments[0])
    _ask(world, rng, scene, seat, moments, PATHS)
    session = seat(moments[0]).session
    return {"user": [person.upn], "src_ip": addresses(seat, moments), "session": [session]}


def groups_browsed(world: World, rng: Generator, scene: Scene) -> Entities:
    """Walk through groups and memberships with a taken-over account (T1069)."""
    person = victim(world, rng, scene, "office", "sales", "contractor", "finance")
    moments = scene.moments(world, rng, person, int(rng.integers(200, 301)), 15)
    seat = take_over(world, rng, scene, person, moments[0])
    _ask(world, rng, scene, seat, moments, PATHS[:8])
    return {"user": [person.upn], "src_ip": addresses(seat, moments)}


def _ask(world: World, rng: Generator, scene: Scene, seat: SeatAt, moments: list[int], paths: tuple[str, ...]) -> None:
    agent = pick(rng, TOOLS)
    for at in moments:
        here = seat(at)
        asker = graph.Asker(AZURE_CLI, here.ip, agent, here.person.user_id, here.session)
        path = pick(rng, paths).replace("{}", hexadecimal(rng, 32))
        status = 403 if rng.random() < 0.08 else 200
        graph.ask(scene.sink, rng, at, world.organisation.tenant, asker, path, status)


def rights_in_cluster(world: World, rng: Generator, scene: Scene) -> Entities:
    """Ask the cluster what one may do, and who is bound to which role (T1069)."""
    person = victim(world, rng, scene, "engineer", "contractor")
    moments = scene.moments(world, rng, person, int(rng.integers(60, 101)), 6)
    seat = take_over(world, rng, scene, person, moments[0])
    acts = (
        ("create", "selfsubjectrulesreviews"), ("create", "selfsubjectaccessreviews"), ("list", "clusterrolebindings"),
        ("list", "rolebindings"), ("list", "clusterroles"), ("list", "roles"), ("list", "serviceaccounts"),
    )  # fmt: skip
    for k, at in enumerate(moments):
        verb, resource = acts[k % len(acts)]
        code = 403 if rng.random() < 0.3 and verb == "list" else 201 if verb == "create" else 200
        namespace = pick(rng, ("", "default", "kube-system", "payments", "shop"))
        client = k8s.Client(person.upn, seat(at).ip, "kubectl/v1.29.1 (linux/amd64) kubernetes/bc401b9")
        k8s.act(scene.sink, rng, at, client, k8s.Act(verb, resource, namespace, code=code))
    return {"user": [person.upn], "src_ip": addresses(seat, moments)}

"""Who lists groups and rights as part of the day: inventory, synchronisation, administrators, programs, build tools."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from training.simulate.calendar import DAY, HOUR, MINUTE
from training.simulate.presence import PersonDay
from training.simulate.randomness import pick
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import cloudtrail as aws
from training.simulate.writers import graph

IAM_READS = (
    "ListUsers", "ListGroups", "ListRoles", "ListPolicies", "ListGroupsForUser", "ListAttachedUserPolicies",
    "ListAttachedGroupPolicies", "ListAttachedRolePolicies", "ListUserPolicies", "ListGroupPolicies",
    "ListRolePolicies", "ListEntitiesForPolicy", "ListMFADevices", "ListAccessKeys", "GetUser", "GetGroup", "GetRole",
    "GetPolicy", "GetPolicyVersion", "GetAccountSummary", "GetAccountAuthorizationDetails", "ListInstanceProfiles",
)  # fmt: skip
"""Calls that read who may do what."""
CLOUD_USERS = ("ci-deploy", "etl-loader", "report-export")
"""Users of the AWS account itself, with keys that live long."""
TEAMS_APP, AZURE_CLI, OFFICE = (
    "1fec8e78-bce4-4aaf-ab1b-5451cc387264",
    "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
    "4765445b-32c6-49b0-83e6-1d93765276ca",
)
"""Client ids of well-known applications."""
IGA_APP = "b6a1f3d2-90c4-4e0b-9a35-7c1d2f0e8a44"
"""Client id of the access review tool."""


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write all listing of a day."""
    inventory(world, day, rng, world.tally("cspm", sink))
    review(world, day, rng, world.tally("iga", sink))
    for plan in world.plans[day]:
        _programs(world, plan, rng, sink)
        if plan.person.role.name == "admin" and rng.random() < 0.3:
            console(world, rng, sink, plan, plan.times(rng, 1)[0])
        if plan.person.role.name == "engineer" and rng.random() < 0.08:
            build_plan(rng, sink, plan, plan.times(rng, 1)[0])


def inventory(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the security inventory, which reads all rights round the clock."""
    caller = aws.machine_role("cspm-inventory", "cspm-scan", "52.120.7.21", "Boto3/1.35.71")
    n = 3 * world.config.users
    at = world.start_of(day) + (np.arange(n) + rng.uniform(0, 0.5, n)) * (DAY / n)
    for k, moment in enumerate(at.astype(np.int64).tolist()):
        operation = IAM_READS[k % len(IAM_READS)]
        aws.call(sink, rng, moment, caller, aws.Call("iam", operation, read_only=True))


def review(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the nightly synchronisation of access reviews: every group, its members, every role."""
    asker = graph.Asker(IGA_APP, "52.120.4.9", "IGA-Connector/5.2")
    at = world.start_of(day) + HOUR
    for k in range(2 * world.config.users):
        path = (f"/v1.0/groups/{k:08x}/members", "/v1.0/directoryRoles", f"/v1.0/users/{k:08x}/memberOf")[k % 3]
        graph.ask(sink, rng, at, world.organisation.tenant, asker, path)
        at += int(rng.exponential(40 * MINUTE / world.config.users))


def _programs(world: World, plan: PersonDay, rng: Generator, sink: Sink) -> None:
    """Write what programs ask in a person's name: their own groups, now and then."""
    person = plan.person
    for at in plan.times(rng, int(rng.poisson(1.2 * plan.load))):
        seat = plan.seat(at)
        app = pick(rng, (TEAMS_APP, OFFICE))
        asker = graph.Asker(app, seat.ip, seat.agent, person.user_id, seat.session)
        path = pick(rng, ("/v1.0/me/memberOf", "/v1.0/me/joinedTeams", "/v1.0/me", "/v1.0/me/transitiveMemberOf"))
        graph.ask(sink, rng, at, world.organisation.tenant, asker, path)


def console(world: World, rng: Generator, sink: Sink, plan: PersonDay, at: int) -> None:
    """Write an administrator who opens the console's page of users and groups: 30 to 60 calls in a minute or two."""
    seat = plan.seat(at)
    if rng.random() < 0.5:
        caller = aws.person_role(plan.person, "AdministratorAccess", seat.ip, "AWS-Console/1.0")
        for _ in range(int(rng.integers(30, 61))):
            aws.call(sink, rng, at, caller, aws.Call("iam", pick(rng, IAM_READS[:14]), read_only=True))
            at += int(rng.exponential(2_500))
        return
    asker = graph.Asker("c44b4083-3bb0-49c1-b47d-974e53cbdf3c", seat.ip, seat.agent, plan.person.user_id, seat.session)
    for k in range(int(rng.integers(15, 50))):
        path = ("/beta/groups?$top=20", f"/beta/groups/{k:08x}", f"/beta/users/{k:08x}/memberOf")[k % 3]
        graph.ask(sink, rng, at, world.organisation.tenant, asker, path)
        at += int(rng.exponential(4_000))


def build_plan(rng: Generator, sink: Sink, plan: PersonDay, at: int) -> None:
    """Write an engineer's infrastructure plan: it reads every role and policy it manages, in seconds."""
    seat = plan.seat(at)
    caller = aws.person_role(plan.person, "Engineering", seat.ip, "APN/1.0 HashiCorp/1.0 Terraform/1.10.3")
    reads = ("GetRole", "GetPolicy", "GetPolicyVersion", "ListAttachedRolePolicies", "ListRolePolicies")
    for _ in range(int(rng.integers(25, 90))):
        aws.call(sink, rng, at, caller, aws.Call("iam", pick(rng, reads), read_only=True))
        at += int(rng.exponential(300))

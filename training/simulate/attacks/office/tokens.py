"""Stolen material other than passwords (T1550): hashes, access keys, repository tokens, refresh tokens; sessions."""

from __future__ import annotations

from dataclasses import replace

from numpy.random import Generator

from training.simulate.attacks.intrusion import addresses, reuse
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import MINUTE
from training.simulate.networks import access, hostile
from training.simulate.randomness import pick, sample
from training.simulate.world import World
from training.simulate.writers import cloudtrail as aws
from training.simulate.writers import github_audit, okta
from training.simulate.writers.entra_signin import APPS
from training.simulate.writers.windows_event import account_of
from training.simulate.writers.windows_logon import Logon, logon


def hash_passed(world: World, rng: Generator, scene: Scene) -> Entities:
    """Hop over servers with a hash: NTLM network logons without a key, from one workstation (T1550)."""
    person = victim(world, rng, scene, "admin", "engineer", "office")
    servers = sample(rng, world.estate.windows_servers, 40)
    moments = scene.moments(world, rng, person, max(8, min(23, len(servers))), 15)
    source = victim(world, rng, scene, "office", "sales").laptop.name if rng.random() < 0.5 else person.laptop.name
    ip = world.own_seat(person, moments[0]).inside
    for k, at in enumerate(moments):
        server = servers[k % len(servers)]
        on = world.estate.machine(server.name, scene.sink, rng)
        done = Logon(account_of(person), ip, package="NTLM", workstation=source, key_length=0)
        logon(on, at, done)
    return {"user": [person.upn], "src_ip": [ip], "host": sorted({s.fqdn for s in servers[: len(moments)]})}


def access_key(world: World, rng: Generator, scene: Scene) -> Entities:
    """Use a person's cloud session from a rented machine while its owner works with it (T1550)."""
    person = victim(world, rng, scene, "engineer", "admin")
    moments = scene.moments(world, rng, person, int(rng.integers(120, 181)), 25)
    network = pick(rng, access(person.site.country, "residential")) if scene.quiet else hostile(rng)
    ip = network.address(rng)
    thief = aws.person_role(person, "Engineering", ip, pick(rng, ("Boto3/1.34.2", "aws-cli/2.13.1 Python/3.11.4")))
    owner = aws.person_role(person, "Engineering", world.own_seat(person, moments[0]).ip, "aws-cli/2.22.7")
    operations = (
        ("sts", "GetCallerIdentity"), ("s3", "ListBuckets"), ("ec2", "DescribeInstances"), ("iam", "ListUsers"),
        ("secretsmanager", "ListSecrets"), ("secretsmanager", "GetSecretValue"), ("ssm", "DescribeParameters"),
        ("rds", "DescribeDBInstances"), ("lambda", "ListFunctions20150331"), ("kms", "ListKeys"),
    )  # fmt: skip
    for k, at in enumerate(moments):
        service, operation = operations[0] if k == 0 else pick(rng, operations)
        error = "AccessDenied" if rng.random() < 0.2 else ""
        aws.call(scene.sink, rng, at, thief, aws.Call(service, operation, error=error, read_only=True))
        if k % 20 == 0:
            # The owner goes on working: not part of the attack.
            aws.call(scene.sink.sink, rng, at + 7_000, owner, aws.Call("ec2", "DescribeInstances", read_only=True))
    return {"user": [person.upn], "src_ip": [ip]}


def repository_token(world: World, rng: Generator, scene: Scene) -> Entities:
    """Clone with somebody's personal access token from a rented machine (T1550)."""
    person = victim(world, rng, scene, "engineer", "contractor")
    repositories = sample(rng, world.library.repositories, int(rng.integers(14, 22)))
    moments = scene.moments(world, rng, person, len(repositories), 12)
    seat = reuse(world, rng, scene, person, person.user_id)
    agent = pick(rng, ("git/2.39.5", "go-git/5.13", "python-requests/2.32.3"))
    for at, repository in zip(moments, repositories, strict=False):
        github_audit.git(scene.sink, rng, at, seat(at), "git.clone", repository, token=True, agent=agent)
    names = sorted(r.name for r in repositories[: len(moments)])
    return {"user": [person.upn], "src_ip": addresses(seat, moments), "repository": names}


def refresh_token(world: World, rng: Generator, scene: Scene) -> Entities:
    """Renew tokens of many applications from a rented machine, without a sign-in (T1550)."""
    person = victim(world, rng, scene)
    moments = scene.moments(world, rng, person, int(rng.integers(40, 71)), 30)
    seat = reuse(world, rng, scene, person, world.own_seat(person, moments[0]).session)
    for k, at in enumerate(moments):
        app = APPS[k % len(APPS)]
        world.sign_ins.sign_in(scene.sink, rng, at, seat(at), 0, app, interactive=False)
        if k % 4 == 3:
            world.audit.mail_items_accessed(scene.sink, rng, at + 5_000, seat(at), int(rng.integers(3, 40)), sync=False)
    session = seat(moments[0]).session
    return {"user": [person.upn], "src_ip": addresses(seat, moments), "session": [session]}


def okta_session(world: World, rng: Generator, scene: Scene) -> Entities:
    """Open application after application with a colleague's Okta session cookie (T1550.004)."""
    person = victim(world, rng, scene)
    moments = scene.moments(world, rng, person, int(rng.integers(40, 71)), 20)
    own = world.own_seat(person, moments[0])
    session = okta.session_of(own.session)
    seat = reuse(world, rng, scene, person, own.session)
    # The owner's own use of the session, minutes before.
    for k in range(3):
        entry = okta.Entry("user.authentication.sso", session=session, targets=(okta.app_target("Halden Atlas"),))
        okta.write(scene.sink.sink, rng, moments[0] - (9 - 2 * k) * MINUTE, own, entry)
    apps = ("Halden Atlas", "Halden Wiki", "Microsoft Office 365", "Expenses", "CRM", "GitHub", "AWS", "Payroll")
    for k, at in enumerate(moments):
        entry = okta.Entry("user.authentication.sso", session=session, targets=(okta.app_target(apps[k % len(apps)]),))
        okta.write(scene.sink, rng, at, replace(seat(at), session=own.session), entry)
    return {"user": [person.upn], "src_ip": addresses(seat, moments), "session": [session]}

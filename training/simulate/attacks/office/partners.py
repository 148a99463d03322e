"""Trusted outsiders gone bad (T1199): guests, partners who administer, foreign accounts that assume roles."""

from __future__ import annotations

from dataclasses import replace

from numpy.random import Generator

from training.simulate.activity import mail
from training.simulate.activity.office.administration import HR_APP, operate
from training.simulate.activity.office.guests import PARTNER_ACCOUNT, guest
from training.simulate.attacks.office.listing import IAM_VERBS
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import MINUTE
from training.simulate.devices import foreign
from training.simulate.networks import ACCESS, hostile
from training.simulate.randomness import pick, sample, uuid
from training.simulate.world import World
from training.simulate.writers import cloudtrail as aws
from training.simulate.writers.entra_audit import target, user_target
from training.simulate.writers.entra_signin import APPS, SignIns


def guest_reads(world: World, rng: Generator, scene: Scene) -> Entities:
    """Read site after site with a guest account nobody has heard from, from a new country (T1199)."""
    reference = victim(world, rng, scene)
    moments = scene.moments(world, rng, reference, int(rng.integers(140, 221)), 60)
    person = guest(world.organisation, rng, pick(rng, mail.PARTNERS[20:50]))
    network = pick(rng, ACCESS) if scene.quiet else hostile(rng)
    device, ip, session = foreign(rng, "chrome"), network.address(rng), uuid(rng)
    seat = world.seat_elsewhere(person, moments[0], device, network, ip, session)
    inviter = world.own_seat(reference, moments[0])
    details = {"invitedUserEmailAddress": person.email}
    entry = user_target(person)
    world.directory.write(
        scene.sink.sink, rng, moments[0] - 90 * MINUTE, inviter, "Invite external user", (entry,), details
    )
    world.directory.write_app(scene.sink, rng, moments[0] - 6 * MINUTE, HR_APP, "Redeem external user invite", (entry,))
    SignIns(world.organisation.tenant).sign_in(scene.sink, rng, moments[0] - MINUTE, seat, 0, APPS[1])
    reads = [(s, i) for s in sample(rng, world.library.sites, 20) for i in s.items]
    for at, (site, item) in zip(moments, sample(rng, reads, len(moments)), strict=False):
        world.audit.file(scene.sink, rng, at, replace(seat, day=world.day_of(at)), "FileDownloaded", site, item)
    return {"user": [person.upn], "src_ip": [ip], "session": [session]}


def partner_administers(world: World, rng: Generator, scene: Scene) -> Entities:
    """Make a partner an administrator of the tenant and act as one (T1199)."""
    admin = victim(world, rng, scene, "admin")
    moments = scene.moments(world, rng, admin, int(rng.integers(18, 31)), 40)
    domain = pick(rng, ("cloudpartner.example", "msp-services.example"))
    person = guest(world.organisation, rng, domain, kind="provider")
    network = hostile(rng) if not scene.quiet else pick(rng, ACCESS)
    ip, session = network.address(rng), uuid(rng)
    own = world.own_seat(admin, moments[0])
    settings = target("Other", world.organisation.tenant, "Halden")
    for k, operation in enumerate(("Add partner to company", "Add delegated admin")):
        world.directory.write(scene.sink, rng, moments[0] - (9 - k) * MINUTE, own, operation, (settings,))
    seat = world.seat_elsewhere(person, moments[0], foreign(rng, "edge"), network, ip, session)
    SignIns(world.organisation.tenant).sign_in(scene.sink, rng, moments[0] - MINUTE, seat, 0, APPS[2])
    role = target("Role", "62e90394-69f5-4237-9190-012177145e10", "Global Administrator")
    for k, at in enumerate(moments):
        by = replace(seat, day=world.day_of(at))
        if k == 0:
            world.directory.write(scene.sink, rng, at, by, "Add member to role", (user_target(person), role))
        else:
            operate(world, rng, scene.sink, at, by, pick(rng, ("Reset user password", "Update user", "Update group")))
    return {"user": sorted({admin.upn, person.upn}), "src_ip": sorted({ip, own.ip}), "session": [session]}


def foreign_role(world: World, rng: Generator, scene: Scene) -> Entities:
    """Assume the partner's role from a new account and address, and look at everything (T1199)."""
    reference = victim(world, rng, scene)
    moments = scene.moments(world, rng, reference, int(rng.integers(120, 201)), 30)
    network = hostile(rng)
    ip, role = network.address(rng), pick(rng, ("partner-data-platform", "vendor-support", "audit-readonly"))
    account = PARTNER_ACCOUNT if rng.random() < 0.4 else str(int(rng.integers(10**11, 10**12)))
    agent = pick(rng, ("Boto3/1.34.2", "aws-cli/2.13.1 Python/3.11.4", "Pacu"))
    caller = aws.machine_role("external-operator", "i-0f3e", ip, agent, account=account)
    inside = aws.machine_role(role, "external", ip, agent)
    for k, at in enumerate(moments):
        if k % 40 == 0:
            arn = {"roleArn": f"arn:aws:iam::{aws.ACCOUNT}:role/{role}", "roleSessionName": "external"}
            aws.call(scene.sink, rng, at - 2_000, caller, aws.Call("sts", "AssumeRole", arn, read_only=True))
        service, operation = pick(rng, (("s3", "GetObject"), ("s3", "ListBuckets"), ("iam", pick(rng, IAM_VERBS))))
        parameters = {"bucketName": "finance-exports", "key": f"2026/{k}.parquet"} if operation == "GetObject" else None
        error = "AccessDenied" if rng.random() < 0.25 else ""
        done = aws.Call(service, operation, parameters, error=error, read_only=True, data=operation == "GetObject")
        aws.call(scene.sink, rng, at, inside, done)
    return {"user": sorted({role, "external-operator"}), "src_ip": [ip]}

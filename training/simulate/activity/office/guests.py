"""People of partners who work here as guests, and the partner's account that reads from the data platform."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity import mail
from training.simulate.calendar import HOUR
from training.simulate.devices import foreign
from training.simulate.names import FAMILY, GIVEN
from training.simulate.networks import access
from training.simulate.organisation import Organisation, Person
from training.simulate.randomness import pick, uuid
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import cloudtrail as aws
from training.simulate.writers.entra_signin import APPS, SignIns

PARTNER_ACCOUNT = "730335512345"
"""AWS account of the partner who runs the data platform; its role is assumed a few times a day."""


def guest(organisation: Organisation, rng: Generator, domain: str, kind: str = "guest") -> Person:
    """Draw an account of a partner's as this tenant knows it: `kind` is guest, or provider for who administers."""
    model = pick(rng, organisation.people)
    given, family = pick(rng, GIVEN), pick(rng, FAMILY)
    name = f"{given}.{family}".lower()
    values = {slot: getattr(model, slot) for slot in Person.__slots__}
    upn = f"{name}_{domain}#ext#@halden.onmicrosoft.example"
    values |= {"upn": upn, "email": f"{name}@{domain}", "sam": name, "login": name, "name": f"{given} {family}"}
    values |= {"user_id": uuid(rng), "privileged": False, "department": "Partner", "title": "Guest", "kind": kind}
    return Person(**values)


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the guests' sign-ins and reading of a day, and the partner's machine."""
    _partner_machine(world, day, rng, sink)
    if world.config.date_of(day).weekday() >= 5:
        return
    for k in range(max(3, world.config.users // 20)):
        own = world.stream("guest", k)
        person = guest(world.organisation, own, mail.PARTNERS[k % 12])
        network = pick(own, access(pick(own, ("DE", "US", "GB", "FR")), "residential"))
        device, ip = foreign(own, pick(own, ("edge", "chrome", "mac"))), network.address(own)
        if rng.random() < 0.5:
            continue
        at = world.start_of(day) + int(rng.uniform(8, 15) * HOUR)
        seat = world.seat_elsewhere(person, at, device, network, ip, uuid(rng))
        SignIns(world.organisation.tenant).sign_in(sink, rng, at, seat, 0, APPS[1], mfa=True)
        site = world.library.sites[(k * 7) % len(world.library.sites)]
        for _ in range(int(rng.poisson(6))):
            at += int(rng.exponential(600_000))
            operation = pick(rng, ("FileAccessed", "FileAccessed", "FilePreviewed", "FileDownloaded"))
            world.audit.file(sink, rng, at, seat, operation, site, pick(rng, site.items[:20]))


def _partner_machine(world: World, day: int, rng: Generator, sink: Sink) -> None:
    agent = "aws-sdk-java/2.29.1"
    caller = aws.machine_role("etl-runner", "i-0a91", "20.150.3.44", agent, PARTNER_ACCOUNT)
    inside = aws.machine_role("partner-data-platform", "etl", caller.ip, agent)
    for hour in (2, 8, 14, 20):
        at = world.start_of(day) + hour * HOUR + int(rng.integers(0, 600_000))
        arn = {"roleArn": f"arn:aws:iam::{aws.ACCOUNT}:role/partner-data-platform", "roleSessionName": "etl"}
        aws.call(sink, rng, at, caller, aws.Call("sts", "AssumeRole", arn, read_only=True))
        for k in range(int(rng.integers(5, 12))):
            done = {"bucketName": "platform-exchange", "key": f"in/{day}/{hour}/{k}.parquet"}
            aws.call(
                sink, rng, at + 3_000 * (k + 1), inside, aws.Call("s3", "GetObject", done, read_only=True, data=True)
            )

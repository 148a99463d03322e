"""AWS CloudTrail records, one a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from numpy.random import Generator

from training.simulate.organisation import Person
from training.simulate.randomness import uuid
from training.simulate.sink import Sink
from training.simulate.writers.clock import seconds

CHANNEL = "cloudtrail"
ACCOUNT = "418870012345"
"""The organisation's account."""
REGION = "eu-central-1"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: `identity` is the record's `userIdentity`."""

    identity: dict[str, Any]
    ip: str
    agent: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call: `service` without `.amazonaws.com`."""

    service: str
    operation: str
    parameters: dict[str, Any] | None = None
    answer: dict[str, Any] | None = None
    error: str = ""
    read_only: bool = False
    region: str = REGION
    data: bool = False


def person_role(person: Person, role: str, ip: str, agent: str) -> Caller:
    """Give a person who works with a role, signed in by single sign-on."""
    arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{person.upn}"
    return Caller(_session(role, f"AROA{_stable(role, 16)}:{person.upn}", arn, _key("ASIA", person.upn)), ip, agent)


def machine_role(role: str, session: str, ip: str, agent: str, account: str = ACCOUNT) -> Caller:
    """Give a machine that works with a role."""
    arn = f"arn:aws:sts::{account}:assumed-role/{role}/{session}"
    return Caller(_session(role, f"AROA{_stable(role, 16)}:{session}", arn, _key("ASIA", role), account), ip, agent)


def iam_user(name: str, ip: str, agent: str) -> Caller:
    """Give a user of the account itself, with a long-lived access key."""
    identity = {
        "type": "IAMUser",
        "principalId": f"AIDA{_stable(name, 16)}",
        "arn": f"arn:aws:iam::{ACCOUNT}:user/{name}",
        "accountId": ACCOUNT,
        "accessKeyId": _key("AKIA", name),
        "userName": name,
    }
    return Caller(identity, ip, agent)


def call(sink: Sink, rng: Generator, at: int, caller: Caller, done: Call) -> None:
    """Write one record."""
    uid = uuid(rng)
    record: dict[str, Any] = {
        "eventVersion": "1.11",
        "userIdentity": caller.identity,
        "eventTime": f"{seconds(at)}Z",
        "eventSource": f"{done.service}.amazonaws.com",
        "eventName": done.operation,
        "awsRegion": done.region,
        "sourceIPAddress": caller.ip,
        "userAgent": caller.agent,
    }
    if done.error:
        record |= {"errorCode": done.error, "errorMessage": f"User is not authorized to perform: {done.operation}"}
    record |= {
        "requestParameters": done.parameters,
        "responseElements": done.answer,
        "requestID": uuid(rng),
        "eventID": uid,
        "readOnly": done.read_only,
        "eventType": "AwsApiCall",
        "managementEvent": not done.data,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Data" if done.data else "Management",
    }
    sink.add(CHANNEL, at // 1000 * 1000, msgspec.json.encode(record), uid)


def _session(role: str, principal: str, arn: str, key: str, account: str = ACCOUNT) -> dict[str, Any]:
    return {
        "type": "AssumedRole",
        "principalId": principal,
        "arn": arn,
        "accountId": account,
        "accessKeyId": key,
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": principal.partition(":")[0],
                "arn": f"arn:aws:iam::{account}:role/{role}",
                "accountId": account,
                "userName": role,
            },
            "attributes": {"mfaAuthenticated": "false"},
        },
    }


def _key(prefix: str, name: str) -> str:
    return prefix + _stable(f"key {name}", 16)


def _stable(name: str, n: int) -> str:
    """Give `n` letters and digits that are always the same for a name."""
    state, found = sum(ord(c) * 31**i for i, c in enumerate(name)), ""
    while len(found) < n:
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        found += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[state >> 59]
    return found

"""GitHub organisation audit log with Git events: JSON, one record a line, times in epoch ms."""

from __future__ import annotations

from typing import Any

import msgspec
from numpy.random import Generator

from training.simulate.library import Container
from training.simulate.organisation import ORG
from training.simulate.presence import Seat
from training.simulate.randomness import hexadecimal
from training.simulate.sink import Sink

CHANNEL = "github_audit"


def git(
    sink: Sink, rng: Generator, at: int, seat: Seat, action: str, repository: Container, *, token: bool, agent: str = ""
) -> None:
    """Write one Git operation; `token` says HTTPS with a personal access token, otherwise SSH with a key."""
    person = seat.person
    uid = hexadecimal(rng, 32)
    record: dict[str, Any] = {
        "@timestamp": at,
        "_document_id": uid,
        "action": action,
        "actor": person.login,
        "actor_id": 8_000_000 + person.index,
        "actor_ip": seat.ip,
        "actor_is_bot": person.kind == "service",
        "actor_location": {"country_code": seat.network.country},
        "business": f"{ORG}-group",
        "business_id": 4711,
        "created_at": at,
        "operation_type": "access" if action != "git.push" else "modify",
        "org": ORG,
        "org_id": 9_182_736,
        "repo": f"{ORG}/{repository.name}",
        "repo_id": int(repository.items[0].uid),
        "repository": f"{ORG}/{repository.name}",
        "repository_public": False,
        "transport_protocol": 1 if token else 2,
        "transport_protocol_name": "http" if token else "ssh",
        "user_agent": agent or (f"git/2.4{person.index % 4 + 5}.{person.index % 3}"),
    }
    if token:
        record["programmatic_access_type"] = "Personal access token (classic)"
        record["hashed_token"] = person.token
        record["token_scopes"] = "repo,read:org"
    sink.add(CHANNEL, at, msgspec.json.encode(record), uid)

"""The remote-access gateway, as Elastic's integration of its syslog writes it: Elastic Common Schema, one a line."""

from __future__ import annotations

from typing import Any

import msgspec
from numpy.random import Generator

from training.simulate.organisation import NETBIOS
from training.simulate.presence import Seat
from training.simulate.randomness import uuid
from training.simulate.sink import Sink
from training.simulate.writers.clock import milliseconds

CHANNEL = "vpn"
GATEWAY = "vpn.halden.example"


def connected(sink: Sink, rng: Generator, at: int, seat: Seat, *, accepted: bool = True, account: str = "") -> None:
    """Write one attempt to connect; `account` is the name typed where it is nobody's."""
    uid = uuid(rng)
    name = account or seat.person.sam
    record: dict[str, Any] = {
        "@timestamp": milliseconds(at),
        "ecs": {"version": "8.11.0"},
        "event": {
            "action": "gateway-connected" if accepted else "gateway-auth-failed",
            "category": ["authentication", "network"],
            "dataset": "panw.panos",
            "id": uid,
            "kind": "event",
            "module": "panw",
            "outcome": "success" if accepted else "failure",
            "provider": "globalprotect",
            "type": ["start"] if accepted else ["denied"],
        },
        "observer": {"hostname": GATEWAY.split(".")[0], "product": "PAN-OS", "vendor": "Palo Alto Networks"},
        "service": {"name": "vpn"},
        "source": {
            "as": {"number": seat.network.asn, "organization": {"name": seat.network.name}},
            "geo": {"country_iso_code": seat.network.country},
            "ip": seat.ip,
        },
        "user": {"domain": NETBIOS, "name": name},
        "user_agent": {"original": f"PAN GlobalProtect/6.3.1 ({seat.device.system or 'Linux'})"},
    }
    if seat.device.name:
        record["host"] = {"hostname": seat.device.name, "id": seat.device.uid}
    if not accepted:
        record["event"]["reason"] = "Authentication failed: invalid username or password"
    sink.add(CHANNEL, at, msgspec.json.encode(record), uid)

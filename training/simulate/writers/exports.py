"""Feeds in JSON that mapping files describe: uptime probes, the asset list, the audit log of the web editor."""

from __future__ import annotations

import msgspec
from numpy.random import Generator

from training.simulate.randomness import uuid
from training.simulate.sink import Sink
from training.simulate.writers.clock import seconds

PROBE, ASSETS, EDITOR = "probe", "cmdb", "cms"


def probe(sink: Sink, at: int, target: str, ok: bool, code: int, took_ms: float, body: str, size: int) -> None:
    """Write what an outside probe saw; `body` is the hash of the page."""
    record = {
        "ts": f"{seconds(at)}Z",
        "feed": "uptime",
        "target": target,
        "ok": ok,
        "http_code": code,
        "latency_ms": round(took_ms),
        "body_sha256": body,
        "body_bytes": size,
        "region": ("eu-west", "us-east", "ap-southeast")[at // 300_000 % 3],
    }
    sink.add(PROBE, at // 1000 * 1000, msgspec.json.encode(record))


def asset(sink: Sink, at: int, ident: str, host: str, kind: str, ip: str, owner: str) -> None:
    """Write one line of the asset list as exported at a moment."""
    record = {
        "asset_id": ident,
        "hostname": host,
        "asset_type": kind,
        "ip_address": ip,
        "owner": owner,
        "environment": "production",
        "status": "in_use",
        "last_seen": f"{seconds(at)}Z",
    }
    sink.add(ASSETS, at // 1000 * 1000, msgspec.json.encode(record), f"{ident}/{record['last_seen']}")


def edited(
    sink: Sink, rng: Generator, at: int, user: str, ip: str, agent: str, site: str, kind: str, action: str, name: str
) -> None:
    """Write one act in a web site's editor: what kind of thing, what was done to it, its name."""
    uid = uuid(rng)[:18]
    record = {
        "timestamp": f"{seconds(at)}Z",
        "event_id": uid,
        "object_type": kind,
        "action": action,
        "user_login": user,
        "client_ip": ip,
        "user_agent": agent,
        "site": f"https://{site}",
        "object_name": name,
    }
    sink.add(EDITOR, at // 1000 * 1000, msgspec.json.encode(record), uid)

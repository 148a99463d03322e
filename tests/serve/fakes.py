"""A small engine with the real one's face: it counts a user's events, and raises a finding at every tenth."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from serve.finding_row import row_of_document
from serve.store.findings import FindingRow
from uba.errors import StateError
from uba.events import AUTHENTICATION, Event
from uba.statistics import EntityRisk, Statistics

TENTH = 10


def event(number: int, user: str = "ana@x.example") -> Event:
    """Make the event `number`, a sign-in a second after the one before."""
    return Event(
        time=1_760_000_000_000 + 1000 * number,
        uid=f"e{number:05d}",
        source="ocsf",
        class_uid=AUTHENTICATION,
        actor_user_name=user,
    )


class FakeFinding(msgspec.Struct):
    uid: str
    user: str
    time: int
    count: int
    verdict: str = ""


class FakeBook:
    def __init__(self) -> None:
        self.by_uid: dict[str, FakeFinding] = {}

    def all(self) -> list[FakeFinding]:
        return list(self.by_uid.values())

    def get(self, uid: str) -> FakeFinding | None:
        return self.by_uid.get(uid)


class FakeBatch:
    def __init__(self, events: Sequence[Event], bodies: list[bytes], changed: list[FakeFinding]) -> None:
        self.uids = [event.uid for event in events]
        self.score = np.full(len(events), 12.5)
        self.severity = ["informational"] * len(events)
        self.changed_findings = changed
        self._bodies = bodies

    def encode(self, i: int) -> bytes:
        return self._bodies[i]


class FakeEngine:
    """Every decision tells how many events of the user came before it, so a lost or doubled event shows."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.findings = FakeBook()

    def process(self, events: Sequence[Event]) -> FakeBatch:
        bodies, changed = [], []
        for event in events:
            if event.status_detail == "poison":
                raise ValueError("this event breaks the engine")
            count = self.counts[event.actor_user_name] = self.counts.get(event.actor_user_name, 0) + 1
            bodies.append(json.dumps({"uid": event.uid, "score": 12.5, "count": count}).encode())
            if count % TENTH == 0:
                uid = f"f-{event.actor_user_name}"
                finding = self.findings.by_uid.get(uid) or FakeFinding(uid, event.actor_user_name, 0, 0)
                finding.time, finding.count = event.time, count
                self.findings.by_uid[uid] = finding
                changed.append(finding)
        return FakeBatch(events, bodies, changed)

    def verdict(self, finding_uid: str, verdict: str, note: str, author: str, time_ms: int) -> FakeFinding:
        self.findings.by_uid[finding_uid].verdict = verdict
        return self.findings.by_uid[finding_uid]

    def snapshot(self) -> bytes:
        body = msgspec.json.encode([self.counts, self.findings.by_uid])
        return zlib.crc32(body).to_bytes(4) + body

    def statistics(self) -> Statistics:
        return Statistics(
            days=[],
            sources=[],
            newcomers=[],
            entities={"user": len(self.counts)},
            state_bytes=0,
            asked_per_day=1.0,
            realised_per_day=float(len(self.findings.by_uid)),
            risks=[],
        )

    def entities(self, limit: int) -> list[EntityRisk]:
        names = sorted(self.counts, key=lambda name: -self.counts[name])[:limit]
        return [EntityRisk(type="user", id=name, risk=float(self.counts[name]), contributions=[]) for name in names]

    def entity(self, type: str, id: str) -> dict[str, Any] | None:
        return {"type": type, "id": id, "events": self.counts[id]} if type == "user" and id in self.counts else None


class FakeEngines:
    """Makes fake engines; `restore` refuses damaged snapshots as the real one does."""

    champion = "none: baselines and online models alone"

    def __init__(self) -> None:
        self.made = 0

    def fresh(self) -> Any:
        self.made += 1
        return FakeEngine()

    def restore(self, body: bytes) -> Any:
        if zlib.crc32(body[4:]).to_bytes(4) != body[:4]:
            raise StateError("checksum met, expected another: use an older snapshot")
        self.made += 1
        engine = FakeEngine()
        engine.counts, engine.findings.by_uid = msgspec.json.decode(
            body[4:], type=tuple[dict[str, int], dict[str, FakeFinding]]
        )
        return engine


def fake_row_of(finding: Any, seq: int) -> FindingRow:
    """Stand in for `serve.finding_row.row_of`, which reads the real engine's findings."""
    document = {
        "class_uid": 2004,
        "time": finding.time,
        "severity_id": 4,
        "status_id": 4 if finding.verdict else 1,
        "message": f"{finding.count} events",
        "finding_info": {"uid": finding.uid},
        "observables": [{"name": "user", "value": finding.user}, {"name": "src_ip", "value": "2001:db8::1"}],
    }
    return row_of_document(document, finding.verdict, seq)

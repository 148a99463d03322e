"""A small engine with the real one's face: it counts a user's events, and raises a finding at every tenth."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np

from serve.setups import Setup
from uba.clock import EventClock
from uba.errors import StateError
from uba.events import AUTHENTICATION, Event
from uba.findings.calibrations import Calibrations
from uba.findings.finding import Entity, Finding
from uba.findings.held_back import HeldBack
from uba.indicators import built_in_rules
from uba.settings import Settings
from uba.statistics import EntityRisk, Statistics, TeamStatistics

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


def finding_of(user: str) -> Finding:
    """Make the finding about a user, with nothing in it yet."""
    return Finding(
        uid=f"f-{user}",
        primary=Entity("user", user),
        flagged=[],
        entities={Entity("user", user): 1, Entity("src_ip", "2001:db8::1"): 1},
        reasons={},
        techniques=[],
        p_value=1e-5,
        score=62.5,
        severity="high",
        start_time=0,
        end_time=0,
        event_uids=[],
        event_count=0,
        sources={},
        model_versions={},
    )


_SALES = TeamStatistics(team="sales", asked_per_day=None, realised_per_day=0.5, findings=7)


class FakeBook:
    def __init__(self) -> None:
        self.by_uid: dict[str, Finding] = {}
        self.calibrations = Calibrations()
        self.held_back = HeldBack({"scanner": 2})

    def all(self) -> list[Finding]:
        return list(self.by_uid.values())

    def get(self, uid: str) -> Finding | None:
        return self.by_uid.get(uid)


class FakeBatch:
    def __init__(self, events: Sequence[Event], bodies: list[bytes], changed: list[Finding]) -> None:
        self.uids = [event.uid for event in events]
        self.score = np.full(len(events), 12.5)
        self.is_duplicate = np.zeros(len(events), dtype=np.bool_)
        self.changed_findings = changed
        self._bodies = bodies

    def encode(self, i: int) -> bytes:
        return self._bodies[i]


class FakeEngine:
    """Every decision tells how many events of the user came before it, so a lost or doubled event shows."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.counts: dict[str, int] = {}
        self.indicators = SimpleNamespace(rules=built_in_rules())
        self.findings = FakeBook()
        self.clock = EventClock(24)
        self.budget = SimpleNamespace(asked=lambda: 1.0)
        self.pace = SimpleNamespace(multiple=0.5)
        self.teams = SimpleNamespace(asked={})
        self.ledger = SimpleNamespace(
            realised_per_day=lambda: float(len(self.findings.by_uid)),
            teams=lambda _asked: [_SALES],
        )

    def process(self, events: Sequence[Event]) -> FakeBatch:
        bodies, changed = [], []
        for event in events:
            if event.status_detail == "poison":
                raise ValueError("this event breaks the engine")
            count = self.counts[event.actor_user_name] = self.counts.get(event.actor_user_name, 0) + 1
            bodies.append(json.dumps({"uid": event.uid, "score": 12.5, "count": count}).encode())
            if count % TENTH == 0:
                fresh = finding_of(event.actor_user_name)
                finding = self.findings.by_uid.setdefault(fresh.uid, fresh)
                finding.end_time, finding.event_count = event.time, count
                changed.append(finding)
        return FakeBatch(events, bodies, changed)

    def verdict(self, finding_uid: str, verdict: str, note: str, author: str, time_ms: int) -> Finding:
        self.findings.by_uid[finding_uid].verdict = verdict
        return self.findings.by_uid[finding_uid]

    def snapshot(self) -> bytes:
        body = msgspec.msgpack.encode([self.counts, self.findings.by_uid])
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


def counts_of(engine: object) -> dict[str, int]:
    """Events of each user that a fake engine counted."""
    assert isinstance(engine, FakeEngine)
    return dict(engine.counts)


class FakeEngines:
    """Makes fake engines; `restore` refuses damaged snapshots as the real one does."""

    champion = "none: baselines and online models alone"
    setup = Setup()

    def __init__(self) -> None:
        self.made = 0

    def keep(self) -> None:
        pass

    def under(self, setup: Setup) -> FakeEngines:
        return self

    def fresh(self, settings: Settings | None = None) -> Any:
        self.made += 1
        return FakeEngine()

    def restore(self, body: bytes) -> Any:
        if zlib.crc32(body[4:]).to_bytes(4) != body[:4]:
            raise StateError("checksum met, expected another: use an older snapshot")
        self.made += 1
        engine = FakeEngine()
        engine.counts, engine.findings.by_uid = msgspec.msgpack.decode(
            body[4:], type=tuple[dict[str, int], dict[str, Finding]]
        )
        return engine

"""What the service counts about itself, for Prometheus."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from uba.decide.score import severity_of

if TYPE_CHECKING:
    from uba.decide.batch import DecisionBatch

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The counters of one service, in a registry of their own so that two services in one process never mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.events = Counter("uba_events_scored_total", "Events decided.", registry=self.registry)
        self.repeats = Counter(
            "uba_events_repeated_total", "Events sent again and answered from the store.", registry=self.registry
        )
        self.rejected = Counter("uba_events_rejected_total", "Records that could not be read.", registry=self.registry)
        self.decisions = Counter("uba_decisions_total", "Decisions.", ["severity"], registry=self.registry)
        self.findings = Counter("uba_findings_changed_total", "Findings raised or updated.", registry=self.registry)
        self.commit_seconds = Histogram(
            "uba_commit_seconds",
            "Time to score and store one group of requests.",
            buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
            registry=self.registry,
        )
        self.asked = Gauge("uba_findings_asked_per_day", "Budget: findings a day.", registry=self.registry)
        self.realised = Gauge("uba_findings_realised_per_day", "Findings a day, raised.", registry=self.registry)
        self.pace = Gauge(
            "uba_budget_pace", "Multiple of the budget that thresholds are made for.", registry=self.registry
        )
        self.team_asked = Gauge(
            "uba_team_findings_asked_per_day", "Budget of a team: findings a day.", ["team"], registry=self.registry
        )
        self.team_realised = Gauge(
            "uba_team_findings_realised_per_day",
            "Findings a day about a team, raised.",
            ["team"],
            registry=self.registry,
        )
        self.suppressed = Gauge(
            "uba_findings_suppressed", "Incidents held back so far.", ["cause"], registry=self.registry
        )
        self._queue = Gauge("uba_queue_events", "Events that wait for the scorer.", registry=self.registry)

    def watch_queue(self, waiting: Callable[[], int]) -> None:
        """Read the length of the queue when asked, not when it changes."""
        self._queue.set_function(waiting)

    def count(self, batch: DecisionBatch) -> None:
        """Count a batch that was committed."""
        self.events.inc(len(batch.uids))
        self.findings.inc(len(batch.changed_findings))
        for severity, number in Tally(map(severity_of, batch.score.tolist())).items():
            self.decisions.labels(severity).inc(number)

    def text(self) -> bytes:
        """Give everything in Prometheus' text format."""
        return generate_latest(self.registry)

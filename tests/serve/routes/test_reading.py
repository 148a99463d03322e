"""Laws of the calls that only read: entities, models, health, metrics."""

from __future__ import annotations

import threading

from tests.serve.client import record
from tests.serve.conftest import MakeClient


def test_entities_by_risk(make_client: MakeClient) -> None:
    """Entities are listed riskiest first, and each can be looked at."""
    client = make_client("score", "read")
    for number in range(3):
        client.score(record(number, user="ana@x.example" if number else "bob@x.example"))

    ranking = client.get("/v1/entities", params={"limit": 2}).json()["items"]
    assert [entity["id"] for entity in ranking] == ["ana@x.example", "bob@x.example"]
    assert client.get("/v1/entities/user/ana@x.example").json()["events"] == 2
    assert client.get("/v1/entities/user/nobody").status_code == 404


def test_ready_says_with_what(make_client: MakeClient) -> None:
    """A ready service says which champion scores, where journal and snapshot are, and the budget."""
    client = make_client("score")
    client.score(record(0))

    assert client.get("/health/ready").json() == {
        "status": "ready",
        "champion": "none: baselines and online models alone",
        "journal_seq": 1,
        "snapshot_seq": 0,
        "budget": {
            "asked_per_day": 1.0,
            "realised_per_day": 0.0,
            "pace": 0.5,
            "suppressed": {"scanner": 2},
            "teams": [{"team": "sales", "asked_per_day": None, "realised_per_day": 0.5, "findings": 7}],
        },
    }


def test_a_busy_engine_holds_up_no_probe(make_client: MakeClient) -> None:
    """Probes answer while the engine is busy."""
    client = make_client()
    gate = threading.Event()
    blocking = client.app.state.service.scorer.query(lambda _engine: gate.wait(10))
    answer = client.get("/health/ready")
    gate.set()
    blocking.result(10)

    assert answer.status_code == 200
    assert answer.json()["budget"] is None


def test_not_ready_after_a_stop(make_client: MakeClient) -> None:
    """A service that does not accept events is not ready, and scoring says the same."""
    client = make_client("score")
    client.app.state.service.scorer.stop()

    assert client.get("/health/ready").status_code == 503
    assert client.score(record(0)).status_code == 503
    assert client.get("/health/live").json() == {"status": "alive"}


def test_metrics(make_client: MakeClient) -> None:
    """Prometheus sees events, repeats, rejects, decisions, the queue, and findings against the budget."""
    client = make_client("score")
    client.score(b"[" + record(0) + b"," + record(1) + b',{"what": 1}]')
    client.score(record(0))
    lines = client.get("/metrics").text.splitlines()

    for line in (
        "uba_events_scored_total 2.0",
        "uba_events_repeated_total 1.0",
        "uba_events_rejected_total 1.0",
        'uba_decisions_total{severity="informational"} 2.0',
        "uba_queue_events 0.0",
        "uba_findings_asked_per_day 1.0",
        "uba_findings_realised_per_day 0.0",
        "uba_budget_pace 0.5",
        'uba_findings_suppressed{cause="scanner"} 2.0',
        "uba_commit_seconds_count 2.0",
    ):
        assert line in lines


def test_suppressed(make_client: MakeClient) -> None:
    """What is not told can be asked for, with the reasons."""
    assert make_client("read").get("/v1/suppressed").json() == {
        "counts": {"scanner": 2},
        "incidents": [],
        "calibrations": [],
    }


def test_models(make_client: MakeClient) -> None:
    """Without a champion the service says so."""
    assert make_client("read").get("/v1/models").json() == {"champion": "none: baselines and online models alone"}


def test_report_of_no_week(make_client: MakeClient) -> None:
    """A week that does not exist is a problem, not an empty report."""
    client = make_client("read")

    assert client.get("/v1/report/weekly", params={"week": "2026-W60"}).status_code == 422
    assert client.get("/v1/report/weekly").status_code == 422

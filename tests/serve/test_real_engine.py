"""The service with the real engine: what the interface promises of decisions, entities and the report."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from serve import snapshots
from serve.app import create_app
from serve.engines import ConfiguredEngines
from serve.keys import create
from serve.metrics import Metrics
from serve.scorer import LOADING, Scorer
from serve.store import Store
from tests.serve.client import Client, record, records
from uba.context import Context
from uba.events import Event
from uba.reader import parse_record
from uba.settings import Settings

M365 = (
    b'{"CreationTime":"2026-03-09T08:14:22","Id":"5f0c7c1e-9a1b-4f6e-8f3d-0b6f2c1d7a10","Operation":"FileDownloaded",'
    b'"RecordType":6,"ResultStatus":"Succeeded","UserType":0,"Workload":"SharePoint","UserId":"d.keller@x.example",'
    b'"ClientIP":"203.0.113.77","ItemType":"File","ObjectId":"https://x.example/sites/finance/payroll.xlsx",'
    b'"SiteUrl":"https://x.example/sites/finance/","SourceFileName":"payroll.xlsx"}'
)
GITHUB = (
    b'{"@timestamp":1773044123123,"_document_id":"zQ1bXy7uR2k","action":"git.clone","actor":"r-lindqvist",'
    b'"actor_ip":"203.0.113.9","org":"fabrikam","repo":"fabrikam/pricing-engine",'
    b'"repository":"fabrikam/pricing-engine","transport_protocol_name":"http"}'
)


@pytest.fixture
def engines(tmp_path: Path) -> ConfiguredEngines:
    """Give engines without a champion and without context."""
    return ConfiguredEngines(tmp_path, Context.empty(), Settings())


@pytest.fixture
def client(sqlite_store: Store, tmp_path: Path, engines: ConfiguredEngines) -> Iterator[Client]:
    """Give a service on whatever state is in the directory."""
    metrics = Metrics()
    scorer = Scorer(tmp_path, sqlite_store, engines, metrics)
    made: list[Scorer] = []

    class Late(Client):
        """Starts the service with the first request, so that a test can put a state there before."""

        def request(self, *args: Any, **options: Any) -> Any:
            if not made:
                made.append(scorer)
                scorer.start()
                while scorer.phase == LOADING:
                    time.sleep(0.01)
            return super().request(*args, **options)

    yield Late(create_app(scorer, sqlite_store, metrics), create(sqlite_store, "kim", ["admin"], 1))
    for started in made:
        started.stop()


def test_native_records_are_decided(client: Client) -> None:
    """Records of three vendors in one request are recognised and decided, each decision with all its fields."""
    answer = client.score(b"\n".join([M365, GITHUB, record(0)]), "application/x-ndjson")

    assert answer.status_code == 200
    assert [result["source"] for result in answer.json()["results"]] == ["m365_ual", "github_audit", "ocsf"]
    for result in answer.json()["results"]:
        assert 0 <= result["score"] <= 100
        assert 0 < result["p_value"] <= 1
        assert result["severity"] == "informational"
        assert {"uid", "entities", "reasons", "model_versions"} <= result.keys()
        assert result["finding_uid"] is None
        assert client.get(f"/v1/decisions/{result['uid']}").json() == result


def test_entities_and_report(client: Client) -> None:
    """An entity that had events can be looked at, and the report of the week has them."""
    client.score(records(0, 5))

    assert client.get("/v1/entities/user/ana@x.example").json()["id"] == "ana@x.example"
    assert client.get("/v1/entities").json() == {"items": []}
    for form, media_type in (("html", "text/html"), ("md", "text/markdown"), ("json", "application/json")):
        report = client.get("/v1/report/weekly", params={"week": "2025-W41", "format": form})
        assert report.status_code == 200
        assert report.headers["content-type"].startswith(media_type)
        assert "2025-W41" in report.text
    ready = client.get("/health/ready").json()
    assert ready["champion"] == "none: baselines and online models alone"
    assert ready["budget"]["asked_per_day"] > 0


def test_an_event_counted_before_the_journal(client: Client, engines: ConfiguredEngines, tmp_path: Path) -> None:
    """An event of the replay a state comes from is answered without news, not counted again, and stays so."""
    engine = engines.fresh()
    event = parse_record(record(0))
    assert isinstance(event, Event)
    engine.process([event])
    snapshots.write(tmp_path, 0, engine.snapshot())
    first = client.score(records(0, 2))
    again = client.score(record(0))

    assert first.json()["results"][0]["score"] == 0
    assert first.json()["results"][0]["p_value"] == 1
    assert again.json()["results"][0] == first.json()["results"][0]
    days = client.app.state.service.scorer.query(lambda engine: engine.statistics().days).result(10)
    assert sum(day.events for day in days) == 2

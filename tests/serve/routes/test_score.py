"""Laws of `POST /v1/score` and `GET /v1/decisions`."""

from __future__ import annotations

import gzip
import json
import threading
from pathlib import Path

import pytest
import zstandard

from tests.serve.client import record, records
from tests.serve.conftest import MakeClient
from uba.sources import with_mappings


@pytest.mark.parametrize(
    ("body", "media_type", "expected"),
    [
        (record(0), "application/json", 1),
        (records(0, 3), "application/json; charset=utf-8", 3),
        (record(0) + b"\n\n" + record(1) + b"\n", "application/x-ndjson", 2),
        (gzip.compress(records(0, 3)), "gzip", 3),
        (gzip.compress(record(0) + b"\n") + gzip.compress(record(1)), "gzip lines", 2),
        (zstandard.ZstdCompressor().compress(records(0, 3)), "zstd", 3),
        (b"[]", "application/json", 0),
    ],
)
def test_every_form_of_body(make_client: MakeClient, body: bytes, media_type: str, expected: int) -> None:
    """One event, an array and one a line, packed or not, give a decision each, in input order."""
    encoding = media_type.split()[0] if media_type.split()[0] in ("gzip", "zstd") else ""
    headers = {"Content-Encoding": encoding} if encoding else {}
    if encoding:
        media_type = "application/x-ndjson" if "lines" in media_type else "application/json"
    answer = make_client("score").score(body, media_type, headers=headers)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert [result["uid"] for result in answer.json()["results"]] == [f"e{i:05d}" for i in range(expected)]
    assert answer.json()["rejected"] == []


def test_a_bad_record_is_named(make_client: MakeClient) -> None:
    """A record that cannot be read is rejected by position and reason; the others are scored."""
    body = b"\n".join([record(0), b'{"what": 1}', b"\xff\xfe", record(1)])
    answer = make_client("score").score(body, "application/x-ndjson")

    assert [result["uid"] for result in answer.json()["results"]] == ["e00000", "e00001"]
    assert [entry["index"] for entry in answer.json()["rejected"]] == [1, 2]
    assert all(entry["reason"] for entry in answer.json()["rejected"])


def test_a_decision_is_returned_as_answered(make_client: MakeClient) -> None:
    """The decision of an event is, byte for byte, what was answered, then and every time after."""
    client = make_client("score", "read")
    first = client.score(records(0, 2)).content
    again = client.score(records(0, 2)).content
    kept = client.get("/v1/decisions/e00001")

    assert first == again
    assert kept.content in first
    assert json.loads(kept.content)["uid"] == "e00001"
    assert client.get("/v1/decisions/e%2F0").status_code == 404
    assert client.get("/v1/decisions/e%00").status_code == 404


def test_a_uid_with_a_slash(make_client: MakeClient) -> None:
    """A uid may hold any character a path can carry."""
    client = make_client("score", "read")
    client.score(record(0).replace(b"e00000", b"a/b c?#"))

    assert client.get("/v1/decisions/a%2Fb%20c%3F%23").json()["uid"] == "a/b c?#"


@pytest.mark.parametrize("uid", ["\\u0000", "x" * 513])
def test_a_uid_no_database_can_hold(make_client: MakeClient, uid: str) -> None:
    """Such a record is rejected alone; what came with it is scored."""
    body = b"[" + record(0).replace(b"e00000", uid.encode()) + b"," + record(1) + b"]"
    answer = make_client("score").score(body)

    assert answer.status_code == 200
    assert [entry["index"] for entry in answer.json()["rejected"]] == [0]


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (400, b"", {}),
        (400, b"  \n", {}),
        (400, b'{"open": ', {}),
        (400, b'[{"a": 1},', {}),
        (400, record(0), {"Content-Encoding": "gzip"}),
        (400, gzip.compress(record(0))[:-9], {"Content-Encoding": "gzip"}),
        (400, record(0), {"Content-Encoding": "zstd"}),
        (400, zstandard.ZstdCompressor().compress(record(0))[:-3], {"Content-Encoding": "zstd"}),
        (413, b'"' + b"x" * 5000 + b'"', {}),
        (413, gzip.compress(b" " * 10_000_000), {"Content-Encoding": "gzip"}),
        (413, zstandard.ZstdCompressor().compress(b" " * 10_000_000), {"Content-Encoding": "zstd"}),
        (415, record(0), {"Content-Type": "application/x-www-form-urlencoded"}),
        (415, record(0), {"Content-Type": ""}),
        (415, record(0), {"Content-Encoding": "br"}),
        (422, b'{"what": 1}', {}),
        (422, b"not json", {"Content-Type": "text/plain"}),
    ],
)
def test_bodies_that_cannot_be_used(make_client: MakeClient, status: int, body: bytes, headers: dict[str, str]) -> None:
    """What is wrong with a body is a problem document that says so, and nothing is stored."""
    client = make_client("score", "read", body_limit=4096)
    answer = client.score(body, headers=headers)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["instance"], problem["type"]) == (status, "/v1/score", "about:blank")
    assert problem["title"]
    assert problem["detail"]
    assert client.app.state.service.scorer.seq == 0


def test_nothing_valid_names_every_record(make_client: MakeClient) -> None:
    """When nothing can be read there is an entry for each record."""
    answer = make_client("score").score(b'[{"what": 1}, 7]')

    assert answer.status_code == 422
    assert [entry["index"] for entry in answer.json()["errors"]] == [0, 1]


def test_an_unknown_source(make_client: MakeClient) -> None:
    """A source that does not exist is named, and those that do."""
    answer = make_client("score").score(record(0), params={"source": "nope"})

    assert answer.status_code == 422
    assert "nope" in answer.json()["detail"]
    assert "m365_ual" in answer.json()["detail"]


def test_too_many_records(make_client: MakeClient) -> None:
    """A body of very many tiny records is turned away before each gets an answer."""
    answer = make_client("score").score(b"1\n" * 100_001, "application/x-ndjson")

    assert answer.status_code == 413


def test_later_when_the_queue_is_full(make_client: MakeClient) -> None:
    """A full queue is 503 with Retry-After, and the same request is scored later."""
    client = make_client("score", scorer={"queue_limit": 5})
    scorer = client.app.state.service.scorer
    gate = threading.Event()
    blocking = scorer.query(lambda _engine: gate.wait(10))
    while scorer._inbox.waiting:
        pass
    waiting = [scorer.query(lambda _engine: None) for _ in range(5)]
    answer = client.score(records(0, 3))
    gate.set()
    blocking.result(10)
    for future in waiting:
        future.result(10)

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert client.score(records(0, 3)).status_code == 200


def test_later_when_too_many_bodies_are_held(make_client: MakeClient) -> None:
    """When requests hold all the room there is, the next is turned away before its body is read."""
    client = make_client("score")
    room = client.app.state.service.room
    room.held = room.limit
    answer = client.score(record(0))
    room.held = 0

    assert answer.status_code == 503
    assert client.score(record(0)).status_code == 200
    assert room.held == 0


def test_an_error_nobody_expected(make_client: MakeClient) -> None:
    """Even that is a problem document, and tells nothing of the inside."""
    client = make_client("score")
    client.app.state.service.scorer.query(lambda engine: setattr(engine, "process", None)).result(10)
    answer = client.score(record(0))

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "NoneType" not in answer.text


def test_a_mapping_of_one_s_own(make_client: MakeClient, tmp_path: Path) -> None:
    """A format described in the operator's mapping files is read, small bodies and large; without them it is not."""
    (tmp_path / "badge.yaml").write_text(
        "name: badge_reader\ndescription: Doors\nrecognise: {keys: [badge, door, granted]}\ntime: $when\n"
        "set: {class_uid: AUTHENTICATION, activity_id: AUTH_LOGON, actor.user.name: $badge, metadata.uid: $id}\n"
    )
    badge = b'{"id":"e%05d","when":"2026-03-09T08:31:44Z","badge":"b-17","door":"lab","granted":true}\n'
    client = make_client("score", sources=with_mappings(tmp_path))

    for count in (1, 1_000):
        answer = client.score(b"".join(badge % i for i in range(count)), "application/x-ndjson")
        assert [result["uid"] for result in answer.json()["results"]] == [f"e{i:05d}" for i in range(count)]
    assert make_client("score").score(badge % 1, "application/x-ndjson").status_code == 422

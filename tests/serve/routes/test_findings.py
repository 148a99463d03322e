"""Laws of `/v1/findings`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.serve.client import Client, record
from tests.serve.conftest import MakeClient


@pytest.fixture
def client(make_client: MakeClient) -> Client:
    """Give a service with a finding for each of three users, u2's the newest."""
    made = make_client("score", "read", "triage")
    made.score(b"\n".join(record(number, user=f"u{number // 20}@x.example") for number in range(60)), LINES)
    return made


LINES = "application/x-ndjson"


def _uids(page: dict[str, Any]) -> list[str]:
    return [finding["finding_info"]["uid"] for finding in page["items"]]


def test_newest_first(client: Client) -> None:
    """The list is newest first, one entry a finding."""
    assert _uids(client.get("/v1/findings").json()) == ["f-u2@x.example", "f-u1@x.example", "f-u0@x.example"]


def test_pages(client: Client) -> None:
    """Following `next_cursor` gives every finding once, and ends."""
    seen: list[str] = []
    params: dict[str, Any] = {"limit": 1}
    for _ in range(3):
        page = client.get("/v1/findings", params=params).json()
        seen += _uids(page)
        params["cursor"] = page["next_cursor"]

    assert seen == ["f-u2@x.example", "f-u1@x.example", "f-u0@x.example"]
    assert page["next_cursor"] is None


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"since": "1760000050000"}, ["u2"]),
        ({"until": "2025-10-09T08:53:40Z"}, ["u0"]),
        ({"since": "2025-10-09T08:53:40", "until": "1760000055000"}, ["u1"]),
        ({"severity": "high"}, ["u2", "u1", "u0"]),
        ({"severity": ["low", "critical"]}, []),
        ({"status": "new"}, ["u2", "u1", "u0"]),
        ({"status": "resolved"}, []),
        ({"verdict": "none"}, ["u2", "u1", "u0"]),
        ({"verdict": "benign"}, []),
        ({"entity": "user:u1@x.example"}, ["u1"]),
        ({"entity": "src_ip:2001:db8::1"}, ["u2", "u1", "u0"]),
        ({"entity": "src_ip:u1@x.example"}, []),
    ],
)
def test_filters(client: Client, params: dict[str, Any], expected: list[str]) -> None:
    """A filter leaves exactly what it says."""
    assert _uids(client.get("/v1/findings", params=params).json()) == [f"f-{name}@x.example" for name in expected]


@pytest.mark.parametrize(
    "params",
    [
        {"since": "yesterday"},
        {"cursor": "???"},
        {"cursor": "WzFd"},
        {"severity": "huge"},
        {"limit": "0"},
        {"entity": "ana"},
        {"entity": ":"},
    ],
)
def test_parameters_that_cannot_be_used(client: Client, params: dict[str, str]) -> None:
    """A parameter that cannot be used is a problem that names it, never an empty list."""
    answer = client.get("/v1/findings", params=params)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert next(iter(params)) in json.dumps(answer.json())


def test_a_verdict(client: Client) -> None:
    """A verdict is answered with the finding, kept, and can be searched for."""
    path = "/v1/findings/f-u1@x.example"
    answer = client.patch(path, json={"verdict": "false_positive", "note": "planned migration"})

    assert answer.status_code == 200
    assert client.get(path).content == answer.content
    assert _uids(client.get("/v1/findings", params={"verdict": "false_positive"}).json()) == ["f-u1@x.example"]


@pytest.mark.parametrize("body", [{}, {"verdict": "maybe"}, {"verdict": "benign", "extra": 1}, [], "x"])
def test_verdicts_that_do_not_exist(client: Client, body: object) -> None:
    """Only the three verdicts can be given."""
    assert client.patch("/v1/findings/f-u1@x.example", json=body).status_code == 422


@pytest.mark.parametrize(("status", "body"), [(400, b"{"), (400, b"\xff"), (413, b" " * 300_000)])
def test_judgements_that_cannot_be_read(client: Client, status: int, body: bytes) -> None:
    """A body that is not JSON, or far too large, is a problem."""
    assert client.request("PATCH", "/v1/findings/f-u1@x.example", content=body).status_code == status


def test_no_such_finding(client: Client) -> None:
    """An unknown finding is 404, to look at and to judge."""
    assert client.get("/v1/findings/none").status_code == 404
    assert client.get("/v1/findings/a%00b").status_code == 404
    assert client.patch("/v1/findings/none", json={"verdict": "benign"}).status_code == 404

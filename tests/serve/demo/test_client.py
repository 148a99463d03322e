"""Laws of the demo's client: it waits when told to, and counts what it sent."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from serve.demo.client import Client
from uba.errors import ConfigError, Unavailable

NOTHING: dict[str, Any] = {"results": [], "rejected": []}


def client(*answers: httpx.Response, seen: list[httpx.Request] | None = None) -> Client:
    """Make a client of a service that gives these answers, the last one again and again."""
    waiting = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    return Client("http://uba", "uba_a_b", httpx.MockTransport(answer))


def test_records_are_sent_one_a_line_with_the_key() -> None:
    """A batch is NDJSON under the API key."""
    seen: list[httpx.Request] = []
    client(httpx.Response(200, json={"results": [{}, {}], "rejected": []}), seen=seen).score([b"{}", b"[]"])

    assert seen[0].content == b"{}\n[]\n"
    assert seen[0].headers["authorization"] == "Bearer uba_a_b"
    assert seen[0].headers["content-type"] == "application/x-ndjson"


def test_every_record_is_accounted_for() -> None:
    """Decided, ignored and rejected records add up to what was sent; anything else is an error."""
    told = {"results": [{}], "rejected": [{"index": 1, "reason": "no"}], "ignored": [2]}
    answer = client(httpx.Response(200, json=told)).score([b"1", b"2", b"3"])

    assert (answer.decided, answer.ignored, len(answer.rejected)) == (1, 1, 1)
    with pytest.raises(ConfigError, match="accounts for 3 records, expected the 4"):
        client(httpx.Response(200, json=told)).score([b"1", b"2", b"3", b"4"])


def test_a_full_service_is_asked_again() -> None:
    """After 503 the same request is sent again, until it is taken or has been refused too often."""
    full = httpx.Response(503, headers={"Retry-After": "0"}, text="full")
    taken = client(full, full, httpx.Response(200, json=NOTHING)).score([])

    assert taken.decided == 0
    with pytest.raises(Unavailable, match="full"):
        client(full).score([])


def test_an_error_names_what_was_asked_and_answered() -> None:
    """An answer that is an error is told with its address, status and text."""
    with pytest.raises(ConfigError, match=r"http://uba/v1/models answered 401, expected 200: no key"):
        client(httpx.Response(401, text="no key")).get("/v1/models")


def test_findings_come_from_all_pages() -> None:
    """The cursor is followed to the end."""
    seen: list[httpx.Request] = []
    pages = [
        httpx.Response(200, json={"items": [1, 2], "next_cursor": "x"}),
        httpx.Response(200, json={"items": [3], "next_cursor": None}),
    ]

    assert list(client(*pages, seen=seen).findings()) == [1, 2, 3]
    assert [request.url.params.get("cursor") for request in seen] == [None, "x"]

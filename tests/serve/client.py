"""A client of an application in this process."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
from fastapi import FastAPI


class Client:
    """Sends one request after the other; `key` is the API key of all, None for none."""

    def __init__(self, app: FastAPI, key: str | None = None) -> None:
        self.app = app
        self.key = key

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        headers |= options.pop("headers", {})

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://uba") as client:
                return await client.request(method, path, headers=headers, **options)

        return asyncio.run(send())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def patch(self, path: str, **options: Any) -> httpx.Response:
        return self.request("PATCH", path, **options)

    def score(self, body: bytes, media_type: str = "application/json", **options: Any) -> httpx.Response:
        headers = {"Content-Type": media_type} | options.pop("headers", {})
        return self.request("POST", "/v1/score", content=body, headers=headers, **options)


def record(number: int, user: str = "ana@x.example") -> bytes:
    """Make an OCSF authentication as a client sends it."""
    event = {
        "class_uid": 3002,
        "activity_id": 1,
        "time": 1_760_000_000_000 + 1000 * number,
        "status_id": 1,
        "severity_id": 1,
        "metadata": {"uid": f"e{number:05d}", "version": "1.8.0", "product": {"name": "x"}},
        "user": {"name": user},
        "src_endpoint": {"ip": "192.0.2.1"},
    }
    return json.dumps(event).encode()


def records(first: int, end: int) -> bytes:
    """Make a JSON array of records."""
    return b"[" + b",".join(record(number) for number in range(first, end)) + b"]"

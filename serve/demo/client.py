"""A client of the service, over HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Self

import httpx
import msgspec

from uba.errors import ConfigError, Unavailable

_ATTEMPTS = 20


class Answer(NamedTuple):
    """What one scoring request came to."""

    decided: int
    """Records that were events."""
    ignored: int
    """Records of no interest."""
    rejected: list[dict[str, Any]]
    """Records that could not be read: position and reason."""


class Client:
    """Speaks to the service at `url` with an API key; closed on leaving its `with` block."""

    def __init__(self, url: str, key: str, transport: httpx.BaseTransport | None = None) -> None:
        # Nothing of the environment: a proxy would be asked for this machine's own address.
        headers = {"Authorization": f"Bearer {key}"}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=120, trust_env=False, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._http.close()

    def get(self, path: str, **parameters: str) -> bytes:
        """Ask for something that has to be there.

        Raises
        ------
        uba.errors.ConfigError
            The answer is an error.
        """
        return _good(self._http.get(path, params=parameters)).content

    def score(self, records: Sequence[bytes]) -> Answer:
        """Have records scored, one a line, waiting when the service says so.

        Raises
        ------
        uba.errors.ConfigError
            The answer is an error, or does not account for every record.
        uba.errors.Unavailable
            The service is full, and stays so.
        """
        answered = self._post(b"\n".join(records) + b"\n")
        document = msgspec.json.decode(_good(answered).content)
        answer = Answer(len(document["results"]), len(document.get("ignored", ())), document["rejected"])
        told = answer.decided + answer.ignored + len(answer.rejected)
        if told != len(records):
            raise ConfigError(f"the answer accounts for {told} records, expected the {len(records)} that were sent")
        return answer

    def _post(self, body: bytes) -> httpx.Response:
        for _ in range(_ATTEMPTS):
            answered = self._http.post("/v1/score", content=body, headers={"Content-Type": "application/x-ndjson"})
            if answered.status_code not in (429, 503):
                return answered
            time.sleep(float(answered.headers.get("Retry-After", "1")))
        raise Unavailable(f"the service took no request in {_ATTEMPTS} attempts, its last answer: {answered.text}")

    def findings(self) -> Iterator[dict[str, Any]]:
        """Give all findings, newest first, page after page."""
        cursor: dict[str, str] = {}
        while True:
            page = msgspec.json.decode(self.get("/v1/findings", limit="1000", **cursor))
            yield from page["items"]
            if page["next_cursor"] is None:
                return
            cursor = {"cursor": page["next_cursor"]}


def _good(answered: httpx.Response) -> httpx.Response:
    if answered.status_code != 200:
        raise ConfigError(
            f"{answered.request.url} answered {answered.status_code}, expected 200: {answered.text[:1000]}"
        )
    return answered

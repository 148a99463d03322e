"""Room for bodies: how many bytes of requests may be in memory at once."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from fastapi import Request

from serve.problems import unavailable

_BODIES = 8
"""Bodies of the largest size there is room for."""

_PACKED = 20
"""How much larger a packed body of log records usually becomes; the largest size is the bound in any case."""


class Room:
    """Lets requests in while there is room for their bodies, and turns the others away before they are read.

    Parameters
    ----------
    body_limit
        Bytes of the largest body accepted.
    """

    def __init__(self, body_limit: int) -> None:
        self.body_limit = body_limit
        self.limit = _BODIES * body_limit
        self.held = 0

    @contextlib.contextmanager
    def of(self, request: Request) -> Iterator[None]:
        """Hold room for the body of `request` while the block runs.

        Raises
        ------
        serve.problems.Problem
            503 there is none now.
        """
        needed = self._needed(request)
        if self.held and self.held + needed > self.limit:
            raise unavailable(
                f"requests of {self.held} bytes are being worked on, expected at most {self.limit}: send it again later"
            )
        self.held += needed
        try:
            yield
        finally:
            self.held -= needed

    def _needed(self, request: Request) -> int:
        announced = request.headers.get("content-length", "")
        if not announced.isdigit():
            return self.body_limit
        factor = _PACKED if request.headers.get("content-encoding") else 1
        return min(int(announced) * factor, self.body_limit)

"""One line of an access log, its fields as text, whoever wrote it."""

from __future__ import annotations

import msgspec


class AccessLine(msgspec.Struct, gc=False):
    """One request and its answer."""

    time: int
    host: str
    user: str
    method: str
    target: str
    status: int
    size: int
    referrer: str = ""
    user_agent: str = ""
    vhost: str = ""
    latency_ms: float = 0.0
    forwarded_for: str = ""
    session: str = ""

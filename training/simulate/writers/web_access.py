"""The public site's access log: combined format with request time and virtual host."""

from __future__ import annotations

from training.simulate.sink import Sink
from training.simulate.writers.clock import apache

CHANNEL = "web_access"
HOST = "www.halden.example"


def request(
    sink: Sink,
    at: int,
    ip: str,
    path: str,
    status: int,
    size: int,
    agent: str,
    *,
    method: str = "GET",
    referrer: str = "-",
    took_ms: float = 40.0,
) -> None:
    """Write one request; `took_ms` becomes seconds with three decimals."""
    line = (
        f'{ip} - - [{apache(at)}] "{method} {path} HTTP/1.1" {status} {size} "{referrer}" "{agent}" '
        f'{took_ms / 1000:.3f} "{HOST}"'
    )
    sink.add(CHANNEL, at // 1000 * 1000, line.encode())

"""The shop's access log, as nginx and Apache or as IIS write it; and the intranet's, always by IIS."""

from __future__ import annotations

from dataclasses import dataclass

from training.simulate.sink import Sink
from training.simulate.writers.clock import apache, blank

SHOP = "shop.halden.example"
INTRANET = "intranet.halden.example"


@dataclass(frozen=True, slots=True)
class Request:
    """One request and its answer; `took_ms` is the time it took, `sent` the bytes of the body that came with it."""

    ip: str
    path: str
    status: int
    size: int
    agent: str
    query: str = ""
    method: str = "GET"
    referrer: str = "-"
    took_ms: float = 40.0
    sent: int = 0
    user: str = "-"


@dataclass(frozen=True, slots=True)
class AccessLog:
    """Writes requests to a site.

    Attributes
    ----------
    server
        nginx, apache or iis.
    channel
        The sink's.
    host, computer, address
        The site, its machine, and the machine's address.
    """

    server: str
    channel: str
    host: str
    computer: str
    address: str

    def request(self, sink: Sink, at: int, done: Request) -> None:
        """Write one request."""
        line = self._w3c(at, done) if self.server == "iis" else self._combined(at, done)
        sink.add(self.channel, at // 1000 * 1000, line.encode())

    def _combined(self, at: int, done: Request) -> str:
        target = f"{done.path}?{done.query}" if done.query else done.path
        return (
            f'{done.ip} - {done.user} [{apache(at)}] "{done.method} {target} HTTP/1.1" {done.status} {done.size} '
            f'"{done.referrer}" "{done.agent}" {done.took_ms / 1000:.3f} "{self.host}"'
        )

    def _w3c(self, at: int, done: Request) -> str:
        agent = done.agent.replace(" ", "+")
        code, _, sub = {401: "401 2", 403: "403 14"}.get(done.status, f"{done.status} 0").partition(" ")
        windows = {404: "2", 401: "5", 403: "5", 500: "0", 503: "64"}.get(done.status, "0")
        return (
            f"{blank(at)} W3SVC1 {self.computer} {self.address} {done.method} {done.path} {done.query or '-'} 443 "
            f"{done.user} {done.ip} {agent} {done.referrer} {self.host} {code} {sub} {windows} {done.size} "
            f"{420 + done.sent} {max(1, round(done.took_ms))}"
        )

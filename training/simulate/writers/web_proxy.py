"""The proxy through which people browse: Squid's native or combined log, or Zscaler's web log."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from numpy.random import Generator

from training.simulate.sink import Sink
from training.simulate.writers.clock import apache, blank


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request through the proxy.

    Attributes
    ----------
    account, upn
        Who asks, as Squid and as Zscaler name them.
    sent, size
        Bytes to and from the site.
    category
        What Zscaler says the site is.
    blocked
        Whether the proxy refused it.
    """

    account: str
    upn: str
    ip: str
    device: str
    agent: str
    url: str
    size: int
    kind: str = "text/html"
    method: str = "GET"
    status: int = 200
    sent: int = 900
    referrer: str = "-"
    category: str = "Other Business and Economy"
    threat: str = "None"
    took_ms: float = 180.0
    blocked: bool = False

    @property
    def host(self) -> str:
        """The site asked."""
        return self.url.partition("://")[2].partition("/")[0]


@dataclass(frozen=True, slots=True)
class ProxyLog:
    """Writes requests: `product` is squid, squid_combined or zscaler."""

    product: str

    def fetch(self, sink: Sink, rng: Generator, at: int, done: Fetch) -> None:
        """Write one request."""
        if self.product == "zscaler":
            self._zscaler(sink, rng, at, done)
            return
        result = "TCP_DENIED" if done.blocked else "TCP_TUNNEL" if done.method == "CONNECT" else "TCP_MISS"
        status = 403 if done.blocked else done.status
        peer = "HIER_NONE/-" if done.blocked else f"HIER_DIRECT/{_address(done.host)}"
        if self.product == "squid":
            line = (
                f"{at // 1000}.{at % 1000:03d} {round(done.took_ms):6d} {done.ip} {result}/{status} {done.size} "
                f"{done.method} {done.url} {done.account} {peer} {done.kind}"
            )
        else:
            line = (
                f'{done.ip} - {done.account} [{apache(at)}] "{done.method} {done.url} HTTP/1.1" {status} {done.size} '
                f'"{done.referrer}" "{done.agent}" {result}:{peer.partition("/")[0]}'
            )
            at = at // 1000 * 1000
        sink.add("squid", at, line.encode())

    def _zscaler(self, sink: Sink, rng: Generator, at: int, done: Fetch) -> None:
        uid = str(int(rng.integers(1 << 60, 1 << 62)))
        record = {
            "datetime": blank(at),
            "reason": "Not allowed to browse this category" if done.blocked else "Allowed",
            "event_id": uid,
            "protocol": "HTTPS",
            "action": "Blocked" if done.blocked else "Allowed",
            "transactionsize": str(done.size + done.sent),
            "responsesize": str(done.size),
            "requestsize": str(done.sent),
            "urlcategory": done.category,
            "serverip": _address(done.host),
            "clienttranstime": str(round(done.took_ms)),
            "requestmethod": done.method,
            "refererURL": "None" if done.referrer == "-" else done.referrer.partition("://")[2],
            "useragent": done.agent,
            "ClientIP": done.ip,
            "status": str(403 if done.blocked else done.status),
            "user": done.upn,
            "url": done.url.partition("://")[2],
            "hostname": done.host,
            "threatname": done.threat,
            "contenttype": done.kind.replace("/", "_"),
            "appname": "General Browsing",
            "devicehostname": done.device,
        }
        sink.add("zscaler", at // 1000 * 1000, msgspec.json.encode(record), uid)


def _address(host: str) -> str:
    """Give a made-up address of a site, always the same for its name."""
    n = sum((i + 7) * ord(c) for i, c in enumerate(host))
    return f"192.0.2.{n % 254 + 1}" if n % 2 else f"198.51.100.{n % 254 + 1}"

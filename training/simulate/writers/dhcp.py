"""A Windows DHCP server's audit log: leases, renewals, refusals, scopes that ran out."""

from __future__ import annotations

from training.simulate.sink import Sink
from training.simulate.writers.clock import american

CHANNEL = "dhcp"
ASSIGN, RENEW, RELEASE, DECLINE, FULL, NAK, DNS_UPDATE = 10, 11, 12, 13, 14, 15, 30
TEXTS = {
    ASSIGN: "Assign",
    RENEW: "Renew",
    RELEASE: "Release",
    DECLINE: "Conflict",
    FULL: "Lease request could not be satisfied; scope address pool exhausted",
    NAK: "NACK",
    DNS_UPDATE: "DNS Update Request",
}


def lease(
    sink: Sink, at: int, code: int, ip: str, host: str, mac: str, transaction: int, vendor: str = "MSFT 5.0"
) -> None:
    """Write one row; `ip` is the scope's where it has no address left, `mac` twelve hexadecimal digits."""
    day, time = american(at)
    coded = "0x" + vendor.encode().hex().upper() if vendor else ""
    line = f"{code},{day},{time},{TEXTS[code]},{ip},{host},{mac.upper()},,{transaction},0,,,,{coded},{vendor},,,,0"
    sink.add(CHANNEL, at // 1000 * 1000, line.encode())

"""Which addresses are only meaningful inside an organisation."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from uba.remembered import remembered

_INSIDE = tuple(
    (network.version, int(network.network_address), int(network.broadcast_address))
    for network in map(
        ip_network,
        (
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            # Shared address space (RFC 6598): carriers number customers with it behind their translators, overlay VPNs
            # their members. It is routed nowhere else, and the same address is somebody else's in another network.
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "fc00::/7",
            "fe80::/10",
            "::1/128",
        ),
    )
)
"""IP version, first and last address. `ipaddress` also counts the ranges that stand for the Internet in examples."""


@remembered(65_536)
def is_private(ip: str) -> bool:
    """Whether an address belongs to a private, shared, loopback or link-local range; False for what is no address."""
    try:
        parsed = ip_address(ip)
    except ValueError:
        return False
    number = int(parsed)
    return any(first <= number <= last for version, first, last in _INSIDE if version == parsed.version)

"""The made-up internet: networks by kind and country, and addresses drawn from them.

The ranges are invented or reserved for documentation; no network stands for
whoever may really hold its addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, ip_network

from numpy.random import Generator

from training.simulate.randomness import pick


@dataclass(frozen=True, slots=True)
class Network:
    """One range of one operator.

    Attributes
    ----------
    kind
        One of office, vpn, residential, mobile, hosting.
    listed
        Whether the organisation's `networks.csv` knows it.
    """

    cidr: str
    asn: int
    name: str
    country: str
    kind: str
    listed: bool = True

    def address(self, rng: Generator) -> str:
        """Draw one address of the range: a host in IPv4, a privacy address in IPv6."""
        net = ip_network(self.cidr)
        if isinstance(net, IPv4Network):
            return str(net[int(rng.integers(1, net.num_addresses - 1))])
        return str(net[(int(rng.integers(0, 1 << 16)) << 64) + int(rng.integers(1, 1 << 62))])


def _table(rows: str, listed: bool = True) -> tuple[Network, ...]:
    networks = []
    for row in rows.strip().splitlines():
        cidr, asn, country, kind, name = row.split(maxsplit=4)
        networks.append(Network(cidr, int(asn), name, country, kind, listed))
    return tuple(networks)


ACCESS: tuple[Network, ...] = _table("""
45.131.0.0/18    65536 DE residential Elbnetz Kabel
45.131.64.0/18   65537 DE residential Spreeband
45.131.128.0/18  65538 DE residential Rheinfaser
2001:db8:d1::/48 65539 DE residential Havel Digital
45.131.192.0/19  65540 DE mobile Nordfunk Mobil
45.131.224.0/19  65541 DE mobile Alpenfunk
67.140.0.0/18    65542 US residential Hudson Cable
67.140.64.0/18   65543 US residential Liberty Fiber
67.140.128.0/18  65544 US residential Garden State Broadband
2001:db8:a1::/48 65545 US residential Empire Telephone
67.141.0.0/18    65546 US mobile Pioneer Wireless
67.141.64.0/18   65547 US mobile Summit Cellular
116.86.0.0/18    65548 SG residential Straits Home
116.86.64.0/18   65549 SG residential Merlion Fibre
116.86.128.0/19  65550 SG mobile Lion Mobile
82.21.0.0/18     65551 GB residential Thames Broadband
82.21.64.0/19    64496 GB mobile Albion Mobile
90.84.0.0/18     64497 FR residential Loire Internet
90.84.64.0/19    64498 FR mobile Seine Mobile
77.162.0.0/18    64499 NL residential Polder Glasvezel
79.108.0.0/18    64500 ES residential Iberia Red
83.24.0.0/18     64501 PL residential Wisla Net
93.40.0.0/18     64502 IT residential Adige Rete
106.51.0.0/18    64503 IN residential Deccan Broadband
106.51.64.0/19   64504 IN mobile Monsoon Mobile
126.24.0.0/18    64505 JP residential Kanto Hikari
189.32.0.0/18    64506 BR residential Atlantico Banda
""")
"""Where people connect from."""

SERVERS: tuple[Network, ...] = _table("""
66.249.64.0/22   64507 US hosting Northern Search Crawlers
157.55.39.0/24   64508 US hosting Meridian Search Crawlers
52.120.0.0/20    64509 US hosting Continental Cloud East
20.150.0.0/20    64510 NL hosting Continental Cloud West
140.82.112.0/22  64511 US hosting Forge Build Runners
198.51.100.0/26  64512 IE hosting Beacon Uptime Probes
192.0.2.128/25   64513 DE hosting Letterpress Newsletters
""")
"""Known machines: crawlers, clouds, build runners, probes."""

HOSTILE: tuple[Network, ...] = _table("""
185.220.0.0/22   64520 NL hosting Dunewall Servers
185.244.20.0/22  64521 RO hosting Carpat Hosting
45.9.148.0/22    64522 BG hosting Rila Datacenter
193.142.56.0/22  64523 RU hosting Tundra Hosting
5.188.84.0/22    64524 SC hosting Coral Virtual
103.151.20.0/22  64525 HK hosting Harbour VPS
162.247.72.0/22  64526 US hosting Mesa Bare Metal
91.92.240.0/22   64527 DE hosting Kiesel Rootserver
""")
"""Rented machines; attackers use them, and next to nobody else."""

UNLISTED: tuple[Network, ...] = _table(
    """
194.26.192.0/22  64530 MD hosting Codru Servers
212.102.40.0/22  64531 PA hosting Isthmus Proxy
37.120.140.0/22  64532 CH hosting Granit Cloud
""",
    listed=False,
)
"""Rented machines nobody told the organisation about."""

NOISE: tuple[Network, ...] = _table(
    """
61.177.0.0/16    64540 CN residential Yangtze Net
141.98.0.0/20    64541 LT hosting Amber Scan
80.94.92.0/22    64542 UA hosting Dnipro Host
179.43.128.0/20  64543 BR hosting Selva Dados
""",
    listed=False,
)
"""Where the background noise of the internet comes from."""

VPN = Network("10.250.0.0/20", 0, "Remote access", "", "vpn")
"""Addresses that remote staff have inside."""

OFFICE_ASN = 64514


def access(country: str, kind: str) -> list[Network]:
    """List the access networks of one kind in one country; never empty (falls back to any country)."""
    found = [n for n in ACCESS if n.country == country and n.kind == kind]
    return found or [n for n in ACCESS if n.kind == kind]


def hostile(rng: Generator) -> Network:
    """Draw the network an attacker rents: mostly one the organisation can look up."""
    return pick(rng, HOSTILE if rng.random() < 0.7 else UNLISTED)

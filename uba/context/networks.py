"""Networks: whose an address is and what kind of network it belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from uba.addresses import number_of
from uba.context.rows import Row, read_rows
from uba.errors import ContextError

if TYPE_CHECKING:
    from uba.context.geo import Geo

FILE = "networks.csv"
_KINDS = ("office", "vpn", "residential", "mobile", "hosting", "")
_CACHED = 65_536


class Network(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a network: `kind` is `office`, `vpn`, `residential`, `mobile`, `hosting` or empty."""

    cidr: str
    asn: int = 0
    as_name: str = ""
    country: str = ""
    kind: str = ""

    def completed(self, other: Network) -> Network:
        """Give the network with what it leaves open filled in from another; AS number and name go together."""
        return msgspec.structs.replace(
            self,
            asn=self.asn or other.asn,
            as_name=self.as_name if self.asn or self.as_name else other.as_name,
            country=self.country or other.country,
            kind=self.kind or other.kind,
        )


class Networks:
    """The most particular network of an address: its row of `networks.csv`, and databases for what that leaves open.

    Parameters
    ----------
    networks
        The rows.
    geo
        MaxMind databases; what a row says is never changed by them.
    """

    def __init__(self, networks: Iterable[Network] = (), geo: Geo | None = None) -> None:
        self.networks: list[Network] = list(networks)
        self.geo = geo
        # Per IP version, longest prefix first: prefix length -> network number -> network.
        tables: dict[int, dict[int, dict[int, Network]]] = {4: {}, 6: {}}
        for network in self.networks:
            block = ip_network(network.cidr)
            numbers = tables[block.version].setdefault(block.prefixlen, {})
            numbers[int(block.network_address) >> (block.max_prefixlen - block.prefixlen)] = network
        self._tables = {version: sorted(by_length.items(), reverse=True) for version, by_length in tables.items()}
        self._cache: dict[str, Network | None] = {}

    def find(self, address: str) -> Network | None:
        """Give what is known of the network of an address; None when nothing is, or it is no address."""
        try:
            return self._cache[address]
        except KeyError:
            pass
        if len(self._cache) >= _CACHED:
            self._cache.clear()
        found = self._cache[address] = self._known(address)
        return found

    def _known(self, address: str) -> Network | None:
        row = self._search(address)
        said = None if self.geo is None else self.geo.find(address)
        return said if row is None else row if said is None else row.completed(said)

    def _search(self, address: str) -> Network | None:
        version, number = number_of(address)
        bits = 32 if version == 4 else 128
        for length, numbers in self._tables.get(version, ()):
            network = numbers.get(number >> (bits - length))
            if network is not None:
                return network
        return None


def load_networks(folder: Path, geo: Geo | None = None) -> tuple[Networks, list[ContextError]]:
    """Read `networks.csv`; bad rows are reported, good ones kept. Of two rows of one block the first counts."""
    networks: dict[IPv4Network | IPv6Network, Network] = {}
    errors: list[ContextError] = []
    for row in read_rows(folder / FILE, required=("cidr",)):
        if isinstance(row, ContextError):
            errors.append(row)
            continue
        try:
            block, network = _network(row)
            if block in networks:
                raise row.error(f"cidr {network.cidr} is given twice: expected each block once")
        except ContextError as error:
            errors.append(error)
            continue
        networks[block] = network
    return Networks(networks.values(), geo), errors


def _network(row: Row) -> tuple[IPv4Network | IPv6Network, Network]:
    text = row.required("cidr")
    try:
        block = ip_network(text, strict=False)
    except ValueError:
        raise row.error(f"cidr is {text!r}: expected a block such as 203.0.113.0/24 or 2001:db8::/32") from None
    number = row.text("asn").upper().removeprefix("AS")
    if number and not (number.isdecimal() and int(number) < 2**32):
        raise row.error(f"asn is {row.text('asn')!r}: expected a number such as 64501")
    country = row.text("country").upper()
    if country and not (len(country) == 2 and country.isalpha()):
        raise row.error(f"country is {country!r}: expected two letters such as DE")
    network = Network(
        cidr=str(block),
        asn=int(number or 0),
        as_name=row.text("as_name"),
        country=country,
        kind=row.one_of("kind", _KINDS, ""),
    )
    return block, network

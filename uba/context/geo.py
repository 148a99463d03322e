"""MaxMind databases: autonomous system, country and kind of network of addresses that `networks.csv` does not know.

A database is told by what its records hold, not by its name: GeoLite2 and GeoIP2 ASN, ISP, Country, City,
Enterprise, Connection-Type and Anonymous-IP, and what others publish in the same form. Needs the package
`maxminddb`, the extra `geo`.

References
----------
MaxMind DB File Format Specification 2.0; GeoIP2 database documentation.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from hashlib import sha256
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uba.context.networks import Network
from uba.errors import ContextError

if TYPE_CHECKING:
    from maxminddb import Reader

PATTERN = "*.mmdb"
"""Files of the context directory that are read."""

_CONNECTIONS = {"cellular": "mobile", "cable/dsl": "residential", "satellite": "residential"}
_USERS = {
    "cellular": "mobile",
    "residential": "residential",
    "hosting": "hosting",
    "content_delivery_network": "hosting",
    "search_engine_spider": "hosting",
}
_HOSTED = ("is_hosting_provider", "is_public_proxy", "is_anonymous_vpn", "is_tor_exit_node")
"""Whoever comes through a stranger's VPN comes from a hosted machine; the kind `vpn` is the organisation's own."""
_log = logging.getLogger("uba.context")


class Geo:
    """Databases asked one after the other; each fills in what those before left open.

    Attributes
    ----------
    files
        The databases, in order.
    digests
        SHA-256 of each.
    """

    def __init__(self, files: Sequence[Path] = ()) -> None:
        self.files: list[Path] = []
        self.digests: list[str] = []
        self._readers: list[Reader] = []
        for file in files:
            self._readers.append(_opened(file))
            self.files.append(file)
            self.digests.append(sha256(file.read_bytes()).hexdigest())

    def find(self, address: str) -> Network | None:
        """Give what the databases say of an address; None when they say nothing, or it is none."""
        found: Network | None = None
        for file, reader in zip(self.files, self._readers, strict=True):
            try:
                record, length = reader.get_with_prefix_len(address)
                block = ip_network((address, length), strict=False)
            except ValueError:  # no address, or one of IPv6 where the database has none
                continue
            except Exception as error:  # whatever a damaged database makes of its reader
                _log.warning("context: %s: damaged at %s: %s", file.name, address, error)
                continue
            if isinstance(record, dict):
                said = _network(record, str(block))
                found = said if found is None else found.completed(said)
        return found


def load_geo(folder: Path) -> tuple[Geo, list[ContextError]]:
    """Open the databases of a directory; those that cannot be used are reported, the others kept."""
    usable: list[Path] = []
    errors: list[ContextError] = []
    for file in sorted(folder.glob(PATTERN)):
        try:
            _opened(file).close()
        except ContextError as error:
            errors.append(error)
        else:
            usable.append(file)
    return Geo(usable), errors


def _opened(file: Path) -> Reader:
    try:
        import maxminddb
    except ModuleNotFoundError:
        problem = "needs the package maxminddb, which is not installed: install uba[geo], or remove the file"
        raise ContextError(file.name, 0, problem) from None
    try:
        return maxminddb.open_database(file)
    except Exception as error:  # the reader's own, and whatever a damaged file makes of it
        raise ContextError(file.name, 0, f"cannot be read: {error}; expected a MaxMind database") from None


def _network(record: dict[str, Any], cidr: str) -> Network:
    traits = _dict(record, "traits")
    number = record.get("autonomous_system_number") or traits.get("autonomous_system_number")
    name = record.get("autonomous_system_organization") or traits.get("autonomous_system_organization")
    country = _dict(record, "country").get("iso_code") or _dict(record, "registered_country").get("iso_code")
    return Network(
        cidr=cidr,
        asn=number if isinstance(number, int) and 0 < number < 2**32 else 0,
        as_name=name if isinstance(name, str) else "",
        country=country.upper() if isinstance(country, str) and len(country) == 2 and country.isalpha() else "",
        kind=_kind(record) or _kind(traits),
    )


def _kind(record: dict[str, Any]) -> str:
    if any(record.get(name) is True for name in _HOSTED):
        return "hosting"
    user, connection = record.get("user_type"), record.get("connection_type")
    return _USERS.get(str(user).lower(), "") or _CONNECTIONS.get(str(connection).lower(), "")


def _dict(record: dict[str, Any], name: str) -> dict[str, Any]:
    value = record.get(name)
    return value if isinstance(value, dict) else {}

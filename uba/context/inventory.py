"""The inventory: systems and domains the organisation knows to be its own, or allows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from ipaddress import ip_network
from pathlib import Path

import msgspec

from uba.context.rows import Row, read_rows
from uba.errors import ContextError

FILE = "inventory.csv"
TYPES = (
    "host",
    "service",
    "container_registry",
    "scanner",
    "partner_domain",
    "own_domain",
    "external_forward_allowed",
)
_CRITICALITIES = ("", "high", "medium", "low")


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """One row of `inventory.csv`; both dates are included, None is open.

    `criticality` is `high`, `medium`, `low` or empty: how much it matters to the organisation.
    """

    type: str
    value: str
    owner: str = ""
    criticality: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid(self, day: date) -> bool:
        """Tell whether the row holds on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Inventory:
    """Assets by type and value."""

    def __init__(self, assets: Iterable[Asset] = ()) -> None:
        self.assets: list[Asset] = list(assets)
        self._by_value: dict[tuple[str, str], list[Asset]] = {}
        for asset in self.assets:
            self._by_value.setdefault((asset.type, asset.value), []).append(asset)

    def values(self, type: str) -> frozenset[str]:
        """Give all values of a type, whenever valid."""
        return frozenset(value for kind, value in self._by_value if kind == type)

    def is_critical(self, value: str, day: date) -> bool:
        """Tell whether a host or service is of high criticality on a day."""
        rows = (*self._by_value.get(("host", value.lower()), ()), *self._by_value.get(("service", value.lower()), ()))
        return any(asset.criticality == "high" and asset.is_valid(day) for asset in rows)

    def holds(self, type: str, value: str, day: date | None = None) -> bool:
        """Tell whether a value is in the inventory; with a day, whether it is valid then."""
        assets = self._by_value.get((type, value.lower()), ())
        return any(day is None or asset.is_valid(day) for asset in assets)


def load_inventory(folder: Path) -> tuple[Inventory, list[ContextError]]:
    """Read `inventory.csv`; bad rows are reported, good ones kept."""
    assets: list[Asset] = []
    errors: list[ContextError] = []
    for row in read_rows(folder / FILE, required=("type", "value")):
        if isinstance(row, ContextError):
            errors.append(row)
            continue
        try:
            assets.append(_asset(row))
        except ContextError as error:
            errors.append(error)
    return Inventory(assets), errors


def _asset(row: Row) -> Asset:
    row.required("type")
    kind = row.one_of("type", TYPES, "")
    asset = Asset(
        type=kind,
        value=_value(row, kind),
        owner=row.text("owner"),
        criticality=row.one_of("criticality", _CRITICALITIES, ""),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
    )
    if asset.valid_from is not None and asset.valid_to is not None and asset.valid_to < asset.valid_from:
        raise row.error(f"valid_to {asset.valid_to} is before valid_from {asset.valid_from}: expected it after")
    return asset


def _value(row: Row, kind: str) -> str:
    """Scanners are addresses or blocks, written one way; everything else is lower-cased text."""
    text = row.required("value").lower()
    if kind != "scanner":
        return text.removeprefix("@") if kind.endswith("_domain") else text
    try:
        block = ip_network(text, strict=False)
    except ValueError:
        return text
    return str(block.network_address) if block.prefixlen == block.max_prefixlen else str(block)

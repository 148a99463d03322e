"""Allow-lists of the context: what the inventory says is expected is not reported, while its row is valid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from uba.context.inventory import Asset, Inventory
from uba.decide.decision import Reason
from uba.findings.held_back import FORWARD, OWN_DOMAIN, PARTNER_DOMAIN, SCANNER
from uba.findings.occurrence import Occurrence

FORWARDING = "mail.forwarded"
"""Features about mail that leaves by itself begin like this; `observed_text` names where it goes."""


class Allowances:
    """Answers whether an occurrence is nothing but what the inventory allows.

    Parameters
    ----------
    inventory
        Scanners by address, block or host name; own and partner domains, which stand for those below them;
        addresses and domains that mail may be forwarded to.
    """

    def __init__(self, inventory: Inventory) -> None:
        by_type: dict[str, list[Asset]] = {}
        for asset in inventory.assets:
            by_type.setdefault(asset.type, []).append(asset)
        self._domains = {kind: by_type[kind] for kind in (OWN_DOMAIN, PARTNER_DOMAIN) if kind in by_type}
        self._forwards = by_type.get(FORWARD, [])
        self._scanners = [(_block(asset.value), asset) for asset in by_type.get(SCANNER, [])]

    def cause(self, occurrence: Occurrence) -> str:
        """Type of the rows that allow the whole of it; empty where anything about it is not allowed.

        Every entity over its threshold and every reason must be allowed: a
        scanner that breaks a service down is still told.
        """
        day = datetime.fromtimestamp(occurrence.time / 1000, UTC).date()
        causes: set[str] = set()
        for kind, name in {(entity.type, entity.id) for entity in occurrence.flagged}:
            about = [reason for reason in occurrence.reasons if (reason.entity_type, reason.entity) == (kind, name)]
            found = self._of_entity(kind, name, day) or self._of_reasons(about, day)
            if not found:
                return ""
            causes.add(found)
        return min(causes, default="")

    def _of_entity(self, kind: str, name: str, day: date) -> str:
        if kind == "src_ip" and self._is_scanner(name, day):
            return SCANNER
        if kind == "domain":
            return next((cause for cause, rows in self._domains.items() if _lies_within(name, rows, day)), "")
        return ""

    def _of_reasons(self, reasons: Iterable[Reason], day: date) -> str:
        targets: set[str] = set()
        for reason in reasons:
            if not reason.feature.startswith(FORWARDING):
                return ""
            targets.update(_targets(reason.observed_text))
        return FORWARD if targets and all(self._may_receive(target, day) for target in targets) else ""

    def _is_scanner(self, name: str, day: date) -> bool:
        if not self._scanners:
            return False
        try:
            address = ip_address(name)
        except ValueError:
            return any(asset.value == name.lower() and asset.is_valid(day) for _, asset in self._scanners)
        return any(block is not None and address in block and asset.is_valid(day) for block, asset in self._scanners)

    def _may_receive(self, target: str, day: date) -> bool:
        allowed = any(asset.value == target and asset.is_valid(day) for asset in self._forwards)
        return allowed or _lies_within(target.rpartition("@")[2], self._forwards, day)


def _targets(text: str) -> Iterator[str]:
    return (part.strip().lower() for part in text.split(",") if part.strip())


def _lies_within(domain: str, rows: Iterable[Asset], day: date) -> bool:
    name = domain.lower()
    return any((name == row.value or name.endswith(f".{row.value}")) and row.is_valid(day) for row in rows)


def _block(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None

"""Laws of allow-lists: what the inventory expects is held back while its row is valid, and nothing beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.uba.findings.occurrences import ANA, START, occurrence, reason
from uba.context.inventory import Asset, Inventory
from uba.findings.allowances import Allowances
from uba.findings.finding import Entity

TODAY = datetime.fromtimestamp(START / 1000, UTC).date()
SCANNER, BOX = Entity("src_ip", "192.0.2.66"), Entity("mailbox", "ana@corp.example")


def allowances(*rows: tuple[str, str], valid_from: date | None = None, valid_to: date | None = None) -> Allowances:
    """Allow what rows of the inventory say."""
    return Allowances(
        Inventory(Asset(type=kind, value=value, valid_from=valid_from, valid_to=valid_to) for kind, value in rows)
    )


@pytest.mark.parametrize(
    ("value", "address", "allowed"),
    [
        ("192.0.2.66", "192.0.2.66", True),
        ("192.0.2.64/28", "192.0.2.66", True),
        ("192.0.2.0/28", "192.0.2.66", False),
        ("2001:db8::/32", "2001:db8::1", True),
        ("2001:db8::/32", "192.0.2.66", False),
        ("scan01", "SCAN01", True),
        ("scan01", "scan02", False),
        ("scan01", "192.0.2.66", False),
    ],
)
def test_scanners(value: str, address: str, allowed: bool) -> None:
    """A scanner is known by address, block or name."""
    what = occurrence(flagged=(Entity("src_ip", address),))

    assert allowances(("scanner", value)).cause(what) == ("scanner" if allowed else "")


@pytest.mark.parametrize(
    ("begins", "ends", "allowed"),
    [(0, 0, True), (-9, -1, False), (1, 9, False), (None, None, True), (-1, None, True), (None, -1, False)],
)
def test_valid_days(begins: int | None, ends: int | None, allowed: bool) -> None:
    """A row counts from its first to its last day, both included."""
    first, last = (None if day is None else TODAY + timedelta(day) for day in (begins, ends))
    listed = allowances(("scanner", SCANNER.id), valid_from=first, valid_to=last)

    assert listed.cause(occurrence(flagged=(SCANNER,))) == ("scanner" if allowed else "")


def test_whatever_else_is_strange_is_told() -> None:
    """A scanner beside which somebody else is over the threshold is told; without rows all is."""
    listed = allowances(("scanner", SCANNER.id))

    assert listed.cause(occurrence(flagged=(SCANNER, ANA))) == ""
    assert listed.cause(occurrence(flagged=(Entity("service", "intranet"),))) == ""
    assert Allowances(Inventory()).cause(occurrence(flagged=(SCANNER,))) == ""


@pytest.mark.parametrize(
    ("kind", "domain", "allowed"),
    [
        ("own_domain", "corp.example", True),
        ("partner_domain", "files.corp.example", True),
        ("partner_domain", "evilcorp.example", False),
        ("scanner", "corp.example", False),
    ],
)
def test_domains(kind: str, domain: str, allowed: bool) -> None:
    """Requests to the organisation's own and its partners' domains, and those below them, are expected."""
    what = occurrence(flagged=(Entity("domain", domain),))

    assert allowances((kind, "corp.example")).cause(what) == (kind if allowed else "")


@pytest.mark.parametrize(
    ("target", "feature", "allowed"),
    [
        ("ana@home.example", "mail.forwarded_to", True),
        ("Ana@Home.example, boss@partner.example", "mail.forwarded_to", True),
        ("ana@home.example, x@evil.example", "mail.forwarded_to", False),
        ("ana@home.example", "read.count.wiki.1d", False),
        ("", "mail.forwarded.1d", False),
    ],
)
def test_forwards(target: str, feature: str, allowed: bool) -> None:
    """Mail may leave by itself to listed addresses and domains, and to nobody beside them."""
    listed = allowances(
        ("external_forward_allowed", "ana@home.example"), ("external_forward_allowed", "partner.example")
    )
    told = (reason(feature, BOX, observed_text=target),)

    assert listed.cause(occurrence(flagged=(BOX,), reasons=told)) == ("external_forward_allowed" if allowed else "")
    more = (*told, reason("mail.forwarded.1d", BOX), reason("read.count.wiki.1d", BOX))
    assert listed.cause(occurrence(flagged=(BOX,), reasons=more)) == ""
    assert (listed.cause(occurrence(flagged=(BOX,), reasons=more[:-1])) != "") == allowed

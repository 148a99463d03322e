"""Laws of identity: many names, one user; what the record says before what the context says."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.strategies import MONDAY, OFFICE, context, login, mail, name_of
from uba import identity as module
from uba.context import Context
from uba.context.directory import Directory, User
from uba.context.inventory import Asset, Inventory
from uba.identity import Identity, is_own_system
from uba.remembered import remembered

IDENTITY = Identity(context(3), "Europe/Paris")


@pytest.mark.parametrize("name", [name_of(1), "CORP\\u1", "corp\\U1", "U1@CORP.example"])
def test_many_names_are_one_user(name: str) -> None:
    """Whatever name a record has, the user is the directory's."""
    assert IDENTITY.user_of(login("x", MONDAY, name, OFFICE)) == name_of(1)


def test_a_stranger_is_a_name_in_lower_case() -> None:
    """Who is in no directory goes by the record's name without case."""
    assert IDENTITY.user_of(login("x", MONDAY, "Eve@Else.example", OFFICE)) == "eve@else.example"
    assert IDENTITY.user_of(login("x", MONDAY, "", OFFICE)) == ""


def test_a_mail_is_of_its_sender_if_ours() -> None:
    """Of a mail without an actor the user is the sender, where the organisation knows the sender."""
    assert IDENTITY.user_of(mail("m", MONDAY, name_of(2).upper(), 1)) == name_of(2)
    assert IDENTITY.user_of(mail("m", MONDAY, "eve@else.example", 1)) == ""


def test_the_record_knows_better() -> None:
    """Network and country are the record's where it has them, else the context's, else a block of addresses."""
    event = login("x", MONDAY, name_of(0), "203.0.113.9")

    assert (IDENTITY.network_of(event), IDENTITY.country_of(event)) == ("AS64501", "DE")
    said = msgspec.structs.replace(event, src_asn=7, src_country="FR")
    assert (IDENTITY.network_of(said), IDENTITY.country_of(said)) == ("AS7", "FR")


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("100.64.9.1", "100.64.0.0/16"),
        ("2001:db8:1::9", "2001:db8::/32"),
        ("no address", "no address"),
        ("", ""),
        ("127.0.0.1", ""),
        ("::1", ""),
    ],
)
def test_unknown_networks_are_blocks(ip: str, network: str) -> None:
    """An address nobody knows belongs to its /16, of IPv6 its /32; no address is its own network, a loop none."""
    assert IDENTITY.network_of(login("x", MONDAY, "", ip)) == network
    assert IDENTITY.country_of(login("x", MONDAY, "", ip)) == ""


@pytest.mark.parametrize(
    ("kind", "entity", "group"),
    [
        ("user", name_of(1), "finance"),
        ("user", "svc-backup", "kind:service"),
        ("user", "eve@else.example", ""),
        ("src_ip", "10.1.2.3", "private"),
        ("src_ip", "192.0.2.5", "scanner"),
        ("src_ip", "192.0.2.130", "scanner"),
        ("src_ip", "192.0.2.150", ""),
        ("src_ip", "8.8.8.8", ""),
        ("src_ip", "no address", ""),
        ("session", "x", ""),
    ],
)
def test_peer_groups(kind: str, entity: str, group: str) -> None:
    """People are grouped by department, other accounts by kind, addresses by what network or role they have."""
    users = [*context(3).users, User(user="svc-backup", kind="service", department="it")]
    scanners = ("192.0.2.5", "192.0.2.128/28", "nessus.corp.example")
    inventory = Inventory([Asset(type="scanner", value=value) for value in scanners])
    known = Identity(Context(directory=Directory(users), inventory=inventory), "UTC")

    assert known.group_of(kind, entity) == group
    assert is_own_system(group) == (group in ("kind:service", "private", "scanner"))


def test_time_zones() -> None:
    """A user lives in the zone of the directory, everybody else in the default one."""
    assert IDENTITY.timezone_of("user", name_of(0)) == "Europe/Berlin"
    assert IDENTITY.timezone_of("user", "eve") == "Europe/Paris"
    assert IDENTITY.timezone_of("src_ip", OFFICE) == "Europe/Paris"


def test_caches_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full cache is emptied and changes no answer."""
    monkeypatch.setattr(module, "_remembered", remembered(most=5))
    fresh = Identity(context(3), "UTC")
    for i in range(40):
        assert fresh.network_of(login("x", MONDAY, "", f"100.{i}.0.1")) == f"100.{i}.0.0/16"
    answers: Any = fresh.network
    assert 0 < len(answers.__self__) <= 5


@pytest.mark.parametrize(
    ("ip", "expected"),
    [
        ("198.51.100.7", True),
        ("203.0.113.9", True),
        ("10.1.2.3", True),
        ("127.0.0.1", True),
        ("192.0.2.9", False),
        ("9.9.9.9", False),
        ("", False),
    ],
)
def test_people_are_in_networks_that_are_known_for_it(ip: str, expected: bool) -> None:
    """Offices, homes and private addresses are where people are; rented machines and the unknown are not."""
    assert IDENTITY.is_from_people(ip) is expected

"""MaxMind databases beside networks.csv."""

import sys
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.uba.context.mmdb import database
from uba.context import Context, Network
from uba.context.geo import Geo, load_geo

ASN = {
    "203.0.113.0/24": {"autonomous_system_number": 64501, "autonomous_system_organization": "Isp"},
    "198.51.100.0/25": {"autonomous_system_number": 64502, "autonomous_system_organization": "Host"},
    "2001:db8::/32": {"autonomous_system_number": 64503, "autonomous_system_organization": "Six"},
}
COUNTRY = {
    "203.0.113.0/25": {"country": {"iso_code": "DE"}, "registered_country": {"iso_code": "NL"}},
    "198.51.100.0/24": {"registered_country": {"iso_code": "fr"}},
    "2001:db8::/48": {"country": {"iso_code": "CL", "names": {"en": "Chile"}}, "location": {"latitude": -33.4}},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A context directory with both databases."""
    (tmp_path / "GeoLite2-ASN.mmdb").write_bytes(database(ASN, "GeoLite2-ASN"))
    (tmp_path / "GeoLite2-Country.mmdb").write_bytes(database(COUNTRY, "GeoLite2-Country"))
    return tmp_path


def load(folder: Path) -> Context:
    """The context, of which nothing is reported."""
    context, errors = Context.load(folder)
    assert errors == []
    return context


def test_an_address_has_system_and_country(folder: Path) -> None:
    """Of all databases together, IPv4 and IPv6; the registered country where there is no other."""
    context = load(folder)

    assert context.network("203.0.113.7") == Network(cidr="203.0.113.0/24", asn=64501, as_name="Isp", country="DE")
    assert context.network("203.0.113.200") == Network(cidr="203.0.113.0/24", asn=64501, as_name="Isp")
    assert context.network("198.51.100.1") == Network(cidr="198.51.100.0/25", asn=64502, as_name="Host", country="FR")
    assert context.network("198.51.100.130") == Network(cidr="198.51.100.0/24", country="FR")
    six = context.network("2001:db8::5")
    assert six is not None
    assert (six.asn, six.country) == (64503, "CL")
    for unknown in ("192.0.2.1", "10.0.0.1", "2001:db9::1", "", "host.example", "203.0.113.7:80"):
        assert context.network(unknown) is None


def test_networks_csv_wins(folder: Path) -> None:
    """What a row says stays; what it leaves open the databases fill in."""
    rows = "203.0.113.0/26,64999,Ours,AT,office\n203.0.113.64/26,,,,vpn\n"
    (folder / "networks.csv").write_text("cidr,asn,as_name,country,kind\n" + rows, encoding="utf-8")
    context = load(folder)

    assert context.network("203.0.113.7") == Network(
        cidr="203.0.113.0/26", asn=64999, as_name="Ours", country="AT", kind="office"
    )
    assert context.network("203.0.113.70") == Network(
        cidr="203.0.113.64/26", asn=64501, as_name="Isp", country="DE", kind="vpn"
    )


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"connection_type": "Cellular"}, "mobile"),
        ({"connection_type": "Cable/DSL"}, "residential"),
        ({"connection_type": "Corporate"}, ""),
        ({"is_hosting_provider": True}, "hosting"),
        ({"is_anonymous_vpn": True, "is_anonymous": True}, "hosting"),
        ({"is_hosting_provider": False}, ""),
        ({"traits": {"user_type": "hosting"}}, "hosting"),
        ({"traits": {"user_type": "residential", "connection_type": "Cellular"}}, "residential"),
        ({"traits": {"autonomous_system_number": 64509}}, ""),
    ],
)
def test_a_kind_of_network_is_told(record: dict[str, Any], kind: str, tmp_path: Path) -> None:
    """Of the databases that know it; a stranger's VPN is no `vpn` of ours."""
    (tmp_path / "x.mmdb").write_bytes(database({"203.0.113.0/24": record}))
    network = load(tmp_path).network("203.0.113.7")

    assert network is not None
    assert network.kind == kind


@pytest.mark.parametrize(
    "record",
    [
        {"autonomous_system_number": "many", "autonomous_system_organization": 7},
        {"country": "DE", "traits": ["x"], "registered_country": {"iso_code": "Germany"}},
        {"country": {"iso_code": "D1"}, "autonomous_system_number": 2**40},
        {},
    ],
)
def test_odd_records_say_nothing(record: dict[str, Any], tmp_path: Path) -> None:
    """A value of another type than MaxMind's is as none."""
    (tmp_path / "x.mmdb").write_bytes(database({"203.0.113.0/24": record}))

    assert load(tmp_path).network("203.0.113.7") == Network(cidr="203.0.113.0/24")


def test_a_database_of_ipv4_knows_no_ipv6(tmp_path: Path) -> None:
    """And that is no error."""
    (tmp_path / "x.mmdb").write_bytes(database({"203.0.113.0/24": ASN["203.0.113.0/24"]}, version=4))
    context = load(tmp_path)

    assert context.network("2001:db8::1") is None
    assert context.network("203.0.113.7") is not None


def test_a_damaged_database_is_reported_and_the_others_are_used(folder: Path) -> None:
    """With the file's name and what was expected."""
    (folder / "a.mmdb").write_bytes(b"nothing of the kind")
    context, (error,) = Context.load(folder)

    assert str(error).startswith("a.mmdb:0: cannot be read")
    assert "expected a MaxMind database" in str(error)
    assert context.network("203.0.113.7") is not None


def test_without_the_package_it_is_said_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database without its reader is not passed over in silence."""
    monkeypatch.setitem(sys.modules, "maxminddb", None)
    geo, errors = load_geo(folder)

    assert [error.file for error in errors] == ["GeoLite2-ASN.mmdb", "GeoLite2-Country.mmdb"]
    assert "install uba[geo]" in str(errors[0])
    assert geo.find("203.0.113.7") is None


def test_a_database_changes_the_fingerprint(folder: Path) -> None:
    """Another build means other decisions; without databases the fingerprint is that of the rows."""
    before = load(folder).fingerprint()

    assert load(folder).fingerprint() == before
    (folder / "GeoLite2-ASN.mmdb").write_bytes(database(ASN, "GeoLite2-ASN", build=1_773_000_000))
    assert load(folder).fingerprint() != before
    for file in folder.glob("*.mmdb"):
        file.unlink()
    assert load(folder).fingerprint() == Context.empty().fingerprint()


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 2_000), place=st.integers(0, 1_500), byte=st.integers(0, 255))
def test_whatever_a_database_holds_finding_raises_nothing(cut: int, place: int, byte: int, tmp_path: Path) -> None:
    """A flipped byte, or an end that is missing: what cannot be read is reported or known of nobody."""
    whole = bytearray(database(ASN, "GeoLite2-ASN"))
    whole[place % len(whole)] = byte
    (tmp_path / "x.mmdb").write_bytes(bytes(whole[: -cut or None]))
    geo, _ = load_geo(tmp_path)
    for address in ("203.0.113.7", "198.51.100.1", "2001:db8::1"):
        assert isinstance(geo.find(address), Network | None)


@given(number=st.integers(0, 2**32 - 1))
def test_search_agrees_with_trying_each(number: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The network that is given holds the address, and is of the block that was written."""
    file = tmp_path_factory.getbasetemp() / "agrees.mmdb"
    blocks = {f"{first}.0.0.0/8": {"autonomous_system_number": first} for first in range(1, 200, 2)}
    if not file.exists():
        file.write_bytes(database(blocks))
    address = ip_address(number)
    found = Geo([file]).find(str(address))
    expected = next((record for block, record in blocks.items() if address in ip_network(block)), None)

    assert (found.asn if found else None) == (expected["autonomous_system_number"] if expected else None)

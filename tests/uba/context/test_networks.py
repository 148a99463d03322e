"""Networks: the longest prefix wins."""

from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.context import Context, Network
from uba.context.networks import Networks


def test_the_most_particular_network_is_found(tmp_path: Path) -> None:
    """Nested blocks, single addresses, IPv6."""
    rows = (
        "203.0.113.0/24,64501,Isp,de,residential\n203.0.113.64/26,AS64502,Fab,DE,office\n"
        "2001:db8::/32,64503,Host,NL,hosting\n203.0.113.99,,,,\n"
    )
    (tmp_path / "networks.csv").write_text("cidr,asn,as_name,country,kind\n" + rows, encoding="utf-8")
    context, errors = Context.load(tmp_path)

    assert errors == []
    assert context.network("203.0.113.7") == Network(
        cidr="203.0.113.0/24", asn=64501, as_name="Isp", country="DE", kind="residential"
    )
    office = context.network("203.0.113.70")
    assert office is not None
    assert (office.asn, office.kind) == (64502, "office")
    single, six = context.network("203.0.113.99"), context.network("2001:db8:1::5")
    assert single is not None
    assert single.cidr == "203.0.113.99/32"
    assert six is not None
    assert six.country == "NL"


@pytest.mark.parametrize("address", ["", "nonsense", "198.51.100.1", "::1", "203.0.113.7:80"])
def test_an_address_outside_is_in_no_network(address: str) -> None:
    """So is what is no address."""
    assert Networks([Network(cidr="203.0.113.0/24")]).find(address) is None


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)), max_size=12), st.integers(0, 2**32 - 1))
def test_search_agrees_with_trying_each(blocks: list[tuple[int, int]], number: int) -> None:
    """The tables by prefix length find what a walk through all networks finds."""
    networks = {ip_network((base, length), strict=False) for base, length in blocks}
    address = ip_address(number)
    expected = max((net for net in networks if address in net), key=lambda net: net.prefixlen, default=None)
    found = Networks(Network(cidr=str(net)) for net in networks).find(str(address))

    assert (found.cidr if found else None) == (str(expected) if expected else None)


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("nowhere,1", "cidr"),
        ("10.0.0.0/33", "cidr"),
        ("10.0.0.0/8,many", "asn"),
        ("10.0.0.0/8,1,x,Germany", "country"),
        ("10.0.0.0/8,1,x,DE,castle", "kind"),
        (",1", "cidr"),
        ("192.168.0.5/16", "twice"),
    ],
)
def test_a_bad_row_is_reported(row: str, named: str, tmp_path: Path) -> None:
    """And the good ones kept."""
    (tmp_path / "networks.csv").write_text(f"cidr,asn,as_name,country,kind\n192.168.0.0/16\n{row}\n", encoding="utf-8")
    context, (error,) = Context.load(tmp_path)

    assert error.line == 3
    assert named in str(error)
    assert len(context.networks.networks) == 1

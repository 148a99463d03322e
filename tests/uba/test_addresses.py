"""Which addresses are only meaningful inside an organisation."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.addresses import is_private, number_of


@pytest.mark.parametrize(
    ("ip", "private"),
    [
        ("10.0.0.1", True),
        ("172.31.255.255", True),
        ("192.168.1.1", True),
        ("127.0.0.1", True),
        ("169.254.1.1", True),
        ("::1", True),
        ("fe80::1", True),
        ("fd00::7", True),
        ("100.63.255.255", False),
        ("100.64.0.0", True),
        ("100.127.255.255", True),
        ("100.128.0.0", False),
        ("172.32.0.0", False),
        ("8.8.8.8", False),
        ("203.0.113.1", False),
        ("2001:db8::1", False),
        ("", False),
        ("x", False),
    ],
)
def test_private_addresses(ip: str, private: bool) -> None:
    """Private is what only means something inside; documentation ranges are not, for tests stand for the internet."""
    assert is_private(ip) == private


PARTS = st.integers(0, 300).map(str) | st.sampled_from(
    ("", "00", "01", "+1", " 1", "1 ", "\N{ARABIC-INDIC DIGIT THREE}")
)


@given(st.ip_addresses().map(str) | st.lists(PARTS, max_size=5).map(".".join) | st.text(max_size=12))
def test_numbers_are_those_of_the_library(text: str) -> None:
    """Version and number are what `ipaddress` says, and version 0 is for what it refuses."""
    try:
        parsed = ip_address(text)
        expected = parsed.version, int(parsed)
    except ValueError:
        expected = 0, 0

    assert number_of(text) == expected

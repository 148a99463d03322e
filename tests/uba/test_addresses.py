"""Which addresses are only meaningful inside an organisation."""

import pytest

from uba.addresses import is_private


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

"""Registered domains by the public suffix list."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.domains import registered_domain

ROOT = Path(__file__).parents[2]
labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True).filter(lambda text: text[2:4] != "--")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("www.example.com", "example.com"),
        ("example.com", "example.com"),
        ("a.b.c.example.co.uk", "example.co.uk"),
        ("login.microsoftonline.com", "microsoftonline.com"),
        ("a.b.shop.kawasaki.jp", "b.shop.kawasaki.jp"),  # *.kawasaki.jp
        ("www.city.kawasaki.jp", "city.kawasaki.jp"),  # !city.kawasaki.jp
        ("host.no-such-suffix", "host.no-such-suffix"),
        ("a.host.no-such-suffix", "host.no-such-suffix"),
    ],
)
def test_it_is_the_label_before_the_suffix(host: str, expected: str) -> None:
    """Rules, wildcards and exceptions of the list; an unknown last label counts as a suffix."""
    assert registered_domain(host) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [("alice.github.io", "alice.github.io"), ("x.alice.github.io", "alice.github.io"), ("github.io", "github.io")],
)
def test_private_suffixes_count(host: str, expected: str) -> None:
    """Where anybody gets a name, two names are two owners."""
    assert registered_domain(host) == expected


@pytest.mark.parametrize("host", ["Example.COM", "example.com.", " example.com ", "example.com:8443", "example.com:"])
def test_spelling_makes_no_difference(host: str) -> None:
    """Case, blanks, a port and the root's dot are not part of a name."""
    assert registered_domain(host) == "example.com"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:443", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:DB8::1]:443", "2001:db8::1"),
        ("1.2.3", "1.2.3"),
        ("intranet", "intranet"),
        ("co.uk", "co.uk"),
        ("a..b", "a..b"),
        (".", ""),
        ("", ""),
        ("x" * 300 + ".example.com", "x" * 300 + ".example.com"),
    ],
)
def test_what_has_none_comes_back_whole(host: str, expected: str) -> None:
    """Addresses, single labels, suffixes themselves and what is no name at all."""
    assert registered_domain(host) == expected


def test_a_name_and_its_punycode_are_one() -> None:
    """Logs of DNS and mail write `xn--`, browsers and address books the letters; look-alikes stay apart."""
    assert registered_domain("www.BÜCHER.example") == registered_domain("www.xn--bcher-kva.example")
    assert registered_domain("shop.公司.cn") == registered_domain("shop.xn--55qx5d.cn") == "shop.xn--55qx5d.cn"
    assert registered_domain("pаypal.com") == "xn--pypal-4ve.com"  # the first a is Cyrillic
    assert registered_domain("\u2603" * 70 + ".com") == "\u2603" * 70 + ".com"


@given(host=st.text(max_size=300))
def test_any_text_has_one(host: str) -> None:
    """What an attacker writes into a host header raises nothing and gets no longer than it was as DNS carries it."""
    assert len(registered_domain(host)) <= max(len(host), 253)


@given(name=st.lists(labels, min_size=1, max_size=6).map(".".join))
def test_it_is_a_fixed_point(name: str) -> None:
    """The registered domain of a registered domain is itself."""
    domain = registered_domain(name)

    assert name.endswith(domain)
    assert registered_domain(domain) == domain


@given(name=st.lists(labels, min_size=1, max_size=4).map(".".join))
def test_names_below_change_nothing(name: str) -> None:
    """Whatever stands before a registered domain is its registrant's."""
    assert registered_domain(f"{name}.example.com") == "example.com"


def test_the_list_is_read_when_it_is_asked_for() -> None:
    """Importing costs nothing, as the command line does it every time."""
    program = "import sys, uba.domains; print('publicsuffixlist' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"

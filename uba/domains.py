"""Registered domains: the part of a host name that somebody registered, by the public suffix list.

`mail.example.co.uk` and `www.example.co.uk` are one registrant's, `alice.github.io` and `bob.github.io` are two:
below a suffix under which anybody gets a name, each name is its owner's. The list is the one that
`publicsuffixlist` ships; it is read when the first name is asked for (a tenth of a second), never at import.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

from uba.remembered import remembered

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_CACHED = 65_536
_END = ".: "
_MAX_HOST_CHARACTERS = 253
"""RFC 1035, 2.3.4: no name is longer."""


@remembered(_CACHED)
def registered_domain(host: str) -> str:
    """Give the registered domain of a host name, in lower case and as DNS carries it (`xn--`); '' for no name.

    What has none comes back whole: an address (without brackets), a public suffix, a name of one label, and what
    cannot be a host name. Case, a port and a dot at the end make no difference. Private suffixes of the list count
    as suffixes.

    Examples
    --------
    >>> registered_domain("Mail.Example.co.uk.")
    'example.co.uk'
    >>> registered_domain("alice.github.io"), registered_domain("github.io")
    ('alice.github.io', 'github.io')
    >>> registered_domain("www.bücher.example"), registered_domain("[2001:db8::1]:443")
    ('xn--bcher-kva.example', '2001:db8::1')

    References
    ----------
    https://publicsuffix.org/list/; RFC 3490 for names that are not ASCII.
    """
    name = _without_port(_as_ascii(host.strip().lower()).rstrip(_END)).rstrip(_END)
    labels = name.split(".")
    if len(name) > _MAX_HOST_CHARACTERS or len(labels) == 1 or "" in labels:
        return name
    if labels[-1].isdecimal() or _is_address(name):
        return name
    return _suffixes().privatesuffix(name) or name


def _without_port(host: str) -> str:
    if host.startswith("[") and "]" in host:
        return host[1:].partition("]")[0].strip()
    name, colon, port = host.rpartition(":")
    return name if colon and ":" not in name and (port.isdecimal() or not port) else host


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _as_ascii(name: str) -> str:
    """The name as it goes over the wire: a name and its `xn--` form are one domain."""
    if name.isascii() or len(name) > _MAX_HOST_CHARACTERS:
        return name
    try:
        return name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return name


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()

"""The event ids of Windows' DHCP audit log. Reference: Microsoft, "Analyze DHCP server log files"."""

from __future__ import annotations

from uba.activities import (
    DHCP_ACK,
    DHCP_DECLINE,
    DHCP_DISCOVER,
    DHCP_EXPIRE,
    DHCP_NAK,
    DHCP_RELEASE,
    OTHER_ACTIVITY,
)
from uba.events import FAILURE, OTHER, SUCCESS

POOL_EXHAUSTED = 14
CODES: dict[int, tuple[int, int]] = {
    10: (DHCP_ACK, SUCCESS),
    11: (DHCP_ACK, SUCCESS),
    12: (DHCP_RELEASE, SUCCESS),
    13: (DHCP_DECLINE, FAILURE),
    POOL_EXHAUSTED: (DHCP_DISCOVER, FAILURE),
    15: (DHCP_NAK, FAILURE),
    16: (DHCP_EXPIRE, SUCCESS),
    17: (DHCP_EXPIRE, SUCCESS),
    18: (DHCP_EXPIRE, SUCCESS),
    20: (DHCP_ACK, SUCCESS),
    21: (DHCP_ACK, SUCCESS),
    22: (DHCP_DISCOVER, FAILURE),
    # DHCPv6
    11000: (DHCP_DISCOVER, SUCCESS),
    11004: (DHCP_ACK, SUCCESS),
    11005: (DHCP_ACK, SUCCESS),
    11006: (DHCP_RELEASE, SUCCESS),
    11007: (DHCP_DECLINE, FAILURE),
    11008: (DHCP_EXPIRE, SUCCESS),
}
_UNREACHABLE = frozenset([50, 52, 53, 54, 56, 57, 59, 61, 64])
"""Rogue-server detection, 50 and up: no directory, not authorised, another server answers."""


def activity_of(code: int) -> tuple[int, int]:
    """Give activity and status of an event id; ids that are not a client's are Other."""
    known = CODES.get(code)
    if known is not None:
        return known
    return OTHER_ACTIVITY, FAILURE if code in _UNREACHABLE else OTHER if code in (31, 34, 35, 36) else 0

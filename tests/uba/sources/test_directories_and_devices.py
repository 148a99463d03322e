"""What directories and name servers are asked, and what network devices report."""

import pytest

from tests.uba.sources.error_lines import NOON, event, events
from uba import activities as a
from uba.events import (
    API_ACTIVITY,
    APPLICATION_ERROR,
    AUTHENTICATION,
    ENTITY_MANAGEMENT,
    FAILURE,
    SUCCESS,
)
from uba.sources.directory_messages import REMEMBERED

SLAPD = "2026-03-09T12:00:00Z ldap1 slapd[7]: conn=1001 "


def test_a_search_in_a_directory_says_who_and_from_where() -> None:
    """The lines before it said so, by the connection."""
    accept, bind, result, search = events(
        f"{SLAPD}fd=12 ACCEPT from IP=203.0.113.9:51234 (IP=0.0.0.0:389)",
        f'{SLAPD}op=0 BIND dn="uid=A.Berg,ou=people,dc=x" method=128',
        f"{SLAPD}op=0 RESULT tag=97 err=0 text=",
        f'{SLAPD}op=1 SRCH base="dc=x" scope=2 deref=0 filter="(objectClass=*)"',
    )

    assert accept is bind is None
    assert result is not None
    assert search is not None
    assert (result.class_uid, result.status_id, result.actor_user_name) == (AUTHENTICATION, SUCCESS, "a.berg")
    assert (search.class_uid, search.activity_id) == (API_ACTIVITY, a.API_READ)
    assert (search.actor_user_name, search.src_ip) == ("a.berg", "203.0.113.9")
    assert (search.api_operation, search.query_text) == ("LDAP search", "(objectClass=*)")


def test_a_refused_bind_is_a_failed_logon() -> None:
    """Error 49 is a wrong password."""
    parsed = event(f'{SLAPD}op=0 BIND dn="cn=admin,dc=x" method=128', f"{SLAPD}op=0 RESULT tag=97 err=49 text=")

    assert (parsed.status_id, parsed.status_code, parsed.actor_user_name) == (FAILURE, "49", "admin")


def test_connections_are_of_one_host_and_forgotten_oldest_first() -> None:
    """Two servers count on their own; a file of any length needs the memory of 10,000 connections."""
    search = 'op=1 SRCH base="dc=x" scope=2 deref=0 filter="(a=b)"'
    accepts = [
        f"2026-03-09T12:00:00Z ldap1 slapd[7]: conn={number} fd=12 ACCEPT from IP=203.0.113.9:5 (IP=0.0.0.0:389)"
        for number in range(REMEMBERED + 1)
    ]
    *_, other, oldest, newest = events(
        *accepts,
        f"2026-03-09T12:00:00Z ldap2 slapd[7]: conn={REMEMBERED} {search}",
        f"2026-03-09T12:00:00Z ldap1 slapd[7]: conn=0 {search}",
        f"2026-03-09T12:00:00Z ldap1 slapd[7]: conn={REMEMBERED} {search}",
    )

    assert other is not None
    assert oldest is not None
    assert newest is not None
    assert (other.src_ip, oldest.src_ip, newest.src_ip) == ("", "", "203.0.113.9")


@pytest.mark.parametrize(
    "line",
    [
        "09-Mar-2026 12:00:00.123 queries: info: client @0x7f 10.20.4.91#5112 (x): query: Db1.x.example IN A",
        "2026-03-09T12:00:00.123Z ns1 named[7]: client @0x7f0 10.20.4.91#5112 (db1.x.example): view in: query: "
        "db1.x.example IN A +E(0)K (10.20.0.2)",
        "2026-03-09T12:00:00.123Z ns1 dnsmasq[7]: query[A] db1.x.example from 10.20.4.91",
    ],
)
def test_names_that_are_looked_up(line: str) -> None:
    """Of BIND's own log, of BIND and dnsmasq in syslog."""
    parsed = event(line)

    assert (parsed.class_uid, parsed.activity_id, parsed.time) == (API_ACTIVITY, a.API_READ, NOON + 123)
    assert (parsed.resource_uid, parsed.src_ip, parsed.api_operation) == (
        "db1.x.example",
        "10.20.4.91",
        "DNS query A",
    )


@pytest.mark.parametrize(
    ("message", "class_uid", "activity", "user", "src_ip"),
    [
        (
            "%ASA-6-113039: Group <VPN> User <A.Berg> IP <203.0.113.9> AnyConnect parent session started.",
            AUTHENTICATION,
            a.AUTH_LOGON,
            "a.berg",
            "203.0.113.9",
        ),
        (
            "%ASA-6-113005: AAA user authentication Rejected : reason = AAA failure : server = 10.1.1.1 : "
            "user = a.berg : user IP = 203.0.113.9",
            AUTHENTICATION,
            a.AUTH_LOGON,
            "a.berg",
            "203.0.113.9",
        ),
        (
            "%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: admin] [Source: 203.0.113.9] [localport: 22] "
            "[Reason: Login Authentication Failed] at 12:00:00 UTC",
            AUTHENTICATION,
            a.AUTH_LOGON,
            "admin",
            "203.0.113.9",
        ),
        (
            "%SYS-5-CONFIG_I: Configured from console by admin on vty0 (203.0.113.9)",
            ENTITY_MANAGEMENT,
            a.ENTITY_UPDATE,
            "admin",
            "203.0.113.9",
        ),
    ],
)
def test_network_devices(message: str, class_uid: int, activity: int, user: str, src_ip: str) -> None:
    """Logons, VPN sessions and settings."""
    parsed = event(f"<166>2026-03-09T12:00:00Z edge1 {message}")

    assert (parsed.class_uid, parsed.activity_id) == (class_uid, activity)
    assert (parsed.actor_user_name, parsed.src_ip, parsed.device_hostname) == (user, src_ip, "edge1")
    assert parsed.time == NOON


def test_forged_arp_and_double_addresses() -> None:
    """The address and the hardware address that claims it."""
    double = event(
        "<189>2026-03-09T12:00:00Z sw1 45: *Mar  9 12:00:00.1: %IP-4-DUPADDR: Duplicate address 10.20.4.1 on Vlan10, "
        "sourced by 001b.2fAA.0102"
    )
    forged = event(
        "<189>2026-03-09T12:00:00Z sw1 46: %SW_DAI-4-DHCP_SNOOPING_DENY: 1 Invalid ARPs (Req) on Gi1/0/3, vlan 10."
        "([001b.2faa.0102/10.20.4.1/0000.0000.0000/10.20.4.9/12:00:00 UTC])"
    )

    for parsed in (double, forged):
        assert parsed.class_uid == APPLICATION_ERROR
        assert (parsed.src_mac, parsed.src_ip) == ("00:1b:2f:aa:01:02", "10.20.4.1")
    assert (double.event_code, forged.event_code) == ("IP-4-DUPADDR", "SW_DAI-4-DHCP_SNOOPING_DENY")


def test_unknown_messages_of_devices_count_from_critical_on() -> None:
    """Severity 2 and worse are errors; what is less grave is of no interest."""
    grave = event("<186>2026-03-09T12:00:00Z asa1 %ASA-2-105500: Switching to ACTIVE")

    assert grave.class_uid == APPLICATION_ERROR
    assert events("<190>2026-03-09T12:00:00Z asa1 %ASA-6-302013: Built inbound TCP connection") == [None]

"""DHCP servers: Windows' log with its prose, dhcpd, Kea."""

from pathlib import Path

import pytest

from uba import activities as a
from uba.errors import ParseError
from uba.events import FAILURE, OTHER, SUCCESS, Event
from uba.reader import Rejected, read_events
from uba.sources.dhcp import Dhcp

DHCP = Dhcp()
PROSE = (
    b"\t\tMicrosoft DHCP Service Activity Log\r\n\r\n\r\nEvent ID  Meaning\r\n00\tThe log was started.\r\n"
    b"01\tThe log was stopped.\r\n10\tA new IP address was leased to a client.\r\n"
    b"14\tA lease request could not be satisfied because the scope's address pool was exhausted.\r\n"
    b"50+\tCodes above 50 are used for Rogue Server Detection information.\r\n\r\n"
    b"QResult: 0: NoQuarantine, 1:Quarantine, 2:Drop Packet, 3:Probation,6:No Quarantine Information ProbationTime:"
    b"Year-Month-Day Hour:Minute:Second:MilliSecond.\r\n\r\n"
    b"ID,Date,Time,Description,IP Address,Host Name,MAC Address,User Name, TransactionID, QResult,Probationtime, "
    b"CorrelationID,Dhcid,VendorClass(Hex),VendorClass(ASCII),UserClass(Hex),UserClass(ASCII),RelayAgentInformation,"
    b"DnsRegError.\r\n"
)
FULL_POOL = (
    b"14,03/09/26,08:31:44,Lease request could not be satisfied,10.20.60.0,,9A11C0FFEE07,,3096562285,0,,,,,,,,,0"
)


def parsed(line: bytes) -> Event:
    """Parse, expecting an event."""
    event = DHCP.parse(line)
    assert event is not None
    return event


def test_a_windows_log_is_read_with_its_prose(tmp_path: Path) -> None:
    """Title, meanings and header are no events; every row is."""
    file = tmp_path / "DhcpSrvLog-Mon.log"
    file.write_bytes(
        PROSE + b"00,03/09/26,00:00:01,Started,,,,,0,6,,,,,,,,,0\r\n" + FULL_POOL + b"\r\n"
        b"10,03/09/26,08:31:50,Assign,10.20.60.9,LT-0412.corp.example,9A11C0FFEE08,CORP\\A.Berg,1,0,,,,,,,,,0\r\n"
        b"a row of nothing\r\n"
    )
    started, full, assigned, bad = read_events([file])

    assert isinstance(started, Event)
    assert isinstance(full, Event)
    assert isinstance(assigned, Event)
    assert isinstance(bad, Rejected)
    assert (started.activity_id, started.event_code) == (a.OTHER_ACTIVITY, "0")
    assert (full.activity_id, full.status_id, full.resource_uid) == (a.DHCP_DISCOVER, FAILURE, "10.20.60.0")
    assert (full.src_mac, full.src_ip, full.time) == ("9a:11:c0:ff:ee:07", "", 1773045104000)
    assert (assigned.src_ip, assigned.src_hostname) == ("10.20.60.9", "lt-0412.corp.example")
    assert (assigned.user_name, bad.line, bad.source) == ("corp\\a.berg", 17, "dhcp")


@pytest.mark.parametrize(
    ("code", "activity", "status"),
    [
        (b"11", a.DHCP_ACK, SUCCESS),
        (b"12", a.DHCP_RELEASE, SUCCESS),
        (b"13", a.DHCP_DECLINE, FAILURE),
        (b"15", a.DHCP_NAK, FAILURE),
        (b"17", a.DHCP_EXPIRE, SUCCESS),
        (b"31", a.OTHER_ACTIVITY, OTHER),
        (b"53", a.OTHER_ACTIVITY, FAILURE),
        (b"62", a.OTHER_ACTIVITY, 0),
    ],
)
def test_ids_mean_what_microsoft_says(code: bytes, activity: int, status: int) -> None:
    """Leases, refusals, and the search for rogue servers."""
    event = parsed(code + FULL_POOL[2:])

    assert (event.activity_id, event.status_id, event.event_code) == (activity, status, code.decode())


@pytest.mark.parametrize(
    ("message", "activity", "status", "expected"),
    [
        (
            b"DHCPDISCOVER from 9a:11:c0:ff:ee:07 via eth0: network 10.20.60.0/24: no free leases",
            a.DHCP_DISCOVER,
            FAILURE,
            {"src_mac": "9a:11:c0:ff:ee:07", "resource_uid": "10.20.60.0/24", "src_ip": ""},
        ),
        (
            b"DHCPREQUEST for 10.20.60.9 (10.20.60.1) from 9a:11:c0:ff:ee:07 (LT-0412) via eth0",
            a.DHCP_REQUEST,
            SUCCESS,
            {"src_ip": "10.20.60.9"},
        ),
        (
            b"DHCPACK on 10.20.60.9 to 9a:11:c0:ff:ee:07 (LT-0412) via eth0",
            a.DHCP_ACK,
            SUCCESS,
            {"src_hostname": "lt-0412", "src_ip": "10.20.60.9"},
        ),
        (b"DHCPNAK on 10.20.60.9 to 9a:11:c0:ff:ee:07 via eth0", a.DHCP_NAK, FAILURE, {}),
        (b"DHCPDECLINE of 10.20.60.9 from 9a:11:c0:ff:ee:07 via eth0: abandoned", a.DHCP_DECLINE, FAILURE, {}),
        (b"Wrote 12 leases to leases file.", a.OTHER_ACTIVITY, OTHER, {"device_hostname": "dhcp1"}),
    ],
)
def test_dhcpd_lines_are_messages(message: bytes, activity: int, status: int, expected: dict[str, str]) -> None:
    """One line a message; what dhcpd merely says is Other."""
    event = parsed(b"2026-03-09T08:31:44Z dhcp1 dhcpd[812]: " + message)

    assert (event.activity_id, event.status_id) == (activity, status)
    assert {name: getattr(event, name) for name in expected} == expected


def test_kea_lines_are_messages() -> None:
    """By the name of the message, in its own file or in syslog."""
    start = b"2026-03-09 08:31:46.120 WARN [kea-dhcp4.alloc-engine/812.140] "
    full = parsed(
        start + b"ALLOC_ENGINE_V4_ALLOC_FAIL_SUBNET [hwtype=1 9a:11:c0:ff:ee:08], cid=[no info], tid=0x1: failed to "
        b"allocate an IPv4 address in the subnet 10.20.60.0/24, subnet-id 1, shared network (none)"
    )
    lease = parsed(
        b"<30>1 2026-03-09T08:31:46Z k kea-dhcp4 8 - - INFO  DHCP4_LEASE_ALLOC [hwtype=1 9a:11:c0:ff:ee:08], cid=[], "
        b"tid=0x2: lease 10.20.60.9 has been allocated for 3600 seconds"
    )

    assert (full.activity_id, full.status_id, full.resource_uid) == (a.DHCP_DISCOVER, FAILURE, "10.20.60.0/24")
    assert (lease.activity_id, lease.src_ip, lease.src_mac) == (a.DHCP_ACK, "10.20.60.9", "9a:11:c0:ff:ee:08")
    assert full.time == 1773045106120


def test_a_year_that_syslog_leaves_out_comes_from_the_file(tmp_path: Path) -> None:
    """By its name here; alone such a line has no time and is refused."""
    line = b"Mar  9 08:31:44 dhcp1 dhcpd[812]: DHCPNAK on 10.20.60.9 to 9a:11:c0:ff:ee:07 via eth0"
    file = tmp_path / "dhcpd-2026-03-10.log"
    file.write_bytes(line + b"\n")
    (event,) = read_events([file])

    assert isinstance(event, Event)
    assert event.time == 1773045104000
    with pytest.raises(ParseError, match="year"):
        DHCP.parse(line)


@pytest.mark.parametrize(
    ("said", "time"),
    [
        (b"# UTC offset: +01:00", 1_773_041_510_000),
        (b"UTC-Offset: -0530", 1_773_064_910_000),
        (b"Time zone = GMT+02:00", 1_773_037_910_000),
    ],
)
def test_local_time_is_utc_unless_the_file_says_its_offset(said: bytes, time: int) -> None:
    """Windows writes no zone; what a collector says of it counts from there on."""
    parse = Dhcp().open()
    row = b"10,03/09/26,08:31:50,Assign,10.20.60.9,LT-0412.corp.example,9A11C0FFEE08,,3096562286,0"
    parse(b"\t\tMicrosoft DHCP Service Activity Log")
    first = parse(row)
    parse(said)
    second = parse(row)

    assert first is not None
    assert second is not None
    assert (first.time, second.time) == (1_773_045_110_000, time)

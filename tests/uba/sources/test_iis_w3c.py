"""W3C extended logs: columns come from the header, or are IIS's own."""

from pathlib import Path

import pytest

from uba.errors import ParseError
from uba.events import FAILURE, HTTP_ACTIVITY, Event
from uba.reader import Rejected, parse_record, read_events
from uba.sources.iis_w3c import IisW3c

IIS = IisW3c()
BYTES = (
    b"2026-03-09 02:44:18 10.20.8.15 POST /images/thumb_x9.aspx - 443 - 203.0.113.45 "
    b"Mozilla/5.0+(X) - 200 0 0 1523 412 96"
)
DENIED = b"2026-03-09 02:44:19 10.20.8.15 GET /mail/ id=7 443 CORP\\A.Berg 203.0.113.45 curl/8 - 401 1 1326 15"
FULL = (
    b"2026-03-09 02:44:20 W3SVC1 WEB01 10.20.8.15 GET / - 443 - 203.0.113.45 HTTP/2 curl/8 - - "
    b"shop.fabrikam.example:443 500 0 64 10 20 30"
)


def test_standard_lines_are_read_without_a_header() -> None:
    """The columns are told by their number and by what stands in them."""
    event = IIS.parse(BYTES)

    assert event is not None
    assert event.class_uid == HTTP_ACTIVITY
    assert (event.http_method, event.url_path, event.http_status) == ("POST", "/images/thumb_x9.aspx", 200)
    assert (event.src_ip, event.bytes_out, event.latency_ms) == ("203.0.113.45", 1523, 96.0)
    assert event.user_agent == "Mozilla/5.0 (X)"
    denied = IIS.parse(DENIED)
    assert denied is not None
    assert (denied.actor_user_name, denied.status_id, denied.status_code) == ("corp\\a.berg", FAILURE, "401.1")
    assert denied.url_query == "id=7"
    full = IIS.parse(FULL)
    assert full is not None
    assert (full.dst_hostname, full.device_hostname) == ("shop.fabrikam.example", "web01")
    assert (full.service_name, full.status_detail) == ("W3SVC1", "Win32 error 64")


@pytest.mark.parametrize(
    "line",
    [BYTES + b" extra", BYTES.replace(b" 200 ", b" OK "), BYTES.replace(b"203.0.113.45", b"client"), b"", b"a b c"],
)
def test_other_columns_without_a_header_are_refused(line: bytes) -> None:
    """They are not guessed."""
    with pytest.raises(ParseError, match="#Fields"):
        IIS.parse(line)


def test_a_header_names_the_columns_until_the_next(tmp_path: Path) -> None:
    """In one file only; header lines are no events, and a date can stand in the header alone."""
    file = tmp_path / "u_ex260309.log"
    file.write_bytes(
        b"#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2026-03-09 02:44:00\r\n"
        b"#Fields: time c-ip cs-method cs-uri-stem sc-status time-taken\r\n"
        b"02:44:18 203.0.113.45 GET /a 200 5\r\n"
        b"#Date: 2026-03-10 00:00:00\r\n"
        b"#Fields: date time cs-uri-stem c-ip X-Forwarded-For cs-method sc-status\r\n"
        b"2026-03-10 00:00:01 /b 10.0.0.5 1.2.3.4,+198.51.100.7 GET 404\r\n"
        b"2026-03-10 00:00:01 /b 10.0.0.5\r\n"
    )
    items = list(read_events([file]))

    first, second, torn = items
    assert isinstance(first, Event)
    assert isinstance(second, Event)
    assert isinstance(torn, Rejected)
    assert (first.url_path, first.time, first.latency_ms) == ("/a", 1773024258000, 5.0)
    assert (second.url_path, second.src_ip, second.http_status) == ("/b", "198.51.100.7", 404)
    assert (torn.line, torn.source) == (9, "iis_w3c")
    assert "4 columns: expected 7" in torn.error


def test_the_state_is_of_one_file() -> None:
    """Two files read at once do not share their headers, and a lone line has none."""
    one, other = IIS.open(), IIS.open()
    assert one(b"#Fields: date time c-ip cs-method cs-uri-stem sc-status") is None

    assert one(b"2026-03-09 02:44:18 203.0.113.45 GET /a 200") is not None
    with pytest.raises(ParseError):
        other(b"2026-03-09 02:44:18 203.0.113.45 GET /a 200")
    assert isinstance(parse_record(b"2026-03-09 02:44:18 203.0.113.45 GET /a 200", "iis_w3c"), Rejected)


def test_errors_of_the_kernel_and_cloudfront_are_read(tmp_path: Path) -> None:
    """HTTP.sys names a reason; CloudFront parts columns by tabs and counts seconds."""
    file = tmp_path / "httperr.log"
    file.write_bytes(
        b"#Software: Microsoft HTTP API 2.0\n#Version: 1.0\n#Date: 2026-03-09 02:44:18\n"
        b"#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason "
        b"s-queuename\n"
        b"2026-03-09 02:44:18 203.0.113.45 5000 10.20.8.15 80 HTTP/1.1 GET /a?b=1 503 1 QueueFull Pool\n"
        b"2026-03-09 02:44:19 203.0.113.45 5001 10.20.8.15 80 - - - - - Timer_ConnectionIdle -\n"
    )
    full, idle = read_events([file])

    assert isinstance(full, Event)
    assert isinstance(idle, Event)
    assert (full.url_path, full.url_query, full.status_detail) == ("/a", "b=1", "QueueFull")
    assert (idle.status_detail, idle.http_status, idle.status_id) == ("Timer_ConnectionIdle", 0, 0)
    parse = IIS.open()
    parse(b"#Fields: date time x-edge-location sc-bytes c-ip cs-method cs-uri-stem sc-status time-taken")
    event = parse(b"2026-03-09\t02:44:18\tFRA2\t900\t203.0.113.45\tGET\t/index.html\t200\t0.125")
    assert event is not None
    assert event.latency_ms == 125.0

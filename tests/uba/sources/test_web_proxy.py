"""Web proxies: who asked for what, and what the proxy refused."""

import json
from typing import Any

import pytest

from uba.errors import ParseError
from uba.events import FAILURE, OTHER, SUCCESS, Event
from uba.sources.web_access import WebAccess
from uba.sources.web_proxy import WebProxy, split_url

COMBINED = (
    b'10.20.31.8 - L.Meyer [09/Mar/2026:08:55:02 +0000] "GET http://x.example/a?b=c HTTP/1.1" 200 48812 "-" "curl/8"'
)


def squid(result: str, method: str = "GET", url: str = "http://X.example/a?b=c", user: str = "L.Meyer") -> Event:
    """Parse a native line."""
    line = f"1773046502.337    214 10.20.31.8 {result} 48812 {method} {url} {user} HIER_DIRECT/192.0.2.80 text/html"
    parsed = WebProxy().parse(line.encode())
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("result", "status_id", "disposition", "http_status"),
    [
        ("TCP_MISS/200", SUCCESS, 1, 200),
        ("TCP_DENIED/403", FAILURE, 2, 403),
        ("TCP_DENIED/200", FAILURE, 2, 200),
        ("TCP_MISS/404", OTHER, 1, 404),
        ("NONE_NONE/000", 0, 1, 0),
        ("TCP_MISS_ABORTED/-", 0, 1, 0),
    ],
)
def test_outcome(result: str, status_id: int, disposition: int, http_status: int) -> None:
    """A refusal of the proxy is a failure whatever the status."""
    parsed = squid(result)

    assert (parsed.status_id, parsed.disposition_id, parsed.http_status) == (status_id, disposition, http_status)
    assert parsed.event_code == result.partition("/")[0]


def test_native_line() -> None:
    """Milliseconds, client, user, bytes and the parts of the URL."""
    parsed = squid("TCP_MISS/200")

    assert (parsed.time, parsed.latency_ms, parsed.bytes_out) == (1_773_046_502_337, 214.0, 48_812)
    assert (parsed.src_ip, parsed.actor_user_name) == ("10.20.31.8", "l.meyer")
    assert (parsed.url_hostname, parsed.url_path, parsed.url_query) == ("x.example", "/a", "b=c")
    assert squid("TCP_MISS/200", user="-").actor_user_name == ""


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("http://X.example:8080/a?b=c?d", ("x.example", "/a", "b=c?d")),
        ("x.example:443", ("x.example", "", "")),
        ("x.example/a", ("x.example", "/a", "")),
        ("[2001:db8::1]:443", ("2001:db8::1", "", "")),
        ("ftp://u:p@x.example/f", ("x.example", "/f", "")),
        ("http://x.example?q=1", ("x.example", "/", "q=1")),
        ("error:invalid-request", ("error", "", "")),
        ("", ("", "", "")),
    ],
)
def test_urls(url: str, parts: tuple[str, str, str]) -> None:
    """With and without scheme, port, credentials, path."""
    assert split_url(url) == parts


@pytest.mark.parametrize("ending", [b" TCP_MISS:HIER_DIRECT", b" TCP_DENIED:HIER_NONE  ", b" NONE_NONE:HIER_NONE"])
def test_the_combined_log_is_no_web_server_s(ending: bytes) -> None:
    """The result code at the end tells it, and each of the two sources refuses the other's lines."""
    parsed = WebProxy().parse(COMBINED + ending)

    assert parsed is not None
    assert (parsed.actor_user_name, parsed.url_hostname, parsed.user_agent) == ("l.meyer", "x.example", "curl/8")
    assert WebProxy().recognise(COMBINED + ending)
    assert not WebAccess().recognise(COMBINED + ending)
    assert not WebProxy().recognise(COMBINED)
    for source, line in ((WebAccess(), COMBINED + ending), (WebProxy(), COMBINED)):
        with pytest.raises(ParseError, match="expected"):
            source.parse(line)


def zscaler(**fields: Any) -> Event:
    """Parse a record of the NSS feed."""
    record = {
        "datetime": "2026-03-09 08:55:02",
        "action": "Allowed",
        "url": "x.example/a",
        "urlcategory": "News",
        "requestmethod": "GET",
        "status": "200",
        "user": "L.Meyer@fab.example",
        "ClientIP": "10.20.31.8",
        "responsesize": "1000",
        **fields,
    }
    parsed = WebProxy().parse(json.dumps(record).encode())
    assert parsed is not None
    return parsed


def test_zscaler() -> None:
    """Numbers are text, None is nothing."""
    parsed = zscaler(threatname="None", refererURL="None", devicehostname="LT-1")

    assert (parsed.status_id, parsed.disposition_id, parsed.http_status, parsed.bytes_out) == (SUCCESS, 1, 200, 1_000)
    assert (parsed.referrer, parsed.status_detail, parsed.severity_id) == ("", "", 1)
    assert (parsed.policy_name, parsed.device_hostname, parsed.actor_user_name) == (
        "News",
        "lt-1",
        "l.meyer@fab.example",
    )


def test_zscaler_blocks_and_names_threats() -> None:
    """A block is a failure, a threat is severe."""
    parsed = zscaler(action="Blocked", threatname="Win32.Trojan", status="NA")

    assert (parsed.status_id, parsed.disposition_id, parsed.severity_id) == (FAILURE, 2, 4)
    assert (parsed.status_detail, parsed.http_status) == ("Win32.Trojan", 0)


def test_zscaler_may_be_wrapped() -> None:
    """Feeds for Splunk put the record under `event`; a record without URL or action is none."""
    inner = {"datetime": "2026-03-09 08:55:02", "url": "x.example", "action": "Allowed"}
    parsed = WebProxy().parse(json.dumps({"sourcetype": "zscalernss-web", "event": inner}).encode())

    assert parsed is not None
    assert parsed.url_hostname == "x.example"
    with pytest.raises(ParseError, match="url or action"):
        zscaler(action=None)

"""Access logs: variants, addresses, times, what is no request."""

import pytest

from uba import activities as a
from uba.errors import ParseError
from uba.events import HTTP_ACTIVITY, WEB_RESOURCES, Event
from uba.sources.web_access import WebAccess

HEAD = b'203.0.113.7 - - [09/Mar/2026:04:12:55 +0000] "GET /a?b=1 HTTP/1.1" 200 8412'
COMBINED = HEAD + b' "https://r.example/" "UA/1.0"'


def event(line: bytes) -> Event:
    """Parse one line."""
    parsed = WebAccess().parse(line)
    assert parsed is not None
    return parsed


def test_common_and_combined() -> None:
    """The common part means the same in both."""
    for line in (HEAD, COMBINED):
        parsed = event(line)
        assert (parsed.class_uid, parsed.activity_id, parsed.http_method) == (HTTP_ACTIVITY, a.HTTP_GET, "GET")
        assert (parsed.src_ip, parsed.url_path, parsed.url_query) == ("203.0.113.7", "/a", "b=1")
        assert (parsed.http_status, parsed.bytes_out, parsed.time) == (200, 8412, 1_773_029_575_000)
    assert (event(COMBINED).referrer, event(COMBINED).user_agent) == ("https://r.example/", "UA/1.0")


@pytest.mark.parametrize(
    ("rest", "latency"),
    [
        (b" 0.041", 41.0),
        (b' "0.041"', 0.0),
        (b" 41000", 41.0),
        (b" rt=0.041 uct=0.002", 41.0),
        (b" request_time=0.041", 41.0),
        (b" 0.041 0.040 .", 41.0),
        (b" -", 0.0),
        (b" 0.041 0.900", 41.0),
        (b" rt=nan", 0.0),
    ],
)
def test_request_times(rest: bytes, latency: float) -> None:
    """A decimal number is seconds, a whole one microseconds, a name says seconds."""
    assert event(COMBINED + rest).latency_ms == pytest.approx(latency)


@pytest.mark.parametrize(
    ("line", "host"),
    [
        (COMBINED + b' 0.041 "www.Fab.example"', "www.fab.example"),
        (COMBINED + b" www.fab.example:443", "www.fab.example"),
        (b"www.fab.example:443 " + COMBINED, "www.fab.example"),
        (b"www.fab.example " + HEAD, "www.fab.example"),
        (HEAD.replace(b"/a?", b"http://www.fab.example:80/a?"), "www.fab.example"),
        (COMBINED, ""),
    ],
)
def test_virtual_hosts(line: bytes, host: str) -> None:
    """In front, behind, or in the request itself; the client stays the client."""
    parsed = event(line)

    assert (parsed.url_hostname, parsed.src_ip, parsed.url_path) == (host, "203.0.113.7", "/a")


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        (b"10.0.0.5", b"198.51.100.1", "198.51.100.1"),
        (b"10.0.0.5", b"192.0.2.1, 198.51.100.1", "198.51.100.1"),
        (b"10.0.0.5", b"-", "10.0.0.5"),
        (b"203.0.113.7", b"198.51.100.1", "203.0.113.7"),
    ],
)
def test_forwarded_addresses_are_believed_of_our_own_proxy_only(peer: bytes, forwarded: bytes, client: str) -> None:
    """Anybody can send X-Forwarded-For; only what a private peer wrote last counts."""
    line = COMBINED.replace(b"203.0.113.7", peer) + b' "' + forwarded + b'"'

    assert event(line).src_ip == client


@pytest.mark.parametrize(
    ("request_line", "method", "path"),
    [
        (b"\\x16\\x03\\x01", "", "\\x16\\x03\\x01"),
        (b"-", "", ""),
        (b"", "", ""),
        (b"GET /with space HTTP/1.1", "GET", "/with space"),
        (b'GET /\\"quoted\\" HTTP/1.0', "GET", '/\\"quoted\\"'),
        (b"PROPFIND /dav HTTP/1.1", "PROPFIND", "/dav"),
        (b"GET /old", "GET", "/old"),
        (b"GET /\xff\xfe HTTP/1.1", "GET", "/\ufffd\ufffd"),
    ],
)
def test_odd_requests_are_events(request_line: bytes, method: str, path: str) -> None:
    """A scan, TLS on a plain port, a broken client: the path is what was sent."""
    parsed = event(HEAD.replace(b"GET /a?b=1 HTTP/1.1", request_line))

    assert (parsed.http_method, parsed.url_path) == (method, path)


@pytest.mark.parametrize(
    ("status", "status_id"), [(b"200", 1), (b"301", 1), (b"401", 2), (b"403", 2), (b"404", 99), (b"503", 99)]
)
def test_a_refusal_is_a_failure(status: bytes, status_id: int) -> None:
    """401 and 403 are; a missing page is not."""
    assert event(HEAD.replace(b"200", status)).status_id == status_id


def test_users_may_have_blanks() -> None:
    """Basic authentication allows them."""
    assert event(HEAD.replace(b"- -", b"- Ann Smith")).actor_user_name == "ann smith"


def test_names_instead_of_addresses_are_kept() -> None:
    """A server that resolves names logs the name."""
    parsed = event(HEAD.replace(b"203.0.113.7", b"Crawler.search.example"))

    assert (parsed.src_ip, parsed.src_hostname) == ("", "crawler.search.example")


@pytest.mark.parametrize(
    "line", [b"", b"hello", b"{}", HEAD[:40], HEAD.replace(b"Mar", b"Foo"), HEAD.replace(b" 200 ", b" abc ")]
)
def test_what_is_no_access_line_is_refused(line: bytes) -> None:
    """The error shows what one looks like."""
    with pytest.raises(ParseError, match="expected"):
        WebAccess().parse(line)


def test_hostile_lines_cost_linear_time() -> None:
    """A line of a megabyte that almost matches is refused at once."""
    for filler in (b'"' * 1_000_000, b"\\" * 1_000_000, b" a" * 500_000, b"[" * 1_000_000, b'" "' * 300_000):
        line = b"203.0.113.7 - - [09/Mar/2026:04:12:55 +0000] " + filler
        with pytest.raises(ParseError):
            WebAccess().parse(line)


@pytest.mark.parametrize(
    ("request_line", "status", "activity", "code"),
    [
        ("GET /Team/app.git/info/refs?service=git-upload-pack HTTP/1.1", 200, a.WEB_READ, "git.fetch"),
        ("POST /Team/app.git/git-receive-pack HTTP/1.1", 200, a.WEB_UPDATE, "git.push"),
        ("GET /Team/app/-/archive/main/app-main.tar.gz HTTP/1.1", 200, a.WEB_EXPORT, "repo.download_zip"),
    ],
)
def test_git_s_requests_are_acts_on_repositories(request_line: str, status: int, activity: int, code: str) -> None:
    """Of the user who asked, with what the client got."""
    parsed = event(
        f'203.0.113.9 - A.Berg [09/Mar/2026:04:12:55 +0000] "{request_line}" {status} 5120 "-" "git/2.49"'.encode()
    )

    assert (parsed.class_uid, parsed.activity_id, parsed.event_code) == (WEB_RESOURCES, activity, code)
    assert (parsed.resource_uid, parsed.resource_type, parsed.resource_namespace) == ("team/app", "repository", "team")
    assert (parsed.actor_user_name, parsed.bytes_out, parsed.http_status) == ("a.berg", 5120, 200)


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("GET /team/app.git/info/refs?service=git-upload-pack HTTP/1.1", 401),
        ("GET /team/app.git/info/refs?service=git-receive-pack HTTP/1.1", 200),
        ("POST /team/app.git/git-upload-pack HTTP/1.1", 200),
        ("GET /-/archive/ HTTP/1.1", 200),
    ],
)
def test_what_belongs_to_an_act_of_git_is_a_request(request_line: str, status: int) -> None:
    """So that a clone is counted once, and what was refused not at all."""
    parsed = event(f'203.0.113.9 - - [09/Mar/2026:04:12:55 +0000] "{request_line}" {status} 5 "-" "git/2.49"'.encode())

    assert (parsed.class_uid, parsed.resource_uid) == (HTTP_ACTIVITY, "")


def test_a_session_may_be_logged() -> None:
    """Servers are told to write it, or a hash of it, behind the user agent."""
    line = b'203.0.113.9 - a [09/Mar/2026:04:12:55 +0000] "GET / HTTP/1.1" 200 5 "-" "x" 0.012 session=9f2c sid="-"'

    assert event(line[:-8]).actor_session_uid == "9f2c"
    assert event(line.replace(b"session=9f2c ", b"")).actor_session_uid == ""

"""Requests that load balancers log."""

import time

import pytest

from uba import activities as a
from uba.events import HTTP_ACTIVITY, OTHER, Event
from uba.sources.web_access import WebAccess
from uba.sources.web_error import WebError

TARGET = '"GET https://Shop.example:443/search?q=a HTTP/2.0"'
AWS = (
    "h2 2026-03-09T08:14:22.186641Z app/lb/50dc 203.0.113.9:2817 10.0.1.252:80 0.000 4.501 0.001 200 200 257 51233 "
    f'{TARGET} "curl/7.46.0" ECDHE TLSv1.2 arn:aws:elasticloadbalancing:x "Root=1" "shop.example" "arn:x" 1'
)
CLASSIC = AWS.removeprefix("h2 ").replace("app/lb/50dc", "my-lb")
HAPROXY = (
    "<134>2026-03-09T08:14:22Z lb1 haproxy[7]: 203.0.113.9:33317 [09/Mar/2026:08:14:22.655] in~ app/s1 "
    '10/0/30/69/4502 200 51233 - - ---- 1/1/1/1/0 0/0 {shop.example} {} "GET /search?q=a HTTP/1.1"'
)


def event(line: str) -> Event:
    """Recognise and parse one line."""
    assert WebAccess().recognise(line.encode())
    parsed = WebAccess().parse(line.encode())
    assert parsed is not None
    return parsed


@pytest.mark.parametrize("line", [AWS, CLASSIC, HAPROXY])
def test_a_request_is_one_whoever_balances_it(line: str) -> None:
    """The client, what it asked for and got, and how long all stages took."""
    parsed = event(line)

    assert (parsed.class_uid, parsed.activity_id, parsed.src_ip) == (HTTP_ACTIVITY, a.HTTP_GET, "203.0.113.9")
    assert (parsed.url_path, parsed.url_query) == ("/search", "q=a")
    assert (parsed.http_status, parsed.bytes_out, round(parsed.latency_ms)) == (200, 51233, 4502)
    assert parsed.time // 1_000 == 1_773_044_062


def test_aws_names_the_host_and_the_client() -> None:
    """The port that the scheme implies is no part of it."""
    assert (event(AWS).url_hostname, event(AWS).user_agent) == ("shop.example", "curl/7.46.0")


def test_what_was_never_answered_has_no_status_and_took_no_time() -> None:
    """Both write -1 or a dash."""
    aws = event(AWS.replace("0.000 4.501 0.001 200", "-1 -1 -1 -").replace("- 200 257", "504 - 257"))
    haproxy = event(HAPROXY.replace("10/0/30/69/4502 200", "-1/-1/-1/-1/4502 -1"))

    assert (aws.latency_ms, haproxy.http_status) == (0.0, 0)
    assert haproxy.status_id == OTHER


def test_what_haproxy_says_of_itself_is_a_service_message() -> None:
    """A request is not."""
    down = b"<133>2026-03-09T08:14:22Z lb1 haproxy[7]: Server app/s1 is DOWN, reason: Layer4 timeout"

    assert WebError().recognise(down)
    assert not WebAccess().recognise(down)
    assert not WebError().recognise(HAPROXY.encode())


@pytest.mark.parametrize(
    "line", [AWS.replace("ECDHE", '"' * 20_000), HAPROXY.replace("{} ", "{" * 20_000), "h2 " * 9_000]
)
def test_no_line_takes_long(line: str) -> None:
    """What clients write is read in the time of what others write."""
    begun = time.perf_counter()
    for _ in range(20):
        WebAccess().recognise(line.encode())

    assert (time.perf_counter() - begun) / 20 < 0.05

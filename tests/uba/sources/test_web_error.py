"""Error logs, syslog and journald: what a message means, of which service, from whom."""

import json
import time
from typing import Any

import pytest

from uba import activities as a
from uba.errors import ParseError
from uba.events import (
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    DATASTORE,
    EVENT_LOG,
    FAILURE,
    HTTP_ACTIVITY,
    SUCCESS,
    Event,
)
from uba.sources.web_error import WebError

SYSLOG = "2026-03-09T02:51:07Z web1 "


def event(line: str) -> Event:
    """Parse a line that is an event."""
    parsed = WebError().parse(line.encode())
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("line", "kind", "service", "code"),
    [
        ("kernel: nginx[2311]: segfault at 0 ip 00007f sp 00007f error 4 in libc.so", "crash", "nginx", ""),
        ("systemd[1]: php-fpm.service: Main process exited, code=dumped, status=11/SEGV", "crash", "php-fpm", "dumped"),
        ("systemd-coredump[9]: Process 77 (smbd) of user 0 dumped core.", "crash", "smbd", ""),
        (
            "postgres[9]: LOG:  server process (PID 12) was terminated by signal 11: Segmentation fault",
            "crash",
            "postgres",
            "11",
        ),
        ("kernel: Out of memory: Killed process 2311 (php-fpm8.2) total-vm:1kB", "oom_kill", "php-fpm8.2", ""),
        ("systemd[1]: app.service: Failed with result 'oom-kill'.", "oom_kill", "app", ""),
        ("java[7]: java.lang.OutOfMemoryError: Java heap space", "oom_kill", "java", ""),
        ("systemd[1]: app.service: Main process exited, code=exited, status=1/FAILURE", "failed", "app", "1"),
        ("systemd[1]: Failed to start nginx.service - A web server.", "failed", "nginx", ""),
        ("php-fpm[1]: WARNING: [pool www] server reached pm.max_children setting (5)", "limit", "php-fpm", ""),
        ("kernel: TCP: request_sock_TCP: Possible SYN flooding on port 443. Sending cookies.", "limit", "kernel", ""),
        ("postgres[9]: FATAL:  remaining connection slots are reserved for superusers", "limit", "postgres", ""),
        ("node[9]: Debugger listening on ws://127.0.0.1:9229/x", "debugger", "node", ""),
        ("app[9]: Traceback (most recent call last):", "exception", "app", ""),
    ],
)
def test_errors(line: str, kind: str, service: str, code: str) -> None:
    """Each is an application error of the service it names."""
    parsed = event(SYSLOG + line)

    assert (parsed.class_uid, parsed.activity_id) == (APPLICATION_ERROR, a.ERROR_GENERAL)
    assert (parsed.event_code, parsed.service_name, parsed.status_code) == (kind, service, code)
    assert parsed.device_hostname == "web1"


@pytest.mark.parametrize(
    ("line", "class_uid", "activity", "service"),
    [
        ("systemd[1]: Started nginx.service - A web server.", APPLICATION_LIFECYCLE, a.APP_START, "nginx"),
        ("systemd[1]: Stopped The Apache HTTP Server.", APPLICATION_LIFECYCLE, a.APP_STOP, "the apache http server"),
        (
            "systemd[1]: app.service: Scheduled restart job, restart counter is at 3.",
            APPLICATION_LIFECYCLE,
            a.APP_RESTART,
            "app",
        ),
        (
            'rsyslogd: [origin software="rsyslogd" swVersion="8"] exiting on signal 15.',
            EVENT_LOG,
            a.EVENT_LOG_STOP,
            "rsyslogd",
        ),
        ('rsyslogd: [origin software="rsyslogd" swVersion="8"] start', EVENT_LOG, a.EVENT_LOG_START, "rsyslogd"),
    ],
)
def test_lifecycle(line: str, class_uid: int, activity: int, service: str) -> None:
    """Start, stop and restart of services, and of the log itself."""
    parsed = event(SYSLOG + line)

    assert (parsed.class_uid, parsed.activity_id, parsed.service_name) == (class_uid, activity, service)


@pytest.mark.parametrize(
    "line",
    [
        "cron[12]: (root) CMD (run-parts /etc/cron.hourly)",
        "systemd[1]: Starting nginx.service - A web server...",
        "app[3]: Started job 7",
        "nginx[3]: signal process started",
    ],
)
def test_what_programs_merely_tell_is_of_no_interest(line: str) -> None:
    """Only a service manager starts services."""
    assert WebError().parse((SYSLOG + line).encode()) is None


@pytest.mark.parametrize(("priority", "is_event"), [(11, True), (8, True), (12, False), (14, False)])
def test_the_level_decides_on_unknown_messages(priority: int, is_event: bool) -> None:
    """Error and worse is an event, warnings and less are not."""
    assert (WebError().parse(f"<{priority}>{SYSLOG}app[3]: strange".encode()) is not None) == is_event


def test_nginx_says_who_and_what() -> None:
    """The client, the request and the host that was asked for."""
    parsed = event(
        '2026/03/09 02:51:09 [error] 1188#1188: *55 limiting requests, excess: 20.6 by zone "login", client: '
        "::ffff:203.0.113.45,"
        ' server: _, request: "POST /login?x=1 HTTP/1.1", host: "Shop.example:443", referrer: "https://x/"'
    )

    assert (parsed.event_code, parsed.src_ip, parsed.http_method) == ("limit", "203.0.113.45", "POST")
    assert (parsed.url_hostname, parsed.url_path, parsed.url_query) == ("shop.example", "/login", "x=1")
    assert parsed.status_detail == 'limiting requests, excess: 20.6 by zone "login"'
    assert parsed.referrer == "https://x/"


def test_apache_s_old_and_new_forms() -> None:
    """With and without module, process and fraction; one-digit days."""
    new = event("[Mon Mar 09 02:51:07.123456 2026] [core:error] [pid 1:tid 2] [client 203.0.113.5:1] AH00124: x")
    old = event("[Mon Mar  9 02:51:07 2026] [error] [client 203.0.113.5] File does not exist: /x, referer: http://y/")

    assert (new.time, old.time) == (1_773_024_667_123, 1_773_024_667_000)
    assert new.src_ip == old.src_ip == "203.0.113.5"
    assert (old.event_code, old.referrer) == ("error", "http://y/")


def test_refused_passwords_are_failed_logons() -> None:
    """Of nginx and Apache."""
    apache = event(
        "[Mon Mar 09 02:51:07 2026] [auth_basic:error] [pid 1] [client 203.0.113.5:1] AH01618: user C.Diaz not "
        "found: /x"
    )
    nginx = event(
        '2026/03/09 02:51:09 [error] 1#1: *5 user "C.Diaz": password mismatch, client: 203.0.113.5, server: x, '
        'request: "GET /admin HTTP/1.1", host: "x.example"'
    )

    for parsed in (apache, nginx):
        assert (parsed.class_uid, parsed.status_id) == (AUTHENTICATION, FAILURE)
        assert (parsed.actor_user_name, parsed.src_ip) == ("c.diaz", "203.0.113.5")


@pytest.mark.parametrize(
    ("message", "status", "user", "ip"),
    [
        ("Accepted publickey for Ann from 198.51.100.9 port 5 ssh2: ED25519 SHA256:x", SUCCESS, "ann", "198.51.100.9"),
        ("Failed password for invalid user x y from 2001:db8::1 port 5 ssh2", FAILURE, "x y", "2001:db8::1"),
        ("Failed password for root from 198.51.100.9 port 5 ssh2", FAILURE, "root", "198.51.100.9"),
    ],
)
def test_sshd(message: str, status: int, user: str, ip: str) -> None:
    """Logons of known and unknown users."""
    parsed = event(f"{SYSLOG}sshd[7]: {message}")

    assert (parsed.class_uid, parsed.status_id, parsed.actor_user_name, parsed.src_ip) == (
        AUTHENTICATION,
        status,
        user,
        ip,
    )
    assert parsed.dst_hostname == "web1"


def test_statements_of_a_database() -> None:
    """A logged statement is a query, with its duration."""
    parsed = event(f"{SYSLOG}postgres[7]: [3-1] LOG:  duration: 5012.300 ms  statement: COPY t FROM PROGRAM 'id'")

    assert (parsed.class_uid, parsed.activity_id, parsed.query_text) == (
        DATASTORE,
        a.DATA_QUERY,
        "COPY t FROM PROGRAM 'id'",
    )
    assert parsed.latency_ms == 5012.3


def test_modsecurity() -> None:
    """A denied request names client, rule and path."""
    parsed = event(
        "[Mon Mar 09 02:51:07 2026] [security2:error] [pid 1] [client 203.0.113.5:9] ModSecurity: Access denied "
        "with code 403 "
        '(phase 2). [file "/r"] [id "942100"] [msg "SQL Injection"] [hostname "shop.example"] [uri "/item"] '
        '[unique_id "u"]'
    )

    assert (parsed.class_uid, parsed.status_id, parsed.disposition_id) == (HTTP_ACTIVITY, FAILURE, 2)
    assert (parsed.rule_uid, parsed.url_path, parsed.src_ip) == ("942100", "/item", "203.0.113.5")


def journal(**fields: Any) -> Event | None:
    """Parse a journald record with these fields."""
    record = {
        "__REALTIME_TIMESTAMP": "1773046502337000",
        "_HOSTNAME": "Web1",
        "MESSAGE": "x",
        "PRIORITY": "3",
        **fields,
    }
    return WebError().parse(json.dumps(record).encode())


def test_journald() -> None:
    """Microseconds, the cursor as identity, messages that are not UTF-8 as their bytes."""
    parsed = journal(__CURSOR="s=1", SYSLOG_IDENTIFIER="app", MESSAGE=[111, 111, 109, 45, 107, 105, 108, 108, 255])

    assert parsed is not None
    assert (parsed.time, parsed.uid, parsed.device_hostname) == (1_773_046_502_337, "s=1", "web1")
    assert (parsed.event_code, parsed.service_name) == ("oom_kill", "app")
    assert journal(PRIORITY="6") is None
    with pytest.raises(ParseError, match="MESSAGE"):
        journal(MESSAGE=None)


@pytest.mark.parametrize(
    "line",
    [
        SYSLOG + "postfix/qmgr[1]: 4XyZ12ABcD: removed",
        SYSLOG + "dhcpd[1]: DHCPACK on 10.0.0.1",
        SYSLOG + 'nginx: 198.51.100.2 - - [09/Mar/2026:04:12:55 +0000] "GET / HTTP/1.1" 200 8412 "-" "x"',
        SYSLOG
        + "(squid-1)[7]: 1773046502.337    214 10.20.31.8 TCP_MISS/200 48812 GET http://x/ - HIER_DIRECT/192.0.2.80 -",
    ],
)
def test_what_another_source_reads_is_left_to_it(line: str) -> None:
    """Mail, DHCP and access logs that syslog carries are neither recognised nor swallowed."""
    assert not WebError().recognise(line.encode())
    with pytest.raises(ParseError, match="have sources"):
        WebError().parse(line.encode())


@pytest.mark.parametrize("piece", ["ModSecurity: Warning ", "exit signal a ", "a.", ', client: "', "segfault at ", "("])
def test_lines_made_to_be_slow_are_not(piece: str) -> None:
    """A megabyte of beginnings of a pattern is read in the time of a long line."""
    for head in (f"{SYSLOG}app: ", "2026/03/09 02:51:07 [error] 1#1: "):
        started = time.process_time()
        WebError().parse((head + piece * (1_000_000 // len(piece))).encode())

        assert time.process_time() - started < 1.0

"""Applications' own logs: the forms of their lines, what databases say in them."""

import json
import time

import pytest

from tests.uba.sources.error_lines import NOON, event, events
from uba import activities as a
from uba.errors import ParseError
from uba.events import (
    APPLICATION_ERROR,
    AUTHENTICATION,
    DATASTORE,
    ENTITY_MANAGEMENT,
    FAILURE,
    SUCCESS,
)
from uba.sources.web_error import WebError


@pytest.mark.parametrize(
    ("line", "product", "service", "offset"),
    [
        ("2026-03-09T12:00:00.5+00:00 stderr F Debugger attached.", "container", "container", 500),
        (
            json.dumps({"log": "Debugger attached.\n", "stream": "stderr", "time": "2026-03-09T12:00:00.5Z"}),
            "container",
            "container",
            500,
        ),
        ("2026-03-09 12:00:00.123 UTC [812] app@shop FATAL:  sorry, too many clients already", "PostgreSQL", "", 123),
        (
            "2026-03-09 13:00:00.123+01 [812]: [1-1] LOG:  server process was terminated by signal 11",
            "PostgreSQL",
            "",
            123,
        ),
        ("2026-03-09T12:00:00.123456Z 812 [ERROR] [MY-1] [Server] Too many connections", "MySQL", "", 123),
        (
            "2026-03-09 12:00:00.12 spid51      Error: 701, Severity: 17. There is insufficient system memory",
            "",
            "",
            120,
        ),
        ("2026-03-09 12:00:00,123 ERROR [exec-1] o.a.Foo - database is away", "application", "o.a.foo", 123),
        (
            "2026-03-09T12:00:00.123Z ERROR 812 --- [main] c.e.App : Application run failed",
            "application",
            "c.e.app",
            123,
        ),
        (
            "2026-03-09 12:00:00,123 CRITICAL django.request: Internal Server Error",
            "application",
            "django.request",
            123,
        ),
        ("E, [2026-03-09T12:00:00.123456 #812] ERROR -- : no such table", "application", "application", 123),
        ("[2026-03-09T12:00:00.123+0000][error][os,thread] Native thread is away", "Java VM", "java", 123),
        ("812:M 09 Mar 2026 12:00:00.123 # Redis 7.2 crashed by signal: 11", "Redis", "redis", 123),
    ],
)
def test_forms_of_lines(line: str, product: str, service: str, offset: int) -> None:
    """Each has its time, and the program where the form gives it away."""
    parsed = events(line)[0]

    if parsed is None:  # SQL Server has no level, so that only known messages are events
        assert "spid51" in line
        return
    assert WebError().recognise(line.encode())
    assert parsed.time == NOON + offset
    assert parsed.class_uid == APPLICATION_ERROR
    assert parsed.product_name == product
    assert not service or parsed.service_name == service


@pytest.mark.parametrize(
    "line",
    [
        "2026-03-09 12:00:00,123 INFO [exec-1] o.a.Foo - nothing much",
        "2026-03-09 12:00:00,123 WARN [exec-1] o.a.Foo - beware",
        "2026-03-09 12:00:00.123 UTC [812] app@shop LOG:  checkpoint complete",
        "[2026-03-09T12:00:00.123+0000][info][gc] GC(12) Pause Young (Normal) 1M->1M(2M) 5.120ms",
        "812:M 09 Mar 2026 12:00:00.123 * DB saved on disk",
    ],
)
def test_what_applications_merely_tell_is_of_no_interest(line: str) -> None:
    """Levels below error are no events unless the message is a known one."""
    assert WebError().parse(line.encode()) is None


@pytest.mark.parametrize(
    ("line", "status", "user", "src_ip"),
    [
        ('2026-03-09 12:00:00 UTC [8] FATAL:  password authentication failed for user "App"', FAILURE, "app", ""),
        (
            '2026-03-09 12:00:00 UTC [8] FATAL:  no pg_hba.conf entry for host "203.0.113.9", user "app", database "x"',
            FAILURE,
            "app",
            "203.0.113.9",
        ),
        ("2026-03-09 12:00:00 UTC [8] LOG:  connection authorized: user=app database=shop", SUCCESS, "app", ""),
        (
            "2026-03-09T12:00:00.1Z 812 [Note] [MY-010926] [Server] Access denied for user 'root'@'203.0.113.9' (x)",
            FAILURE,
            "root",
            "203.0.113.9",
        ),
        ("2026-03-09T12:00:00.1Z\t 812 Connect\tapp@10.20.4.91 on shop using TCP/IP", SUCCESS, "app", "10.20.4.91"),
        (
            "2026-03-09 12:00:00.12 Logon       Login failed for user 'sa'. Reason: Password did not match. "
            "[CLIENT: 203.0.113.9]",
            FAILURE,
            "sa",
            "203.0.113.9",
        ),
        (
            "2026-03-09 12:00:00.12 Logon       Login succeeded for user 'CORP\\app'. [CLIENT: <local machine>]",
            SUCCESS,
            "corp\\app",
            "",
        ),
    ],
)
def test_logons_to_databases(line: str, status: int, user: str, src_ip: str) -> None:
    """Who, from where, and whether it worked."""
    parsed = event(line)

    assert (parsed.class_uid, parsed.activity_id, parsed.status_id) == (AUTHENTICATION, a.AUTH_LOGON, status)
    assert (parsed.actor_user_name, parsed.src_ip) == (user, src_ip)


@pytest.mark.parametrize(
    ("line", "query", "latency"),
    [
        (
            "2026-03-09 12:00:00 UTC [8] app@shop LOG:  duration: 5012.120 ms  statement: select pg_sleep(5)",
            "select pg_sleep(5)",
            5012.12,
        ),
        ("2026-03-09 12:00:00 UTC [8] app@shop LOG:  execute s1: select $1", "select $1", 0.0),
        ("2026-03-09 12:00:00 UTC [8] app@shop STATEMENT:  select 1 from", "", 0.0),
        ("2026-03-09T12:00:00.1Z\t 812 Query\tSELECT SLEEP(5)", "SELECT SLEEP(5)", 0.0),
    ],
)
def test_statements_that_databases_log(line: str, query: str, latency: float) -> None:
    """The text, and how long it took; PostgreSQL's STATEMENT only repeats what failed."""
    parsed = events(line)[0]

    if not query:
        assert parsed is None
        return
    assert parsed is not None
    assert (parsed.class_uid, parsed.activity_id) == (DATASTORE, a.DATA_QUERY)
    assert (parsed.query_text, parsed.latency_ms) == (query, latency)


def test_what_sql_server_changes_and_launches() -> None:
    """An option that was turned on, and a procedure that starts with the server."""
    option = event(
        "2026-03-09 12:00:00.12 spid51      Configuration option 'xp_cmdshell' changed from 0 to 1. Run the RECONFIGURE"
    )
    procedure = event("2026-03-09 12:00:00.12 spid7s      Launched startup procedure 'sp_evil'.")

    assert (option.class_uid, option.activity_id) == (ENTITY_MANAGEMENT, a.ENTITY_UPDATE)
    assert (option.entity_name, option.status_detail) == ("xp_cmdshell", "0 to 1")
    assert (procedure.class_uid, procedure.resource_name) == (DATASTORE, "sp_evil")


def test_a_slow_query_carries_what_its_header_says() -> None:
    """One event for an entry, at the statement's first line; the next entry is its own."""
    lines = (
        "# Time: 2026-03-09T12:00:00.123456Z",
        "# User@Host: App[app] @ web1 [10.20.4.91]  Id:   812",
        "# Query_time: 9.120000  Lock_time: 0.000100 Rows_sent: 1  Rows_examined: 1234567",
        "use shop;",
        "SELECT SLEEP(9)",
        "  FROM dual;",
        "# Time: 2026-03-09T12:00:01.000000Z",
        "# User@Host: app[app] @  [10.20.4.92]  Id:   813",
        "# Query_time: 1.000000  Lock_time: 0.000100 Rows_sent: 1  Rows_examined: 2",
        "SET timestamp=1773057602;",
        "select 2;",
    )
    assert all(WebError().recognise(line.encode()) for line in lines if line.startswith("#"))
    first, second = [parsed for parsed in events(*lines) if parsed is not None]

    assert (first.time, first.query_text, first.latency_ms) == (NOON + 123, "SELECT SLEEP(9)", 9120.0)
    assert (first.actor_user_name, first.src_ip, first.src_hostname) == ("app", "10.20.4.91", "web1")
    assert first.status_detail == "rows sent 1, rows examined 1234567"
    assert (second.time, second.query_text, second.src_ip) == (NOON + 2_000, "select 2;", "10.20.4.92")


def test_a_slow_query_without_a_time_is_refused() -> None:
    """Older servers write the time only once a second; a file that begins within one has none."""
    with pytest.raises(ParseError, match="# Time is missing"):
        events("# Query_time: 9.1  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 2", "select 1;")


TRACE = [
    "2026-03-09 12:00:00,123 ERROR [exec-1] o.a.Foo - database is away",
    "java.sql.SQLException: away",
    "    at o.a.Foo.bar(Foo.java:12)",
    "    ... 12 more",
    "Caused by: java.net.ConnectException: refused",
]


def test_stack_traces_go_on_with_their_message() -> None:
    """They are no events and no rejections; the same lines with nothing before them are rejected."""
    first, *rest = events(*(line.strip() for line in TRACE))

    assert first is not None
    assert rest == [None] * 4
    for line in TRACE[1:]:
        with pytest.raises(ParseError):
            events(line.strip())


def test_a_frame_of_python_is_followed_by_its_code() -> None:
    """Whatever the code is, one line of it; a record of another kind is no code."""
    lines = (
        "2026-03-09 12:00:00,123 ERROR app: failed",
        "Traceback (most recent call last):",
        'File "/srv/app.py", line 3, in run',
        "anything(at, all)",
        "ValueError: x",
        "2026-03-09 12:00:01,123 ERROR app: again",
    )
    first, *middle, last = events(*lines)

    assert first is not None
    assert middle == [None] * 4
    assert last is not None


def test_only_applications_messages_go_on() -> None:
    """After a line of nginx, a stack trace is nobody's, and is rejected."""
    with pytest.raises(ParseError):
        events("2026/03/09 12:00:00 [error] 1#1: *5 x, client: 203.0.113.5, server: x", "at o.a.Foo.bar(Foo.java:12)")


@pytest.mark.parametrize(
    "first",
    [
        "2026-03-09 12:00:00 UTC [8] app@shop LOG:  duration: 5012.120 ms  statement: select 1",
        "2026-03-09T12:00:00.1Z\t 812 Query\tSELECT 1",
    ],
)
def test_statements_go_on_as_they_were_written(first: str) -> None:
    """Until the next entry."""
    begun, going_on, ended, following = events(first, "from a", "where b", first)

    assert begun is not None
    assert going_on is ended is None
    assert following is not None


@pytest.mark.parametrize(
    "line",
    [
        "2026-03-09 12:00:00 " + "[" * 5_000,
        "2026-03-09 12:00:00.123 UTC [812] " + "a@b " * 5_000,
        "2026-03-09 12:00:00,123 ERROR " + "[x] " * 5_000,
        "2026-03-09 12:00:00,123 ERROR " + "a.b/" * 5_000,
        "[2026-03-09T12:00:00.123+0000]" + "[a]" * 5_000,
        "2026-03-09T12:00:00Z sw1 " + "%A-1-B" * 5_000,
        "2026-03-09T12:00:00Z asa1 %ASA-6-113039: " + "User " * 5_000,
        "2026-03-09T12:00:00Z ldap1 slapd[7]: conn=1001 op=1 SRCH base=" + '"' * 5_000,
        "2026-03-09 12:00:00.12 Logon       " + "Login failed for user 'sa'. " * 5_000,
        "# Query_time: " + "9" * 5_000,
    ],
)
def test_no_line_takes_long(line: str) -> None:
    """What attackers write is read in the time of what others write."""
    source = WebError()
    begun = time.process_time()
    for _ in range(20):
        if source.recognise(line.encode()):
            source.parse(line.encode())

    assert (time.process_time() - begun) / 20 < 0.05


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (
            "[2026-03-09T12:00:00.123+0000][info][gc] GC(12) Pause Full (Allocation Failure) 1M->1M(2M) 5120.1ms",
            "gc_pause",
        ),
        ("2026-03-09T12:00:00Z nas smbd[7]: INTERNAL ERROR: Signal 11 in pid 812 (4.19.4)", "crash"),
        (
            "2026-03-09 12:00:00 UTC [8] LOG:  could not receive data from client: Connection reset by peer",
            "disconnect",
        ),
        (
            "2026-03-09T12:00:00.1Z 8 [Note] [MY-1] [Server] Aborted connection 8 to db: 'shop' user: 'app'",
            "disconnect",
        ),
    ],
)
def test_signs_of_interrupted_programs(line: str, kind: str) -> None:
    """A virtual machine that stands still, a file server's fault, clients that vanish."""
    assert event(line).event_code == kind

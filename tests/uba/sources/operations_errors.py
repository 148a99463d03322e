"""What servers, services, applications and databases write to their own logs."""

from typing import Any

from tests.uba.sources.operations import ADDRESS, TIME, Operation
from uba import activities as a
from uba.events import (
    APPLICATION_ERROR,
    AUTHENTICATION,
    DATASTORE,
    FAILURE,
    HTTP_ACTIVITY,
)

ERROR = (APPLICATION_ERROR, a.ERROR_GENERAL)
LOGON = (AUTHENTICATION, a.AUTH_LOGON)
NGINX = "2026/03/09 08:14:22 [error] 7#7: *5"
APACHE = "[Mon Mar 09 08:14:22.123456 2026]"
WANTS = f', client: {ADDRESS}, server: _, request: "GET /item?id=1 HTTP/1.1", host: "shop.example"'
CRASH = "T1499 T1499.004 T1190 T1210"


def error(techniques: str, kind: str, line: str, meaning: tuple[int, int] = ERROR, **expected: Any) -> Operation:
    """One line of an error log, `kind` its event code."""
    return Operation(techniques, line[:90], "web_error", line.encode(), meaning, {"event_code": kind} | expected)


def syslog(techniques: str, kind: str, message: str, meaning: tuple[int, int] = ERROR, **expected: Any) -> Operation:
    """One line of syslog."""
    return error(techniques, kind, f"{TIME}Z web1 {message}", meaning, **expected)


OPERATIONS = [
    error("T1499.002", "limit", f'{NGINX} limiting requests, excess: 20.6 by zone "login"{WANTS}', src_ip=ADDRESS),
    error("T1499.002", "limit", f'{NGINX} limiting connections by zone "addr"{WANTS}', src_ip=ADDRESS),
    error("T1499.002", "limit", "2026/03/09 08:14:22 [alert] 7#7: 1024 worker_connections are not enough"),
    error(
        "T1499.002",
        "tls_error",
        f"{NGINX} SSL_do_handshake() failed (SSL: error:0A00006C) while SSL handshaking, client: {ADDRESS}, "
        "server: 0.0.0.0:443",
        src_ip=ADDRESS,
    ),
    error(
        CRASH,
        "crash",
        "2026/03/09 08:14:22 [alert] 7#7: worker process 9 exited on signal 11 (core dumped)",
        service_name="nginx",
        status_code="11",
    ),
    error(
        CRASH,
        "crash",
        f"{APACHE} [core:notice] [pid 7] AH00052: child pid 9 exit signal Segmentation fault (11)",
        service_name="apache2",
    ),
    error(
        "T1190",
        "exception",
        f"{APACHE} [php:error] [pid 7] [client {ADDRESS}:1] PHP Fatal error:  Uncaught PDOException: SQLSTATE[42000]",
        src_ip=ADDRESS,
    ),
    error(
        "T1190 T1491.002",
        "modsecurity",
        f"{APACHE} [security2:error] [pid 7] [client {ADDRESS}:1] ModSecurity: Access denied with code 403 "
        '(phase 2). [id "942100"] [msg "SQL"] [hostname "shop.example"] [uri "/item"]',
        (HTTP_ACTIVITY, a.OTHER_ACTIVITY),
        rule_uid="942100",
        disposition_id=2,
    ),
    syslog(
        CRASH,
        "crash",
        "systemd[1]: php-fpm.service: Main process exited, code=dumped, status=11/SEGV",
        service_name="php-fpm",
    ),
    syslog(CRASH, "crash", "kernel: nginx[9]: segfault at 0 ip 0 sp 0 error 4", service_name="nginx"),
    syslog(CRASH, "oom_kill", "kernel: Out of memory: Killed process 9 (java) total-vm:1kB", service_name="java"),
    *(
        syslog("T1210", "crash", message)
        for message in (
            "smbd[9]: INTERNAL ERROR: Signal 11 in pid 9",
            "postgres[9]: LOG:  server process (PID 9) was terminated by signal 11",
            "redis[9]: Redis 7.2 crashed by signal: 11",
            "kernel: sshd[9]: segfault at 0 ip 0",
        )
    ),
    syslog("T1210", "disconnect", "postgres[9]: LOG:  unexpected EOF on client connection with an open transaction"),
    *(
        syslog("T1622", "debugger", f"node[9]: {message}")
        for message in ("Debugger attached.", "Debugger listening on ws://127.0.0.1:9229/x")
    ),
    syslog("T1622", "debugger", "java[9]: Listening for transport dt_socket at address: 5005"),
    *(
        syslog("T1499", "limit", message)
        for message in (
            "postgres[9]: FATAL:  sorry, too many clients already",
            "mysqld[9]: [ERROR] Too many connections",
            "app[9]: HikariPool-1 - Connection is not available, request timed out after 30000ms",
            "php-fpm[9]: WARNING: [pool www] server reached pm.max_children setting (5)",
        )
    ),
    *(
        syslog("T1190", "exception", f"app[9]: {message}")
        for message in (
            "Internal Server Error: /item",
            "Traceback (most recent call last):",
            "java.sql.SQLException: SQL syntax error",
        )
    ),
    error(
        "T1499.003",
        "gc_pause",
        f"[{TIME}.123+0000][info][gc] GC(12) Pause Full (Allocation Failure) 1M->1M(2M) 5120.1ms",
    ),
    Operation(
        "T1499.003",
        "slow query",
        "web_error",
        (
            f"# Time: {TIME}.1Z\n# User@Host: app[app] @ web1 [10.20.4.91]  Id: 8\n# Query_time: 9.12  Lock_time: "
            "0.0 Rows_sent: 1  Rows_examined: 9\nSELECT 1;"
        ).encode(),
        (DATASTORE, a.DATA_QUERY),
        {"latency_ms": 9120.0, "query_text": "SELECT 1;"},
    ),
    error(
        "T1505.001",
        "statement",
        "2026-03-09 08:14:22.1 UTC [8] app@shop LOG:  statement: COPY t TO PROGRAM 'curl x'",
        (DATASTORE, a.DATA_QUERY),
        query_text="COPY t TO PROGRAM 'curl x'",
    ),
    error(
        "T1505.001",
        "statement",
        f"{TIME}.1Z\t 812 Query\tCREATE FUNCTION sys_exec RETURNS INT SONAME 'udf.so'",
        (DATASTORE, a.DATA_QUERY),
        query_text="CREATE FUNCTION sys_exec RETURNS INT SONAME 'udf.so'",
    ),
    error(
        "T1505.001 T1110",
        "logon",
        "2026-03-09 08:14:22.12 Logon       Login failed for user 'sa'. Reason: x [CLIENT: 203.0.113.77]",
        LOGON,
        src_ip=ADDRESS,
        status_id=FAILURE,
    ),
    error(
        "T1069",
        "search",
        f"{TIME}Z ldap1 slapd[7]: conn=1 fd=12 ACCEPT from IP={ADDRESS}:5 (IP=0.0.0.0:389)\n{TIME}Z ldap1 "
        'slapd[7]: conn=1 op=1 SRCH base="dc=x" scope=2 deref=0 filter="(objectClass=group)"',
        (6003, a.API_READ),
        src_ip=ADDRESS,
        query_text="(objectClass=group)",
    ),
    error("T1210", "crash", f"{TIME.replace('T', ' ')}.12 spid51      * BEGIN STACK DUMP:"),
    error(
        "T1505",
        "statement",
        "2026-03-09 08:14:22.1 UTC [8] app@shop LOG:  statement: CREATE EXTENSION plpython3u",
        (DATASTORE, a.DATA_QUERY),
        query_text="CREATE EXTENSION plpython3u",
    ),
]

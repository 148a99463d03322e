"""What the messages of servers and service managers mean: crash, out of memory, restart, limit, debugger.

The texts are those of the programs: nginx, Apache, PHP-FPM, systemd, the Linux
kernel, PostgreSQL, MySQL, Redis, the Java and Node runtimes. One ordered table;
the first pattern that matches decides. Nothing in a pattern that is looked for
anywhere runs on without a bound: messages are what attackers write.
"""

from __future__ import annotations

import re

import msgspec

from uba import activities as a
from uba.events import APPLICATION_ERROR, APPLICATION_LIFECYCLE, EVENT_LOG
from uba.remembered import remembered

MEDIUM, HIGH = 3, 4
"""`severity_id`."""


class Meaning(msgspec.Struct, frozen=True, gc=False):
    """What a message says; `service` and `code` where its text names them."""

    kind: str
    class_uid: int
    activity_id: int
    severity_id: int
    service: str = ""
    code: str = ""


_ERROR = (APPLICATION_ERROR, a.ERROR_GENERAL)
_START = (APPLICATION_LIFECYCLE, a.APP_START)
_STOP = (APPLICATION_LIFECYCLE, a.APP_STOP)
_RESTART = (APPLICATION_LIFECYCLE, a.APP_RESTART)

MESSAGES: tuple[tuple[str, tuple[int, int], int, tuple[str, ...], str], ...] = (
    # Kind, class and activity, severity, words of which one must be there (a search for them costs little), pattern.
    (
        "oom_kill",
        _ERROR,
        HIGH,
        ("out of memory", "oom", "outofmemory", "allowed memory size", "cannot allocate"),
        r"out of memory: kill\w* process \d+ \((?P<service>[^)]{1,64})\)|invoked oom-killer|oom-kill|oom killer"
        r"|OutOfMemoryError|allowed memory size of \d+ bytes exhausted|OOMKilled|heap out of memory"
        r"|cannot allocate memory",
    ),
    (
        "crash",
        _ERROR,
        HIGH,
        (
            "signal",
            "segfault",
            "segmentation",
            "general protection",
            "dumped",
            "terminated abnormally",
            "code=killed",
            "smashing",
            "double free",
            "panic",
            "redis bug",
            "fatal error has been",
            "access_violation",
            "traps:",
            "internal error",
            "stack dump",
        ),
        r"worker process \d+ exited on signal (?P<code>\d+)|exit signal [\w ]{1,64} \((?P<code2>\d+)\)"
        r"|child \d+ exited on signal (?P<code3>\d+)|main process exited, code=(?P<code4>dumped|killed)"
        r"|(?<![\w.+-])(?P<service>[\w.+-]++)\[\d+\]: segfault at|\bsegfault at\b|segmentation fault"
        r"|general protection (?:fault|ip:)"
        r"|process \d+ \((?P<service2>[^)]{1,64})\) of user \d+ (?:dumped core|terminated abnormally)|\(core dumped\)"
        r"|was terminated by signal (?P<code5>\d+)|killed by signal (?P<code6>\d+)|got signal (?P<code7>\d+) ?;"
        r"|stack smashing detected|double free or corruption|kernel panic|^panic: |REDIS BUG REPORT|crashed by signal"
        r"|fatal error has been detected by the java runtime|EXCEPTION_ACCESS_VIOLATION"
        r"|traps: (?P<service3>[^\[\s]+)\[|INTERNAL ERROR: signal (?P<code8>\d+)|BEGIN STACK DUMP",
    ),
    (
        "restart",
        _RESTART,
        MEDIUM,
        ("restart", "sighup"),
        r"^(?P<service>[\w@.\\-]+): (?:scheduled restart job|service .*scheduling restart)|scheduled restart job"
        r"|SIGHUP received\.|graceful restart requested|attempting to restart|restarting due to|has been restarted",
    ),
    (
        "failed",
        _ERROR,
        MEDIUM,
        ("exited, code", "failed with result", "start request", "control process", "failed to start"),
        r"^(?P<service>[\w@.\\-]+): (?:main process exited, code=exited, status=(?P<code>\d+)"
        r"|failed with result '(?P<code2>[\w-]+)'|start request repeated too quickly|control process exited)"
        r"|^failed to start (?P<service2>.+?)\.?$|start request repeated too quickly",
    ),
    (
        "limit",
        _ERROR,
        MEDIUM,
        (
            "not enough",
            "limiting",
            "delaying",
            "max",
            "too many",
            "remaining connection",
            "exhausted",
            "not available",
            "syn flooding",
            "table full",
            "no live",
            "timed out",
            "no space",
            "fork: retry",
            "thread pool",
            "scoreboard",
            "all workers",
            "nofile",
        ),
        r"worker_connections are not enough|limiting (?:requests|connections)|delaying request"
        r"|server reached (?:pm\.)?max\w+|server reached \w+ setting|too many (?:open files|connections|clients)"
        r"|max number of clients reached|remaining connection slots are reserved|pool (?:is )?exhausted"
        r"|connection is not available, request timed out|possible SYN flooding|table full, dropping packet"
        r"|no live upstreams|upstream timed out|no space left on device|fork: retry"
        r"|thread pool .{0,80}(?:full|exhausted)|scoreboard is full|all workers are busy|nofile limit"
        r"|maximum number of (?:threads|processes)",
    ),
    ("gc_pause", _ERROR, 2, ("pause full",), r"pause full "),
    (
        "disconnect",
        _ERROR,
        1,
        ("unexpected eof", "could not receive", "connection reset", "aborted connection"),
        r"unexpected EOF on client connection|could not receive data from client|connection reset by peer"
        r"|aborted connection \d+ to db",
    ),
    (
        "tls_error",
        _ERROR,
        MEDIUM,
        ("ssl", "ah0"),
        r"SSL_(?:do_handshake|accept|read)\(\) failed|SSL library error"
        r"|AH0(?:1998|2042|2008)",
    ),
    (
        "debugger",
        _ERROR,
        MEDIUM,
        ("debugger", "dt_socket", "ptrace", "gdbserver"),
        r"debugger (?:attached|listening on)|listening for transport dt_socket|ptrace attach|VsJITDebugger"
        r"|\bgdbserver\b",
    ),
    (
        "log_stop",
        (EVENT_LOG, a.EVENT_LOG_STOP),
        MEDIUM,
        ("rsyslogd", "journal stopped", "audit daemon", "stopped "),
        r'software="rsyslogd".{0,300}exiting|^journal stopped|audit daemon (?:is suspending|has no space|is exiting)'
        r"|stopped .{0,80}(?:system logging service|journal service|security auditing service)",
    ),
    (
        "log_start",
        (EVENT_LOG, a.EVENT_LOG_START),
        1,
        ("rsyslogd", "journal started", "started "),
        r'software="rsyslogd".{0,300}\bstart$|^journal started'
        r"|^started .*(?:system logging service|security auditing service)",
    ),
    (
        "exception",
        _ERROR,
        MEDIUM,
        ("php ", "uncaught", "unhandled", "traceback", "sql", "exception", "panic", "server error"),
        r"PHP (?:fatal|parse) error|uncaught (?:\w+ )?(?:exception|error)|unhandled exception|traceback \(most recent"
        r"|SQL syntax|SQLSTATE\[|exception in thread|panic recovered|server error in '/|internal server error:",
    ),
    (
        "start",
        _START,
        1,
        ("started ", "resuming", "ready ", "fpm is"),
        r"^started (?P<service>.+?)\.?$|resuming normal operations|ready for connections|ready to accept connections"
        r"|fpm is running",
    ),
    (
        "stop",
        _STOP,
        1,
        ("stopped ", "sigterm", "shutdown", "exiting", "shutting"),
        r"^stopped (?P<service>.+?)\.?$|caught SIGTERM, shutting down|SIGTERM received\.|received \w+ shutdown request"
        r"|exiting, bye-bye|gracefully shutting down",
    ),
)
_COMPILED = tuple(
    (kind, where, severity, words, re.compile(text, re.IGNORECASE)) for kind, where, severity, words, text in MESSAGES
)
_READ = 8_192
"""Characters of a message that are looked at; what is longer says at its beginning what it is."""
_MANAGERS = frozenset({"systemd", "init", "supervisord"})
_UNIT = re.compile(r"(?:^|[a-z] )([\w@\\:.-]+\.(?:service|scope|socket|slice|timer|mount))(?::| - |\.?$)")


def meaning_of(message: str, tag: str) -> Meaning | None:
    """Give what a message means, None when it is none of those that matter.

    Parameters
    ----------
    message
        The text, without time, host and program.
    tag
        The program that wrote it. `Started ...` and `Stopped ...` mean a service only when a service manager says so.
    """
    message = message[:_READ]
    # Messages repeat with other numbers. The patterns treat all digits alike, but for those of TLS errors, so what is
    # found in a message is found at the same places in every message of its form.
    form = message.encode("utf-8", "replace").translate(_DIGITS).decode()
    if "h0" in form or ("H0" in form and ("H01998" in message or "H02042" in message or "H02008" in message)):
        form = message
    found = (_of_manager if tag in _MANAGERS else _of_program)(form)
    if found is None:
        return None
    meaning, service, code = found
    if service is code is _NOWHERE:
        return meaning
    return Meaning(
        meaning.kind, meaning.class_uid, meaning.activity_id, meaning.severity_id, message[service], message[code]
    )


_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_Found = tuple[Meaning, slice, slice]
"""What a message means but for service and code, and where these stand."""
_NOWHERE = slice(0, 0)


@remembered(4_096)
def _of_manager(message: str) -> _Found | None:
    """What a message of a service manager means; the unit it names is the service."""
    found = _found(message, True)
    unit = None if found is None else _UNIT.search(message)
    return found if found is None or unit is None else (found[0], slice(*unit.span(1)), found[2])


@remembered(4_096)
def _of_program(message: str) -> _Found | None:
    return _found(message, False)


def _found(message: str, by_manager: bool) -> _Found | None:
    lowered = message.lower()
    for kind, (class_uid, activity_id), severity, words, pattern in _COMPILED:
        match = pattern.search(message) if any(word in lowered for word in words) else None
        if match is None:
            continue
        named = {
            name.rstrip("0123456789"): slice(*match.span(name)) for name, value in match.groupdict().items() if value
        }
        if kind in ("start", "stop", "log_start") and "service" in named and not by_manager:
            continue
        service, code = named.get("service", _NOWHERE), named.get("code", _NOWHERE)
        return Meaning(kind, class_uid, activity_id, severity), service, code
    return None

"""Error logs of nginx and Apache, and what systemd, the kernel and daemons of Linux say, in syslog or journald."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from numpy.random import Generator

from training.simulate.randomness import hexadecimal
from training.simulate.sink import Sink
from training.simulate.writers.clock import apache_error, nginx, ticks

ERROR, SYSLOG, JOURNAL = "server_error", "syslog", "journal"
_NUMBERS = {"alert": 1, "crit": 2, "err": 3, "error": 3, "warn": 4, "notice": 5, "info": 6}


@dataclass(frozen=True, slots=True)
class ServiceLog:
    """Writes what machines of Linux say: `style` is syslog or journal."""

    style: str

    def say(self, sink: Sink, rng: Generator, at: int, host: str, tag: str, text: str, level: str = "info") -> None:
        """Write one message of a program."""
        priority = _NUMBERS[level]
        if self.style == "journal":
            uid = f"s={hexadecimal(rng, 32)};i={hexadecimal(rng, 6)};t={at * 1000:x}"
            record = {
                "__CURSOR": uid,
                "__REALTIME_TIMESTAMP": str(at * 1000 + int(rng.integers(1000))),
                "_HOSTNAME": host,
                "_TRANSPORT": "kernel" if tag == "kernel" else "syslog",
                "SYSLOG_IDENTIFIER": tag,
                "PRIORITY": str(priority),
                "_PID": "1" if tag == "systemd" else str(int(rng.integers(400, 60_000))),
                "MESSAGE": text,
            }
            if tag not in ("systemd", "kernel"):
                record["_SYSTEMD_UNIT"] = f"{tag}.service"
            sink.add(JOURNAL, at, msgspec.json.encode(record), uid)
            return
        facility = 0 if tag == "kernel" else 3
        pid = "-" if tag == "kernel" else "1" if tag == "systemd" else str(int(rng.integers(400, 60_000)))
        stamp = ticks(at, int(rng.integers(10_000)))[:26] + "Z"
        sink.add(SYSLOG, at, f"<{facility * 8 + priority}>1 {stamp} {host} {tag} {pid} - - {text}".encode())


@dataclass(frozen=True, slots=True)
class ErrorLog:
    """Writes a web server's error log: `server` is nginx or apache; `host` the site."""

    server: str
    host: str

    def say(
        self, sink: Sink, rng: Generator, at: int, level: str, text: str, client: str = "", request: str = ""
    ) -> None:
        """Write one message; `request` is method and target of the request it is about."""
        pid = int(rng.integers(800, 1_400))
        if self.server == "nginx":
            about = ""
            if client:
                about = f', client: {client}, server: {self.host}, request: "{request} HTTP/1.1", host: "{self.host}"'
            number = f" *{int(rng.integers(1_000, 90_000))}" if client else ""
            line = f"{nginx(at)} [{level}] {pid}#{pid}:{number} {text}{about}"
            at = at // 1000 * 1000
        else:
            module = "core" if not client else "proxy_fcgi"
            about = f"[client {client}:{int(rng.integers(20_000, 60_000))}] " if client else ""
            kind = {"crit": "crit", "alert": "notice"}.get(level, level)
            line = f"[{apache_error(at)}] [{module}:{kind}] [pid {pid}:tid {pid * 7}] {about}{text}"
        sink.add(ERROR, at, line.encode())

    def crashed(self, sink: Sink, rng: Generator, at: int, signal: int = 11) -> None:
        """Write that a worker process ended by a signal."""
        pid = int(rng.integers(20_000, 60_000))
        if self.server == "nginx":
            self.say(sink, rng, at, "alert", f"worker process {pid} exited on signal {signal} (core dumped)")
        else:
            name = {11: "Segmentation fault", 6: "Aborted"}[signal]
            text = f"AH00052: child pid {pid} exit signal {name} ({signal}), possible coredump in /etc/apache2"
            self.say(sink, rng, at, "alert", text)

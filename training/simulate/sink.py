"""Where records go: buffered until delivered, written in delivery order, one file a channel and day."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple, Protocol, cast
from zlib import crc32

from training.simulate.calendar import HOUR, MINUTE
from training.simulate.config import CorruptLine, SimulationConfig, SimulationSummary
from training.simulate.randomness import stream

CHANNELS: dict[str, tuple[str, str, str]] = {
    "m365_ual": ("m365_ual", "", "jsonl"),
    "entra_signin": ("entra_signin", "", "jsonl"),
    "github_audit": ("github_audit", "", "jsonl"),
    "confluence_audit": ("confluence", "audit-", "jsonl"),
    "confluence_access": ("confluence", "access-", "log"),
    "web_access": ("web_access", "access-", "log"),
    "message_trace": ("message_trace", "", "jsonl"),
    "ocsf": ("ocsf", "", "jsonl"),
    "okta": ("okta", "", "jsonl"),
    "duo": ("duo", "", "jsonl"),
    "entra_audit": ("entra_audit", "", "jsonl"),
    "exchange_tracking": ("exchange_tracking", "MSGTRK", "log"),
    "postfix": ("postfix", "mail-", "log"),
    "defender": ("message_trace", "defender-", "jsonl"),
    "graph": ("mapped", "graph-", "jsonl"),
    "chat": ("mapped", "chat-", "jsonl"),
    "vpn": ("ecs", "vpn-", "jsonl"),
    "windows_json": ("windows_event", "", "jsonl"),
    "windows_xml": ("windows_event", "", "xml"),
    "iis": ("iis_w3c", "u_ex", "log"),
    "shop_iis": ("iis_w3c", "shop-u_ex", "log"),
    "shop_access": ("web_access", "shop-", "log"),
    "server_error": ("web_error", "error-", "log"),
    "syslog": ("web_error", "syslog-", "log"),
    "journal": ("web_error", "journal-", "jsonl"),
    "waf": ("waf", "", "jsonl"),
    "cloudtrail": ("cloudtrail", "", "jsonl"),
    "kubernetes_audit": ("kubernetes_audit", "", "jsonl"),
    "squid": ("web_proxy", "access-", "log"),
    "zscaler": ("web_proxy", "", "jsonl"),
    "dhcp": ("dhcp", "DhcpSrvLog-", "log"),
    "software_deployment": ("software_deployment", "", "jsonl"),
    "probe": ("mapped", "probe-", "jsonl"),
    "cmdb": ("mapped", "cmdb-", "jsonl"),
    "cms": ("mapped", "cms-", "jsonl"),
}
"""Channel to (source and folder, file prefix, file extension)."""

_IIS = b"""#Software: Microsoft Internet Information Services 10.0
#Version: 1.0
#Fields: date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip \
cs(User-Agent) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken"""
_DHCP = b"""\t\tMicrosoft DHCP Service Activity Log
Event ID  Meaning
00\tThe log was started.
10\tA new IP address was leased to a client.
11\tA lease was renewed by a client.
12\tA lease was released by a client.
13\tAn IP address was found to be in use on the network.
14\tA lease request could not be satisfied because the scope's address pool was exhausted.
15\tA lease was denied.
QResult: 0: NoQuarantine, 1:Quarantine, 2:Drop Packet, 3:Probation,6:No Quarantine Information
ID,Date,Time,Description,IP Address,Host Name,MAC Address,User Name, TransactionID, QResult,Probationtime, \
CorrelationID,Dhcid,VendorClass(Hex),VendorClass(ASCII),UserClass(Hex),UserClass(ASCII),RelayAgentInformation,\
DnsRegError."""
_TRACKING = b"""#Software: Microsoft Exchange Server
#Version: 15.02.1544.004
#Log-type: Message Tracking Log
#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,\
internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,recipient-count,\
related-recipient-address,reference,message-subject,sender-address,return-path,message-info,directionality,tenant-id,\
original-client-ip,original-server-ip,custom-data,transport-traffic-type,log-id,schema-version"""
HEADERS: dict[str, bytes] = {"exchange_tracking": _TRACKING, "iis": _IIS, "shop_iis": _IIS, "dhcp": _DHCP}
"""Lines a channel's file begins with, where its format has any; no newline at the end."""

LATE_SHARE = 0.03
"""Share of M365 records delivered hours late."""
LATE_HOURS = 20
CORRUPT_SHARE = 0.15
"""Share of files with one damaged line."""


class Sink(Protocol):
    """Takes the lines that writers make."""

    def add(self, channel: str, time: int, line: bytes, uid: str = "") -> None:
        """Take one record: its event time (ms), its line without newline, its native id where the format has one."""
        ...


class _Pending(NamedTuple):
    delivered: int
    time: int
    line: bytes


@dataclass(slots=True)
class Recorder:
    """Passes records on and remembers what a label needs: ids, number, first and last time."""

    sink: Sink
    uids: list[str] = field(default_factory=list)
    times: list[int] = field(default_factory=list)

    def add(self, channel: str, time: int, line: bytes, uid: str = "") -> None:
        """Pass one record on and remember it."""
        self.sink.add(channel, time, line, uid)
        self.times.append(time)
        if uid:
            self.uids.append(uid)


@dataclass(slots=True)
class Tally:
    """Passes records on and counts them, for what goes on all the time."""

    sink: Sink
    events: int = 0
    first: int = 0
    last: int = 0

    def add(self, channel: str, time: int, line: bytes, uid: str = "") -> None:
        """Pass one record on and count it."""
        self.sink.add(channel, time, line, uid)
        self.first = min(self.first or time, time)
        self.last = max(self.last, time)
        self.events += 1


def delivery_delay(channel: str, line: bytes) -> int:
    """Give the ms between an event and its line in the log; a function of the line, so no draw shifts another.

    The audit log of M365 takes 2 to 30 minutes and, for `LATE_SHARE` of the
    records, up to 20 hours; elsewhere a tenth of the lines is out of order by seconds.
    """
    h = crc32(line)
    if channel == "m365_ual":
        if h % 1000 < LATE_SHARE * 1000:
            return HOUR + (h // 1000) % (HOUR * (LATE_HOURS - 1))
        return 2 * MINUTE + (h // 1000) % (28 * MINUTE)
    return (h // 10) % 8_000 if h % 10 == 0 else 0


class LogFiles:
    """The sink that writes `logs/<source>/<day>`, closed on leaving its `with` block."""

    def __init__(self, config: SimulationConfig, out: Path, summary: SimulationSummary) -> None:
        self._config = config
        self._out = out
        self._summary = summary
        self._pending: dict[str, list[_Pending]] = {c: [] for c in CHANNELS}
        self._files: dict[str, tuple[str, _DayFile]] = {}

    def add(self, channel: str, time: int, line: bytes, uid: str = "") -> None:
        """Buffer one record until `flush` reaches its delivery."""
        self._pending[channel].append(_Pending(time + delivery_delay(channel, line), time, line))

    def flush(self, until: int | None) -> None:
        """Write everything delivered before `until` (ms; None: everything). No earlier record may be added later."""
        for channel, pending in self._pending.items():
            pending.sort()
            ready = [p for p in pending if until is None or p.delivered < until]
            self._pending[channel] = pending[len(ready) :]
            for record in ready:
                self._file(channel, record.delivered).write(record.line)
            if not ready:
                continue
            source = CHANNELS[channel][0]
            self._summary.events_by_source[source] = self._summary.events_by_source.get(source, 0) + len(ready)

    def _file(self, channel: str, delivered: int) -> _DayFile:
        day = datetime.fromtimestamp(delivered // 1000, UTC).date().isoformat()
        current = self._files.get(channel)
        if current is None or current[0] != day:
            if current is not None:
                current[1].close()
            first = channel not in self._files and channel == "m365_ual"
            current = (day, _DayFile(self._config, self._out, channel, day, self._summary, first))
            self._files[channel] = current
        return current[1]

    def __enter__(self) -> LogFiles:
        return self

    def __exit__(self, *exc: object) -> None:
        for _, file in self._files.values():
            file.close()


class _DayFile:
    """One log file, with at most one damaged line in it."""

    def __init__(
        self, config: SimulationConfig, out: Path, channel: str, day: str, summary: SimulationSummary, spoil: bool
    ) -> None:
        folder, prefix, extension = CHANNELS[channel]
        self._name = f"logs/{folder}/{prefix}{day}.{extension}{'.gz' if config.compress else ''}"
        path = out / self._name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._raw = path.open("wb")
        # No name and no time in the gzip header: the same seed gives the same bytes.
        zipped = gzip.GzipFile(filename="", mode="wb", fileobj=self._raw, mtime=0) if config.compress else None
        self._file = cast(IO[bytes], zipped or self._raw)
        rng = stream(config.seed, "corrupt", channel, day)
        self._spoil_at = int(rng.integers(2, 20)) if spoil or rng.random() < CORRUPT_SHARE else 0
        self._how = int(rng.integers(3))
        self._line = 0
        self._summary = summary
        if header := HEADERS.get(channel):
            self._file.write(header + b"\n")
            self._line = header.count(b"\n") + 1
            self._spoil_at += self._line if self._spoil_at else 0

    def write(self, line: bytes) -> None:
        self._file.write(line + b"\n")
        self._line += 1
        if self._line == self._spoil_at:
            self._file.write(_spoil(line, self._how) + b"\n")
            self._line += 1
            self._summary.corrupt.append(CorruptLine(self._name, self._line))

    def close(self) -> None:
        self._file.close()
        self._raw.close()


def _spoil(line: bytes, how: int) -> bytes:
    """Damage a copy of a line: cut off, bytes of a bad disk block, or the end of another line."""
    if how == 0:
        return line[: min(40, len(line) // 3)]
    if how == 1:
        return b"\x00\xff\xfe" * 20
    return line[len(line) * 2 // 3 :].replace(b"{", b"")

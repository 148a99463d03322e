"""Windows events, as Winlogbeat ships them or as the event log renders them in XML: one shape an organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

import msgspec
from numpy.random import Generator

from training.simulate.organisation import DOMAIN, NETBIOS, Person
from training.simulate.sink import Sink
from training.simulate.writers.clock import ticks

CHANNELS = {"json": "windows_json", "xml": "windows_xml"}
"""Shape to channel of the sink."""
_NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"
_BEGINNING = 1_767_225_600_000
"""2026-01-01: record numbers count from here, so that no record shifts another's."""
_LEVELS = {1: "critical", 2: "error", 3: "warning", 4: "information", 0: "information"}


class Log(NamedTuple):
    """Where events of a kind are found: channel, provider, and the provider's GUID ('' for classic ones)."""

    channel: str
    provider: str
    guid: str = ""


SECURITY = Log("Security", "Microsoft-Windows-Security-Auditing", "{54849625-5478-4994-a5ba-3e3b0328c30d}")
EVENTLOG = Log("Security", "Microsoft-Windows-Eventlog", "{fc65ddd8-d6ef-4962-83d5-6e5cfe9ce148}")
SYSTEM_LOG = Log("System", "Microsoft-Windows-Eventlog", "{fc65ddd8-d6ef-4962-83d5-6e5cfe9ce148}")
EVENTLOG_SERVICE = Log("System", "EventLog")
SERVICES = Log("System", "Service Control Manager", "{555908d1-a6d7-4695-8e1e-26931d2012f4}")
KERNEL_POWER = Log("System", "Microsoft-Windows-Kernel-Power", "{331c3b3a-2005-44c2-ac5e-77220c37d6b4}")
APPLICATION_ERROR = Log("Application", "Application Error")
ERROR_REPORTING = Log("Application", "Windows Error Reporting")
DEBUGGER = Log("Application", "VsJITDebugger")
INSTALLER = Log("Application", "MsiInstaller")
SQL_SERVER = Log("Application", "MSSQLSERVER")
EXCHANGE = Log("MSExchange Management", "MSExchange Management")
DHCP_SYSTEM = Log("System", "Microsoft-Windows-DHCP-Server", "{6d64f02c-a125-4dac-9a01-f0555b41ca84}")
DHCP_ADMIN = Log(
    "Microsoft-Windows-Dhcp-Server/Operational",
    "Microsoft-Windows-DHCP-Server",
    "{6d64f02c-a125-4dac-9a01-f0555b41ca84}",
)
DNS_AUDIT = Log(
    "Microsoft-Windows-DNSServer/Audit", "Microsoft-Windows-DNSServer", "{eb79061a-a566-4698-9119-3ed2807060e7}"
)
IIS_CONFIGURATION = Log(
    "Microsoft-IIS-Configuration/Operational",
    "Microsoft-Windows-IIS-Configuration",
    "{dc0b8e51-4863-407a-bc3c-1b479b2978ac}",
)
GATEWAY = Log(
    "Microsoft-Windows-TerminalServices-Gateway/Operational",
    "Microsoft-Windows-TerminalServices-Gateway",
    "{4d5ae6a1-c7c8-4e6d-b840-4d8080b42e1b}",
)


class Account(NamedTuple):
    """Under whom an event was written."""

    sid: str
    name: str
    domain: str


LOCAL_SYSTEM = Account("S-1-5-18", "SYSTEM", "NT AUTHORITY")


def account_of(person: Person) -> Account:
    """Give a person's account in the domain."""
    return Account(person.sid, person.sam, NETBIOS)


@dataclass(frozen=True, slots=True)
class WindowsEvents:
    """Writes events in the shape of one organisation: `json` of Winlogbeat, or `xml`."""

    shape: str

    def write(
        self,
        sink: Sink,
        rng: Generator,
        at: int,
        computer: str,
        log: Log,
        event_id: int,
        data: Mapping[str, str] | Sequence[str],
        *,
        user: Account | None = None,
        message: str = "",
        level: int = 4,
        inside: str = "",
    ) -> None:
        """Write one event.

        Parameters
        ----------
        computer
            Name of the machine, without its domain.
        data
            The values, by name; those of events that predate manifests have none.
        user
            Account the event was written under, where the log names one.
        message
            The text as rendered; left out of Security events in XML, whose values say the same.
        inside
            Name of the element in `UserData` that holds the values of the few providers that write no `EventData`.
        """
        full = f"{computer}.{DOMAIN}"
        record = (at - _BEGINNING) // 20 + int(rng.integers(20))
        uid = f"{full.lower()}/{log.channel}/{record}@{at}"
        # Drawn for both shapes, so that what else a stream draws does not depend on the shape.
        below, process, thread = (int(n) for n in rng.integers((0, 150, 150), (10_000, 3_000, 4_000)))
        writer = _Writer(below, 4 * process, 4 * thread)
        if self.shape == "xml":
            line = _xml(writer, at, full, log, event_id, data, record, user, message, level, inside)
        else:
            line = msgspec.json.encode(
                _winlogbeat(writer, at, full, log, event_id, data, record, user, message, level, inside)
            )
        sink.add(CHANNELS[self.shape], at, line, uid)


class _Writer(NamedTuple):
    """Digits of the time below the millisecond, and the process and thread that wrote."""

    below: int
    process: int
    thread: int


def _winlogbeat(
    writer: _Writer,
    at: int,
    computer: str,
    log: Log,
    event_id: int,
    data: Mapping[str, str] | Sequence[str],
    record: int,
    user: Account | None,
    message: str,
    level: int,
    inside: str,
) -> dict[str, Any]:
    named = data if isinstance(data, Mapping) else {f"param{i}": value for i, value in enumerate(data, 1)}
    winlog: dict[str, Any] = {
        "api": "wineventlog",
        "channel": log.channel,
        "computer_name": computer,
        "user_data" if inside else "event_data": named,
        "event_id": str(event_id),
        "process": {"pid": writer.process, "thread": {"id": writer.thread}},
        "provider_name": log.provider,
        "record_id": str(record),
    }
    if log.guid:
        winlog["provider_guid"] = log.guid
    if user is not None:
        kind = "User" if user.sid.startswith("S-1-5-21-") else "Well Known Group"
        winlog["user"] = {"domain": user.domain, "identifier": user.sid, "name": user.name, "type": kind}
    return {
        "@timestamp": ticks(at)[:23] + "Z",
        "event": {"code": str(event_id), "kind": "event", "provider": log.provider},
        "host": {"name": computer},
        "log": {"level": _LEVELS[level]},
        "message": message,
        "winlog": winlog,
    }


def _xml(
    writer: _Writer,
    at: int,
    computer: str,
    log: Log,
    event_id: int,
    data: Mapping[str, str] | Sequence[str],
    record: int,
    user: Account | None,
    message: str,
    level: int,
    inside: str,
) -> bytes:
    guid = f" Guid={quoteattr(log.guid)}" if log.guid else ""
    if inside and isinstance(data, Mapping):
        inner = "".join(f"<{n}>{escape(v)}</{n}>" for n, v in data.items())
        values = f'<{inside} xmlns="http://manifests.microsoft.com/win/2004/08/windows/eventlog">{inner}</{inside}>'
    elif isinstance(data, Mapping):
        values = "".join(f"<Data Name={quoteattr(n)}>{escape(v)}</Data>" for n, v in data.items())
    else:
        values = "".join(f"<Data>{escape(v)}</Data>" for v in data)
    security = f"<Security UserID={quoteattr(user.sid)}/>" if user is not None else "<Security/>"
    rendered = ""
    if message and log.channel != "Security":
        text = escape(message)
        rendered = f'<RenderingInfo Culture="en-US"><Message>{text}</Message></RenderingInfo>'
    part = "UserData" if inside else "EventData"
    keywords = "0x8020000000000000" if log.channel == "Security" else "0x80000000000000"
    return (
        f'<Event xmlns="{_NAMESPACE}"><System><Provider Name={quoteattr(log.provider)}{guid}/>'
        f"<EventID>{event_id}</EventID><Version>0</Version><Level>{level}</Level><Task>0</Task><Opcode>0</Opcode>"
        f'<Keywords>{keywords}</Keywords><TimeCreated SystemTime="{ticks(at, writer.below)}"/>'
        f"<EventRecordID>{record}</EventRecordID><Correlation/>"
        f'<Execution ProcessID="{writer.process}" ThreadID="{writer.thread}"/>'
        f"<Channel>{escape(log.channel)}</Channel><Computer>{escape(computer)}</Computer>{security}</System>"
        f"<{part}>{values}</{part}>{rendered}</Event>"
    ).encode()


@dataclass(frozen=True, slots=True)
class Machine:
    """One computer's event log, being written: `name` is the computer's, without its domain."""

    windows: WindowsEvents
    sink: Sink
    rng: Generator
    name: str

    def write(
        self,
        at: int,
        log: Log,
        event_id: int,
        data: Mapping[str, str] | Sequence[str],
        *,
        user: Account | None = None,
        message: str = "",
        level: int = 4,
        inside: str = "",
    ) -> None:
        """Write one event; see `WindowsEvents.write`."""
        self.windows.write(
            self.sink, self.rng, at, self.name, log, event_id, data,
            user=user, message=message, level=level, inside=inside,
        )  # fmt: skip

"""Windows events as JSON, in the shapes that forwarders and converters give them.

Winlogbeat nests under `winlog`, EVTX converters under `Event` (attributes as
`#attributes` or `@`-names), NXLog and Sentinel's SecurityEvent are flat, and
Sentinel's Event and WindowsEvent hold `EventData` as an object or as XML text.
"""

# ruff: noqa: N815 - the vendors' field names are kept

from __future__ import annotations

import msgspec

from uba.errors import ParseError
from uba.remembered import remembered
from uba.sources.decoding import RecordDecoder
from uba.sources.fields import whole
from uba.sources.windows_record import EventValues, Text, WindowsRecord, named, said, unnamed
from uba.sources.windows_xml import read_data

_Data = EventValues | str | None


class _Attributes(msgspec.Struct, gc=False):
    Name: str | None = None
    SystemTime: str | None = None
    UserID: str | None = None


class Attributed(msgspec.Struct, gc=False):
    """An XML element with attributes, as converters write it."""

    Name: str | None = None
    atName: str | None = msgspec.field(default=None, name="@Name")
    SystemTime: str | None = None
    atSystemTime: str | None = msgspec.field(default=None, name="@SystemTime")
    UserID: str | None = None
    atUserID: str | None = msgspec.field(default=None, name="@UserID")
    attributes: _Attributes | None = msgspec.field(default=None, name="#attributes")
    text: Text = msgspec.field(default=None, name="#text")

    def get(self, name: str) -> str:
        """Give an attribute, wherever it stands."""
        nested = None if self.attributes is None else getattr(self.attributes, name)
        return getattr(self, name) or getattr(self, f"at{name}") or nested or ""


class System(msgspec.Struct, gc=False):
    """`System` of an event."""

    Provider: Attributed | str | None = None
    Provider_attributes: Attributed | None = None
    EventID: Attributed | Text = None
    TimeCreated: Attributed | str | None = None
    TimeCreated_attributes: Attributed | None = None
    Security: Attributed | None = None
    Security_attributes: Attributed | None = None
    EventRecordID: Text = None
    Channel: str | None = None
    Computer: str | None = None


class Converted(msgspec.Struct, gc=False):
    """`Event` as EVTX converters write it."""

    System: System
    EventData: _Data = None
    UserData: dict[str, EventValues | str | None] | None = None


class Account(msgspec.Struct, gc=False):
    """The account under which the event was written."""

    identifier: str | None = None
    name: str | None = None
    domain: str | None = None


class Winlog(msgspec.Struct, gc=False):
    """What Winlogbeat and Elastic Agent keep of an event."""

    event_id: Text = None
    provider_name: str | None = None
    channel: str | None = None
    computer_name: str | None = None
    record_id: Text = None
    time_created: str | None = None
    event_data: EventValues | None = None
    user_data: EventValues | None = None
    user: Account | None = None


class FlatRecord(EventValues, gc=False):
    """A record whose values stand beside who wrote it, and the envelopes of the other shapes."""

    winlog: Winlog | None = None
    Event: Converted | None = None
    EventData: EventValues | str | None = None
    EventData_string: str | None = None
    ParameterXml: str | None = None
    Payload: str | None = None

    EventID: Text = None
    EventId: Text = None
    Id: Text = None
    timestamp: str | float | None = msgspec.field(default=None, name="@timestamp")
    EventTime: str | float | None = None
    TimeCreated: str | float | None = None
    TimeGenerated: str | float | None = None
    SourceName: str | None = None
    EventSourceName: str | None = None
    ProviderName: str | None = None
    Provider: str | None = None
    Source: str | None = None
    LogName: str | None = None
    EventLog: str | None = None
    Hostname: str | None = None
    Computer: str | None = None
    MachineName: str | None = None
    RecordNumber: Text = None
    EventRecordID: Text = None
    EventRecordId: Text = None
    RecordId: Text = None
    EventOriginId: str | None = None
    UserID: Text = None
    UserId: Text = None
    UserName: str | None = None
    Message: str | None = None
    message: str | None = None
    RenderedDescription: str | None = None


_DECODER = RecordDecoder(FlatRecord, "Windows event")
_DATA = RecordDecoder(EventValues, "EventData")


class _Payload(msgspec.Struct, gc=False):
    EventData: EventValues | str | None = None
    UserData: dict[str, EventValues | str | None] | None = None


_PAYLOAD = RecordDecoder(_Payload, "Payload")


def read_json(record: bytes) -> WindowsRecord:
    """Read one event.

    Raises
    ------
    ParseError
        It is no event in any of these shapes.
    """
    flat = _DECODER.decode(record)
    if flat.winlog is not None:
        return _from_winlog(flat, flat.winlog)
    if flat.Event is not None:
        return _from_converted(flat.Event)
    return _from_flat(flat)


def _from_winlog(flat: FlatRecord, winlog: Winlog) -> WindowsRecord:
    data = winlog.event_data or winlog.user_data or EventValues()
    user = winlog.user
    return WindowsRecord(
        event_id=_number(winlog.event_id, "winlog.event_id"),
        provider=winlog.provider_name or "",
        channel=winlog.channel or "",
        computer=winlog.computer_name or "",
        time=winlog.time_created or flat.timestamp,
        data=data,
        values=unnamed(data),
        record_id=said(winlog.record_id),
        user_sid="" if user is None else user.identifier or "",
        user_name="" if user is None else _account(user.domain, user.name),
        message=(flat.message or "")[:4_000],
    )


def _from_converted(event: Converted) -> WindowsRecord:
    system = event.System
    provider = system.Provider_attributes or system.Provider
    time = system.TimeCreated_attributes or system.TimeCreated
    security = system.Security_attributes or system.Security
    number = system.EventID
    data, values = _data_of(event.EventData, event.UserData)
    return WindowsRecord(
        event_id=_number(number.text if isinstance(number, Attributed) else number, "Event.System.EventID"),
        provider=provider.get("Name") if isinstance(provider, Attributed) else provider or "",
        channel=system.Channel or "",
        computer=system.Computer or "",
        time=time.get("SystemTime") if isinstance(time, Attributed) else time,
        data=data,
        values=values,
        record_id=said(system.EventRecordID),
        user_sid="" if security is None else security.get("UserID"),
    )


def _from_flat(flat: FlatRecord) -> WindowsRecord:
    number = next((given for given in (flat.EventID, flat.EventId, flat.Id) if given is not None), None)
    if flat.Payload is not None and flat.Payload.startswith("{"):
        payload = _PAYLOAD.decode(flat.Payload.encode())
        data, values = _data_of(payload.EventData, payload.UserData)
    else:
        text = flat.EventData_string or flat.ParameterXml
        given = flat.EventData if flat.EventData is not None else text
        data, values = (flat, unnamed(flat)) if given is None else _data_of(given, None)
    channel = said(flat.Channel) or flat.LogName or flat.EventLog or ""
    times = (flat.EventTime, flat.TimeCreated, flat.TimeGenerated, flat.timestamp)
    sid = said(flat.UserID) or said(flat.UserId)
    return WindowsRecord(
        event_id=_number(number, "EventID"),
        provider=flat.SourceName or flat.EventSourceName or flat.ProviderName or flat.Provider or flat.Source or "",
        channel=channel,
        computer=flat.Hostname or flat.Computer or flat.MachineName or "",
        time=next((time for time in times if time is not None), None),
        data=data,
        values=values,
        record_id=said(flat.RecordNumber or flat.EventRecordID or flat.EventRecordId or flat.RecordId),
        uid=flat.EventOriginId or "",
        user_sid=sid if sid.startswith("S-1-") else "",
        user_name=flat.UserName or "",
        message=(flat.Message or flat.RenderedDescription or "")[:4_000],
    )


def _data_of(given: _Data, user_data: dict[str, EventValues | str | None] | None) -> tuple[EventValues, list[str]]:
    if isinstance(given, EventValues):
        return named(given), unnamed(given)
    if given:
        text = given.strip()
        if text.startswith("{"):
            data = _DATA.decode(text.encode())
            return named(data), unnamed(data)
        if text.startswith("<"):
            return read_data(text)
        return EventValues(), [text]
    for name, inner in (user_data or {}).items():
        if isinstance(inner, EventValues) and not name.startswith(("#", "@")):
            return named(inner), unnamed(inner)
    return EventValues(), []


def _number(value: Text, field: str) -> int:
    if type(value) is int and 0 <= value < 0x10000:
        return value
    return _number_of(said(value), field)


@remembered(4_096)
def _number_of(text: str, field: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise ParseError(f"{field} is {text[:20]!r}: expected the number of a Windows event")
    # Some forwarders give the whole identifier, qualifiers in its upper half.
    return whole(text) & 0xFFFF


def _account(domain: str | None, name: str | None) -> str:
    return f"{domain}\\{name}" if domain and name else name or ""

"""Windows events made for tests, as XML."""

import json
from typing import Any, TypeAlias
from xml.sax.saxutils import escape, quoteattr

from uba.events import Event
from uba.sources.windows_event import WindowsEvent

Meaning: TypeAlias = tuple[bytes, tuple[int, int, int], dict[str, Any]]
"""A record, its class, activity and status, and further attributes."""

SECURITY = "Microsoft-Windows-Security-Auditing"
SUBJECT = {"SubjectUserName": "admin1", "SubjectDomainName": "CORP", "SubjectUserSid": "S-1-5-21-1-2-3-500"}
TARGET = {"TargetUserName": "s.ferro", "TargetDomainName": "CORP", "TargetUserSid": "S-1-5-21-1-2-3-1104"}
MOMENT, COMPUTER = "2026-03-09T07:58:03.118Z", "DC02.corp.example"


def event_of(record: bytes) -> Event:
    """Recognise and parse, expecting an event."""
    source = WindowsEvent()
    assert source.recognise(record)
    parsed = source.parse(record)
    assert parsed is not None
    return parsed


def event_id(value: object) -> str:
    """The id of an XML event, to name a test."""
    return value.partition(b"<EventID>")[2].partition(b"<")[0].decode() if isinstance(value, bytes) else ""


def xml(
    provider: str,
    event_id: int,
    named: dict[str, str] | None = None,
    values: list[str] | None = None,
    *,
    channel: str = "Security",
    user_data: dict[str, str] | None = None,
    user: str = "",
) -> bytes:
    """One event as the log renders it."""
    data = "".join(f"<Data Name={quoteattr(name)}>{escape(text)}</Data>" for name, text in (named or {}).items())
    data += "".join(f"<Data>{escape(text)}</Data>" for text in values or [])
    body = f"<EventData>{data}</EventData>"
    if user_data is not None:
        inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in user_data.items())
        body = f'<UserData><Info xmlns="http://manifests.microsoft.com/x">{inner}</Info></UserData>'
    return (
        '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
        f"<Provider Name={quoteattr(provider)}/><EventID>{event_id}</EventID>"
        f'<TimeCreated SystemTime="2026-03-09T07:58:03.1182034Z"/><Channel>{channel}</Channel>'
        f"<Computer>DC02.corp.example</Computer><Security UserID={quoteattr(user)}/></System>{body}</Event>"
    ).encode()


def json_shapes(number: int, data: dict[str, str]) -> list[dict[str, Any]]:
    """One event of the Security log as forwarders, SIEMs and converters write it."""
    listed = [{"@Name": name, "#text": text} for name, text in data.items()]
    return [*_forwarded(number, data, listed), *_converted(number, data, listed)]


def _forwarded(number: int, data: dict[str, str], listed: list[dict[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "@timestamp": MOMENT,
            "winlog": {
                "event_id": number,
                "record_id": 7,
                "provider_name": SECURITY,
                "channel": "Security",
                "computer_name": COMPUTER,
                "event_data": data,
            },
        },
        {
            "EventTime": MOMENT,
            "EventID": number,
            "RecordNumber": 7,
            "SourceName": SECURITY,
            "Channel": "Security",
            "Hostname": COMPUTER,
            **data,
            "LogonType": 3,
        },
        {
            "EventId": number,
            "EventRecordId": "7",
            "Provider": SECURITY,
            "Channel": "Security",
            "Computer": COMPUTER,
            "TimeCreated": MOMENT,
            "Payload": json.dumps({"EventData": {"Data": listed}}),
        },
        {
            "TimeGenerated": MOMENT,
            "EventID": number,
            "EventRecordId": "7",
            "Provider": SECURITY,
            "Channel": "Security",
            "Computer": COMPUTER,
            "EventData": data,
        },
    ]


def _converted(number: int, data: dict[str, str], listed: list[dict[str, str]]) -> list[dict[str, Any]]:
    system = {"EventID": number, "EventRecordID": 7, "Channel": "Security", "Computer": COMPUTER}
    return [
        {
            "Event": {
                "System": {
                    **system,
                    "Provider": {"#attributes": {"Name": SECURITY}},
                    "TimeCreated": {"#attributes": {"SystemTime": MOMENT}},
                },
                "EventData": data,
            }
        },
        {
            "Event": {
                "System": {
                    **system,
                    "EventID": str(number),
                    "Provider": {"@Name": SECURITY},
                    "TimeCreated": {"@SystemTime": MOMENT},
                },
                "EventData": {"Data": listed},
            }
        },
        {
            "Event": {
                "System": {
                    **system,
                    "Provider_attributes": {"Name": SECURITY},
                    "TimeCreated_attributes": {"SystemTime": MOMENT},
                },
                "EventData": data,
            }
        },
    ]

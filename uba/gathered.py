"""Records that gather several events of one moment, and the events as records of their own.

    {"kind": "admin#reports#activity", ..., "events": [{...}, {...}]}    Google Workspace: what one request did
    {"messageType": "DATA_MESSAGE", ..., "logEvents": [{"message": "..."}]}    CloudWatch: lines of one log stream

Unlike the lists of `uba.framing_json`, what is around the events belongs to each of them, or they are text.
"""

from __future__ import annotations

from typing import Any

import msgspec

_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_OBJECTS = msgspec.json.Decoder(list[msgspec.Raw])
_FREE_OBJECT = msgspec.json.Decoder(dict[str, Any])


_MOST_REPEATED = 16 * 1024 * 1024
"""Bytes of what is around events that are repeated for them: a thousand events of sixteen kilobytes each. A record
of a megabyte, half of it empty events, would else become eighty gigabytes."""


class _LogEvent(msgspec.Struct, gc=False):
    message: str | None = None


_LOG_EVENTS = msgspec.json.Decoder(list[_LogEvent])


def gathered(record: bytes) -> list[bytes] | None:
    """Give each event of a record that can hold several as a record; None when `record` is no such record, or damaged.

    A record with one event is given as it is. One that would grow beyond all measure, and that no service writes, is
    left whole.
    """
    try:
        if b'"events"' in record and b'"applicationName"' in record:
            return _activities(record)
        if b'"logEvents"' in record and b'"messageType"' in record:
            return _messages(record)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None
    return None


def _activities(record: bytes) -> list[bytes] | None:
    """Each event keeps who, when and where; all but the first get an id of their own."""
    fields = _OBJECT.decode(record)
    if "events" not in fields or "id" not in fields:
        return None
    events = _OBJECTS.decode(fields["events"])
    if len(events) < 2:
        return [record]
    if (len(record) - len(bytes(fields["events"]))) * len(events) > _MOST_REPEATED:
        return None
    identity = _FREE_OBJECT.decode(fields["id"])
    records = []
    for number, event in enumerate(events):
        own = {**identity, "uniqueQualifier": f"{identity.get('uniqueQualifier', '')}/{number}"} if number else identity
        records.append(msgspec.json.encode({**fields, "id": own, "events": [event]}))
    return records


def _messages(record: bytes) -> list[bytes] | None:
    listed = _OBJECT.decode(record).get("logEvents")
    if listed is None:
        return None
    texts = [item.message.strip().encode("utf-8", "replace") for item in _LOG_EVENTS.decode(listed) if item.message]
    return texts or None

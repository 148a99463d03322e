"""What begins JSON, and what holds a list of records: a bare list, or an envelope around one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, takewhile

import msgspec

ENVELOPE_KEYS = ("records", "Records", "value", "results", "items", "events")
"""Keys under which exports and APIs wrap their records: `{"records": [...]}`.

`items` counts in an object that calls itself a list (`"kind": "EventList"`), `events` as the first key.
"""

MOST_AT_ONCE = 100_000
"""Records that a list is taken apart into where all are needed at once; one with more is not one batch of records."""
_AT_ONCE_BYTES = 256 * 1024

# Possessive throughout: nothing is tried twice, and nearly every record is done with in half a microsecond.
_ENVELOPE = re.compile(
    rb'\{\s*+(?:"took"\s*+:|"events"\s*+:\s*+\[|"eventType"\s*+:\s*+"com\.okta\.event_hook"|'
    rb'(?:"[@A-Za-z_.]{1,40}+"\s*+:\s*+(?:"[^"]*+"|\d{1,18}+|null|\{(?:[^{}\["]|"[^"]*+")*+\})\s*+,\s*+){0,4}+'
    rb'"(?:records|Records|value|results|items)"\s*+:\s*+\[)'
)
_LISTED = re.compile(rb'"[^"]*(?:List|#activities)"')
# `[INFO] ...`, `[09/Mar/2026:...`, `[2026-03-09 08:55:12] ...` are lines of text.
_LIST = re.compile(rb'\[\s*+(?:\Z|[\[{\]"]|(?:-?\d++(?:\.\d++)?+|true|false|null)\s*+,)')
_FIRST_OBJECT = re.compile(rb"\[\s*+(?:\{|\])")
_BETWEEN = re.compile(rb"[ \t\r\n,]*+")
_TRAILING = re.compile(r"trailing characters \(byte (\d+)\)")
_RAW_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_RAW = msgspec.json.Decoder(msgspec.Raw)
_RAW_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])


def is_json_start(record: bytes) -> bool:
    """Tell whether a stripped line begins JSON; what merely begins with a word or a time in brackets does not."""
    return record.startswith(b"{") or _LIST.match(record) is not None


def is_complete_json(record: bytes) -> bool:
    """Tell whether `record` is one whole JSON value."""
    try:
        _RAW.decode(record)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False
    return True


def end_of_json(text: bytes | memoryview) -> int:
    """Give where the JSON value that `text` begins with ends, blanks after it included; 0 when it is damaged.

    After the value there may be anything that cannot be part of it.
    """
    try:
        _RAW.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        # The decoder reads one value and says where it met more.
        met = _TRAILING.search(str(error))
        return 0 if met is None else int(met[1]) - 1
    return len(text)


def is_container(record: bytes) -> bool:
    """Tell whether `record` begins a list of records, bare or in an envelope told by its first keys."""
    return (_ENVELOPE if record.startswith(b"{") else _LIST).match(record) is not None


def list_start(container: bytes) -> int:
    """Give the position after the bracket that opens the records of a list or envelope; 0 where there is none."""
    head = _ENVELOPE.match(container)
    if head is not None and container[head.end() - 1] == ord("["):
        return head.end()
    return container.find(b"[") + 1


def records_of(document: bytes) -> list[bytes] | None:
    """Give the records in a list or envelope; None when `document` is a record itself, damaged, or has too many."""
    items = each_record_of(document)
    if items is None:
        return None
    records = list(islice(items, MOST_AT_ONCE + 1))
    return records if len(records) <= MOST_AT_ONCE else None


def each_record_of(document: bytes) -> Iterator[bytes] | None:
    """Give the records in a list or envelope one by one; None when `document` is a record itself, or damaged.

    Sixteen megabytes can hold millions of `{}`: all at once they would take
    seventy times the room.
    """
    try:
        if document.startswith(b"["):
            listed = document
        elif not is_container(document) or not (listed := _wrapped(document)):
            return None
        if len(listed) <= _AT_ONCE_BYTES:
            items = [bytes(item) for item in _RAW_LIST.decode(listed)]
            # A record may have a list of its own under such a key: what is wrapped are objects.
            return iter(items) if listed is document or all(item.startswith(b"{") for item in items) else None
        _RAW.decode(listed)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    return _one_by_one(listed) if listed is document or _FIRST_OBJECT.match(listed) else None


def _one_by_one(listed: bytes) -> Iterator[bytes]:
    """The items of a list that is known to be whole; from the first that is no object on, the rest is one."""
    view = memoryview(listed)
    start = 1
    while (begin := _BETWEEN.match(listed, start).end()) < len(listed):  # type: ignore[union-attr]
        if listed[begin : begin + 1] == b"]":
            return
        if listed[begin : begin + 1] != b"{":
            yield listed[begin:].rstrip(b" \t\r\n")[:-1]
            return
        start = begin + end_of_json(view[begin:])
        yield listed[begin:start].rstrip(b" \t\r\n")


def _wrapped(document: bytes) -> bytes:
    """The list in an envelope, as JSON; nothing, where there is none."""
    fields = _RAW_OBJECT.decode(document)
    listed = next((fields[key] for key in ENVELOPE_KEYS if key in fields and _is_list(fields, key)), None)
    for outer, inner in (("hits", "hits"), ("data", "events")):
        # The answer of an Elasticsearch search, {"took": ..., "hits": {..., "hits": [...]}}, and Okta's event hook.
        if listed is None and outer in fields:
            listed = _RAW_OBJECT.decode(fields[outer]).get(inner)
    found = b"" if listed is None else bytes(listed)
    return found if found.startswith(b"[") else b""


def _is_list(fields: dict[str, msgspec.Raw], key: str) -> bool:
    """Tell an envelope from a record that has a list of its own: that has objects before it, envelopes have not.

    Lists of Kubernetes and Google have, but say that they are lists.
    """
    if key == "items":
        return _LISTED.fullmatch(bytes(fields.get("kind", b""))) is not None
    before = list(takewhile(lambda name: name != key, fields))
    if key == "events":
        return not before
    return not any(bytes(fields[name]).startswith(b"{") for name in before)

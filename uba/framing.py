"""Where one record ends and the next begins: lines, JSON arrays, envelopes, documents one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

ENVELOPE_KEYS = ("records", "Records", "value", "results")
"""Keys under which exports and APIs wrap their records: `{"records": [...]}`."""

_ENVELOPE = re.compile(
    rb'\{\s*(?:"[@A-Za-z.]{1,40}"\s*:\s*"[^"]*"\s*,\s*){0,4}"(?:records|Records|value|results)"\s*:\s*\['
)
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]]', re.DOTALL)
_ACCESS_TIME = re.compile(rb"\[\d\d/[A-Za-z]{3}/\d{4}:")
_RAW_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_RAW = msgspec.json.Decoder(msgspec.Raw)
_RAW_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])


def is_json_start(record: bytes) -> bool:
    """Tell whether a stripped line begins JSON; `[09/Mar/2026:...` is an access log, not a list."""
    return record.startswith(b"{") or (record.startswith(b"[") and _ACCESS_TIME.match(record) is None)


def is_complete_json(record: bytes) -> bool:
    """Tell whether `record` is one whole JSON value."""
    try:
        _RAW.decode(record)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False
    return True


def is_envelope(record: bytes) -> bool:
    """Tell whether an object wraps a list of records, by its first keys."""
    return _ENVELOPE.match(record) is not None


def is_container(record: bytes) -> bool:
    """Tell whether `record` begins a list of records, bare or in an envelope."""
    return (record.startswith(b"[") and _ACCESS_TIME.match(record) is None) or is_envelope(record)


def needs_whole_file(first: bytes) -> bool:
    """Tell from its first non-blank line that a file is not one record a line.

    So it is when the line is a list or an envelope, when it breaks off where
    JSON goes on (pretty-printed), or when several documents stand in it. A
    line that is merely damaged leaves the file line by line.
    """
    if not is_json_start(first):
        return False
    if is_complete_json(first):
        return False
    if is_container(first) or first[-1:] in b"{[,:":
        return True
    document = next(_documents(first), None)
    return document is not None and first[document[1] :].lstrip().startswith((b"{", b"["))


def split_json(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Give (offset, record) for each record in a text of JSON documents.

    Lists and envelopes are opened, objects are records. What does not close
    (a truncated upload) is given as it stands, and fails as a record.
    """
    end = 0
    for start, stop in _documents(body):
        yield from _opened(body, start, stop)
        end = stop
    rest = body[end:].strip(b" \t\r\n,")
    if rest:
        yield from _unclosed(body, body.index(rest, end))


def _documents(body: bytes) -> Iterator[tuple[int, int]]:
    """Give (start, end) of each balanced JSON object or list at the top level."""
    depth = start = 0
    for token in _TOKEN.finditer(body):
        kind = body[token.start()]
        if kind in b"{[":
            if depth == 0:
                start = token.start()
            depth += 1
        elif kind in b"}]":
            depth -= 1
            if depth == 0:
                yield start, token.end()
            depth = max(depth, 0)


def _opened(body: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    document = body[start:end]
    items = records_of(document)
    if items is None:
        yield start, document
        return
    offset = start
    for item in items:
        offset = body.index(item, offset)
        yield offset, item
        offset += len(item)


def records_of(document: bytes) -> list[bytes] | None:
    """Give the records in a list or envelope; None when `document` is a record itself, or damaged."""
    try:
        if document.startswith(b"["):
            return [bytes(item) for item in _RAW_LIST.decode(document)]
        if is_envelope(document):
            fields = _RAW_OBJECT.decode(document)
            key = next(key for key in ENVELOPE_KEYS if key in fields)
            return [bytes(item) for item in _RAW_LIST.decode(fields[key])]
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, StopIteration):
        return None
    return None


def _unclosed(body: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of a list that was cut off, then the torn one; or the damaged text itself."""
    if not is_container(body[start:]):
        yield start, body[start:].rstrip()
        return
    inside = body.index(b"[", start) + 1
    end = inside
    for begin, stop in _documents(body[inside:]):
        end = inside + stop
        yield inside + begin, body[inside + begin : end]
    rest = body[end:].strip(b" \t\r\n,")
    if rest:
        yield body.index(rest, end), rest
    elif end == inside:
        yield start, body[start:].rstrip()


def split_records(body: bytes) -> list[bytes]:
    """Split an HTTP body into records: one JSON object, a JSON list, an envelope, NDJSON, or lines of text.

    Blank lines are no records. Order is kept.
    """
    body = body.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n")
    if not is_json_start(body):
        return [line for line in (line.strip(b" \t\r") for line in body.split(b"\n")) if line]
    if is_complete_json(body):
        records = records_of(body)
        return [body] if records is None else records
    first = body.partition(b"\n")[0].rstrip(b" \t\r")
    if needs_whole_file(first):
        return [record for _, record in split_json(body)]
    lines = (line.strip(b" \t\r") for line in body.split(b"\n"))
    return [record for line in lines if line for record in (records_of(line) if is_container(line) else None) or [line]]

"""Where one record ends and the next begins: lines, JSON arrays, envelopes, documents one after the other.

XML and the CSV export of the Unified Audit Log have their own ends of records: `uba.framing_xml`, `uba.framing_csv`.
"""

from __future__ import annotations

import io
import re
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from uba.framing_csv import audit_column, audit_records
from uba.framing_xml import event_records, is_xml_start
from uba.streams import to_utf8
from uba.unframed import MAX_LINE_BYTES, Line, Unframed, oversize

MAX_DOCUMENT_BYTES = 1024 * 1024 * 1024
"""A larger file that is not one record a line is set aside: it would have to be held whole."""
MAX_DEPTH = 1_000
"""What is nested deeper is one damaged record to its end; the decoder would refuse it as well."""
ENVELOPE_KEYS = ("records", "Records", "value", "results")
"""Keys under which exports and APIs wrap their records: `{"records": [...]}`."""

# Possessive throughout: nothing is tried twice, and nearly every record is done with in half a microsecond.
_ENVELOPE = re.compile(
    rb'\{\s*+(?:"took"\s*+:|(?:"[@A-Za-z_.]{1,40}+"\s*+:\s*+(?:"[^"]*+"|\d{1,18}+|null)\s*+,\s*+){0,4}+'
    rb'"(?:records|Records|value|results)"\s*+:\s*+\[)'
)
# A string that does not close is one token to the end: nothing is read twice.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[{}\[\]]', re.DOTALL)
_LOG_TIME = re.compile(rb"\[(?:\d\d/[A-Za-z]{3}/\d{4}:|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d )")
_RAW_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_RAW = msgspec.json.Decoder(msgspec.Raw)
_RAW_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])


def is_json_start(record: bytes) -> bool:
    """Tell whether a stripped line begins JSON; `[09/Mar/2026:...` and `[Mon Mar 09 ...` are logs of Apache."""
    return record.startswith(b"{") or (record.startswith(b"[") and _LOG_TIME.match(record) is None)


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
    if record.startswith(b"{"):
        return is_envelope(record)
    return record.startswith(b"[") and _LOG_TIME.match(record) is None


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
            if depth > MAX_DEPTH:
                return
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
            return _wrapped(document)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    return None


def _wrapped(document: bytes) -> list[bytes] | None:
    """A record may have a list of its own under such a key: what is wrapped are objects."""
    fields = _RAW_OBJECT.decode(document)
    listed = next((fields[key] for key in ENVELOPE_KEYS if key in fields), None)
    if listed is None and "hits" in fields:
        # The answer of an Elasticsearch search: {"took": ..., "hits": {..., "hits": [...]}}
        listed = _RAW_OBJECT.decode(fields["hits"]).get("hits")
    if listed is None:
        return None
    items = [bytes(item) for item in _RAW_LIST.decode(listed)]
    return items if all(item.startswith(b"{") for item in items) else None


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
    """Split an HTTP body into records: one JSON object, a JSON list, an envelope, NDJSON, XML, or lines of text.

    Blank lines are no records. Order is kept.
    """
    body = to_utf8(body).strip(b" \t\r\n")
    first = body.partition(b"\n")[0].rstrip(b" \t\r")
    if not is_json_start(body):
        if is_xml_start(first) or audit_column(first) is not None:
            return [item.raw if isinstance(item, Unframed) else item for _, item in framed(io.BytesIO(body))]
        return [line for line in (line.strip(b" \t\r") for line in body.split(b"\n")) if line]
    if is_complete_json(body):
        records = records_of(body)
        return [body] if records is None else records
    if needs_whole_file(first):
        return [record for _, record in split_json(body)]
    lines = (line.strip(b" \t\r") for line in body.split(b"\n"))
    return [record for line in lines if line for record in (records_of(line) if is_container(line) else None) or [line]]


def framed(stream: BinaryIO) -> Iterator[Line]:
    """Give (line number, record) of a file in UTF-8; a record that spans lines has the number of its first."""
    number = 0
    first = True
    unread: deque[bytes] = deque()

    def read() -> bytes:
        return unread.popleft() if unread else stream.readline(MAX_LINE_BYTES + 1)

    while line := unread.popleft() if unread else stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        text = line.strip(b" \t\r\n")
        if not text:
            continue
        if text.startswith(b"<") and is_xml_start(text):
            number = yield from event_records(read, unread, line, number)
            first = False
            continue
        too_long = f"line is longer than {MAX_LINE_BYTES} bytes" if len(line) > MAX_LINE_BYTES else oversize(text)
        if first and (ending := _ends_otherwise(stream, line, text, number, bool(too_long))) is not None:
            yield from ending
            return
        first = first and text.startswith(b"#TYPE ")
        if too_long:
            yield number, Unframed(too_long, text[:4_000])
            if not line.endswith(b"\n"):
                _skip_line(stream)
        elif is_container(text) and (inside := records_of(text)) is not None:
            for record in inside:
                yield number, record
        elif not first:
            yield number, text


def _ends_otherwise(stream: BinaryIO, line: bytes, text: bytes, number: int, too_long: bool) -> Iterator[Line] | None:
    """The records of a file whose records do not end with the line, told by its first line."""
    if (too_long and is_container(text)) or (not too_long and needs_whole_file(text)):
        return _document_records(stream, line, number)
    if not too_long and (column := audit_column(text)) is not None:
        return audit_records(stream, column, number)
    return None


def _skip_line(stream: BinaryIO) -> None:
    while (more := stream.readline(MAX_LINE_BYTES)) and not more.endswith(b"\n"):
        pass


def _document_records(stream: BinaryIO, line: bytes, number: int) -> Iterator[Line]:
    body = line + stream.read(MAX_DOCUMENT_BYTES)
    if len(body) > MAX_DOCUMENT_BYTES:
        reason = f"JSON document is larger than {MAX_DOCUMENT_BYTES} bytes; write it one record a line"
        yield number, Unframed(reason, body[:4_000])
        return
    counted = 0
    for offset, record in split_json(body):
        number += body.count(b"\n", counted, offset)
        counted = offset
        reason = oversize(record)
        yield number, Unframed(reason, record[:4_000]) if reason else record

"""Where one record ends and the next begins: lines, JSON arrays, envelopes, documents one after the other.

JSON, XML and the CSV export of the Unified Audit Log have their own ends of records: `uba.framing_documents`,
`uba.framing_xml`, `uba.framing_csv`.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from uba.framing_csv import audit_column, audit_records
from uba.framing_documents import needs_whole_file, records_in, split_json
from uba.framing_json import is_complete_json, is_container, is_json_start
from uba.framing_xml import event_records, is_xml_start
from uba.streams import to_utf8
from uba.unframed import MAX_LINE_BYTES, Line, Unframed, oversize

MAX_DOCUMENT_BYTES = 1024 * 1024 * 1024
"""A larger file that is not one record a line is set aside: it would have to be held whole."""


def split_records(body: bytes) -> list[bytes]:
    """Split an HTTP body into records: one JSON object, a JSON list, an envelope, NDJSON, XML, or lines of text.

    Blank lines are no records. Order is kept.
    """
    return list(each_record(body))


def each_record(body: bytes) -> Iterator[bytes]:
    """Give the records of an HTTP body one by one, as `split_records` does: they may take much more room than it."""
    body = to_utf8(body).strip(b" \t\r\n")
    first = body.partition(b"\n")[0].rstrip(b" \t\r")
    if not is_json_start(body):
        if is_xml_start(first) or audit_column(first) is not None:
            yield from (item.raw if isinstance(item, Unframed) else item for _, item in framed(io.BytesIO(body)))
        else:
            yield from (text for line in io.BytesIO(body) if (text := line.strip(b" \t\r\n")))
    elif is_complete_json(body):
        yield from records_in(body)
    elif needs_whole_file(first):
        yield from (record for _, record in split_json(body))
    else:
        lines = (line.strip(b" \t\r\n") for line in io.BytesIO(body))
        yield from (record for line in lines if line for record in records_in(line))


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
        elif is_container(text):
            for record in records_in(text):
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

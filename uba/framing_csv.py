"""CSV exports that carry the record itself as JSON in one column: the Unified Audit Log's `AuditData`.

The other columns repeat what the record says. Rows end where a line ends
outside quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from uba.unframed import MAX_LINE_BYTES, Line, Unframed

_CELL = re.compile(rb'[ \t]*+(?:"((?:[^"]|"")*+)"|([^,"]*+))[ \t]*+(,|\r?\n?\Z)')
_COLUMN = b"AuditData"
_MAX_CELLS = 1_000


def audit_column(header: bytes) -> int | None:
    """Give the position of the `AuditData` column in a header line; None when it is no such header."""
    if _COLUMN not in header or header.startswith((b"{", b"[", b"<")):
        return None
    cells = cells_of(header)
    return cells.index(_COLUMN) if cells is not None and _COLUMN in cells else None


def audit_records(stream: BinaryIO, column: int, number: int) -> Iterator[Line]:
    """Give the record of each row after the header, which was line `number`."""
    row: list[bytes] = []
    quotes, size, start = 0, 0, number + 1
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        row.append(line)
        quotes += line.count(b'"')
        size += len(line)
        if quotes % 2 and size <= MAX_LINE_BYTES:
            continue
        if line.strip():
            yield start, _record(b"".join(row), column)
        while not line.endswith(b"\n") and (line := stream.readline(MAX_LINE_BYTES)):
            pass
        row, quotes, size, start = [], 0, 0, number + 1
    if row:
        yield start, _record(b"".join(row), column)


def _record(row: bytes, column: int) -> bytes | Unframed:
    if len(row) > MAX_LINE_BYTES:
        return Unframed(f"row is longer than {MAX_LINE_BYTES} bytes", row[:4_000])
    cells = cells_of(row)
    if cells is None or len(cells) <= column:
        return Unframed(f"row is damaged: expected the record in column {column + 1}, AuditData", row[:4_000])
    return cells[column].strip()


def cells_of(row: bytes) -> list[bytes] | None:
    """Give the cells of a CSV row, unquoted; None when quotes are not where they can be.

    It stops after a thousand and one: no log has as many columns.
    """
    cells, position = [], 0
    row = row.rstrip(b"\r\n")
    while True:
        match = _CELL.match(row, position)
        if match is None:
            return None
        quoted, plain = match[1], match[2]
        cells.append(plain if quoted is None else quoted.replace(b'""', b'"'))
        if match[3] != b"," or len(cells) > _MAX_CELLS:
            return cells
        position = match.end()

"""CSV rows as JSON records: the header names the keys, every value is text."""

from __future__ import annotations

import csv
from collections.abc import Callable

import msgspec

from uba.errors import ParseError
from uba.events import Event
from uba.sources.base import Parse

_MAX_COLUMNS = 1_000


def cells_of(line: bytes) -> list[str] | None:
    """Give the cells of one CSV line, stripped; the separator is a comma, else a semicolon or a tab.

    None for what is no single row: quotes that do not close, or more than a thousand cells.
    """
    text = line.decode("utf-8", "replace").rstrip("\r\n")
    separator = "," if "," in text else ";" if ";" in text else "\t"
    try:
        rows = list(csv.reader([text], delimiter=separator, strict=True))
    except csv.Error:
        return None
    if len(rows) != 1 or len(rows[0]) > _MAX_COLUMNS:
        return None
    return [cell.strip() for cell in rows[0]]


class RowReader:
    """Reads one file of a format that comes as CSV or as JSON.

    Parameters
    ----------
    parse
        Reads one JSON record.
    is_header
        Tells a header line of the format.
    """

    def __init__(self, parse: Parse, is_header: Callable[[bytes], bool]) -> None:
        self._parse = parse
        self._is_header = is_header
        self._columns: list[str] = []

    def parse(self, record: bytes) -> Event | None:
        """Read one record: a header is remembered, a row gets its names.

        Raises
        ------
        ParseError
            A row has not the columns of its header, or the record is none.
        """
        if record.startswith(b"{"):
            return self._parse(record)
        if self._is_header(record):
            self._columns = cells_of(record) or []
            return None
        if not self._columns:
            return self._parse(record)
        cells = cells_of(record)
        if cells is None:
            raise ParseError("row is damaged: expected cells with quotes that close")
        if len(cells) != len(self._columns):
            raise ParseError(f"row has {len(cells)} cells: expected {len(self._columns)}, as its header has")
        return self._parse(msgspec.json.encode(dict(zip(self._columns, cells, strict=True))))

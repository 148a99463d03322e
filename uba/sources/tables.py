"""Rows of tables that hold a vendor's records: the same fields, in columns with names of their own.

`recased` reads a row whatever the case of its columns is, at the price of a record written and read twice. A table as
its vendor documents it has one spelling, so a struct of those columns reads a row at once, and refuses any other
column; columns that mean nothing join the struct when they are first met. Any other row goes the long
way. Both give the same record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

import msgspec

from uba.sources.decoding import DAMAGES, RecordDecoder
from uba.sources.free_json import opened, recased

T = TypeVar("T", bound=msgspec.Struct)

_KEYS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_MOST, _LONGEST = 128, 64
"""Columns that mean nothing and join the struct, and characters of their names."""


class TableDecoder(Generic[T]):
    """Decodes a row as the record it holds.

    Parameters
    ----------
    record_type, what
        As of `RecordDecoder`.
    names
        Column in lower case -> the record's field.
    columns
        The columns that hold the fields, as the table spells them.
    texts
        Fields whose values the table may hold as text of JSON.
    flags
        Fields that are text and may hold true or false.
    """

    def __init__(
        self,
        record_type: type[T],
        what: str,
        names: dict[str, str],
        columns: Iterable[str],
        texts: frozenset[str] = frozenset(),
        flags: frozenset[str] = frozenset(),
    ) -> None:
        self._record = RecordDecoder(record_type, what)
        self._names, self._texts = names, texts
        spelled = {names.get(column.lower(), column): column for column in columns}
        self._openers: list[tuple[str, Callable[[str], Any] | None]] = []
        self._flags: list[str] = []
        self._columns: dict[str, str] = {}
        self._fields: dict[str, tuple[str, Any, Any]] = {}
        self._others = 0
        taken = set(spelled.values())
        for field in msgspec.structs.fields(record_type):
            name, kind = field.encode_name, field.type
            if name in texts and kind is msgspec.Raw:
                self._openers.append((field.name, None))
            elif name in texts:
                self._openers.append((field.name, msgspec.json.Decoder(kind).decode))
                kind = kind | str
            elif name in flags:
                self._flags.append(field.name)
                kind = kind | bool
            # The column of another field is not this one's, even if it has its name.
            self._columns[name] = column = spelled.get(name, f"no {name}" if name in taken else name)
            self._fields[column] = (field.name, kind, msgspec.field(name=column, default=field.default))
        self._row = _reader_of(self._fields)

    def decode(self, row: bytes) -> T:
        """Decode `row`.

        Raises
        ------
        ParseError
            As `RecordDecoder.decode` does.
        """
        try:
            return self._opened(self._row(row))
        except DAMAGES:
            pass  # a column that was not met before, or a value that is not as documented
        try:
            if self._learn(_KEYS.decode(row)):
                return self._opened(self._row(row))
        except DAMAGES:
            pass
        return self._record.decode(recased(row, self._names, self._texts))

    def _learn(self, columns: Iterable[str]) -> bool:
        """Let columns that mean nothing join the struct; False when there are none, or a field is in another column."""
        others = [column for column in columns if column not in self._fields]
        if any(self._columns.get(self._names.get(column.lower(), column), column) != column for column in others):
            return False
        if not others or self._others + len(others) > _MOST or max(map(len, others)) > _LONGEST:
            return False
        for column in others:
            self._others += 1
            kept = msgspec.field(name=column, default=msgspec.Raw())
            self._fields[column] = (f"other_{self._others}", msgspec.Raw, kept)
        # In the order of the row, which is where the decoder looks first.
        self._fields = {column: self._fields[column] for column in dict.fromkeys([*columns, *self._fields])}
        self._row = _reader_of(self._fields)
        return True

    def _opened(self, row: Any) -> T:
        """Open the texts that hold JSON."""
        for name, decode in self._openers:
            value = getattr(row, name)
            if decode is None:
                setattr(row, name, opened(value))
            elif type(value) is str:
                if value and value[0] not in "{[":
                    raise msgspec.ValidationError(name)
                setattr(row, name, decode(value) if value else None)
        for name in self._flags:
            value = getattr(row, name)
            if type(value) is bool:
                setattr(row, name, "true" if value else "false")
        record: T = row
        return record


def _reader_of(fields: Mapping[str, tuple[str, Any, Any]]) -> Callable[[bytes], Any]:
    """Give what reads a row that has none but these columns."""
    row = msgspec.defstruct("Row", fields.values(), gc=False, forbid_unknown_fields=True)
    return msgspec.json.Decoder(row).decode


def capital_names(record_type: type[msgspec.Struct]) -> list[str]:
    """Give the names of a struct's fields as Log Analytics spells them: with a capital first."""
    return [field.encode_name[:1].upper() + field.encode_name[1:] for field in msgspec.structs.fields(record_type)]

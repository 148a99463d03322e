"""Rows of tables that hold a vendor's records: the same fields, in columns with names of their own.

`recased` reads a row whatever the case of its columns is, at the price of a record written and read twice. A table as
its vendor documents it has one spelling, so a struct of those columns reads a row at once; any other row
goes the long way. Both give the same record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, KeysView
from typing import Any, Generic, TypeVar

import msgspec

from uba.sources.decoding import RecordDecoder
from uba.sources.free_json import opened, recased

T = TypeVar("T", bound=msgspec.Struct)

_KEYS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_MOST, _LONGEST = 4_096, 64
"""Columns that are remembered to mean nothing, and characters of their names."""


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
        fields: list[tuple[str, Any, Any]] = []
        self._columns: dict[str, str] = {}
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
            self._columns[name] = spelled.get(name, f"no {name}" if name in taken else name)
            fields.append((field.name, kind, msgspec.field(name=self._columns[name], default=field.default)))
        self._row = msgspec.json.Decoder(msgspec.defstruct(record_type.__name__, fields, gc=False)).decode
        self._usual = set(self._columns.values())

    def decode(self, row: bytes) -> T:
        """Decode `row`.

        Raises
        ------
        ParseError
            As `RecordDecoder.decode` does.
        """
        try:
            keys = _KEYS.decode(row).keys()
            if keys <= self._usual or self._is_usual(keys):
                return self._opened(self._row(row))
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            pass
        return self._record.decode(recased(row, self._names, self._texts))

    def _is_usual(self, keys: KeysView[str]) -> bool:
        """Whether every field that a row has is in the column in which it is looked for."""
        for key in keys - self._usual:
            if self._columns.get(self._names.get(key.lower(), key), key) != key:
                return False
            if len(self._usual) < _MOST and len(key) <= _LONGEST:
                self._usual.add(key)
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


def capital_names(record_type: type[msgspec.Struct]) -> list[str]:
    """Give the names of a struct's fields as Log Analytics spells them: with a capital first."""
    return [field.encode_name[:1].upper() + field.encode_name[1:] for field in msgspec.structs.fields(record_type)]

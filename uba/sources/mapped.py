"""Any format that a mapping file describes: JSON objects, CSV rows under a header, `key=value` lines, CEF and LEEF."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import msgspec

from uba.errors import ParseError
from uba.events import Event
from uba.sources.base import Parse
from uba.sources.cef import cef_fields, home_of, is_cef
from uba.sources.cef_events import cef_event
from uba.sources.mapping import FormatMapping, MappingReader
from uba.sources.rows import RowReader, cells_of

_PAIR = re.compile(
    r"[\s,;|]([A-Za-z_@][\w.@-]{0,63})=(\"[^\"\\]*(?:\\.[^\"\\]*)*\"|[^\s,;|]*)",
    re.ASCII,
)
_ESCAPE = re.compile(r"\\(.)")
_JSON = msgspec.json.Decoder(dict[str, Any])
_FEWEST_PAIRS = 2
"""A `key=value` line has at least as many; what has fewer is text."""
_REMEMBERED, _LONGEST_NAMES = 4_096, 2_048
"""Sets of names whose mappings are remembered, and characters of the names of one."""
_LONGEST_LINE = 65_536
"""Bytes of a `key=value` line or CSV header; longer ones are something else."""


class Mapped:
    """All mappings as one source; the first mapping that recognises a record reads it.

    Parameters
    ----------
    own
        The user's mappings, which are asked before those that come with the package.
    """

    name = "mapped"

    def __init__(self, own: Sequence[FormatMapping] = ()) -> None:
        self._own = tuple(own)
        self._known: dict[tuple[str, ...], tuple[MappingReader, ...]] = {}

    @cached_property
    def mappings(self) -> tuple[FormatMapping, ...]:
        """Those asked, in order; the package's are read when first needed, and give way to the user's by name."""
        from uba.sources.mapping_file import shipped_mappings

        taken = {mapping.name for mapping in self._own}
        return (*self._own, *(mapping for mapping in shipped_mappings() if mapping.name not in taken))

    def recognise(self, record: bytes) -> bool:
        """Tell a record, or the header of a CSV file, that one of the mappings describes."""
        if is_cef(record):
            return home_of(record) == self.name
        if self._is_header(record):
            return True
        try:
            return self._told(_fields(record)) is not None
        except ParseError:
            return False

    def parse(self, record: bytes) -> Event | None:
        """Read one record; see `uba.sources.base.Source`."""
        if record.startswith(b"{"):
            fields = _object(record)
        elif self._is_header(record):
            return None
        else:
            fields = _fields(record)
        told = self._told(fields)
        if told is None:
            if is_cef(record) and home_of(record) == self.name:
                return cef_event(fields, self.name)
            raise ParseError("no mapping recognises the record: write one for its format, see docs/mapping.md")
        reader, texts = told
        try:
            return reader.event(fields, texts)
        except ParseError as error:
            raise ParseError(f"{reader.name}: {error}") from None

    def open(self) -> Parse:
        """Give a parse function for one file, which remembers a CSV file's header."""
        return RowReader(self.parse, self._is_header).parse

    def _told(self, fields: dict[str, Any]) -> tuple[MappingReader, tuple[str | None, ...]] | None:
        """What reads a record, of the first mapping that recognises it, and what it told it by."""
        names = tuple(fields)
        readers = self._known.get(names)
        if readers is None:
            possible = [mapping.reader(names) for mapping in self._possible(names)]
            readers = tuple([reader for reader in possible if reader is not None])
            self._remember(names, readers)
        for reader in readers:
            texts = reader.tell(fields)
            if texts is not None:
                return reader, texts
        return None

    def _possible(self, names: Iterable[str]) -> list[FormatMapping]:
        """The mappings that a record with these names can be of, in order."""
        index = self._index
        positions = sorted({position for name in names if name in index for position in index[name]})
        return [self.mappings[position] for position in positions]

    def _remember(self, names: tuple[str, ...], readers: tuple[MappingReader, ...]) -> None:
        """The records of a format have few sets of names."""
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        if sum(map(len, names)) <= _LONGEST_NAMES:
            self._known[names] = readers

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        """Name -> positions of the mappings that need it; of the keys a mapping needs, the rarest of all tells it."""
        counts = Counter(name for mapping in self.mappings for group in mapping.names for name in group)
        index: dict[str, list[int]] = {}
        for position, mapping in enumerate(self.mappings):
            rarest = min(mapping.names, key=lambda group: sum(counts[name] for name in group))
            for name in rarest:
                index.setdefault(name, []).append(position)
        return index

    def _is_header(self, record: bytes) -> bool:
        if record.startswith((b"{", b"[", b"<")) or len(record) > _LONGEST_LINE:
            return False
        if b"=" in record or not any(separator in record for separator in (b",", b";", b"\t")):
            return False
        columns = frozenset(cells_of(record) or ())
        return any(mapping.is_header(columns) for mapping in self._possible(columns))


def _fields(record: bytes) -> dict[str, Any]:
    """The fields of a record; what is none has none."""
    if record.startswith(b"{"):
        return _object(record)
    return cef_fields(record) if is_cef(record) else _pairs(record)


def _object(record: bytes) -> dict[str, Any]:
    try:
        return _JSON.decode(record)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return {}


def _pairs(record: bytes) -> dict[str, Any]:
    if len(record) > _LONGEST_LINE or record.count(b"=") < _FEWEST_PAIRS:
        return {}
    pairs = dict(_PAIR.findall(" " + record.decode("utf-8", "replace")))
    if b'"' in record:
        return {key: _unquoted(value) if value[:1] == '"' else value for key, value in pairs.items()}
    return pairs


def _unquoted(text: str) -> str:
    return _ESCAPE.sub(r"\1", text[1:-1]) if "\\" in text else text[1:-1]

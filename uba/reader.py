"""From files to events: walk, unpack, split into records, recognise, parse; set aside what cannot be read.

Recognition is by content. The first record of a file that any source
recognises decides the file's source; a record that this source cannot read is
offered to the others, so files may mix sources. What a SIEM or relay wrapped
around a record (`uba.envelopes`) is taken off first where a source knows what
is inside. A damaged record never stops a run: it comes back as `Rejected`, with
file, line and reason.

An event without an id of its own gets one from its source and the BLAKE2b hash
of its bytes. The same bytes again in the same file are another event (an access
log may hold equal lines) and get `-2`, `-3`, ...; over HTTP they are a retry and
get the same id. To know a repetition, the hashes of the last 131,072 to 262,144
records of the file that had no id are remembered (some 30 MB at most); equal
lines further apart than that are taken for one event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path

import msgspec
import zstandard

from uba.envelopes import message_of, payloads
from uba.errors import ConfigError, ParseError
from uba.events import Event
from uba.framing import framed, split_records
from uba.sources import SOURCES, by_name, recognise
from uba.sources.base import Parse, Source, opened
from uba.sources.yearless import newest_moment, with_year
from uba.streams import utf8_stream
from uba.unframed import Line, Unframed, oversize

__all__ = ["Rejected", "parse_record", "read_events", "split_records"]

RAW_CUT = 500
"""Characters of the record that a rejection shows."""
_NO_STAMP = frozenset(b"{[0123456789")
_LOOK_AHEAD = 100
_ACCESS_LOGS = frozenset(["web_access", "confluence"])
_REMEMBERED = 131_072


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """A record that could not be read; field names are those of `rejected.ndjson`."""

    file: str
    line: int
    source: str
    error: str
    raw: str


class _Occurrences:
    """How often the same bytes were met in one file, in bounded memory: two generations of hashes."""

    def __init__(self) -> None:
        self._young: dict[bytes, int] = {}
        self._old: dict[bytes, int] = {}

    def count(self, digest: bytes) -> int:
        """Give 1 for the first time, 2 for the second, ..."""
        number = self._young.get(digest) or self._old.get(digest, 0)
        number += 1
        self._young[digest] = number
        if len(self._young) >= _REMEMBERED:
            self._old, self._young = self._young, {}
        return number


def read_events(
    paths: Sequence[Path], source: str | None = None, sources: Mapping[str, Source] = SOURCES
) -> Iterator[Event | Rejected]:
    """Read logs, file after file (directories recursively, in sorted order), record after record.

    Parameters
    ----------
    paths
        Files or directories; `.gz` and `.zst` are told by their content.
    source
        Catalogue name of the one source to read everything with; None recognises.
    sources
        Those asked; `uba.sources.with_mappings` gives them with the user's mapping files.

    Raises
    ------
    ConfigError
        A path does not exist, or there is no source of that name.
    """
    chosen = by_name(source, sources) if source is not None else None
    files = list(files_of(paths))
    return (item for file in files for item in _read_file(file, chosen, sources))


def parse_record(
    raw: bytes, source: str | None = None, newest: int | None = None, sources: Mapping[str, Source] = SOURCES
) -> Event | Rejected | None:
    """Read one record that came alone, as over HTTP; equal bytes give an equal uid.

    Parameters
    ----------
    raw
        The record, in an envelope or not.
    source
        Catalogue name; None recognises.
    newest
        The latest time the record can be of, ms since the epoch: it gives lines
        without a year their year. None: such a line is rejected.
    sources
        Those asked.

    Returns
    -------
    Event | Rejected | None
        None for a record that is well formed and of no interest.

    Raises
    ------
    ConfigError
        There is no source of that name.
    """
    raw = raw.strip(b" \t\r\n\xef\xbb\xbf")
    if reason := oversize(raw):
        return _reject("", 0, "", reason, raw)
    parsing = _Parsing(by_name(source, sources) if source is not None else None, sources, alone=True, newest=newest)
    records = parsing.unwrapped(raw)
    if len(records) > 1:
        return _reject("", 0, "", f"an envelope of {len(records)} records where one was expected; split it", raw)
    item = parsing.read(records[0], "", 0)
    return _with_uid(item, records[0], None) if isinstance(item, Event) else item


def files_of(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files of these paths, directories recursively and in sorted order.

    Raises
    ------
    ConfigError
        A path does not exist.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(item for item in path.rglob("*") if item.is_file())
        elif path.exists():
            yield path
        else:
            raise ConfigError(f"{path}: no such file or directory; give log files or directories that hold them")


def _read_file(file: Path, chosen: Source | None, sources: Mapping[str, Source]) -> Iterator[Event | Rejected]:
    name = str(file)
    occurrences = _Occurrences()
    try:
        parsing = _Parsing(chosen, sources, newest=newest_moment(file))
        with file.open("rb") as packed, utf8_stream(packed) as stream:
            lines = framed(stream)
            head = list(islice(lines, _LOOK_AHEAD))
            parsing.settle(head)
            for line, raw in chain(head, lines):
                if isinstance(raw, Unframed):
                    yield _reject(name, line, "", raw.reason, raw.raw)
                    continue
                for record, item in parsing.items(raw, name, line):
                    if isinstance(item, Event):
                        yield _with_uid(item, record, occurrences)
                    elif item is not None:
                        yield item
    except (OSError, EOFError, zstandard.ZstdError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        yield _reject(name, 0, "", f"cannot be read: {reason}; what was read before this is kept", b"")


class _Parsing:
    """How the records of one file are read: the file's source first, then every other that knows a record."""

    def __init__(
        self, chosen: Source | None, sources: Mapping[str, Source], *, newest: int | None, alone: bool = False
    ) -> None:
        self._sources = sources
        self._current = chosen
        self._only = chosen is not None
        self._alone = alone
        self._newest = newest
        self._wrapped = False
        self._mixed = False
        self._parsers: dict[str, Parse] = {}

    def settle(self, head: list[Line]) -> None:
        """Learn from the first records of a file whether they are wrapped, and whose they are.

        The first record that any source knows decides. Where lines of text among
        them are another's the file is mixed: such lines can be taken for one
        another, so each is asked whose it is. Web servers and Confluence write
        the same access log: one of Confluence's pages makes it Confluence's,
        style sheets and pictures included.
        """
        records = [raw for _, raw in head if not isinstance(raw, Unframed)]
        self._wrapped = any(payloads(raw) is not None for raw in records)
        if self._only:
            return
        met: set[str] = set()
        lines: dict[str, Source] = {}
        for record in (record for raw in records for record in self.unwrapped(raw)):
            is_line = not record.startswith((b"{", b"["))
            if self._current is not None and self._current.name not in _ACCESS_LOGS and not is_line:
                continue
            source = recognise(record, self._sources) or self._known_message(record)[0]
            if source is not None:
                self._current = self._current or source
                met.add(source.name)
                if is_line:
                    lines[source.name] = source
        if "confluence" in lines and met <= _ACCESS_LOGS:
            self._current = lines["confluence"]
        elif self._current is not None:
            self._mixed = bool(lines.keys() - {self._current.name})

    def items(self, raw: bytes, file: str, line: int) -> Sequence[tuple[bytes, Event | Rejected | None]]:
        """Give each record in `raw` with what was read from it.

        Whether a JSON record is an envelope is asked only when the file holds
        envelopes or the record cannot be read: asking costs a tenth of reading.
        """
        if self._current is not None and not self._wrapped and raw.startswith(b"{"):
            try:
                return ((raw, self._parser(self._current)(raw)),)
            except ParseError:
                pass
        return [(record, self.read(record, file, line)) for record in self.unwrapped(raw)]

    def unwrapped(self, raw: bytes) -> Sequence[bytes]:
        """Give the records inside an envelope when a source knows the first of them, else the record as it is.

        Lines that lack their year get it.
        """
        inside = payloads(raw)
        if inside is None or not self._knows(inside[0]):
            return (self._dated(raw),)
        return [self._dated(record) for record in inside]

    def _knows(self, record: bytes) -> bool:
        if self._current is not None and self._current.recognise(record):
            return True
        return not self._only and recognise(record, self._sources) is not None

    def _dated(self, record: bytes) -> bytes:
        if self._newest is None or not record or record[0] in _NO_STAMP:
            return record
        return with_year(record, self._newest)

    def read(self, raw: bytes, file: str, line: int) -> Event | Rejected | None:
        """Read one record; None when it is of no interest.

        The file's source comes first. A line of a mixed file is its only when
        nobody else knows it, as the later lines of a message are.
        """
        name, reason = "", ""
        current, mixed = self._current, self._mixed and not raw.startswith(b"{")
        if current is not None and not mixed:
            try:
                return self._parser(current)(raw)
            except ParseError as error:
                name, reason = current.name, str(error)
            if self._only:
                return _reject(file, line, name, reason, raw)
        for source, record in self._others(raw, current if mixed else None):
            try:
                return self._parser(source)(record)
            except ParseError as error:
                name, reason = source.name, str(error)
        return _reject(file, line, name, reason or _unrecognised(), raw)

    def _others(self, raw: bytes, last: Source | None) -> Iterator[tuple[Source, bytes]]:
        """Who else may read a record, and what of it: those that know it, those that know what it carries, the last."""
        for source in self._sources.values():
            if (source is not self._current or last is not None) and source.recognise(raw):
                yield source, raw
        known, message = self._known_message(raw)
        if known is not None:
            yield known, message
        if last is not None:
            yield last, raw

    def _parser(self, source: Source) -> Parse:
        parser = self._parsers.get(source.name)
        if parser is None:
            parser = self._parsers[source.name] = source.parse if self._alone else opened(source)
        return parser

    def _known_message(self, raw: bytes) -> tuple[Source | None, bytes]:
        """What a relay carries as text, when a source knows it."""
        message = message_of(raw)
        return (None, b"") if message is None else (recognise(message, self._sources), message)


def _unrecognised() -> str:
    return f"not recognised as a record of any source; name one with --source: {', '.join(SOURCES)}"


def _reject(file: str, line: int, source: str, error: str, raw: bytes) -> Rejected:
    shown = raw[: 4 * RAW_CUT].decode("utf-8", "replace")[:RAW_CUT]
    return Rejected(file=file, line=line, source=source, error=error, raw=shown)


def _with_uid(event: Event, raw: bytes, occurrences: _Occurrences | None) -> Event:
    if not event.uid:
        digest = blake2b(raw, digest_size=16).digest()
        number = 1 if occurrences is None else occurrences.count(digest)
        uid = f"{event.source}-{digest.hex()}" if number == 1 else f"{event.source}-{digest.hex()}-{number}"
        # The event was made a moment ago and nobody else holds it; a copy of 90 fields would cost more than the parse.
        msgspec.structs.force_setattr(event, "uid", uid)
    return event

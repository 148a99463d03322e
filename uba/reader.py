"""From files to events: walk, unpack, split into records, recognise, parse; set aside what cannot be read.

Recognition is by content. The first record of a file that any source
recognises decides the file's source; a record that this source cannot read is
offered to the others, so files may mix sources. A damaged record never stops a
run: it comes back as `Rejected`, with file, line and reason.

An event without an id of its own gets one from its source and the BLAKE2b hash
of its bytes. The same bytes again in the same file are another event (an access
log may hold equal lines) and get `-2`, `-3`, ...; over HTTP they are a retry and
get the same id. To know a repetition, the hashes of the last 131,072 to 262,144
records of the file that had no id are remembered (some 30 MB at most); equal
lines further apart than that are taken for one event.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec
import zstandard

from uba.errors import ConfigError, ParseError
from uba.events import Event
from uba.framing import is_container, needs_whole_file, records_of, split_json, split_records
from uba.sources import SOURCES, by_name, recognise
from uba.sources.base import Source

__all__ = ["Rejected", "parse_record", "read_events", "split_records"]

MAX_LINE_BYTES = 16 * 1024 * 1024
"""A longer line is set aside without being loaded."""
MAX_DOCUMENT_BYTES = 1024 * 1024 * 1024
"""A larger file that is not one record a line is set aside: it would have to be held whole."""
RAW_CUT = 500
"""Characters of the record that a rejection shows."""
_LOOK_AHEAD = 100
_REMEMBERED = 131_072
_BUFFER = 1 << 20


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


def read_events(paths: Sequence[Path], source: str | None = None) -> Iterator[Event | Rejected]:
    """Read logs, file after file (directories recursively, in sorted order), record after record.

    Parameters
    ----------
    paths
        Files or directories; `.gz` and `.zst` are told by their content.
    source
        Catalogue name of the one source to read everything with; None recognises.

    Raises
    ------
    ConfigError
        A path does not exist, or there is no source of that name.
    """
    chosen = by_name(source) if source is not None else None
    files = list(files_of(paths))
    return (item for file in files for item in _read_file(file, chosen))


def parse_record(raw: bytes, source: str | None = None) -> Event | Rejected | None:
    """Read one record that came alone, as over HTTP; equal bytes give an equal uid.

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
    chosen = by_name(source) if source is not None else recognise(raw)
    if chosen is None:
        return _reject("", 0, "", _unrecognised(), raw)
    try:
        event = chosen.parse(raw)
    except ParseError as error:
        return _reject("", 0, chosen.name, str(error), raw)
    return event if event is None else _with_uid(event, raw, None)


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


def _read_file(file: Path, chosen: Source | None) -> Iterator[Event | Rejected]:
    current = chosen
    occurrences = _Occurrences()
    try:
        with file.open("rb") as packed, _unpacked(packed) as stream:
            records = _records(file, stream)
            if chosen is None:
                head = list(islice(records, _LOOK_AHEAD))
                current = _source_of(head)
                records = _chain(head, records)
            for line, raw in records:
                if isinstance(raw, Rejected):
                    yield raw
                    continue
                item = _parse(raw, current, chosen is not None, str(file), line)
                if isinstance(item, Event):
                    yield _with_uid(item, raw, occurrences)
                elif item is not None:
                    yield item
    except (OSError, EOFError, zstandard.ZstdError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        yield _reject(str(file), 0, "", f"cannot be read: {reason}; what was read before this is kept", b"")


def _chain(
    head: list[tuple[int, bytes | Rejected]], rest: Iterator[tuple[int, bytes | Rejected]]
) -> Iterator[tuple[int, bytes | Rejected]]:
    yield from head
    yield from rest


def _source_of(head: list[tuple[int, bytes | Rejected]]) -> Source | None:
    """The source of the first record that any source knows.

    A plain access log may turn out to be Confluence's a few lines later (the
    first are style sheets and pictures): one such line among the first hundred says so.
    """
    found: Source | None = None
    for _, raw in head:
        if isinstance(raw, Rejected):
            continue
        if found is None:
            found = recognise(raw)
            if found is not None and found.name != "web_access":
                return found
        elif SOURCES["confluence"].recognise(raw) and not raw.startswith((b"{", b"[")):
            return SOURCES["confluence"]
    return found


def _parse(raw: bytes, current: Source | None, only: bool, file: str, line: int) -> Event | Rejected | None:
    name, reason = "", ""
    if current is not None:
        try:
            return current.parse(raw)
        except ParseError as error:
            name, reason = current.name, str(error)
        if only:
            return _reject(file, line, name, reason, raw)
    for other in SOURCES.values():
        if other is not current and other.recognise(raw):
            try:
                return other.parse(raw)
            except ParseError as error:
                name, reason = other.name, str(error)
    return _reject(file, line, name, reason or _unrecognised(), raw)


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


def _unpacked(packed: BinaryIO) -> BinaryIO:
    """Give what a file holds, told by its first bytes; closing it leaves `packed` open."""
    magic = packed.read(4)
    packed.seek(0)
    if magic[:2] == b"\x1f\x8b":
        return io.BufferedReader(gzip.GzipFile(fileobj=packed), _BUFFER)
    if magic == b"\x28\xb5\x2f\xfd":
        reader = zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True, closefd=False)
        return io.BufferedReader(reader, _BUFFER)
    return packed


def _records(file: Path, stream: BinaryIO) -> Iterator[tuple[int, bytes | Rejected]]:
    """Give (line number, record); a record that spans lines has the number of its first."""
    number = 0
    first = True
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        text = line.strip(b" \t\r\n")
        if not text:
            continue
        too_long = len(line) > MAX_LINE_BYTES
        if first and ((too_long and is_container(text)) or (not too_long and needs_whole_file(text))):
            yield from _document_records(file, stream, line, number)
            return
        first = False
        if too_long:
            yield number, _reject(str(file), number, "", f"line is longer than {MAX_LINE_BYTES} bytes", text)
            while (more := stream.readline(MAX_LINE_BYTES)) and not more.endswith(b"\n"):
                pass
        elif is_container(text) and (inside := records_of(text)) is not None:
            for record in inside:
                yield number, record
        else:
            yield number, text


def _document_records(file: Path, stream: BinaryIO, line: bytes, number: int) -> Iterator[tuple[int, bytes | Rejected]]:
    body = line + stream.read(MAX_DOCUMENT_BYTES)
    if len(body) > MAX_DOCUMENT_BYTES:
        reason = f"JSON document is larger than {MAX_DOCUMENT_BYTES} bytes; write it one record a line"
        yield number, _reject(str(file), number, "", reason, body[:4_000])
        return
    counted = 0
    for offset, record in split_json(body):
        number += body.count(b"\n", counted, offset)
        counted = offset
        yield number, record

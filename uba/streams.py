"""From a file to a stream of UTF-8: unpacked, without byte order mark, and no longer UTF-16."""

from __future__ import annotations

import codecs
import gzip
import io
from typing import TYPE_CHECKING, BinaryIO

import zstandard

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BUFFER = 1 << 20
_CHUNK = 1 << 16
_UTF8_BOM = b"\xef\xbb\xbf"


def utf8_stream(packed: io.BufferedReader) -> BinaryIO:
    """Give what a file holds, told by its first bytes; closing it leaves `packed` open."""
    return _as_utf8(_unpacked(packed))


def to_utf8(body: bytes) -> bytes:
    """Give a text as UTF-8 without byte order mark, told by its first bytes."""
    encoding = _utf16(body[:4])
    if encoding is None:
        return body.removeprefix(_UTF8_BOM)
    return body.decode(encoding, "replace").encode().removeprefix(_UTF8_BOM)


def _unpacked(packed: io.BufferedReader) -> io.BufferedReader:
    magic = packed.peek(4)
    if magic[:2] == b"\x1f\x8b":
        return io.BufferedReader(gzip.GzipFile(fileobj=packed), _BUFFER)
    if magic[:4] == b"\x28\xb5\x2f\xfd":
        reader = zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True, closefd=False)
        return io.BufferedReader(reader, _BUFFER)
    return packed


def _as_utf8(stream: io.BufferedReader) -> io.BufferedReader:
    start = stream.peek(4)[:4]
    if start.startswith(_UTF8_BOM):
        stream.read(len(_UTF8_BOM))
        return stream
    encoding = _utf16(start)
    return stream if encoding is None else io.BufferedReader(_FromUtf16(stream, encoding), _BUFFER)


def _utf16(start: bytes) -> str | None:
    """By its mark; without one by the zero beside its first character, as of `{`, `[`, `<`, `#`, `"` or a letter."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(start) == 4 and start[1] == start[3] == 0 and start[0] and start[2]:
        return "utf-16-le"
    if len(start) == 4 and start[0] == start[2] == 0 and start[1] and start[3]:
        return "utf-16-be"
    return None


class _FromUtf16(io.RawIOBase):
    """UTF-16 read as UTF-8; what is no UTF-16 becomes U+FFFD."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        while not self._ready:
            chunk = self._stream.read(_CHUNK)
            self._ready = self._decoder.decode(chunk, not chunk).encode("utf-8", "replace")
            if not chunk:
                break
        view = memoryview(buffer)
        count = min(len(view), len(self._ready))
        view[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

"""The stored form of state: kind, version, settings and plain arrays, checksummed. Never a pickle."""

from __future__ import annotations

import io
from hashlib import blake2b
from typing import Any

import msgspec
import numpy as np
import zstandard
from numpy.typing import NDArray

from uba.errors import StateError

_MAGIC = b"UBASTATE"
_DIGEST = 32
_LAYOUT = b"\x02"
"""What is inside begins with this; the layout before was the MessagePack of an array of three, the version first."""
_LENGTH = 8
_OLD_LAYOUT = b"\x93"


class _Head(msgspec.Struct, array_like=True):
    version: int
    meta: dict[str, Any]
    arrays: list[tuple[str, str, tuple[int, ...]]]
    """Name, dtype and shape, in the order of the contents that follow."""


def pack(version: int, meta: dict[str, Any], arrays: dict[str, NDArray[np.generic]]) -> bytes:
    """Encode state: magic, BLAKE2b of the rest, and compressed by zstd a table of contents and all arrays behind it.

    Arrays may be gigabytes: they go into the compressor as they lie, one after the other.
    """
    contents = [(name, array.dtype.str, array.shape) for name, array in arrays.items()]
    head = msgspec.msgpack.encode(_Head(version, meta, contents))
    body = io.BytesIO()
    size = len(_LAYOUT) + _LENGTH + len(head) + sum(array.nbytes for array in arrays.values())
    with zstandard.ZstdCompressor(level=1).stream_writer(body, size=size, closefd=False) as out:
        out.write(_LAYOUT + len(head).to_bytes(_LENGTH, "little") + head)
        for array in arrays.values():
            out.write(_bytes_of(np.ascontiguousarray(array)))
    packed = body.getbuffer()
    return b"".join([_MAGIC, blake2b(packed, digest_size=_DIGEST).digest(), packed])


def unpack(data: bytes, version: int) -> tuple[dict[str, Any], dict[str, NDArray[np.generic]]]:
    """Decode state.

    Raises
    ------
    StateError
        Not a snapshot, damaged, or of another version.
    """
    start = len(_MAGIC) + _DIGEST
    if data[: len(_MAGIC)] != _MAGIC:
        raise StateError("this is not a state snapshot: it does not start with UBASTATE; use an older snapshot")
    body = data[start:]
    if blake2b(body, digest_size=_DIGEST).digest() != data[len(_MAGIC) : start]:
        raise StateError("the state snapshot is damaged: its checksum does not match; use an older snapshot")
    try:
        with zstandard.ZstdDecompressor().stream_reader(body) as reader:
            head = _head(reader, version)
            return head.meta, {name: _array(reader, name, dtype, shape) for name, dtype, shape in head.arrays}
    except (zstandard.ZstdError, msgspec.DecodeError) as error:
        raise StateError(f"the state snapshot cannot be read: {error}; use an older snapshot") from error


def _head(reader: zstandard.ZstdDecompressionReader, version: int) -> _Head:
    layout = reader.read(1)
    if layout == _OLD_LAYOUT:
        raise _other_version(reader.read(1)[0], version)
    head = msgspec.msgpack.decode(reader.read(int.from_bytes(reader.read(_LENGTH), "little")), type=_Head)
    if head.version != version:
        raise _other_version(head.version, version)
    return head


def _other_version(stored: int, version: int) -> StateError:
    return StateError(
        f"the state snapshot is of version {stored}, this program reads version {version}; "
        "replay the journal into a fresh data directory"
    )


def _array(
    reader: zstandard.ZstdDecompressionReader, name: str, dtype: str, shape: tuple[int, ...]
) -> NDArray[np.generic]:
    """The next array, read into place: a state of gigabytes is in memory once."""
    try:
        if np.dtype(dtype).hasobject:
            raise ValueError(f"{dtype} is no plain number")
        array: NDArray[np.generic] = np.empty(shape, dtype=np.dtype(dtype))
    except (TypeError, ValueError, MemoryError) as error:
        raise StateError(f"the state snapshot holds an array that is none: {error}; use an older snapshot") from error
    missing = _bytes_of(array)
    while missing.nbytes:
        count = reader.readinto(missing)
        if not count:
            raise StateError(f"the state snapshot ends within the array {name}; use an older snapshot")
        missing = missing[count:]
    return array


def _bytes_of(array: NDArray[np.generic]) -> memoryview:
    """The memory of a contiguous array."""
    return array.reshape(-1).view(np.uint8).data

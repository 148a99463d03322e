"""The stored form of state: kind, version, settings and plain arrays, checksummed. Never a pickle."""

from __future__ import annotations

import io
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import msgspec
import numpy as np
import zstandard
from numpy.typing import NDArray

from uba.errors import StateError

_MAGIC = b"UBASTATE"
_DIGEST = 32
_ARRAY_OF_3, _MAP, _BYTES = b"\x93", b"\xdf", b"\xc6"
"""MessagePack: what begins an array of three, a map and bytes; of the last two a length of 32 bits follows."""


class _Stored(msgspec.Struct, array_like=True):
    version: int
    meta: dict[str, Any]
    arrays: dict[str, tuple[str, tuple[int, ...], bytes]]


def pack(version: int, meta: dict[str, Any], arrays: dict[str, NDArray[np.generic]]) -> bytes:
    """Encode state: magic, BLAKE2b of the rest, zstd-compressed MessagePack of a `_Stored`.

    Arrays may be gigabytes: they go into the compressor as they lie, one after the other.

    Raises
    ------
    StateError
        An array has 4 GiB or more.
    """
    pieces = list(_pieces(version, meta, arrays))
    body = io.BytesIO()
    compressor = zstandard.ZstdCompressor(level=1)
    with compressor.stream_writer(body, size=sum(len(piece) for piece in pieces), closefd=False) as out:
        for piece in pieces:
            out.write(piece)
    packed = body.getbuffer()
    return b"".join([_MAGIC, blake2b(packed, digest_size=_DIGEST).digest(), packed])


def _pieces(version: int, meta: dict[str, Any], arrays: dict[str, NDArray[np.generic]]) -> Iterator[bytes | memoryview]:
    """A `_Stored` as MessagePack: small parts encoded, each array's content as it lies in memory."""
    encode = msgspec.msgpack.encode
    yield _ARRAY_OF_3 + encode(version) + encode(meta) + _MAP + len(arrays).to_bytes(4, "big")
    for name, array in arrays.items():
        if array.nbytes >= 1 << 32:
            raise StateError(f"array {name} has {array.nbytes:,} bytes, a snapshot holds 4 GiB of one: fewer entities")
        content = _BYTES + array.nbytes.to_bytes(4, "big")
        yield encode(name) + _ARRAY_OF_3 + encode(array.dtype.str) + encode(array.shape) + content
        yield np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


def unpack(data: bytes, version: int) -> tuple[dict[str, Any], dict[str, NDArray[np.generic]]]:
    """Decode state.

    Raises
    ------
    StateError
        Not a snapshot, damaged, or of another version.
    """
    head = len(_MAGIC) + _DIGEST
    if data[: len(_MAGIC)] != _MAGIC:
        raise StateError("this is not a state snapshot: it does not start with UBASTATE; use an older snapshot")
    body = data[head:]
    if blake2b(body, digest_size=_DIGEST).digest() != data[len(_MAGIC) : head]:
        raise StateError("the state snapshot is damaged: its checksum does not match; use an older snapshot")
    try:
        stored = msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(body), type=_Stored)
    except (zstandard.ZstdError, msgspec.DecodeError) as error:
        raise StateError(f"the state snapshot cannot be read: {error}; use an older snapshot") from error
    if stored.version != version:
        raise StateError(
            f"the state snapshot is of version {stored.version}, this program reads version {version}; "
            "replay the journal into a fresh data directory"
        )
    try:
        arrays = {
            name: np.frombuffer(data, dtype=np.dtype(dtype)).reshape(shape).copy()
            for name, (dtype, shape, data) in stored.arrays.items()
        }
    except (TypeError, ValueError) as error:
        raise StateError(f"the state snapshot holds an array that is none: {error}; use an older snapshot") from error
    return stored.meta, arrays

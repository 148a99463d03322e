"""The stored form of state: kind, version, settings and plain arrays, checksummed. Never a pickle."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import msgspec
import numpy as np
import zstandard
from numpy.typing import NDArray

from uba.errors import StateError

_MAGIC = b"UBASTATE"
_DIGEST = 32


class _Stored(msgspec.Struct, array_like=True):
    version: int
    meta: dict[str, Any]
    arrays: dict[str, tuple[str, tuple[int, ...], bytes]]


def pack(version: int, meta: dict[str, Any], arrays: dict[str, NDArray[np.generic]]) -> bytes:
    """Encode state: magic, BLAKE2b of the rest, zstd-compressed MessagePack."""
    stored = _Stored(
        version, meta, {name: (array.dtype.str, array.shape, array.tobytes()) for name, array in arrays.items()}
    )
    body = zstandard.ZstdCompressor(level=1).compress(msgspec.msgpack.encode(stored))
    return _MAGIC + blake2b(body, digest_size=_DIGEST).digest() + body


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

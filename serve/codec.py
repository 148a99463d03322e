"""What a journal entry holds: events or a verdict, as MessagePack, compressed where that is worth it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import zstandard

from uba.errors import StateError
from uba.events import Event

_LEVEL = 3
_WORTH_COMPRESSING = 1024
"""Bytes; a single event gains little, and whoever sent it is waiting."""
_encoder = msgspec.msgpack.Encoder()
_decode_events = msgspec.msgpack.Decoder(list[Event])


class VerdictEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What an analyst said of a finding, and when (ms since the epoch, the service's clock)."""

    finding_uid: str
    verdict: str
    note: str
    author: str
    time_ms: int


_decode_verdict = msgspec.msgpack.Decoder(VerdictEntry)


def pack_events(events: Sequence[Event]) -> bytes:
    """Pack events so that `unpack_events` gives equal ones; fields at their default take no room."""
    body = _encoder.encode(events)
    return body if len(body) < _WORTH_COMPRESSING else zstandard.ZstdCompressor(level=_LEVEL).compress(body)


def unpack_events(seq: int, body: bytes) -> list[Event]:
    """Unpack the events of journal entry `seq`.

    Raises
    ------
    uba.errors.StateError
        The entry is damaged.
    """
    try:
        if body.startswith(zstandard.FRAME_HEADER):  # no MessagePack of a list begins like that
            body = zstandard.ZstdDecompressor().decompress(body)
        return _decode_events.decode(body)
    except (zstandard.ZstdError, msgspec.MsgspecError) as error:
        raise _damaged(seq, error) from error


def pack_verdict(entry: VerdictEntry) -> bytes:
    """Pack a verdict."""
    return msgspec.msgpack.encode(entry)


def unpack_verdict(seq: int, body: bytes) -> VerdictEntry:
    """Unpack the verdict of journal entry `seq`.

    Raises
    ------
    uba.errors.StateError
        The entry is damaged.
    """
    try:
        return _decode_verdict.decode(body)
    except msgspec.MsgspecError as error:
        raise _damaged(seq, error) from error


def _damaged(seq: int, error: Exception) -> StateError:
    return StateError(f"journal entry {seq} is damaged ({error}), expected packed events: restore the database")

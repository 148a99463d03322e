"""A request's body: read, unpacked, and never larger than allowed, before or after."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

import zstandard
from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from serve.problems import Problem

DEFAULT_LIMIT = 32 * 2**20
"""Bytes, of the body as sent and as unpacked."""

INLINE = 2**16
"""Bytes; a larger body is worked on in a thread, so that it does not hold up the others."""

_STEP = 2**18

_ZSTD_STEP = 512
"""Bytes fed to zstd at once: it gives all they unpack to, at most 128 KiB for every 4, so the limit is met in time."""

Unpack = Callable[[bytes, int], bytes]


async def read_body(request: Request, limit: int) -> bytes:
    """Return the body, unpacked as its `Content-Encoding` says.

    Raises
    ------
    serve.problems.Problem
        400 it cannot be unpacked, 413 it is larger than `limit` bytes, 415 the encoding is not known.
    """
    unpack = _unpacker(request.headers.get("content-encoding", "identity").strip().lower())
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise _too_large(limit)
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        parts.append(part)
    body = b"".join(parts)
    if len(body) < INLINE:
        return unpack(body, limit)
    return await run_in_threadpool(unpack, body, limit)


def _unpacker(encoding: str) -> Unpack:
    known: dict[str, Unpack] = {"identity": _plain, "": _plain, "gzip": _gzip, "x-gzip": _gzip, "zstd": _zstd}
    if encoding not in known:
        raise Problem(415, f"Content-Encoding {encoding!r} is not known, expected gzip, zstd or none: send one of them")
    return known[encoding]


def _plain(body: bytes, _limit: int) -> bytes:
    return body


def _gzip(body: bytes, limit: int) -> bytes:
    try:
        return _bounded(_inflate(body), limit)
    except (zlib.error, EOFError) as error:
        raise _unreadable("gzip", error) from error


def _inflate(body: bytes) -> Iterator[bytes]:
    while body:  # a gzip file may have several members
        member = zlib.decompressobj(wbits=31)
        pending = body
        while not member.eof:
            piece = member.decompress(pending, _STEP)
            pending = member.unconsumed_tail
            if not piece and not pending and not member.eof:
                raise EOFError("it ends in the middle")
            yield piece
        body = member.unused_data


def _zstd(body: bytes, limit: int) -> bytes:
    try:
        return _bounded(_expand(body), limit)
    except (zstandard.ZstdError, EOFError) as error:
        raise _unreadable("zstd", error) from error


def _expand(body: bytes) -> Iterator[bytes]:
    while body:  # a zstd file may have several frames
        # max_window_size: a frame may ask for gigabytes of window before it has given a byte
        frame = zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj()
        at = 0
        while not frame.eof:
            if at >= len(body):
                raise EOFError("it ends in the middle")
            yield frame.decompress(body[at : at + _ZSTD_STEP])
            at += _ZSTD_STEP
        body = frame.unused_data + body[at:]


def _bounded(pieces: Iterator[bytes], limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise _too_large(limit)
        parts.append(piece)
    return b"".join(parts)


def _too_large(limit: int) -> Problem:
    return Problem(413, f"the body is larger than {limit} bytes, the most accepted: send it in smaller parts")


def _unreadable(encoding: str, error: Exception) -> Problem:
    return Problem(400, f"the body is not {encoding} ({error}), expected what Content-Encoding says: send it again")

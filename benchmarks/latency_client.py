"""Clients that send one request after the other over kept-alive connections, and cost as little as Python can."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence

_HEADER_END = b"\r\n\r\n"


def requests(path: str, bodies: Sequence[bytes], key: str) -> list[bytes]:
    """Give the bytes of a POST to a path for each body."""
    head = (
        b"POST " + path.encode() + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"Authorization: Bearer " + key.encode() + b"\r\nContent-Length: "
    )
    return [head + str(len(body)).encode() + _HEADER_END + body for body in bodies]


class _Connection(asyncio.Protocol):
    """Sends the next request when the answer to the last one is complete."""

    def __init__(self, source: Iterator[bytes], seconds: list[float], done: asyncio.Future[None]) -> None:
        self._source = source
        self._seconds = seconds
        self._done = done
        self._buffer = b""
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(_HEADER_END)
        if end < 0:
            return
        head = self._buffer[:end].lower()
        start = head.find(b"content-length:") + 15
        length = int(head[start:].split(b"\r", 1)[0])
        if len(self._buffer) < end + 4 + length:
            return
        self._seconds.append(time.perf_counter() - self._began)
        if not head.startswith(b"http/1.1 200"):
            self._fail(RuntimeError(self._buffer[:2000].decode()))
            return
        self._buffer = b""
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(RuntimeError(f"the connection was closed: {error}"))

    def _next(self) -> None:
        request = next(self._source, None)
        if request is None:
            if not self._done.done():
                self._done.set_result(None)
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(request)

    def _fail(self, error: Exception) -> None:
        if not self._done.done():
            self._done.set_exception(error)
            self._transport.close()


def measure(port: int, sent: Sequence[bytes], concurrency: int) -> list[float]:
    """Send all requests over `concurrency` connections and give the seconds each took, from write to whole answer."""
    return asyncio.run(_measure(port, sent, concurrency))


async def _measure(port: int, sent: Sequence[bytes], concurrency: int) -> list[float]:
    loop = asyncio.get_running_loop()
    seconds: list[float] = []
    source = iter(sent)
    done = [loop.create_future() for _ in range(concurrency)]
    for future in done:
        await loop.create_connection(lambda future=future: _Connection(source, seconds, future), "127.0.0.1", port)
    await asyncio.gather(*done)
    return seconds

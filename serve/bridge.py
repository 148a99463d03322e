"""From the scorer's thread to the event loop: many answers, one wake-up."""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import Future
from typing import TypeVar

Answer = TypeVar("Answer")


class Bridge:
    """Lets coroutines wait for futures that another thread answers, as `asyncio.wrap_future` does for each alone.

    The answers of requests that shared a commit come together: the loop is woken once for all of them. One loop at a
    time.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._answered: deque[asyncio.Future[None]] = deque()
        self._woken = False

    async def wait(self, future: Future[Answer]) -> Answer:
        """Give the result of `future`, or raise its exception; a waiter that is cancelled cancels it."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # what the loop before did not deliver is nobody's any more
            self._loop, self._answered, self._woken = loop, deque(), False
        waiter: asyncio.Future[None] = loop.create_future()

        def answered(_done: Future[Answer]) -> None:
            self._answered.append(waiter)
            if not self._woken:
                self._woken = True
                loop.call_soon_threadsafe(self._deliver)

        future.add_done_callback(answered)
        try:
            await waiter
        except asyncio.CancelledError:
            future.cancel()
            raise
        return future.result(0)

    def _deliver(self) -> None:
        self._woken = False  # first: whoever answers from here on wakes the loop again
        while self._answered:
            waiter = self._answered.popleft()
            if not waiter.done():
                waiter.set_result(None)

"""Laws of the bridge: every waiter gets its own answer, and answers that come together wake the loop once."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future

import pytest

from serve.bridge import Bridge


def test_answers_of_a_thread() -> None:
    """Each waiter gets what was said to it, whatever thread says it and in whatever order."""
    bridge = Bridge()
    futures: list[Future[int]] = [Future() for _ in range(50)]

    def answer() -> None:
        for number, future in reversed(list(enumerate(futures))):
            future.set_result(number)

    async def ask() -> list[int]:
        thread = threading.Thread(target=answer)
        waiting = [asyncio.create_task(bridge.wait(future)) for future in futures]
        await asyncio.sleep(0)
        thread.start()
        return await asyncio.gather(*waiting)

    for _ in range(2):  # in another loop as well
        futures[:] = [Future() for _ in range(50)]
        assert asyncio.run(asyncio.wait_for(ask(), 10)) == list(range(50))


def test_one_wake_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that are there before the loop comes to look are delivered by one call."""
    bridge = Bridge()

    async def ask() -> int:
        loop = asyncio.get_running_loop()
        calls: list[object] = []
        wake = loop.call_soon_threadsafe
        monkeypatch.setattr(loop, "call_soon_threadsafe", lambda *call: (calls.append(call), wake(*call)))
        futures: list[Future[None]] = [Future() for _ in range(9)]
        waiting = [asyncio.create_task(bridge.wait(future)) for future in futures]
        await asyncio.sleep(0)
        for future in futures:
            future.set_result(None)
        await asyncio.gather(*waiting)
        return len(calls)

    assert asyncio.run(ask()) == 1


def test_an_answer_that_is_already_there() -> None:
    """A future that is done before anyone waits is answered all the same; its error is raised."""
    bridge = Bridge()
    done: Future[int] = Future()
    done.set_result(3)
    failed: Future[int] = Future()
    failed.set_exception(ValueError("no"))

    assert asyncio.run(bridge.wait(done)) == 3
    with pytest.raises(ValueError, match="no"):
        asyncio.run(bridge.wait(failed))


def test_a_waiter_that_leaves() -> None:
    """A waiter that is cancelled cancels what it waited for, and holds up no other."""
    bridge = Bridge()

    async def ask() -> bool:
        left, stays = Future[int](), Future[int]()
        leaving, staying = asyncio.create_task(bridge.wait(left)), asyncio.create_task(bridge.wait(stays))
        await asyncio.sleep(0)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        stays.set_result(1)
        assert await staying == 1
        return left.cancelled()

    assert asyncio.run(asyncio.wait_for(ask(), 10))

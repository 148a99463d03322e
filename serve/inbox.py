"""The inbox: what waits for the one writer, bounded so that memory never grows with the load."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from serve.codec import VerdictEntry
from uba.errors import Unavailable
from uba.events import Event

if TYPE_CHECKING:
    from uba.engine import Engine


@dataclass(slots=True, eq=False)
class ScoreTask:
    """Events of one request; the answer is the bytes of each event's decision, in order."""

    events: Sequence[Event]
    answer: Future[list[bytes]] = field(default_factory=Future)

    @property
    def weight(self) -> int:
        """How many events it holds."""
        return len(self.events)


@dataclass(slots=True, eq=False)
class VerdictTask:
    """One verdict; the answer is the finding's OCSF document, None when there is no such finding."""

    entry: VerdictEntry
    answer: Future[bytes | None] = field(default_factory=Future)
    weight: int = 1


@dataclass(slots=True, eq=False)
class QueryTask:
    """A question to the engine between two batches, so that it sees a state between two batches."""

    question: Callable[[Engine], Any]
    answer: Future[Any] = field(default_factory=Future)
    weight: int = 1


Task = ScoreTask | VerdictTask | QueryTask


class Inbox:
    """First in, first out; one reader.

    Parameters
    ----------
    limit
        Events that may wait; a request that finds nothing waiting is taken whatever its size.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._tasks: deque[Task] = deque()
        self._weight = 0
        self._closed = False
        self._changed = threading.Condition()

    @property
    def waiting(self) -> int:
        """Events that wait now."""
        return self._weight

    @property
    def is_full(self) -> bool:
        """Tell whether the next request will be turned away."""
        return self._weight >= self.limit

    def put(self, task: Task) -> None:
        """Add a task.

        Raises
        ------
        uba.errors.Unavailable
            The inbox is full, or closed because the service stops.
        """
        with self._changed:
            if self._closed:
                raise Unavailable("the service is stopping, expected it to run: send the request again in a moment")
            if self._tasks and self._weight + task.weight > self.limit:
                raise Unavailable(
                    f"{self._weight} events are waiting, expected at most {self.limit}: send the request again later"
                )
            self._tasks.append(task)
            self._weight += task.weight
            self._changed.notify()

    def take(self, most: int) -> list[Task]:
        """Wait for work and take the next tasks, [] when closed and empty.

        Consecutive score tasks come together, up to `most` events (never less than one task), so that they share a
        commit; every other task comes alone.
        """
        with self._changed:
            while not self._tasks:
                if self._closed:
                    return []
                self._changed.wait()
            taken = [self._tasks.popleft()]
            weight = taken[0].weight
            while isinstance(taken[0], ScoreTask) and self._tasks and isinstance(self._tasks[0], ScoreTask):
                if weight + self._tasks[0].weight > most:
                    break
                weight += self._tasks[0].weight
                taken.append(self._tasks.popleft())
            self._weight -= weight
            return taken

    def close(self) -> None:
        """Take nothing more; what waits is still handed out."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def abandon(self, error: Exception) -> None:
        """Close, and answer everything that waits with `error`."""
        with self._changed:
            self._closed = True
            tasks = list(self._tasks)
            self._tasks.clear()
            self._weight = 0
            self._changed.notify_all()
        for task in tasks:
            if task.answer.set_running_or_notify_cancel():
                task.answer.set_exception(error)

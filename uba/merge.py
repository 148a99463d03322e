"""Many files, one stream: events merged by time, as they would have arrived."""

from __future__ import annotations

import heapq
from collections.abc import Generator, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from uba.events import Event
from uba.reader import Rejected, files_of, read_events
from uba.sources import SOURCES
from uba.sources.base import Source


def read_merged(
    paths: Sequence[Path], source: str | None = None, sources: Mapping[str, Source] = SOURCES
) -> Iterator[Event | Rejected]:
    """Read files side by side, always from the one whose next event is oldest.

    Within a file the order is kept: it is the order of delivery, and late
    records stay late. A file is opened when its first event is due.
    """
    waiting: list[tuple[int, int, Path]] = []
    for number, file in enumerate(files_of(paths)):
        first = next((item for item in read_events([file], source, sources) if isinstance(item, Event)), None)
        # A file without an event is read at once, for its rejected lines.
        waiting.append((first.time if first else -1, number, file))
    heapq.heapify(waiting)
    streams: dict[int, Iterator[Event | Rejected]] = {}
    held: dict[int, Event] = {}
    while waiting:
        _, number, file = heapq.heappop(waiting)
        if number not in streams:
            streams[number] = read_events([file], source, sources)
        elif number in held:
            yield held.pop(number)
        following = yield from _until_later(streams[number], waiting[0][0] if waiting else None)
        if following is not None:
            held[number] = following
            heapq.heappush(waiting, (following.time, number, file))


def _until_later(
    stream: Iterator[Event | Rejected], limit: int | None
) -> Generator[Event | Rejected, None, Event | None]:
    """Yield items up to the first event later than `limit`, and return that event (None at the end)."""
    for item in stream:
        if isinstance(item, Event) and limit is not None and item.time > limit:
            return item
        yield item
    return None


def batches(items: Iterator[Event | Rejected], size: int) -> Iterator[list[Event | Rejected]]:
    """Cut a stream into lists of `size` items."""
    while batch := list(islice(items, size)):
        yield batch

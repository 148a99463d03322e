"""Lines of many log files as one stream, in the order in which a log shipper would have sent them."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import itemgetter
from pathlib import Path

from uba.events import Event
from uba.reader import parse_record


def in_time_order(files: Iterable[Path]) -> Iterator[bytes]:
    """Merge the lines of files by time; files are read as they are needed.

    Within a file the order is kept: late records stay late, and a damaged one
    is sent when its neighbours are.
    """
    return (line for _, line in heapq.merge(*(_timed(file) for file in files), key=itemgetter(0)))


def _timed(file: Path) -> Iterator[tuple[int, bytes]]:
    newest = 0
    with file.open("rb") as lines:
        for line in lines:
            record = line.strip()
            if not record:
                continue
            item = parse_record(record)
            if isinstance(item, Event):
                newest = max(newest, item.time)
            yield newest, record


def batches(records: Iterator[bytes], size: int) -> Iterator[list[bytes]]:
    """Cut a stream into lists of `size` records; the last may be shorter."""
    while batch := list(islice(records, size)):
        yield batch

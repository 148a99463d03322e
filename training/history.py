"""History: logs read into events in event-time order, as a replay of several files needs them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from uba.errors import ConfigError
from uba.events import Event
from uba.reader import Rejected, read_events

BATCH = 10_000
"""Events a batch; decisions do not depend on it."""


class History(msgspec.Struct, frozen=True):
    """Events in order of time (equal times in order of reading), and the records that could not be read."""

    events: list[Event]
    rejected: list[Rejected]

    def batches(self) -> Iterator[list[Event]]:
        """Cut the events into batches."""
        for start in range(0, len(self.events), BATCH):
            yield self.events[start : start + BATCH]


def read_history(logs: Sequence[Path], source: str | None = None) -> History:
    """Read logs.

    Raises
    ------
    uba.errors.ConfigError
        A path does not exist, or not one record could be read.
    """
    events: list[Event] = []
    rejected: list[Rejected] = []
    for item in read_events(logs, source):
        if isinstance(item, Rejected):
            rejected.append(item)
        else:
            events.append(item)
    if not events:
        names = ", ".join(str(path) for path in logs)
        first = f"; the first of {len(rejected)} rejected records: {rejected[0].error}" if rejected else ""
        raise ConfigError(f"{names}: no event could be read{first}; expected logs, see `uba parse`")
    events.sort(key=lambda event: event.time)
    return History(events, rejected)

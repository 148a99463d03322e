"""History: logs as the stream of events that a replay of the same files feeds the engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from uba.errors import ConfigError
from uba.events import Event
from uba.merge import batches, read_merged
from uba.reader import Rejected

BATCH = 20_000
"""Records a batch; decisions do not depend on it."""


class History:
    """Logs, read as they are asked for; never held whole.

    Attributes
    ----------
    events, rejected
        Events, and records that could not be read, so far.
    """

    def __init__(self, logs: Sequence[Path], source: str | None = None) -> None:
        self._logs, self._source = logs, source
        self.events = 0
        self.rejected = 0

    def batches(self) -> Iterator[list[Event]]:
        """Read the logs from the start, merged by time.

        Raises
        ------
        uba.errors.ConfigError
            A path does not exist, or (at the end) not one event could be read.
        """
        self.events = self.rejected = 0
        first: Rejected | None = None
        for batch in batches(read_merged(self._logs, self._source), BATCH):
            events = [item for item in batch if not isinstance(item, Rejected)]
            first = first or next((item for item in batch if isinstance(item, Rejected)), None)
            self.events += len(events)
            self.rejected += len(batch) - len(events)
            yield events
        if not self.events:
            names = ", ".join(str(path) for path in self._logs)
            why = f"; the first of {self.rejected} rejected records: {first.error}" if first else ""
            raise ConfigError(f"{names}: no event could be read{why}; expected logs, see `uba parse`")

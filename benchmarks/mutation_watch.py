"""Sources under watch: what records came to, what left a parser that is no ParseError, which record took long."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from uba.errors import ParseError
from uba.events import Event
from uba.sources.base import HeaderedSource, Parse, Source

SLOW_SECONDS = 0.05
"""A record of less than `SMALL_BYTES` that takes longer shows an expression that goes back and forth."""
SMALL_BYTES = 65_536
_REPETITIONS = 4
T = TypeVar("T")


@dataclass
class Watch:
    """What the watched sources saw."""

    events: int = 0
    uninteresting: int = 0
    escaped: dict[str, str] = field(default_factory=dict)
    """By source and kind, the first exception other than ParseError, with its record."""
    slow: dict[str, tuple[float, bytes]] = field(default_factory=dict)
    """By what was asked of which source, the small record that took longest of those that took too long every time."""
    slowest: tuple[float, str] = (0.0, "")
    by_source: Counter[str] = field(default_factory=Counter)

    def timed(self, what: str, work: Callable[[bytes], T], record: bytes) -> T:
        """Do the work, and again when it took long: the processor's time is not always told well."""
        start = time.thread_time()
        try:
            return work(record)
        finally:
            seconds = time.thread_time() - start
            if len(record) < SMALL_BYTES and seconds > min(SLOW_SECONDS, self.slowest[0]):
                self._again(what, work, record, seconds)

    def caught(self, what: str, error: Exception, record: bytes) -> None:
        """Keep an exception that must not be."""
        self.escaped.setdefault(f"{what} raised {type(error).__name__}", f"{error!r}: {record[:2_000]!r}")

    def _again(self, what: str, work: Callable[[bytes], object], record: bytes, seconds: float) -> None:
        seconds = min(seconds, *(_seconds(work, record) for _ in range(_REPETITIONS)))
        if seconds > self.slowest[0]:
            self.slowest = (seconds, f"{what}: {len(record)} bytes: {record[:300]!r}")
        if seconds > max(SLOW_SECONDS, self.slow.get(what, (0.0, b""))[0]):
            self.slow[what] = (seconds, record)


def _seconds(work: Callable[[bytes], object], record: bytes) -> float:
    start = time.thread_time()
    with contextlib.suppress(Exception):  # whatever it is, the first time told of it
        work(record)
    return time.thread_time() - start


class Watched:
    """A source that tells a watch of everything it is asked; an exception it must not raise ends as a ParseError."""

    def __init__(self, source: Source, watch: Watch) -> None:
        self.name = source.name
        self._source = source
        self._watch = watch

    def recognise(self, record: bytes) -> bool:
        """As the source does."""
        try:
            return self._watch.timed(f"{self.name}.recognise", self._source.recognise, record)
        except Exception as error:
            self._watch.caught(f"{self.name}.recognise", error, record)
            return False

    def parse(self, record: bytes) -> Event | None:
        """As the source does."""
        return self._watched(self._source.parse, record)

    def _watched(self, parse: Parse, record: bytes) -> Event | None:
        try:
            event = self._watch.timed(f"{self.name}.parse", parse, record)
        except ParseError:
            raise
        except Exception as error:
            self._watch.caught(f"{self.name}.parse", error, record)
            raise ParseError("an exception that must not leave a source") from error
        if event is None:
            self._watch.uninteresting += 1
        else:
            self._watch.events += 1
            self._watch.by_source[event.source] += 1
        return event


class WatchedHeadered(Watched):
    """The same of a source that remembers header lines."""

    def open(self) -> Parse:
        """As the source does."""
        assert isinstance(self._source, HeaderedSource)
        parse = self._source.open()
        return lambda record: self._watched(parse, record)


def watched(sources: Mapping[str, Source], watch: Watch) -> dict[str, Source]:
    """Put all sources under one watch."""
    return {
        name: (WatchedHeadered if isinstance(source, HeaderedSource) else Watched)(source, watch)
        for name, source in sources.items()
    }

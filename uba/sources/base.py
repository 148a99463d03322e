"""What a source is: one log format, recognised by content and read into events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias, runtime_checkable

from uba.events import Event

Parse: TypeAlias = Callable[[bytes], Event | None]
"""A function that reads one record, as `Source.parse` does."""


class Source(Protocol):
    """One native log format.

    A source is stateless: what a line means never depends on the line before
    it. A format whose files begin with a header that names the columns, or whose
    lines only together say what happened, is a `HeaderedSource`: the state of one
    file lives in what its `open` gives.
    """

    name: str
    """Catalogue name, as in `--source NAME`."""

    def recognise(self, record: bytes) -> bool:
        """Tell from content alone, cheaply and without raising, whether `record` is of this format."""
        ...

    def parse(self, record: bytes) -> Event | None:
        """Read one record.

        Returns
        -------
        Event | None
            None for a record that is well formed and of no interest.

        Raises
        ------
        uba.errors.ParseError
            The record is not of this format; the message names the field. No
            other exception ever leaves a source.
        """
        ...


@runtime_checkable
class HeaderedSource(Source, Protocol):
    """A log format in which earlier lines of a file, headers as a rule, say what the lines after them mean.

    For each file (and each line of it that is of this format) the reader calls
    the one function that `open` gave for this file. `parse` reads a record that
    comes alone, as over HTTP: it takes the format's standard columns where they
    can be told from the record itself and raises ParseError where they cannot.
    Header lines are well formed and of no interest: both give None for them.
    """

    def open(self) -> Parse:
        """Give a parse function for one file, which remembers the header lines it was given."""
        ...


def opened(source: Source) -> Parse:
    """Give the parse function for one file of this source."""
    return source.open() if isinstance(source, HeaderedSource) else source.parse

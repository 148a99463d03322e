"""What a source is: one log format, recognised by content and read into events."""

from __future__ import annotations

from typing import Protocol

from uba.events import Event


class Source(Protocol):
    """One native log format.

    A source is stateless: what a line means never depends on the line before
    it. (Formats with header lines wrap this in a reader of their own.)
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

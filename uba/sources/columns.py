"""Rows of formats whose header names the columns: where the columns stand that are read, and what stands there."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from uba.framing_csv import cells_of

_MOST_CELLS = 1_000


class Columns:
    """Where in a row the columns stand that are read, found once for all rows of a file.

    Parameters
    ----------
    names
        Of the columns, as the header gives them; of two of one name the later counts.
    read
        Names of those that are read, in the order in which `of` gives them.
    missing
        What a column that the file or a row lacks reads as.
    """

    def __init__(self, names: Sequence[str], read: Sequence[str], missing: str = "") -> None:
        self.count = len(names)
        self._missing = [missing]
        self._places = {name: place for place, name in enumerate(names)}
        self._pick = itemgetter(*(self._places.get(name, self.count) for name in read))

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def of(self, cells: list[str]) -> tuple[str, ...]:
        """Give what is read of a row's cells; the list is used up."""
        if len(cells) > self.count:
            del cells[self.count :]
        cells += self._missing * (self.count - len(cells) + 1)
        values: tuple[str, ...] = self._pick(cells)
        return values


def row_cells(record: bytes) -> list[str] | None:
    """Give the cells of a row of comma-separated values as text, as `uba.framing_csv.cells_of` does, only sooner.

    Blanks around cells may be left; None when quotes are not where they can be.
    """
    if record.count(b",") <= _MOST_CELLS:
        text = record.decode("utf-8", "replace").rstrip("\r\n")
        if '"' not in text:
            return text.split(",")
        if cells := _quoted(text.split('"')):
            return cells
    slowly = cells_of(record)
    return None if slowly is None else [cell.decode("utf-8", "replace") for cell in slowly]


def _quoted(parts: list[str]) -> list[str]:
    """Cells of a row cut at its quotes; none where quotes are not simply around a cell."""
    cells: list[str] = []
    for number, part in enumerate(parts):
        if number % 2:
            cells.append(part)
            continue
        plain = part.split(",")
        follows, precedes = number > 0, number < len(parts) - 1
        if follows and (plain[0].strip(" \t") or (precedes and len(plain) == 1)):
            return []
        if precedes and plain[-1].strip(" \t"):
            return []
        cells += plain[follows : len(plain) - precedes]
    return cells if len(parts) % 2 else []

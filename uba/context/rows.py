"""Rows of a context file: CSV with a header, each row with the line it begins on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from uba.errors import ContextError

MAX_FIELD_CHARACTERS = 1_000_000
"""A longer field means a quote that never closes."""


class Row:
    """One row: its fields by column name, stripped; a column that is not there is empty."""

    def __init__(self, file: str, line: int, fields: dict[str, str]) -> None:
        self.file = file
        self.line = line
        self._fields = fields

    def text(self, column: str) -> str:
        """Give a field, stripped."""
        return self._fields.get(column, "")

    def items(self, column: str) -> tuple[str, ...]:
        """Give the `;`-separated items of a field."""
        return tuple(item for item in (part.strip() for part in self.text(column).split(";")) if item)

    def required(self, column: str) -> str:
        """Give a field that must not be empty.

        Raises
        ------
        ContextError
            It is.
        """
        if not (text := self.text(column)):
            raise self.error(f"{column} is empty: expected a value")
        return text

    def one_of(self, column: str, allowed: tuple[str, ...], default: str) -> str:
        """Give a field that must be one of some words, `default` when empty.

        Raises
        ------
        ContextError
            It is another word.
        """
        text = self.text(column).lower() or default
        if text not in allowed:
            raise self.error(f"{column} is {text!r}: expected one of {', '.join(word for word in allowed if word)}")
        return text

    def day(self, column: str) -> date | None:
        """Give a date field, None when empty.

        Raises
        ------
        ContextError
            It is no date of the form 2026-03-09.
        """
        if not (text := self.text(column)):
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.error(f"{column} is {text!r}: expected a date such as 2026-03-09") from None

    def error(self, problem: str) -> ContextError:
        """Give the error of this row."""
        return ContextError(self.file, self.line, problem)


def read_rows(path: Path, required: tuple[str, ...]) -> Iterator[Row | ContextError]:
    """Give the rows of a CSV file in order; what cannot be a row comes as the error to report.

    A missing file has no rows. Column names are compared without case and surrounding blanks.
    """
    if not path.exists():
        return
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        yield ContextError(path.name, 0, f"cannot be read: {error}; expected a CSV file in UTF-8")
        return
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    columns: list[str] | None = None
    line = 1
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield ContextError(path.name, line, f"{error}; expected comma-separated values with balanced quotes")
            continue
        if not any(value.strip() for value in values):
            continue
        if columns is None:
            columns = [value.strip().lower() for value in values]
            missing = [name for name in required if name not in columns]
            if missing:
                yield ContextError(
                    path.name, line, f"header has no column {', '.join(missing)}: expected {', '.join(required)}"
                )
                return
            continue
        if len(values) > len(columns):
            problem = f"{len(values)} fields in {len(columns)} columns: quote fields that contain commas"
            yield ContextError(path.name, line, problem)
            continue
        fields = {name: value.strip() for name, value in zip(columns, values, strict=False)}
        yield Row(path.name, line, fields)

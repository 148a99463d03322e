"""Rows of tables are the records they hold, whatever the case of their columns is."""

import msgspec
import pytest

from uba.errors import ParseError
from uba.sources.free_json import lower_names
from uba.sources.tables import TableDecoder, capital_names


class Inner(msgspec.Struct):
    """Something that tables hold as text."""

    code: int | None = None


class Record(msgspec.Struct):
    """What the vendor writes."""

    time: str | None = None
    userName: str | None = None  # noqa: N815 - as vendors do
    inner: Inner | None = None
    free: msgspec.Raw = msgspec.Raw()
    result: str | None = None


ROWS = TableDecoder(
    Record,
    "row",
    lower_names(Record) | {"timegenerated": "time"},
    [*capital_names(Record), "TimeGenerated"],
    texts=frozenset(["inner", "free"]),
    flags=frozenset(["result"]),
)


@pytest.mark.parametrize(
    "row",
    [
        b'{"TimeGenerated": "t", "UserName": "u", "Inner": {"code": 1}, "Free": [1], "Result": "true", "Type": "x"}',
        b'{"TimeGenerated": "t", "UserName": "u", "Inner": "{\\"code\\": 1}", "Free": "[1]", "Result": true}',
        b'{"timegenerated": "t", "username": "u", "INNER": "{\\"code\\": 1}", "free": [1], "result": true}',
        b'{"TimeGenerated": "t", "USERNAME": "u", "Inner": "{\\"code\\": \\"1\\"}", "Free": [1], "Result": "true"}',
        b'{"time": "t", "TimeGenerated": "later", "userName": "u", "Username": "not", "Inner": {"code": 1.0}, '
        b'"Free": [1], "Result": true}',
    ],
)
def test_a_row_is_the_record_it_holds(row: bytes) -> None:
    """In the table's own spelling, in any other, with JSON as text or not; the vendor's own name counts before all."""
    assert Record("t", "u", Inner(1), msgspec.Raw(b"[1]"), "true") == as_record(ROWS.decode(row))


@pytest.mark.parametrize("row", [b"{", b"[1]", b'{"UserName": {"a": 1}}', b'{"Inner": "{torn"}', b'{"Inner": "5"}'])
def test_what_is_no_row_is_an_error(row: bytes) -> None:
    """It is said as of any record."""
    with pytest.raises(ParseError, match="row"):
        ROWS.decode(row)


def test_an_empty_text_is_nothing() -> None:
    """Tables write it for a field that the record does not have."""
    assert ROWS.decode(b'{"Inner": ""}').inner is None


def as_record(row: Record) -> Record:
    """The fields of a row, which is of a type of its own."""
    return Record(row.time, row.userName, row.inner, msgspec.Raw(bytes(row.free)), row.result)


def test_columns_that_mean_nothing_may_be_as_many_as_they_like() -> None:
    """Only so many join the struct; the rows of all are read."""
    for number in range(300):
        assert ROWS.decode(b'{"UserName": "u", "Column%d": 1}' % number).userName == "u"


def test_a_column_in_another_case_counts_after_many_rows() -> None:
    """What was learned of other rows does not hide it."""
    for row in (b'{"UserName": "u", "Kind": 1}', b'{"USERNAME": "u", "Kind": 1}', b'{"Kind": 1, "UserName": "u"}'):
        assert ROWS.decode(row).userName == "u"

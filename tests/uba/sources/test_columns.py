"""Rows are cut and read as the slow reader of CSV does it, and columns are where the header says."""

from hypothesis import given
from hypothesis import strategies as st

from uba.framing_csv import cells_of
from uba.sources.columns import Columns, row_cells

pieces = st.sampled_from(["a", "é", " ", "\t", ",", '"', '""', '"x,y"', ', "z" ,', "\r\n"])


@given(st.lists(pieces, max_size=16).map("".join), st.sampled_from(["", "\n", "\r\n"]))
def test_rows_are_cut_as_the_slow_reader_cuts_them(text: str, end: str) -> None:
    """The cells are the same, blanks around them apart, and so is what is refused."""
    row = (text + end).encode()
    slowly, cells = cells_of(row), row_cells(row)

    assert (cells is None) == (slowly is None)
    if cells is not None and slowly is not None:
        assert [cell.strip() for cell in cells] == [cell.decode().strip() for cell in slowly]


def test_a_row_of_very_many_cells_ends() -> None:
    """No log has a thousand columns: what is beyond is not cut."""
    assert len(row_cells(b"," * 50_000) or ()) == len(cells_of(b"," * 50_000) or ()) < 2_000


def test_columns_are_read_in_the_order_asked() -> None:
    """Whatever order the header has; of two of one name the later counts; what is not there is missing."""
    columns = Columns(["time", "host", "user", "host"], ["user", "host", "port"], "-")

    assert columns.of(["t", "a", "u", "b"]) == ("u", "b", "-")
    assert "host" in columns
    assert "port" not in columns


def test_a_row_may_be_shorter_or_longer_than_its_header() -> None:
    """What a short row lacks is missing, what a long one has beyond its columns is not read."""
    columns = Columns(["a", "b", "c"], ["c", "d", "a"])

    assert columns.of(["1"]) == ("", "", "1")
    assert columns.of(["1", "2", "3", "4"]) == ("3", "", "1")

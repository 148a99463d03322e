"""Lines without a year: the newest year that does not put them later than the file."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.errors import ParseError
from uba.events import Event
from uba.reader import read_events
from uba.sources.web_error import WebError
from uba.sources.yearless import newest_moment, with_year

_DAY_MS = 86_400_000
LINE = b"host kernel: Out of memory: Killed process 7 (app)"


def ms(text: str) -> int:
    """Epoch milliseconds of an ISO date in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000


@pytest.mark.parametrize(
    ("stamp", "newest", "dated"),
    [
        (b"Mar  9 02:51:07", "2026-03-10", b"2026-03-09T02:51:07"),
        (b"Mar  9 02:51:07", "2026-03-08", b"2025-03-09T02:51:07"),
        (b"Dec 31 23:59:59", "2026-01-01", b"2025-12-31T23:59:59"),
        (b"Feb 29 12:00:00", "2026-03-01", b"2024-02-29T12:00:00"),
        (b"Feb 29 12:00:00", "2103-03-01", b"2096-02-29T12:00:00"),
        (b"<13>Mar  9 02:51:07.123456", "2026-03-10", b"<13>2026-03-09T02:51:07.123456"),
        (b"Jun 30 23:59:60", "2026-07-10", b"2026-06-30T23:59:60"),
    ],
)
def test_the_newest_year_that_is_not_in_the_future(stamp: bytes, newest: str, dated: bytes) -> None:
    """Whatever the month, across new year and leap days, with and without priority."""
    assert with_year(stamp + b" " + LINE, ms(newest)) == dated + b" " + LINE


@pytest.mark.parametrize(
    "record",
    [
        b'{"a":1}',
        b"2026-03-09T02:51:07 host kernel: x",
        b"Mai  9 02:51:07 host kernel: x",
        b"Feb 31 02:51:07 host kernel: x",
        b"Mar  9 26:51:07 host kernel: x",
        b"Mar  9 02:51:07",
        b"",
    ],
)
def test_what_has_no_such_stamp_is_left_alone(record: bytes) -> None:
    """Dates that do not exist, other stamps, other records."""
    assert with_year(record, ms("2026-03-10")) == record


@given(st.binary(max_size=80), st.integers(ms("1990-01-01"), ms("2099-01-01")))
def test_any_bytes_are_taken(record: bytes, newest: int) -> None:
    """Nothing raises, and what was dated is not dated again."""
    dated = with_year(record, newest)

    assert with_year(dated, newest) == dated


def test_a_source_refuses_a_line_without_a_year() -> None:
    """The parse itself reads no clock: it says what is missing."""
    with pytest.raises(ParseError, match="without a year"):
        WebError().parse(b"Mar  9 02:51:07 " + LINE)


@pytest.mark.parametrize(
    ("name", "newest"),
    [
        ("messages-20260315.gz", "2026-03-17"),
        ("messages-2026-03-15", "2026-03-17"),
        ("2026.03.15.log", "2026-03-17"),
        ("20250101-20260315.log", "2026-03-17"),
    ],
)
def test_a_day_in_the_name_is_the_file_s(name: str, newest: str, tmp_path: Path) -> None:
    """Log rotation writes the day; the last of several counts, to its end and a day more."""
    file = tmp_path / name
    file.write_bytes(b"")

    assert newest_moment(file) == ms(newest)


@pytest.mark.parametrize("name", ["messages", "messages-20261315", "messages-20260231", "id-1202603150"])
def test_else_the_time_of_the_last_change(name: str, tmp_path: Path) -> None:
    """Numbers that are no day are not taken for one."""
    file = tmp_path / name
    file.write_bytes(b"")
    os.utime(file, (1_700_000_000, 1_700_000_000))

    assert newest_moment(file) == 1_700_000_000_000 + _DAY_MS


def test_files_are_read_with_their_year(tmp_path: Path) -> None:
    """Two years of logs, each in its file, are two years apart in the same run, whatever today is."""
    for year in ("2023", "2025"):
        (tmp_path / f"messages-{year}0310").write_bytes(b"Mar  9 02:51:07 " + LINE)
    events = [item for item in read_events([tmp_path]) if isinstance(item, Event)]

    assert [event.time for event in events] == [ms("2023-03-09T02:51:07"), ms("2025-03-09T02:51:07")]

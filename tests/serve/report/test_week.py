"""The calendar week a report is about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serve.report.week import Week, day_date, day_of
from uba.errors import ConfigError


@given(st.dates(date(1971, 1, 1), date(2999, 12, 20)))
def test_every_date_is_in_its_week(when: date):
    """A date lies in exactly the seven days of its ISO week."""
    year, number, _ = when.isocalendar()
    week = Week.parse(f"{year:04}-W{number:02}")

    assert week.monday.weekday() == 0
    assert timedelta(0) <= when - week.monday < timedelta(7)
    assert [day_date(day) for day in week.days] == [week.monday + timedelta(n) for n in range(7)]
    assert [day_of(week.start_ms), day_of(week.end_ms - 1), day_of(week.end_ms)] == [
        week.days[0],
        week.days[-1],
        week.days[-1] + 1,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-47",
        "2026W47",
        "2026-W00",
        "2026-W54",
        "2025-W53",
        "2026-W7",
        "W47-2026",
        "2026-W47 ",
        "٢٠٢٦-W47",
        "0000-W01",
        "9999-W52",
    ],
)
def test_a_bad_week_says_how_to_write_one(text: str):
    """What is no week is refused with an example of one."""
    with pytest.raises(ConfigError, match="2026-W47"):
        Week.parse(text)


def test_long_years_have_a_week_53():
    """2026 has 53 ISO weeks."""
    assert Week.parse("2026-W53").monday == date(2026, 12, 28)

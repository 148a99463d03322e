"""Laws of the days of the demo."""

from __future__ import annotations

from pathlib import Path

import pytest

from serve.demo.options import LAST_DAY, LIVE_DAYS, Options


@pytest.mark.parametrize("days", [4, 5, 28, 365])
def test_the_days_follow_from_one_another(days: int) -> None:
    """However many days there are, learning comes first, then findings, then two working days over HTTP."""
    options = Options(out=Path("out"), users=3, days=days, seed=1)

    assert (LAST_DAY - options.first_day).days == days - 1
    assert options.first_day < options.findings_from <= options.first_live_day < LAST_DAY
    assert [options.first_live_day.weekday() + i < 5 for i in range(LIVE_DAYS)] == [True, True]
    assert LAST_DAY.strftime("%G-W%V") == options.week

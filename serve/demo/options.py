"""What the demo is asked for, and the days that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

LAST_DAY = date(2026, 3, 27)
"""A Friday, so that the days that are scored over HTTP are working days; fixed, so that every run is the same."""

LIVE_DAYS = 2
"""Days at the end that are scored over HTTP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What `uba demo` was told; see its help."""

    out: Path
    users: int
    days: int
    seed: int
    port: int = 0

    @property
    def first_day(self) -> date:
        """The day the logs begin."""
        return LAST_DAY - timedelta(days=self.days - 1)

    @property
    def first_live_day(self) -> date:
        """The day from which on logs are scored over HTTP."""
        return LAST_DAY - timedelta(days=LIVE_DAYS - 1)

    @property
    def findings_from(self) -> date:
        """The day from which on findings are raised; before it the engine only learns."""
        return self.first_day + timedelta(days=self.days // 2)

    @property
    def week(self) -> str:
        """The ISO week of the report: the one the logs end in."""
        year, number, _ = LAST_DAY.isocalendar()
        return f"{year}-W{number:02d}"

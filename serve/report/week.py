"""The calendar week a report is about."""

from __future__ import annotations

import re
from datetime import date, timedelta

import msgspec

from uba.errors import ConfigError

MS_PER_DAY = 86_400_000
_EPOCH = date(1970, 1, 1)
_FORM = re.compile(r"([0-9]{4})-W([0-9]{2})")


class Week(msgspec.Struct, frozen=True):
    """An ISO 8601 week, Monday to Sunday, in UTC."""

    text: str
    """As in `2026-W47`."""
    first_day: int
    """Its Monday, in days since the Unix epoch."""

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read a week.

        Raises
        ------
        uba.errors.ConfigError
            The text is not a week, or the year has no such week.

        Examples
        --------
        >>> Week.parse("2026-W47").monday.isoformat()
        '2026-11-16'
        """
        match = _FORM.fullmatch(text)
        if match is None:
            raise ConfigError(f"week {text!r} cannot be read: write year and ISO week number, as in 2026-W47")
        try:
            monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            monday + timedelta(days=6)  # of the last week of 9999 the calendar lacks the end
        except (ValueError, OverflowError):
            raise ConfigError(
                f"there is no week {text!r}: a year has the ISO weeks W01 to W52, some W53; write it as in 2026-W47"
            ) from None
        return cls(text, (monday - _EPOCH).days)

    @property
    def monday(self) -> date:
        """The first day as a date."""
        return day_date(self.first_day)

    @property
    def days(self) -> range:
        """The seven days, in days since the Unix epoch."""
        return range(self.first_day, self.first_day + 7)

    @property
    def start_ms(self) -> int:
        """The week's first millisecond, since the Unix epoch."""
        return self.first_day * MS_PER_DAY

    @property
    def end_ms(self) -> int:
        """The first millisecond that is no longer in the week."""
        return (self.first_day + 7) * MS_PER_DAY


def day_date(day: int) -> date:
    """Turn days since the Unix epoch into a date."""
    return _EPOCH + timedelta(days=day)


def day_of(time_ms: int) -> int:
    """Turn milliseconds since the Unix epoch into days since it."""
    return time_ms // MS_PER_DAY

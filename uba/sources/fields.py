"""Shared readers of single fields: times, addresses, names, status codes.

Each takes a value as vendors really write it and gives the one form an `Event` holds.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_address

from uba.errors import ParseError
from uba.events import FAILURE, OTHER, SUCCESS
from uba.remembered import remembered

MIN_TIME_MS = 631_152_000_000
"""1990-01-01: nothing that is logged today is older; an older time is a broken clock or a wrong unit."""
MAX_TIME_MS = 4_102_444_800_000
"""2100-01-01."""

_EPOCH_ORDINAL = 719_163
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_WITHOUT_ZONE = datetime(1970, 1, 1)
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
"""Number of each month by its short English name, as logs write it."""
_MINUTES = {f"{hour:02}:{minute:02}": hour * 3_600_000 + minute * 60_000 for hour in range(24) for minute in range(60)}
_SECONDS = {f":{second:02}": second * 1_000 for second in range(60)}
_MINUTE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", re.ASCII)
_MILLISECONDS = {f".{millisecond:03}": millisecond for millisecond in range(1_000)}
_TO_THE_SECOND, _TO_THE_MILLISECOND = len("2026-03-09T08:14:22"), len("2026-03-09T08:14:22.123Z")
_IN_UTC = (_TO_THE_SECOND + 1, _TO_THE_MILLISECOND)
_ACCESS_LOG_LENGTH = 26
_MOST_DIGITS = 18
_ODATA_DATE = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IPV4 = re.compile(rf"({_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET})(?::\d+)?", re.ASCII)
_PORT = re.compile(r"^(\d+\.\d+\.\d+\.\d+):\d+$")
_BRACKETED = re.compile(r"^\[([^\]]+)\](?::\d+)?$")


def time_ms(value: str | int | float | None, field: str) -> int:
    """Read a point in time as milliseconds since the Unix epoch.

    Takes ISO 8601 with `T` or a space, any number of fraction digits, any
    offset or none (none means UTC), OData's `/Date(ms)/`, and epoch numbers
    in seconds, milliseconds, microseconds or nanoseconds, as numbers or text.

    Raises
    ------
    ParseError
        The value is missing, unreadable, or outside 1990 to 2100; names `field`.
    """
    if isinstance(value, str):
        # Times as most logs write them come in runs of one minute, which is read once.
        if (length := len(value)) == _TO_THE_SECOND or (length in _IN_UTC and value[-1] == "Z"):
            minute, second = _minute_ms(value[:16]), _SECONDS.get(value[16:19])
            fraction = _MILLISECONDS.get(value[19:23]) if length == _TO_THE_MILLISECOND else 0
            if minute and second is not None and fraction is not None:
                return minute + second + fraction
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return _in_range(_text_ms(value, field), value, field)
        # What `_iso_ms` does, without the call: every record of almost every source comes through here.
        since = moment - (_EPOCH_WITHOUT_ZONE if moment.tzinfo is None else _EPOCH)
        milliseconds = since.days * 86_400_000 + since.seconds * 1_000 + since.microseconds // 1_000
        if MIN_TIME_MS <= milliseconds < MAX_TIME_MS:
            return milliseconds
        # ISO 8601 may leave out its dashes: to `fromisoformat` 1773050772011 is a day of 1773, 20:11.
        return _in_range(_text_ms(value, field), value, field)
    if type(value) is int and MIN_TIME_MS <= value < MAX_TIME_MS:
        return value
    if value is None or isinstance(value, bool):
        raise ParseError(f"{field} is missing: expected the time of the event")
    return _in_range(_number_ms(value, field), value, field)


@remembered(16_384)
def _minute_ms(text: str) -> int:
    """Epoch milliseconds of a minute, `2026-03-09T08:14`, 0 for what is none that an event can have."""
    if not _MINUTE.fullmatch(text):
        return 0
    try:
        milliseconds = _iso_ms(datetime.fromisoformat(text))
    except ValueError:
        return 0
    return milliseconds if MIN_TIME_MS <= milliseconds < MAX_TIME_MS else 0


def _iso_ms(moment: datetime) -> int:
    since = moment - (_EPOCH_WITHOUT_ZONE if moment.tzinfo is None else _EPOCH)
    return since.days * 86_400_000 + since.seconds * 1_000 + since.microseconds // 1_000


def _text_ms(value: str, field: str) -> int:
    text = value.strip()
    if not text:
        raise ParseError(f"{field} is empty: expected the time of the event")
    if odata := _ODATA_DATE.fullmatch(text):
        text = odata[1]
    try:
        return _number_ms(float(text), field)
    except ValueError:
        pass
    try:
        return _iso_ms(datetime.fromisoformat(text.removesuffix(" UTC").replace(" +", "+").replace(" -", "-")))
    except ValueError:
        raise ParseError(
            f"{field} is {value[:40]!r}: expected a time such as 2026-03-09T08:14:22.123Z or epoch milliseconds"
        ) from None


def _number_ms(value: int | float, field: str) -> int:
    size = abs(value)
    try:
        if size < 1e11:
            return int(value * 1_000)
        if size < 1e14:
            return int(value)
        if size < 1e17:
            return int(value // 1_000)
        return int(value // 1_000_000)
    except (OverflowError, ValueError):
        raise ParseError(f"{field} is {value}: expected a time") from None


def _in_range(milliseconds: int, value: object, field: str) -> int:
    if MIN_TIME_MS <= milliseconds < MAX_TIME_MS:
        return milliseconds
    raise ParseError(f"{field} is {str(value)[:40]}: expected a time between 1990 and 2100; check clock and unit")


def day_and_clock_ms(day: str, clock: str, field: str) -> int:
    """Read a point in time that a format writes as day and clock, `2026-03-09` and `08:14:22`, as `time_ms` does.

    Raises
    ------
    ParseError
        The two are no time, or outside 1990 to 2100; names `field`.
    """
    minutes, seconds = _MINUTES.get(clock[:5]), _SECONDS.get(clock[5:])
    if minutes is None or seconds is None:
        return time_ms(f"{day} {clock}".strip(), field)
    try:
        return _day_ms(day) + minutes + seconds
    except ParseError:
        return time_ms(f"{day} {clock}".strip(), field)


@remembered(8_192)
def _day_ms(day: str) -> int:
    return time_ms(f"{day} 00:00:00", "day")


def access_log_ms(given: bytes | str) -> int:
    """Read the time of an access log, `09/Mar/2026:04:12:55 +0000`, as epoch milliseconds.

    Raises
    ------
    ParseError
        The text is not such a time.
    """
    if isinstance(given, bytes):
        given = given.decode("ascii", "replace")
    minutes, seconds = _MINUTES.get(given[12:17]), _SECONDS.get(given[17:20])
    if minutes is None or seconds is None or len(given) != _ACCESS_LOG_LENGTH:
        return _access_log_ms(given)
    try:
        return _access_log_day(given[:11], given[20:]) + minutes + seconds
    except ParseError:
        return _access_log_ms(given)


def _access_log_ms(text: str) -> int:
    try:
        day = datetime(int(text[7:11]), MONTHS[text[3:6].title()], int(text[:2]), tzinfo=UTC).toordinal()
        seconds = int(text[12:14]) * 3_600 + int(text[15:17]) * 60 + int(text[18:20])
        offset = int(text[-4:-2]) * 3_600 + int(text[-2:]) * 60
    except (ValueError, KeyError):
        raise ParseError(f"time is {text[:40]!r}: expected one such as 09/Mar/2026:04:12:55 +0000") from None
    if text[-5:-4] == "+":
        offset = -offset
    return _in_range(((day - _EPOCH_ORDINAL) * 86_400 + seconds + offset) * 1_000, text, "time")


@remembered(8_192)
def _access_log_day(day: str, zone: str) -> int:
    """The lines of one day stand together in a log."""
    return _access_log_ms(f"{day}:00:00:00{zone}")


@remembered(65_536)
def clean_ip(text: str) -> str:
    """Give an address without port, brackets, zone and IPv4-in-IPv6 wrapping, in lower case; else ''."""
    text = text.strip()
    if match := _IPV4.fullmatch(text):
        return match[1]
    if match := _PORT.match(text) or _BRACKETED.match(text):
        text = match[1]
    try:
        address: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    except (ValueError, AddressValueError):
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return str(address)


def whole(value: int | str | float | None) -> int:
    """Give a number as the integer it holds; 0 for none, for text that is no number, and beyond 64 bits."""
    if type(value) is int and -(2**63) <= value < 2**63:
        return value
    if isinstance(value, str):
        if not value.isdecimal():
            value = value.strip()
            if not value.removeprefix("-").isdecimal():
                return 0
        return int(value) if len(value) <= _MOST_DIGITS else 0
    if value is None or not -(2**63) <= value < 2**63:
        return 0
    return int(value)


@remembered(65_536)
def user_key(name: str | None) -> str:
    """Give the form in which a user is known: stripped and lower-cased."""
    return name.strip().lower() if name else ""


def http_status_id(status: int) -> int:
    """Give what an HTTP status means for the asker: answered, denied (401, 403, 407), or something else."""
    if status in (401, 403, 407):
        return FAILURE
    return SUCCESS if 100 <= status < 400 else OTHER

"""Single fields: times, addresses, numbers, as vendors really write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.errors import ParseError
from uba.sources.fields import access_log_ms, clean_ip, http_status_id, time_ms, user_key, whole

MOMENT = 1_773_044_062_123


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-09T08:14:22.123Z",
        "2026-03-09T08:14:22.1234567Z",
        "2026-03-09T08:14:22.123456789Z",
        "2026-03-09 08:14:22.123",
        "2026-03-09 08:14:22.123 UTC",
        "2026-03-09T08:14:22.123",
        "2026-03-09T09:14:22.123+01:00",
        "2026-03-09T03:14:22.123 -05:00",
        "20260309T081422.123Z",
        "/Date(1773044062123)/",
        "1773044062123",
        "1773044062.123",
        1_773_044_062_123,
        1_773_044_062_123.0,
        1_773_044_062.123,
        1_773_044_062_123_456,
        1_773_044_062_123_456_789,
    ],
)
def test_a_moment_is_the_same_in_every_shape(value: str | int | float) -> None:
    """ISO 8601 in all variants, OData dates and epoch numbers of all units give the same milliseconds."""
    assert abs(time_ms(value, "when") - MOMENT) <= 1


@pytest.mark.parametrize("moment", [1_773_050_772_011, 1_771_110_112_359, 1_774_123_100_000])
def test_an_epoch_as_text_is_no_iso_time_without_dashes(moment: int) -> None:
    """Digits that could be year, month, day, hour and minute of long ago are the milliseconds that they are."""
    assert time_ms(str(moment), "when") == moment


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "  ",
        "yesterday",
        "2024-12-17 00:00:00000000",
        "2026-13-01T00:00:00Z",
        True,
        0,
        -1,
        "0",
        1e308,
        2**80,
        "1989-12-31T23:59:59Z",
        "2100-01-01T00:00:00Z",
        "nan",
        "inf",
        "-inf",
        "2026-03-09T25:00:00Z",
    ],
)
def test_what_is_no_time_of_today_is_refused_by_name(value: str | int | float | None) -> None:
    """The error names the field."""
    with pytest.raises(ParseError, match="created_at"):
        time_ms(value, "created_at")


@given(st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30), timezones=st.timezones()))
def test_time_agrees_with_the_standard_library(moment: datetime) -> None:
    """Any zone, any moment: the same milliseconds as `datetime.timestamp`, to the one that rounding may cost."""
    moment = moment.astimezone(UTC)

    assert abs(time_ms(moment.isoformat(), "when") - int(moment.timestamp() * 1_000)) <= 1


def test_access_log_time_knows_its_offset() -> None:
    """East of Greenwich is earlier in UTC."""
    assert access_log_ms(b"09/Mar/2026:08:14:22 +0000") == 1_773_044_062_000
    assert access_log_ms(b"09/Mar/2026:09:44:22 +0130") == 1_773_044_062_000
    assert access_log_ms(b"09/Mar/2026:03:14:22 -0500") == 1_773_044_062_000


@pytest.mark.parametrize(
    "text", [b"09/Foo/2026:08:14:22 +0000", b"31/Feb/2026:08:14:22 +0000", b"", b"09/Mar/1970:08:14:22 +0000"]
)
def test_what_is_no_access_log_time_is_refused(text: bytes) -> None:
    """A month that does not exist, a day that does not, nothing at all, another century."""
    with pytest.raises(ParseError, match="time"):
        access_log_ms(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7:50212 ", "203.0.113.7"),
        ("[203.0.113.7]:443", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[::FFFF:203.0.113.7]:443", "203.0.113.7"),
        ("2001:DB8::1", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"),
        ("", ""),
        ("-", ""),
        ("unknown", ""),
        ("999.1.1.1", ""),
        ("host.example:80", ""),
        ("<null>", ""),
    ],
)
def test_an_address_has_one_form(text: str, address: str) -> None:
    """Port, brackets, zone and wrapping go; what is no address is empty."""
    assert clean_ip(text) == address


@given(st.ip_addresses())
def test_cleaning_twice_is_cleaning_once(address: object) -> None:
    """`clean_ip` is idempotent, on every address."""
    once = clean_ip(str(address))

    assert once
    assert clean_ip(once) == once


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("12", 12),
        (" 12 ", 12),
        ("-3", -3),
        (7, 7),
        (7.9, 7),
        (None, 0),
        ("", 0),
        ("x", 0),
        ("1" * 30, 0),
        (1e300, 0),
        (float("nan"), 0),
        ("²", 0),
    ],
)
def test_whole_numbers(value: int | str | float | None, number: int) -> None:
    """A number is what it holds; what is none, or is beyond 64 bits, is 0."""
    assert whole(value) == number


def test_user_keys_have_no_case_and_no_edges() -> None:
    """Stripped, lower-cased, domain kept."""
    assert user_key(" CORP\\A.Berg ") == "corp\\a.berg"
    assert user_key(None) == ""


def test_only_refusals_are_failures() -> None:
    """401, 403 and 407 are denials; 404 and 500 are something else."""
    assert [http_status_id(status) for status in (200, 304, 401, 403, 407, 404, 500, 0)] == [1, 1, 2, 2, 2, 99, 99, 99]


@given(
    st.datetimes(datetime(1960, 1, 1), datetime(2110, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.sampled_from("T "),
    st.sampled_from(["", "Z"]),
)
def test_times_to_the_second_are_read_as_all_others(moment: datetime, between: str, zone: str) -> None:
    """A time that is read by its minute is the same as with a fraction, and refused where that is."""
    text = moment.isoformat(between)
    try:
        expected = time_ms(f"{text}.000{zone}", "t")
    except ParseError:
        with pytest.raises(ParseError):
            time_ms(text + zone, "t")
    else:
        assert time_ms(text + zone, "t") == expected

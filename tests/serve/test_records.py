"""Laws of reading a request's body."""

from __future__ import annotations

import msgspec

from serve.records import read_records

ARRIVED = 1_773_100_800_000
"""10 March 2026."""
GOOD = msgspec.json.encode(
    {
        "@timestamp": 1772999652123,
        "action": "git.clone",
        "actor": "dev",
        "actor_ip": "203.0.113.9",
        "repo": "corp/app",
        "org": "corp",
    }
)


def test_a_line_that_was_cut_off_takes_no_other_along() -> None:
    """In a body of lines a broken one is rejected alone, at its place."""
    body = b'{"class_uid":3002,\n' + GOOD + b"\n" + GOOD.replace(b"app", b"web") + b"\n"
    reading = read_records(body, "application/x-ndjson", None, ARRIVED)

    assert [unread.index for unread in reading.rejected] == [0]
    assert [event.resource_uid for event in reading.events] == ["corp/app", "corp/web"]


def test_line_ends_and_marks_of_other_systems() -> None:
    """A byte order mark, CRLF and empty lines are no records."""
    reading = read_records(b"\xef\xbb\xbf" + GOOD + b"\r\n\r\n" + GOOD + b"\r\n", "text/plain", None, ARRIVED)

    assert len(reading.events) == 2
    assert reading.rejected == []


def test_a_line_without_a_year_gets_the_one_it_came_in() -> None:
    """A syslog line of yesterday is of this year, one of next month of the last."""
    line = b"%s 09:10:30 mx1 opendmarc[812]: 4XyZ12ABcD: newvendor-pay.example fail"
    reading = read_records(line % b"Mar  9" + b"\n" + line % b"Apr  9" + b"\n", "text/plain", None, ARRIVED)

    assert [event.time for event in reading.events] == [1_773_047_430_000, 1_744_189_830_000]

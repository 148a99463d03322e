"""Laws of reading a request's body."""

from __future__ import annotations

import msgspec

from serve.records import read_records

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
    reading = read_records(body, "application/x-ndjson", None)

    assert [unread.index for unread in reading.rejected] == [0]
    assert [event.resource_uid for event in reading.events] == ["corp/app", "corp/web"]


def test_line_ends_and_marks_of_other_systems() -> None:
    """A byte order mark, CRLF and empty lines are no records."""
    reading = read_records(b"\xef\xbb\xbf" + GOOD + b"\r\n\r\n" + GOOD + b"\r\n", "text/plain", None)

    assert len(reading.events) == 2
    assert reading.rejected == []

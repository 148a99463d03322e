"""Laws of the yardstick of parsing: every field of a record is there, as what it is."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from benchmarks.parsing_lines import line_decoder
from benchmarks.parsing_types import AccessTime, json_decoder

MOMENT = datetime(2026, 3, 9, 8, 14, 22, tzinfo=UTC)


def test_values_have_their_types() -> None:
    """Numbers and times are what they are, JSON in a text is what it holds, and addresses stay text."""
    inner = {"code": 7, "at": "2026-03-09T08:14:22Z"}
    value = {"time": "2026-03-09T08:14:22Z", "n": 3, "ip": "203.0.113.9", "data": json.dumps(inner), "many": [inner]}

    record = json_decoder([value])(json.dumps(value).encode())

    assert (record.time, record.n, record.ip) == (MOMENT, 3, "203.0.113.9")
    assert (record.data.value.code, record.data.value.at) == (7, MOMENT)
    assert record.many[0].at == MOMENT


def test_what_some_records_lack_is_none() -> None:
    """Records of one form need not have all of its fields."""
    decode = json_decoder([{"a": "2026-03-09T08:14:22Z"}, {"a": None, "b": "x"}])

    assert (decode(b'{"a":"2026-03-09T08:14:22Z"}').a, decode(b'{"a":null,"b":"x"}').b) == (MOMENT, "x")
    assert decode(b'{"a":null}').b is None


def test_lines_have_times_and_numbers() -> None:
    """A line of an access log, of pairs and of CEF is taken apart into typed fields."""
    access = b'10.0.0.1 - a [09/Mar/2026:08:14:22 +0000] "GET / HTTP/1.1" 200 512 "-" "curl/8"'
    pairs = b'date=2026-03-09T08:14:22Z level=3 user="a b"'
    cef = rb"CEF:0|Vendor|Product|1|7|Name of it|5|src=10.0.0.1 spt=51234 msg=two words"

    line, pair, event = (line_decoder(text)[1]([text])(text) for text in (access, pairs, cef))

    assert (line.c4, line.c9, line.c10) == (MOMENT, 200, 512)
    assert (pair.date, pair.level, pair.user) == (MOMENT, 3, "a b")
    assert (event.name, event.severity, event.spt, event.msg) == ("Name of it", 5, 51234, "two words")


def test_an_access_log_s_time() -> None:
    """The time of an access log is read with its zone."""
    assert AccessTime.read("09/Mar/2026:10:14:22 +0200") == MOMENT

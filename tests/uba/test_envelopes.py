"""What is wrapped around a record comes off, and leaves the record's own identity."""

import json
from pathlib import Path
from typing import Any

import pytest

from uba.envelopes import message_of, payloads
from uba.events import Event
from uba.reader import Rejected, parse_record, read_events

GITHUB = b'{"@timestamp":1772999652123,"action":"git.clone","actor":"ann","org":"fab","repo":"fab/x"}'
ACCESS = b'203.0.113.7 - - [09/Mar/2026:04:12:55 +0000] "GET /a HTTP/1.1" 200 8412'
INNER = json.loads(GITHUB)


def dumped(value: Any) -> bytes:
    """Compact JSON, as shippers write it."""
    return json.dumps(value, separators=(",", ":")).encode()


ENVELOPES = {
    "elasticsearch": dumped({"_index": "logs", "_id": "1", "_score": 1.0, "_source": INNER}),
    "ecs original": dumped({"@timestamp": "2026-03-09T08:00:00Z", "event": {"original": GITHUB.decode()}, "tags": []}),
    "both": dumped({"_source": {"@timestamp": "x", "event": {"original": GITHUB.decode()}}}),
    "hec object": dumped({"time": 1772999652.1, "host": "h", "sourcetype": "github", "event": INNER}),
    "hec text": dumped({"time": "1772999652", "source": "s", "index": "main", "event": GITHUB.decode()}),
    "splunk export": dumped({"preview": False, "result": {"_raw": GITHUB.decode(), "_time": "x"}}),
    "rfc 3164": b"<134>Mar  9 08:31:44 relay app[812]: " + GITHUB,
    "rfc 3164 without priority": b"Mar 19 08:31:44 relay app: " + GITHUB,
    "rfc 3164 without tag": b"<13>Mar  9 08:31:44 10.0.0.1 " + GITHUB,
    "rsyslog": b"2026-03-09T08:31:44.123456+00:00 relay app: @cee: " + GITHUB,
    "rfc 5424": b"<134>1 2026-03-09T08:31:44.123Z relay app 812 ID - " + GITHUB,
    "rfc 5424 with data": b'<134>1 2026-03-09T08:31:44Z r a 8 - [x@1 k="v\\"]"][y@1 z="{"] \xef\xbb\xbf' + GITHUB,
    "relay in relay": dumped({"event": "<134>Mar  9 08:31:44 relay app: " + GITHUB.decode(), "sourcetype": "syslog"}),
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_a_wrapped_record_is_the_record(name: str, tmp_path: Path) -> None:
    """Same event, same uid, from a file of such lines or alone, with the source named or not."""
    plain = parse_record(GITHUB)
    assert isinstance(plain, Event)
    file = tmp_path / "x.log"
    file.write_bytes(ENVELOPES[name] + b"\n")

    assert parse_record(ENVELOPES[name]) == plain
    assert parse_record(ENVELOPES[name], "github_audit") == plain
    assert list(read_events([file])) == [plain]
    assert list(read_events([file], "github_audit")) == [plain]


def test_an_envelope_may_come_late(tmp_path: Path) -> None:
    """A file of plain records with a wrapped one far down is read whole."""
    file = tmp_path / "x.log"
    file.write_bytes(b"\n".join([GITHUB] * 150 + [ENVELOPES["hec object"], ENVELOPES["elasticsearch"]]))

    assert len([item for item in read_events([file]) if isinstance(item, Event)]) == 152


def test_an_envelope_of_several_records_is_opened(tmp_path: Path) -> None:
    """In a file each is an event; alone it is refused with what to do."""
    record = dumped({"time": 1, "sourcetype": "x", "event": {"records": [INNER, INNER, INNER]}})
    file = tmp_path / "x.log"
    file.write_bytes(record)
    alone = parse_record(record)

    assert len([item for item in read_events([file]) if isinstance(item, Event)]) == 3
    assert isinstance(alone, Rejected)
    assert "3 records" in alone.error


def test_text_in_syslog_and_shippers_is_read_when_nobody_knows_the_whole(tmp_path: Path) -> None:
    """An access log through syslog or Filebeat is an access log."""
    plain = parse_record(ACCESS)
    assert isinstance(plain, Event)
    shipped = dumped({"@timestamp": "2026-03-09T08:00:00Z", "message": ACCESS.decode(), "log": {"offset": 1}})
    for record in (b"<190>Mar  9 04:12:55 web1 nginx: " + ACCESS, shipped):
        file = tmp_path / "x.log"
        file.write_bytes(record + b"\n" + record)

        events = [item for item in read_events([file]) if isinstance(item, Event)]
        assert [item.src_ip for item in events] == ["203.0.113.7"] * 2
        assert {item.source for item in events} == {"web_access"}


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"{",
        b'{"event":{"code":"1"},"@timestamp":"x"}',
        b'{"event":{"original":5},"ecs":1}',
        b'{"event":"x","unknown":1}',
        b'{"_source":"text"}',
        b'{"_raw":7}',
        b"<134>Mar  9 08:31:44 relay app: plain text",
        b"<134>",
        GITHUB,
        ACCESS,
    ],
)
def test_what_is_no_envelope_stays_as_it_is(record: bytes) -> None:
    """Other records with such keys, and damaged ones, are not opened."""
    assert payloads(record) is None


def test_envelopes_end() -> None:
    """A few levels are opened, however deep they go; a message that is none is none."""
    opened = payloads(b'{"event":' * 50 + GITHUB + b"}" * 50)

    assert opened is not None
    assert len(opened) == 1
    assert message_of(b"nothing") is None
    assert message_of(b'{"message":5}') is None
    assert message_of(b'{"message":"  "}') is None


def test_cef_is_given_without_its_header_when_it_says_its_time() -> None:
    """Sources of CEF see it from its first letter on; where the header alone has the time, it stays."""
    timed = b"CEF:0|V|P|1|100|n|5|src=1.2.3.4 rt=1773046502337"

    assert payloads(b"<134>Mar  9 08:31:44 fw " + timed) == [timed]
    assert payloads(b"<134>Mar  9 08:31:44 fw CEF:0|V|P|1|100|n|5|src=1.2.3.4") is None

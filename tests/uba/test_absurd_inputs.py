"""What nobody's log holds: set aside for what it is, at no more than what honest lines of that size cost."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.uba.sources.samples import SAMPLES
from uba.events import Event
from uba.framing import split_records
from uba.reader import Rejected, parse_record, read_events

ACCESS = SAMPLES["web_access"][0]
JSON = SAMPLES["m365_ual"][0]
EVENT = next(record for record in SAMPLES["windows_event"] if record.startswith(b"<Event"))
DEEP = b'{"CreationTime":"2026-03-09T08:14:22","Id":"1","Operation":"x","zz":' + b"[" * 10_000 + b"]" * 10_000 + b"}"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(
        b'<!ENTITY lol%d "%s">' % (level, b"&lol%d;" % (level - 1) * 10 if level > 1 else b"&lol;" * 10)
        for level in range(1, 10)
    )
    + b"]><Event><System><Computer>&lol9;</Computer></System></Event>"
)
MEGABYTE = 1 << 20


def taken(work: Callable[[], object], times: int = 2) -> float:
    """The processor's seconds, the least of a few."""
    least = float("inf")
    for _ in range(times):
        start = time.thread_time()
        work()
        least = min(least, time.thread_time() - start)
    return least


def lines_of(record: bytes, size: int) -> bytes:
    """As many honest lines as make the size."""
    return (record + b"\n") * (size // (len(record) + 1))


def read(path: Path, content: bytes) -> list[Event | Rejected]:
    """What comes out of a file with this content."""
    path.write_bytes(content)
    return list(read_events([path]))


@pytest.mark.parametrize(
    "start", [b"", b'{"a":"', b"[{", b"<Event ", b'203.0.113.7 - - [09/Mar/2026:04:12:55 +0000] "GET /']
)
def test_a_line_of_fifty_megabytes_is_set_aside(start: bytes, tmp_path: Path) -> None:
    """Ten times as fast as honest lines of that size are read; the lines around it are read."""
    file = tmp_path / "x.log"
    file.write_bytes(ACCESS + b"\n" + start + b"x" * (50 * MEGABYTE) + b"\n" + ACCESS + b"\n")
    items = list(read_events([file]))

    assert [type(item) for item in items] == [Event, Rejected, Event]
    honest = lines_of(ACCESS, MEGABYTE)
    absurd = taken(lambda: list(read_events([file])))
    assert absurd < 50 / 10 * taken(lambda: read(tmp_path / "y.log", honest), times=1)
    assert absurd < 1.0


@pytest.mark.parametrize("tail", [b"", DEEP[-10_001:-1]])
def test_json_ten_thousand_deep_is_set_aside(tail: bytes, tmp_path: Path) -> None:
    """Whether it closes or not: a hundred of them cost no more than a few times the same size of honest records."""
    deep = DEEP.removesuffix(b"]" * 10_000 + b"}") + tail + b"}" * bool(tail)
    items = read(tmp_path / "x.json", JSON + b"\n" + (deep + b"\n") * 100 + JSON + b"\n")

    assert [type(item) for item in items] == [Event, *[Rejected] * 100, Event]
    absurd = taken(lambda: list(read_events([tmp_path / "x.json"])))
    assert absurd < 4 * taken(lambda: read(tmp_path / "y.json", lines_of(JSON, 100 * len(deep))))
    assert absurd < 1.0
    for record in (deep, *split_records(deep)):
        assert isinstance(parse_record(record), Rejected)


@pytest.mark.parametrize("source", [None, "windows_event", "ecs"])
def test_an_entity_bomb_is_set_aside(source: str | None, tmp_path: Path) -> None:
    """A thousand of them, each a gigabyte if it were let: set aside at no more than the cost of reading events."""
    path = tmp_path / "x.xml"
    path.write_bytes((BOMB + b"\n") * 1_000)
    items = list(read_events([path], source))

    assert items
    assert all(isinstance(item, Rejected) for item in items)
    absurd = taken(lambda: list(read_events([path], source)))
    assert absurd < 3 * taken(lambda: read(tmp_path / "y.xml", lines_of(EVENT, 1_000 * len(BOMB))))
    for record in (BOMB, *split_records(BOMB)):
        item = parse_record(record, source)
        assert isinstance(item, Rejected)
        assert len(item.raw) <= 500

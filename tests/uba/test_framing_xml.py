"""Windows events as XML: whole ones are cut out, whatever stands around them is accounted for."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.uba.sources.windows_samples import SECURITY, xml
from uba import framing_xml
from uba.events import Event
from uba.framing import framed, split_records
from uba.reader import Rejected, read_events
from uba.unframed import Unframed

ONE, TWO = xml(SECURITY, 4624), xml(SECURITY, 4625)
PRETTY = ONE.replace(b"><", b">\n<")
GITHUB = b'{"@timestamp":1772999652123,"action":"git.clone","actor":"ann","org":"fab"}'
FILES = {
    "lines": ONE + b"\n" + TWO + b"\n",
    "crlf": ONE + b"\r\n" + TWO + b"\r\n",
    "one line": ONE + TWO,
    "root on one line": b'<?xml version="1.0" encoding="utf-8" standalone="yes"?><Events>' + ONE + TWO + b"</Events>",
    "root": b'<?xml version="1.0"?>\n<Events>\n' + ONE + b"\n" + TWO + b"\n</Events>\n",
    "pretty": b"<Events>\n" + PRETTY + b"\n" + PRETTY + b"\n</Events>",
    "pretty without root": PRETTY + PRETTY,
    "indented": b"\n  " + ONE + b"\n\n  " + TWO + b"\n\n",
    "spaced": ONE + b" \n \n" + TWO,
    "utf-16": ("<Events>" + ONE.decode() + "\r\n" + TWO.decode() + "</Events>").encode("utf-16"),
}


def parts(content: bytes) -> list[tuple[int, bytes | Unframed]]:
    """All that framing gives."""
    return list(framed(io.BytesIO(content)))


@pytest.mark.parametrize("name", FILES)
def test_every_layout_gives_the_events(name: str, tmp_path: Path) -> None:
    """As files and as bodies."""
    file = tmp_path / "x.xml"
    file.write_bytes(FILES[name])
    items = list(read_events([file]))

    assert [type(item) for item in items] == [Event, Event], items
    assert len(split_records(FILES[name])) == 2


def test_lines_are_those_of_the_events() -> None:
    """A pretty-printed event has the number of its first line; what follows counts on."""
    numbers = [number for number, _ in parts(b"<Events>\n" + PRETTY + b"\n" + ONE + b"\n</Events>\n" + GITHUB + b"\n")]

    lines = PRETTY.count(b"\n") + 1
    assert numbers == [2, 2 + lines, 4 + lines]


def test_lines_of_other_sources_may_stand_between() -> None:
    """Before and after events, pretty-printed or not."""
    content = b"\n".join([GITHUB, ONE, GITHUB, PRETTY, GITHUB])

    assert [raw for _, raw in parts(content)] == [GITHUB, ONE, GITHUB, PRETTY, GITHUB]


@pytest.mark.parametrize("following", [[], [TWO], [GITHUB, TWO], [GITHUB, GITHUB]])
def test_a_torn_event_costs_its_own_line_alone(following: list[bytes]) -> None:
    """The lines after it are read as lines."""
    torn = ONE[:-20]
    first, *rest = parts(b"\n".join([torn, *following]))

    assert isinstance(first[1], Unframed)
    assert first[0] == 1
    assert rest == list(enumerate(following, start=2))


def test_a_torn_event_within_its_line_is_set_aside() -> None:
    """The whole ones beside it are read."""
    items = [raw for _, raw in parts(ONE + ONE[:-20] + TWO + b"\n" + GITHUB)]

    assert [raw for raw in items if not isinstance(raw, Unframed)] == [ONE, TWO, GITHUB]
    assert len(items) == 4


def test_entity_bombs_declare_nothing(tmp_path: Path) -> None:
    """The document type is set aside; an event that names its entities is refused; the next one is read."""
    bomb = b'<?xml version="1.0"?>\n<!DOCTYPE Events [\n<!ENTITY a "ha">\n<!ENTITY b "&a;&a;&a;">\n]>\n'
    file = tmp_path / "x.xml"
    file.write_bytes(bomb + ONE.replace(b"DC02", b"&b;") + b"\n" + TWO)
    *rejected, event = read_events([file])

    assert isinstance(event, Event)
    assert all(isinstance(item, Rejected) for item in rejected)
    assert "refused" in str(rejected[0])
    assert any("entity" in item.error for item in rejected if isinstance(item, Rejected))


def test_an_endless_event_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its size, over lines or in one; what follows is read."""
    monkeypatch.setattr(framing_xml, "MAX_EVENT_BYTES", 2_000)
    endless = ONE[:-20] + b"x" * 3_000

    for content in (endless + b"\n" + GITHUB, ONE[:-20] + b"\nx" * 3_000 + b"\n" + GITHUB):
        items = parts(content)
        assert isinstance(items[0][1], Unframed)
        assert items[-1][1] == GITHUB


def test_what_is_no_event_log_is_set_aside() -> None:
    """Any other XML is refused, line by line."""
    items = parts(b'<?xml version="1.0"?><note>\n<to>you</to>\n</note>\n')

    assert len(items) == 3
    assert isinstance(items[0][1], Unframed)


FRAGMENTS = [ONE, ONE[:-20], b"<Event ", b"<Event>", b"</Event>", b"<Events>", b"</Events>", b"<?xml?>", b"\n", b"\n\n"]


@given(st.lists(st.sampled_from([*FRAGMENTS, GITHUB, b"<!DOCTYPE x", b"text", b" "]), max_size=12).map(b"".join))
def test_nothing_is_lost(content: bytes) -> None:
    """Every line that holds more than a wrapper's tags is in something that is given, and numbers never fall."""
    given_parts = parts(content)
    numbers = [number for number, _ in given_parts]
    assert numbers == sorted(numbers)

    def texts() -> Iterator[bytes]:
        for _, raw in given_parts:
            yield raw.raw if isinstance(raw, Unframed) else raw

    kept = b"\n".join(texts())
    for mark in (b"text", b"git.clone", b"DOCTYPE", b"<System>"):
        assert kept.count(mark) == content.count(mark)

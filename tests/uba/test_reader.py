"""From files to events: framing, recognition, rejection, identity."""

import gzip
import json
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.uba.sources.samples import ALL, SAMPLES
from uba import framing, reader
from uba.errors import ConfigError
from uba.events import Event
from uba.reader import Rejected, parse_record, read_events, split_records

GITHUB = [
    b'{"@timestamp":%d,"action":"git.clone","actor":"ann","org":"fab","_document_id":"d%d"}'
    % (1_772_999_652_123 + n, n)
    for n in range(5)
]
ACCESS = b'203.0.113.7 - - [09/Mar/2026:04:12:55 +0000] "GET /a HTTP/1.1" 200 8412'


def uids(path: Path, source: str | None = None) -> list[str]:
    """The uids of a file's events; a rejection fails the test."""
    items = list(read_events([path], source))
    assert [item for item in items if isinstance(item, Rejected)] == []
    return [item.uid for item in items if isinstance(item, Event)]


def written(path: Path, content: bytes) -> Path:
    """Write a file."""
    path.write_bytes(content)
    return path


ALL_IDS = [f"d{n}" for n in range(5)]
FRAMINGS = {
    "ndjson": b"\n".join(GITHUB) + b"\n",
    "ndjson without last newline": b"\n".join(GITHUB),
    "crlf": b"\r\n".join(GITHUB) + b"\r\n",
    "bom": b"\xef\xbb\xbf" + b"\n".join(GITHUB),
    "blank lines": b"\n\n" + b"\n \n".join(GITHUB) + b"\n\n",
    "list": b"[" + b",".join(GITHUB) + b"]",
    "list, one a line": b"[\n" + b",\n".join(GITHUB) + b"\n]\n",
    "list, comma first": b"[" + b"\n,".join(GITHUB) + b"]",
    "pretty": json.dumps([json.loads(record) for record in GITHUB], indent=2).encode(),
    "records": b'{"records":[' + b",".join(GITHUB) + b"]}",
    "Records, pretty": json.dumps({"Records": [json.loads(record) for record in GITHUB]}, indent=1).encode(),
    "value": b'{"@odata.context":"https://x","value":[' + b",".join(GITHUB) + b'],"@odata.nextLink":"https://y"}',
    "envelope a line": b"\n".join(b'{"records":[' + record + b"]}" for record in GITHUB),
    "one after the other": b"".join(GITHUB),
    "pretty, one after the other": "\n".join(json.dumps(json.loads(record), indent=2) for record in GITHUB).encode(),
    "lists, one after the other": b"[" + GITHUB[0] + b"][" + b",".join(GITHUB[1:]) + b"]",
}


@pytest.mark.parametrize("name", FRAMINGS)
def test_every_framing_gives_the_same_events(name: str, tmp_path: Path) -> None:
    """Lines, lists, envelopes, pretty-printed or one after the other: equal events, in order."""
    assert uids(written(tmp_path / "x.json", FRAMINGS[name])) == ALL_IDS


@pytest.mark.parametrize("name", FRAMINGS)
def test_bodies_are_framed_like_files(name: str) -> None:
    """`split_records` finds the same records over HTTP."""
    assert [json.loads(record) for record in split_records(FRAMINGS[name])] == [json.loads(record) for record in GITHUB]


@pytest.mark.parametrize(
    "pack", [gzip.compress, zstandard.compress, lambda data: gzip.compress(data[:300]) + gzip.compress(data[300:])]
)
def test_compressed_files_are_read_as_they_are(pack: object, tmp_path: Path) -> None:
    """Told by content, not by name; several members or frames are one file."""
    assert uids(written(tmp_path / "x.log", pack(FRAMINGS["ndjson"]))) == ALL_IDS  # type: ignore[operator]


def test_directories_are_walked_in_sorted_order(tmp_path: Path) -> None:
    """Recursively, and a file given itself is read where it is given."""
    (tmp_path / "b").mkdir()
    written(tmp_path / "b" / "1.json", GITHUB[1])
    written(tmp_path / "c.json", GITHUB[2])
    written(tmp_path / "a.json", GITHUB[0])

    assert uids(tmp_path) == ["d0", "d1", "d2"]


def test_a_path_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    """Before anything is read."""
    with pytest.raises(ConfigError, match="no such file"):
        read_events([tmp_path / "none"])
    with pytest.raises(ConfigError, match="unknown source"):
        read_events([tmp_path], "nothing")


def test_a_damaged_line_is_set_aside_and_the_rest_is_read(tmp_path: Path) -> None:
    """With file, line, source, reason and what it was."""
    lines = [GITHUB[0], b'{"action":"git.clone","actor":"ann"', b"\xff\xfe\x00", GITHUB[1], b"{}", GITHUB[2]]
    path = written(tmp_path / "x.json", b"\n".join(lines))
    items = list(read_events([path]))

    assert [item.uid for item in items if isinstance(item, Event)] == ["d0", "d1", "d2"]
    rejected = [item for item in items if isinstance(item, Rejected)]
    assert [(item.file, item.line, item.source) for item in rejected] == [
        (str(path), n, "github_audit") for n in (2, 3, 5)
    ]
    assert "truncated" in rejected[0].error
    assert rejected[0].raw == '{"action":"git.clone","actor":"ann"'


def test_what_is_first_does_not_hide_what_follows(tmp_path: Path) -> None:
    """A file whose first line is damaged is recognised by its second."""
    path = written(tmp_path / "x.json", b'{"@timestamp":17\n' + FRAMINGS["ndjson"])
    items = list(read_events([path]))

    assert isinstance(items[0], Rejected)
    assert len(items) == 6


def test_files_may_mix_all_sources(tmp_path: Path) -> None:
    """Every documented sample in one file, in any order of sources, is read by its own source."""
    order = sorted(ALL, key=lambda pair: pair[1][::-1])
    items = list(read_events([written(tmp_path / "mixed.log", b"\n".join(record for _, record in order))]))

    assert len(items) == len(ALL)
    for (name, record), item in zip(order, items, strict=True):
        # An access line is an access line: in a mixed file the file's source says whose.
        if record.startswith((b"{", b"[")):
            assert isinstance(item, Event), item
            assert item.source == name


def test_a_named_source_reads_everything_or_rejects_it(tmp_path: Path) -> None:
    """`--source` tries no other."""
    path = written(tmp_path / "x.log", GITHUB[0] + b"\n" + ACCESS)
    items = list(read_events([path], "web_access"))

    assert isinstance(items[0], Rejected)
    assert items[0].source == "web_access"
    assert isinstance(items[1], Event)


def test_nothing_known_is_said_so(tmp_path: Path) -> None:
    """The error lists the sources there are."""
    item = next(read_events([written(tmp_path / "x.log", b"hello\n")]))

    assert isinstance(item, Rejected)
    assert (item.line, item.source) == (1, "")
    assert "not recognised" in item.error
    assert "m365_ual" in item.error


def test_a_confluence_log_may_begin_with_pictures(tmp_path: Path) -> None:
    """One line among the first hundred that only Confluence has makes the file Confluence's."""
    picture = ACCESS.replace(b"/a", b"/images/logo.png")
    path = written(
        tmp_path / "x.log", b"\n".join([picture] * 5 + [ACCESS.replace(b"/a", b"/pages/viewpage.action?pageId=1")])
    )

    assert {item.source for item in read_events([path])} == {"confluence"}


def test_equal_lines_of_a_file_are_different_events(tmp_path: Path) -> None:
    """An access log may hold equal lines; each is counted, and reading again gives equal ids."""
    path = written(tmp_path / "x.log", b"\n".join([ACCESS, ACCESS, ACCESS.replace(b"/a", b"/b"), ACCESS]))
    first, second, other, third = uids(path)

    assert (second, third) == (f"{first}-2", f"{first}-3")
    assert first.startswith("web_access-")
    assert other not in (first, second, third)
    assert uids(path) == [first, second, other, third]


def test_an_equal_record_over_http_is_a_retry() -> None:
    """No ordinal: the same bytes are the same event, with or without surrounding blanks."""
    once, again = parse_record(ACCESS, None), parse_record(ACCESS + b"\r\n", "web_access")

    assert isinstance(once, Event)
    assert isinstance(again, Event)
    assert once.uid == again.uid


def test_file_and_http_agree_on_the_id(tmp_path: Path) -> None:
    """A line that was replayed and is sent again is the same event."""
    sent = parse_record(ACCESS)

    assert isinstance(sent, Event)
    assert uids(written(tmp_path / "x.log", ACCESS + b"\r\n")) == [sent.uid]


def test_repetitions_are_known_in_bounded_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the last records at least as many as promised are remembered, never more than twice as many."""
    monkeypatch.setattr(reader, "_REMEMBERED", 10)
    lines = [ACCESS.replace(b"/a", b"/%d" % n) for n in range(10)]
    path = written(tmp_path / "x.log", b"\n".join(lines + lines))

    assert len(set(uids(path))) == 20


def test_an_endless_line_is_set_aside_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines around it are read."""
    monkeypatch.setattr(framing, "MAX_LINE_BYTES", 1_000)
    path = written(tmp_path / "x.json", GITHUB[0] + b"\n" + b"x" * 5_000 + b"\n" + GITHUB[1] + b"\n" + b"y" * 1_001)
    items = list(read_events([path]))

    assert [type(item) for item in items] == [Event, Rejected, Event, Rejected]
    assert isinstance(items[1], Rejected)
    assert (items[1].line, len(items[1].raw)) == (2, 500)
    assert "longer than 1000 bytes" in items[1].error


def test_text_of_a_megabyte_is_no_line_of_a_log(tmp_path: Path) -> None:
    """It is set aside unread, in a file, alone and in a body; JSON may be larger."""
    text = ACCESS + b" " + b"x" * (1 << 20)
    large = GITHUB[0][:-1] + b',"x":"' + b"x" * (1 << 20) + b'"}'
    items = list(read_events([written(tmp_path / "x.log", text + b"\n" + ACCESS + b"\n" + large)]))

    assert [type(item) for item in items] == [Rejected, Event, Event]
    assert isinstance(items[0], Rejected)
    assert "line of text is longer than 1048576 bytes" in items[0].error
    for body in (text, b"{" + b" " * (17 << 20) + b"}"):
        alone = parse_record(body)
        assert isinstance(alone, Rejected)
        assert "longer than" in alone.error


def test_what_attackers_send_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    """Quotes that never close, lists that never end, objects ten thousand deep: each is one rejection."""
    for hostile in (
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"a":' + b"[" * 100_000,
        b'{"a":"' + b'\\"' * 200_000,
        b"\x00" * 200_000,
        b'"' * 200_001,
    ):
        items = list(read_events([written(tmp_path / "x.log", ACCESS + b"\n" + hostile + b"\n" + ACCESS + b"\n")]))
        assert [type(item) for item in items] == [Event, Rejected, Event]
        assert isinstance(parse_record(hostile), Rejected)
        assert all(isinstance(parse_record(record), Rejected) for record in split_records(hostile))


def test_a_list_on_one_long_line_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound on lines is not one on documents."""
    monkeypatch.setattr(framing, "MAX_LINE_BYTES", 100)

    assert uids(written(tmp_path / "x.json", FRAMINGS["list"])) == ALL_IDS
    assert uids(written(tmp_path / "y.json", FRAMINGS["records"])) == ALL_IDS


def test_a_document_beyond_the_bound_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would have to be held whole."""
    monkeypatch.setattr(framing, "MAX_DOCUMENT_BYTES", 100)
    (item,) = read_events([written(tmp_path / "x.json", FRAMINGS["pretty"])])

    assert isinstance(item, Rejected)
    assert "larger than 100 bytes" in item.error


def test_a_list_that_was_cut_off_keeps_what_came(tmp_path: Path) -> None:
    """Whole records are events, the torn one is a rejection with its line."""
    for head, tail in ((b"[\n", b""), (b'{"records": [\n', b"")):
        whole = head + b",\n".join(GITHUB) + tail
        path = written(tmp_path / "x.json", whole[:-30])
        items = list(read_events([path]))

        assert [item.uid for item in items if isinstance(item, Event)] == ALL_IDS[:4]
        (rejected,) = [item for item in items if isinstance(item, Rejected)]
        assert rejected.line == 6


def test_a_damaged_archive_keeps_what_came(tmp_path: Path) -> None:
    """The rest is one rejection that says so."""
    lines = b"\n".join(ACCESS.replace(b"/a", b"/%d" % n) for n in range(50_000))
    packed = gzip.compress(lines)
    items = list(read_events([written(tmp_path / "x.gz", packed[: len(packed) // 2])]))

    assert sum(isinstance(item, Event) for item in items) > 1_000
    assert isinstance(items[-1], Rejected)
    assert "cannot be read" in items[-1].error


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"[]", b'{"records": []}', b"[\n]\n"])
def test_empty_files_have_no_events(content: bytes, tmp_path: Path) -> None:
    """And no rejections."""
    assert list(read_events([written(tmp_path / "x", content)])) == []


def test_line_numbers_are_those_of_an_editor(tmp_path: Path) -> None:
    """Of pretty-printed documents the first line of each record."""
    text = '[\n{\n"a": 1\n},\n\n{\n"b": 2\n}\n]'
    items = list(read_events([written(tmp_path / "x.json", text.encode())]))

    assert [item.line for item in items if isinstance(item, Rejected)] == [2, 6]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=400)
    | st.lists(st.sampled_from([*GITHUB, ACCESS, b"[", b"{", b"]", b"}", b",", b"\n"])).map(b"".join)
)
def test_any_bytes_are_read_to_the_end(content: bytes, tmp_path: Path) -> None:
    """Whatever a file holds, it is events and rejections and never another error; a body likewise."""
    for item in read_events([written(tmp_path / "x", content)]):
        assert isinstance(item, (Event, Rejected))
    for record in split_records(content):
        assert isinstance(parse_record(record), (Event, Rejected))


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_read_alone(name: str) -> None:
    """Over HTTP, with and without the source named."""
    for record in SAMPLES[name]:
        for source in (None, name):
            item = parse_record(record, source)
            assert isinstance(item, Event)
            assert item.source == name
            assert item.uid

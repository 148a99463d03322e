"""JSON documents one after the other, however the text around or inside them is damaged."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.uba.sources.samples import ALL
from uba.events import Event
from uba.framing import split_records
from uba.framing_documents import needs_whole_file, split_json
from uba.framing_json import is_container, is_json_start
from uba.reader import Rejected, read_events

A, B, C = b'{"a":{"x":1}}', b'{"b":[2]}', b'{"c":"]}"}'
ACCESS = b'203.0.113.7 - - [09/Mar/2026:04:12:55 +0000] "GET /{x} HTTP/1.1" 200 8412 "-" "a \\" b"'


def records(body: bytes) -> list[bytes]:
    """The records of a text."""
    return [record for _, record in split_json(body)]


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        (A + b'\n{"t":{"x":1,\n' + B + b"\n" + C, [A, b'{"t":{"x":1,', B, C]),
        (A + b'\n{"t":{"x":1\n' + B + b"\n" + C, [A, b'{"t":{"x":1', B, C]),
        (A + b'\n{"t":"x\n' + B + b"\n" + C, [A, b'{"t":"x', B, C]),
        (A + b'\n{"t":"x\\\n' + B + b"\n" + C, [A, b'{"t":"x\\', B, C]),
        (A + b'{"t":1 ' + B + C, [A, b'{"t":1 ', B, C]),
        (A + b'{"t":1,' + B + C, [A, b'{"t":1,' + B, C]),
        (A + b'\n{"t":{\n' + B, [A, b'{"t":{', B]),
        (b'{\n "t": {\n  "x": 1\n' + A + b"\n" + B, [b'{\n "t": {\n  "x": 1\n', A, B]),
    ],
)
def test_a_torn_document_costs_itself_alone(torn: bytes, whole: list[bytes]) -> None:
    """Where a document cannot go on another begins, and later lines that are whole are records."""
    assert [record.strip() for record in records(torn)] == [record.strip() for record in whole]


@pytest.mark.parametrize("joint", [b"\n", b"\n\n", b",\n", b"", b" ", b"\r\n"])
def test_lines_of_text_between_documents_are_records(joint: bytes) -> None:
    """Brackets, braces and quotes in them are theirs."""
    error = b'[Mon Mar 09 02:51:07.123456 2026] [core:notice] [pid 1187] child "x'
    text = joint.join([A, B]) + b"\n" + ACCESS + b"\n" + error + b"\n" + C + b"\nlast line\n"

    assert records(text) == [A, B, ACCESS, error, C, b"last line"]


def test_text_on_the_line_of_a_document_is_a_record() -> None:
    """Before it or behind it: the line is not cut where a bracket stands."""
    assert records(A + B + b"\n<134>relay: " + C) == [A, B, b"<134>relay: " + C]
    assert records(A + b" left over {x}\n" + B) == [A, b"left over {x}", B]


@pytest.mark.parametrize(
    "damaged", [b'{"x":NaN}', b'{"x":"\\q"}', b'{"x":01}', b'{"x" 1}', b'{"x":[1,}', b'{"x":[{"y":1,2]}']
)
@pytest.mark.parametrize("head", [b"[", b'{"records":[', b'{"@odata.context":"https://x/[y]","value":['])
@pytest.mark.parametrize("joint", [b",", b",\n"])
def test_of_a_damaged_list_the_whole_records_are_read(damaged: bytes, head: bytes, joint: bytes) -> None:
    """One record that is no JSON does not cost the others of its list."""
    text = head + joint.join([A, damaged, B, C]) + (b"]" if head == b"[" else b"]}")

    assert records(text) == [A, damaged, B, C]
    assert split_records(text) == [A, damaged, B, C]
    if b"\n" not in joint:  # after a whole line the file is one of lines
        assert split_records(B + b"\n" + text) == [B, A, damaged, B, C]


def test_of_a_torn_list_the_lines_that_are_whole_are_read() -> None:
    """A record that lost its end swallows no line after it."""
    assert records(b"[\n" + b",\n".join([A, b'{"x":{"y":1', B, C]) + b"\n]") == [A, b'{"x":{"y":1,', B, C]


def test_a_list_of_its_own_is_no_envelope() -> None:
    """A record may have a list under such a key; damaged or not, it stays one."""
    assert records(b'{"value":[1,2],"x":1}' + A) == [b'{"value":[1,2],"x":1}', A]


@pytest.mark.parametrize(
    "line",
    [
        b"[INFO] started",
        b"[2026-03-09 08:55:12] production.ERROR: x {y}",
        b"[09-Mar-2026 08:55:12] WARNING: [pool www] child",
        b"[12345.678] kernel: x",
        b"[09/Mar/2026:08:55:12 +0000] u",
        b"[Mon Mar 09 02:51:07 2026] [error] x",
        b"[-] x",
    ],
)
def test_a_word_or_a_time_in_brackets_begins_no_json(line: bytes, tmp_path: Path) -> None:
    """A log whose lines begin so is read line by line, and none is lost."""
    assert not is_json_start(line)
    assert not is_container(line)
    assert not needs_whole_file(line)
    path = tmp_path / "x.log"
    path.write_bytes(line + b"\n" + line + b" again\n" + ACCESS)
    items = list(read_events([path]))

    assert len(items) == 3
    assert [item.line for item in items if isinstance(item, Rejected)][-1:] != [3]
    assert isinstance(items[2], Event)


@pytest.mark.parametrize("text", [b"[", b"[]", b"[{", b"[ [", b'["a"', b"[\n", b"[1, 2]", b"[null ,"])
def test_lists_begin_with_what_lists_hold(text: bytes) -> None:
    """Or end with the line."""
    assert is_json_start(text)


def test_one_joined_line_does_not_change_what_the_others_are(tmp_path: Path) -> None:
    """A file whose first line is two records in one is read like any other, line by line."""
    rest = sorted({record for _, record in ALL})
    path = tmp_path / "mixed.log"
    path.write_bytes(A + B + b"\n" + b"\n".join(rest))
    items = list(read_events([path]))

    assert [item.line for item in items[:2] if isinstance(item, Rejected)] == [1, 1]
    assert len(items) == len(rest) + 2
    structured = [item for record, item in zip(rest, items[2:], strict=True) if record.startswith((b"{", b"["))]
    assert all(isinstance(item, Event) for item in structured)


documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(
    values=st.lists(st.dictionaries(st.text(max_size=4), documents, min_size=1, max_size=3), max_size=5),
    indent=st.sampled_from([None, 0, 1, 4]),
    joint=st.sampled_from(["", " ", "\n", ",\n"]),
)
def test_whole_documents_are_never_cut(values: list[dict[str, object]], indent: int | None, joint: str) -> None:
    """Whatever is in them and however they are printed, documents come out as they went in."""
    body = joint.join(json.dumps(value, indent=indent, ensure_ascii=False) for value in values)
    known = ("records", "Records", "value", "results", "took")
    if not any(key in value for value in values for key in known):
        assert [json.loads(record) for record in records(body.encode())] == values


@given(
    body=st.lists(st.sampled_from([A, B, C, ACCESS, b"{", b"[", b"}", b"]", b",", b'"', b"\n", b"x", b"\\"])).map(
        b"".join
    )
)
def test_every_byte_is_in_a_record_or_between_two(body: bytes) -> None:
    """Records stand in the text in order, and between them there is nothing but blanks, commas and brackets."""
    position = 0
    for offset, record in split_json(body):
        assert offset >= position
        assert body.startswith(record, offset)
        assert body[position:offset].strip(b" \t\r\n,[]{}") == b""
        position = offset + len(record)
    assert body[position:].strip(b" \t\r\n,[]{}") == b""


def test_splitting_takes_time_in_proportion() -> None:
    """However it is damaged, a text is gone through once: twice the text takes no more than about twice the time."""
    import time

    def seconds(body: bytes) -> float:
        start = time.thread_time()
        for _ in split_json(body):
            pass
        return time.thread_time() - start

    for unit in (
        b'{"a":',
        b'{"a":1\n',
        b'{"a":{\n',
        b"[",
        b'x {"a"\n',
        b'"',
        b"{\n{",
        b'{"a":{"b":1,\n',
        b"[\n{",
        b"}\n",
    ):
        small = min(seconds(unit * 500) for _ in range(2))
        large = min(seconds(unit * 4_000) for _ in range(2))
        assert large < 32 * small + 0.01, unit

"""Texts whose records do not end with the line: JSON documents one after the other, lists, pretty-printed or not.

Brackets are matched once, from the beginning to the end, however the text is damaged. Rules of JSON say where a
document is torn, so that one torn document costs itself and not all that follows:

- a string ends with its line at the latest;
- a bracket opens only at the beginning, or after `[`, `,` or `:`;
- a bracket closes its like, and what was opened since;
- outside documents there is nothing but blanks and commas: what else stands there are lines of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum, auto

from uba.framing_json import (
    each_record_of,
    end_of_json,
    is_complete_json,
    is_container,
    is_json_start,
    list_start,
)

# It begins with a set of bytes, which the search looks for three times as fast as for two alternatives.
_TOKEN = re.compile(rb'["{}\[\]](?:(?<=")[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+"?)?+')
_NEXT_START = re.compile(rb"[ \t\r\n,]*+(?=[{\[])")
_BLANK = b" \t\r\n"
_OUTSIDE = b" \t\r\n,]}"
"""What may stand between documents; a closing bracket that none opened is the end of what was set aside before."""
_CONTINUES = b' \t"{}[],'
"""How lines within pretty-printed JSON begin."""
_LONGEST_INDENT = 1_000
_QUOTE = ord('"')
_OPENED_BY = {ord("}"): ord("{"), ord("]"): ord("[")}


class _Kind(Enum):
    WHOLE = auto()
    TORN = auto()
    TEXT = auto()


def needs_whole_file(first: bytes) -> bool:
    """Tell from its first non-blank line that a file is not one record a line.

    So it is when the line is a list or an envelope, when it breaks off where
    JSON goes on (pretty-printed), or when several documents stand in it. A
    line that is merely damaged leaves the file line by line.
    """
    if not is_json_start(first):
        return False
    if is_complete_json(first):
        return False
    if is_container(first) or first[-1:] in b"{[,:":
        return True
    kind, _, end = next(_pieces(first, 0, len(first)))
    return kind is _Kind.WHOLE and is_json_start(first[end:].lstrip(b" \t,"))


def split_json(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Give (offset, record) for each record in a text of JSON documents.

    Lists and envelopes are opened, objects are records. What does not close
    (a truncated upload) is given as it stands, and fails as a record; of a
    damaged list the records that are whole are given. Lines of text are records.
    """
    end = 0
    for begin, document in _whole_documents(body):
        end = begin + len(document)
        if is_container(document):
            yield from _opened(body, begin, document)
        else:
            yield begin, document
    yield from _records(body, end, len(body), open_lists=True)


def _whole_documents(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Give (offset, document) up to the first that is damaged; the decoder is four times as fast as `_pieces`."""
    view = memoryview(body)
    end = 0
    while match := _NEXT_START.match(body, end):
        start = match.end()
        after = end_of_json(view[start:])
        if not after:
            return
        end = start + after
        yield start, body[start:end].rstrip(_BLANK)


def records_in(text: bytes) -> Iterable[bytes]:
    """Give the records in one line that is a list or an envelope, damaged or not; else the line itself."""
    if not is_container(text):
        return (text,)
    items = each_record_of(text)
    return (record for _, record in split_json(text)) if items is None else items


def _records(body: bytes, start: int, end: int, *, open_lists: bool) -> Iterator[tuple[int, bytes]]:
    for kind, begin, stop in _pieces(body, start, end):
        if kind is _Kind.TEXT:
            yield from _lines(body, begin, stop)
            continue
        document = body[begin:stop]
        if open_lists and is_container(document):
            yield from _opened(body, begin, document)
        elif kind is _Kind.WHOLE:
            yield begin, document
        else:
            yield from _salvaged(body, begin, stop)


def _pieces(body: bytes, start: int, end: int) -> Iterator[tuple[_Kind, int, int]]:
    """Give what a text consists of, in order: documents, torn documents, and lines that are neither."""
    begin = given = start
    brackets = _Brackets()
    tokens = _TOKEN.finditer(body, start, end)
    while (token := next(tokens, None)) is not None:
        at = token.start()
        kind = body[at]
        if kind == _QUOTE:
            continue
        if kind in _OPENED_BY:
            if brackets.close(_OPENED_BY[kind]):
                given = token.end()
                yield _Kind.WHOLE, begin, given
        elif brackets and _may_open(body, begin, at):
            brackets.open(kind)
        elif brackets:
            line = body.rfind(b"\n", begin, at) + 1
            given = line or at
            yield _Kind.TORN, begin, given
            # The line is looked at again from its beginning: it may be text. On the document's own line it cannot be.
            brackets = _Brackets()
            if line:
                tokens = _TOKEN.finditer(body, line, end)
            else:
                brackets.open(kind)
                begin = at
        else:
            line = body.rfind(b"\n", given, at) + 1
            if body[line or given : at].strip(_OUTSIDE) or not is_json_start(body[at : at + _LONGEST_INDENT]):
                line_end = body.find(b"\n", at, end)
                stop = end if line_end < 0 else line_end
                tokens = _TOKEN.finditer(body, stop, end)
            else:
                brackets.open(kind)
                begin = stop = at
            if given < stop:
                yield _Kind.TEXT, given, stop
            given = stop
    yield (_Kind.TORN, begin, end) if brackets else (_Kind.TEXT, given, end)


class _Brackets:
    """The brackets that are open, innermost last."""

    def __init__(self) -> None:
        self._kinds = bytearray()
        self._counts = {ord("{"): 0, ord("["): 0}

    def __bool__(self) -> bool:
        return bool(self._kinds)

    def open(self, kind: int) -> None:
        """Open one inside the others."""
        self._kinds.append(kind)
        self._counts[kind] += 1

    def close(self, opener: int) -> bool:
        """Close the innermost of a kind, and with it those left open inside; True when it was the last of all."""
        if not self._counts[opener]:
            return False
        while (kind := self._kinds.pop()) != opener:
            self._counts[kind] -= 1
        self._counts[opener] -= 1
        return not self._kinds


def _may_open(body: bytes, begin: int, at: int) -> bool:
    """Tell whether JSON can have a bracket there, inside a document that began at `begin`."""
    before = body[at - 1 : at]
    if before in (b" ", b"\t", b"\r", b"\n"):
        before = body[max(begin, at - _LONGEST_INDENT) : at].rstrip(_BLANK)[-1:]
    return before in (b"[", b",", b":", b"")


def _lines(body: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """The lines of a text that are more than commas and closing brackets."""
    while start < end:
        line_end = body.find(b"\n", start, end)
        stop = end if line_end < 0 else line_end
        line = body[start:stop]
        if line.strip(_OUTSIDE):
            yield start + len(line) - len(line.lstrip(_BLANK)), line.strip(_BLANK)
        start = stop + 1


def _opened(body: bytes, begin: int, document: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a list or envelope; of a damaged one those that are whole, and what is between them."""
    items = each_record_of(document)
    if items is not None:
        offset = begin
        for item in items:
            offset = body.index(item, offset)
            yield offset, item
            offset += len(item)
    elif is_complete_json(document):  # a record that has a list of its own under such a key
        yield begin, document
    else:
        inside = _records(body, begin + list_start(document), begin + len(document), open_lists=False)
        first = next(inside, None)
        yield (begin, document.rstrip(_BLANK)) if first is None else first
        yield from inside


def _salvaged(body: bytes, begin: int, end: int) -> Iterator[tuple[int, bytes]]:
    """A torn document; its later lines are records of their own where they are whole, or no part of any JSON."""
    start = begin
    line = body.find(b"\n", begin, end) + 1
    while 0 < line < end:
        line_end = body.find(b"\n", line, end)
        stop = end if line_end < 0 else line_end
        text = body[line:stop].rstrip(_OUTSIDE.replace(b"]", b"").replace(b"}", b""))
        if text and _stands_alone(text):
            if torn := body[start:line].strip(_BLANK):
                yield start, torn
            yield line, text
            start = stop
        line = stop + 1
    rest = body[start:end].lstrip(_OUTSIDE if start > begin else _BLANK)
    if torn := rest.rstrip(_OUTSIDE if start > begin else _BLANK):
        yield end - len(rest), torn


def _stands_alone(line: bytes) -> bool:
    if line.startswith(b"{"):
        return is_complete_json(line)
    return line[0] not in _CONTINUES or (line.startswith(b"[") and not is_json_start(line))

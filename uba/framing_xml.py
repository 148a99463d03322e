"""Windows events as XML: one a line, pretty-printed, or all in one endless line inside `<Events>`.

Records are cut out by their tags, from `<Event` to `</Event>`, before any XML
parser sees them. So whatever stands around them is never parsed: a document
type, which alone can declare entities, is set aside and declares nothing.

An event that has not ended when the next one begins, or within 1 MiB, is torn:
its first line is set aside, and the lines after it are read as lines again.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Generator

from uba.unframed import Line, Unframed

MAX_EVENT_BYTES = 1024 * 1024
"""Windows writes no event of more than 64 KiB."""

_START = re.compile(rb"<Event[\s>]")
_END = b"</Event>"
_AROUND = re.compile(rb"\s*+(?:(?:<\?xml[^>]*+>|</?Events(?:\s[^>]*+)?>)\s*+)*+")
_TORN = "XML event does not end: expected </Event> before the next one begins"
_NO_EVENT = "XML that is no whole Windows event: expected <Event>...</Event>"
_DOCTYPE = "XML with a document type or entities is refused: expected Windows events and nothing else"


def is_xml_start(text: bytes) -> bool:
    """Tell whether a line begins Windows events as XML, or an XML document."""
    return text.startswith((b"<Event>", b"<Event ", b"<Events", b"</Events>", b"<?xml", b"<!DOCTYPE", b"<!ENTITY"))


def event_records(
    read: Callable[[], bytes], unread: deque[bytes], line: bytes, number: int
) -> Generator[Line, None, int]:
    """Give the events that begin in `line`, reading on to where the last of them ends.

    Parameters
    ----------
    read
        Gives the next line, or the next piece of an endless one; nothing at the end.
    unread
        Where lines go back that were read in vain.

    Returns
    -------
    int
        Number of the last line that was used.
    """
    held, start, last, size = [line], number, number, len(line)
    while True:
        if _END in held[-1]:
            text = b"".join(held)
            rest = yield from _cut(text, start)
            start, held, size = last, [rest], len(rest)
        if len(held) == 1 and _START.search(held[0]) is None and (not _AROUND.fullmatch(held[0]) or _ends(held[0])):
            yield from _around(held[0], start)
            return last
        more = read()
        whole = _ends(held[-1])
        if not more or (whole and (size > MAX_EVENT_BYTES or _begins_anew(more))):
            yield from _around(held[0], start)
            unread.extendleft(reversed([*held[1:], more] if more else held[1:]))
            return start
        if whole:
            held.append(more)
            last += 1
        else:
            held[-1] += more
            if size > MAX_EVENT_BYTES and _END not in held[-1]:
                yield from _around(b"".join(held), start)
                _skip(read, more)
                return last
        size += len(more)


def _ends(line: bytes) -> bool:
    return line.endswith(b"\n")


def _begins_anew(line: bytes) -> bool:
    begin = _START.search(line)
    return begin is not None and line.find(_END, 0, begin.start()) < 0


def _skip(read: Callable[[], bytes], piece: bytes) -> None:
    """Read past the rest of an endless line."""
    while piece and not _ends(piece):
        piece = read()


def _cut(text: bytes, number: int) -> Generator[Line, None, bytes]:
    """Give the whole events in a text; return what follows the last of them."""
    position = 0
    while (end := text.find(_END, position)) >= 0:
        end += len(_END)
        begin = max(text.rfind(b"<Event>", position, end), text.rfind(b"<Event ", position, end))
        if begin < 0:
            begin = end
        yield from _around(text[position:begin], number)
        number += text.count(b"\n", position, begin)
        if begin < end:
            yield number, text[begin:end]
            number += text.count(b"\n", begin, end)
        position = end
    return text[position:]


def _around(text: bytes, number: int) -> Generator[Line, None, None]:
    """What stands between events is nothing, or set aside."""
    match = _AROUND.match(text)
    begin = 0 if match is None else match.end()
    rest = text[begin:].strip()
    if rest:
        reason = _DOCTYPE if b"<!DOCTYPE" in rest or b"<!ENTITY" in rest else _TORN if _START.match(rest) else _NO_EVENT
        yield number + text.count(b"\n", 0, begin), Unframed(reason, rest[:4_000])

"""The account of one file: every byte of it lies in a record or around one, and every record came to something.

Two laws that do not trust each other. **Framing**: the records, laid over the text in order, leave nothing between
them but blanks, commas, brackets and the heads of envelopes. **Reading**: as many records as were framed became events,
were set aside, or were of no interest.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.mutation_watch import Watch, watched
from uba.envelopes import payloads
from uba.events import Event
from uba.framing import framed
from uba.framing_csv import audit_column
from uba.reader import Rejected, read_events
from uba.sources import SOURCES
from uba.streams import to_utf8
from uba.unframed import Line, Unframed

_SHOWN = 4_000
"""Bytes of a stretch that framing keeps when it sets it aside."""
_PAIR = rb'"[@A-Za-z_.]{1,40}"\s*:\s*(?:"[^"]*"|\d+|null)'
_BETWEEN = re.compile(
    rb"(?:[\s,\[\]}]"
    rb"|\{\s*(?:" + _PAIR + rb'\s*,\s*){0,4}"(?:records|Records|value|results)"\s*:\s*\['
    rb"|\](?:\s*,\s*" + _PAIR + rb")*\s*\}"
    rb"|<\?xml[^>]*>|</?Events(?:\s[^>]*)?>)*+"
)
"""Blanks, commas, brackets, the head and the tail of an envelope around records, and what is around Windows events."""


def lost(text: bytes, records: Sequence[Line]) -> list[bytes]:
    """Give the stretches of a text that no record holds and that are no punctuation of lists and envelopes."""
    stretches: list[bytes] = []
    position = excused = 0
    for _, raw in records:
        kept = raw.raw if isinstance(raw, Unframed) else raw
        begin = text.find(kept, position)
        if begin < 0:
            stretches.append(b"not in the text, or said twice: " + kept[:200])
            continue
        stretches.append(text[min(max(position, excused), begin) : begin])
        position = begin + len(kept)
        if isinstance(raw, Unframed) and len(kept) == _SHOWN:
            line_end = text.find(b"\n", position)
            excused = len(text) if line_end < 0 else line_end
    stretches.append(text[max(position, excused) :])
    return [stretch for stretch in stretches if _BETWEEN.fullmatch(stretch) is None]


def account(file: Path, text: bytes | None, source: str | None, watch: Watch) -> list[str]:
    """Read a file and give what is wrong with what came out; nothing is right.

    Parameters
    ----------
    text
        What the file holds, unpacked; None when the archive is damaged and no one can say.
    source
        Catalogue name to read it with; None recognises.
    """
    before = watch.events + watch.uninteresting
    items = list(read_events([file], source, watched(SOURCES, watch)))
    events = sum(isinstance(item, Event) for item in items)
    rejected = [item for item in items if isinstance(item, Rejected)]
    if text is None:
        return [] if rejected else [f"{file}: a damaged archive was read without a word"]
    text = to_utf8(text)
    records = list(framed(io.BytesIO(text)))
    unframed = sum(isinstance(raw, Unframed) for _, raw in records)
    whole = [raw for _, raw in records if not isinstance(raw, Unframed)]
    most = sum(len(payloads(raw) or (raw,)) for raw in whole)
    outcomes = watch.events + watch.uninteresting - before + len(rejected) - unframed
    wrong = []
    if not len(whole) <= outcomes <= most:
        wrong.append(f"{file}: {len(whole)} to {most} records, {outcomes} outcomes")
    if any(not item.error or item.line < 1 for item in rejected):
        wrong.append(f"{file}: set aside without a reason or a line")
    if audit_column(text.lstrip().partition(b"\n")[0]) is None:  # the column's records are unquoted, not cut out
        wrong += [f"{file}: in no record: {stretch[:300]!r}" for stretch in lost(text, records)]
    if events != sum(1 for item in items if isinstance(item, Event) and item.uid):
        wrong.append(f"{file}: an event without an id")
    return wrong

"""From a request's body to events: split into records, each read by its source or rejected with a reason."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import NamedTuple

import msgspec

from serve.problems import Problem
from uba.events import Event
from uba.framing import each_record
from uba.framing_documents import records_in
from uba.gathered import gathered
from uba.reader import Rejected, parse_record
from uba.sources import SOURCES
from uba.sources.base import Source

JSON_TYPES = ("application/json",)
LINE_TYPES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "text/plain")
"""Media types with a record a line; `text/plain` is for logs that are not JSON."""

RECORD_LIMIT = 100_000
"""Records of one request: a body of nothing but line ends must not make an answer a hundred times its size."""

_CLOCKS_APART_MS = 86_400_000
"""How far ahead a sender's clock may be."""
_BOM = b"\xef\xbb\xbf"

UID_LIMIT = 512
"""Characters of a uid; longer ones do not fit a database's index."""


class Unread(msgspec.Struct, frozen=True):
    """A record that could not be read: its position in the body, from 0, why, and the source it was taken for."""

    index: int
    reason: str
    source: str


class Reading(NamedTuple):
    """What a body holds; `ignored` are positions of records that are well formed and of no interest."""

    events: list[Event]
    rejected: list[Unread]
    ignored: list[int]


def read_records(
    body: bytes, media_type: str, source: str | None, arrived_ms: int, sources: Mapping[str, Source] = SOURCES
) -> Reading:
    """Read every record of a body, in order.

    Parameters
    ----------
    media_type
        One of `JSON_TYPES` (an object or an array) or `LINE_TYPES`.
    source
        Catalogue name of the source of all records; None to recognise each.
    arrived_ms
        When the body came, ms since the epoch: lines that say no year get the one
        that brings them up to it. (Only events are journaled: a replay reads no clock.)
    sources
        Those asked, by catalogue name.

    Raises
    ------
    serve.problems.Problem
        400 the body as a whole cannot be read, 413 it has too many records.
    uba.errors.ConfigError
        There is no such source.
    """
    each = (one for record in _split(body, media_type) for one in gathered(record) or [record])
    records = list(islice(each, RECORD_LIMIT + 1))
    if len(records) > RECORD_LIMIT:
        raise Problem(413, f"more records than {RECORD_LIMIT}, the most accepted: send them in smaller parts")
    reading = Reading([], [], [])
    for index, record in enumerate(records):
        item = parse_record(record, source, arrived_ms + _CLOCKS_APART_MS, sources)
        if isinstance(item, Event):
            item = _with_usable_uid(item)
        if item is None:
            reading.ignored.append(index)
        elif isinstance(item, Event):
            reading.events.append(item)
        else:
            reading.rejected.append(Unread(index, item.error, item.source))
    return reading


def _split(body: bytes, media_type: str) -> Iterable[bytes]:
    if not body.strip():
        raise Problem(400, "the body is empty, expected an event, a JSON array of events, or one a line: send some")
    if media_type in LINE_TYPES:
        # Strictly a line each: a line that was cut off must not take the next ones along.
        lines = (line.strip() for line in io.BytesIO(body.removeprefix(_BOM)))
        return (record for line in lines if line for record in records_in(line))
    if media_type in JSON_TYPES:
        try:
            msgspec.json.decode(body, type=msgspec.Raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise Problem(
                400,
                f"the body is not JSON ({error}), expected one event or an array of events: "
                "for one event a line send Content-Type: application/x-ndjson",
            ) from error
    return each_record(body)


def _with_usable_uid(event: Event) -> Event | Rejected:
    """Turn away an identity no database can hold."""
    uid = event.uid
    if len(uid) <= UID_LIMIT and "\0" not in uid:
        return event
    return Rejected(
        file="",
        line=0,
        source=event.source,
        error=f"uid of {len(uid)} characters{' with a NUL' if chr(0) in uid else ''}, expected at most {UID_LIMIT} "
        "and no NUL: shorten it, or leave it out and one is derived",
        raw="",
    )

"""What was seen of the records that footprints are made of."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from uba.attack.footprint import ANY_VENDOR
from uba.attack.footprints import RECORDS


class Sighting(msgspec.Struct, frozen=True):
    """How many records of one kind came, and the event time of the newest (ms).

    `count` is 0 where only the source is known to have been heard, not this kind of record.
    """

    count: int
    last_ms: int


class Seen(msgspec.Struct, frozen=True):
    """Everything seen up to an event time.

    Attributes
    ----------
    now_ms
        Event time, ms; -1 when nothing was seen.
    by_records
        By `Records.key`; what is not in it was not seen.
    """

    now_ms: int = -1
    by_records: dict[str, Sighting] = {}


def by_sources(last: Mapping[str, int], now_ms: int = -1) -> Seen:
    """What follows from knowing when each source was last heard, where nothing finer was noted.

    Of sources that carry records of any vendor nothing follows.
    """
    now_ms = now_ms if now_ms >= 0 else max(last.values(), default=-1)
    heard = {source: Sighting(0, min(time, now_ms)) for source, time in last.items() if source not in ANY_VENDOR}
    return Seen(now_ms, {records.key: heard[records.source] for records in RECORDS if records.source in heard})

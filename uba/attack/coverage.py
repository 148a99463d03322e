"""Which techniques are watched: the rows against what was seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum

import msgspec

from uba.attack.detections import Detection, Role, detections_of
from uba.attack.footprint import ANY_VENDOR, Carrier, Footprint
from uba.attack.records import Records
from uba.attack.row import Row
from uba.attack.rows import ROWS
from uba.attack.sighting import Seen
from uba.attack.techniques import ATTACK_VERSION, DATA_COMPONENT, DATA_SOURCE
from uba.clock import DAY_MS
from uba.indicators import Rule

FRESH_MS = 7 * DAY_MS
"""What was not seen for so long, in event time, counts as missing: a log that is on is heard on some day of a week."""


class Status(StrEnum):
    """Whether a technique is watched."""

    LIVE = "live"
    """Everything that detection needs comes in."""
    DEGRADED = "degraded"
    """Some of it does; `missing` says what does not."""
    BLIND = "blind"
    """Nothing of it comes in, or nothing that detects it is built in."""


class SourceSeen(msgspec.Struct, frozen=True):
    """A footprint as one source was seen to carry it.

    Attributes
    ----------
    last_heard
        When the log that carries it was last heard of (ISO 8601, UTC).
    last_event
        When the footprint itself was last seen; None when never.
    events
        How many records of it were seen.
    """

    footprint: str
    source: str
    last_heard: str
    last_event: str | None
    events: int


class Need(msgspec.Struct, frozen=True):
    """A footprint, the sources that can carry it, of which one is enough, and whether one does."""

    footprint: str
    any_of: tuple[str, ...]
    is_met: bool


class RowCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """One technique, and whether it is watched.

    Attributes
    ----------
    technique, parent, name, tactics
        As in ATT&CK; `parent` is empty for a technique.
    detections
        Features and indicators built in that detect it.
    needs, helps
        What detection stands on, and what makes it better.
    missing
        A sentence for each need that is not met, and for detections that are not built in.
    seen
        By footprint and source, needed or helpful, what came in.
    last_event
        When a needed footprint was last seen (ISO 8601, UTC): the newest event in which the technique could have
        shown. None when never.
    honesty
        `full`, `partial`, or `proxy-only`: how much of it application logs can show.
    limit
        What detection cannot do.
    severity_cap
        Severity that a finding about it has at most.
    """

    technique: str
    parent: str
    name: str
    tactics: tuple[str, ...]
    status: Status
    detections: tuple[Detection, ...]
    needs: tuple[Need, ...]
    helps: tuple[Need, ...]
    missing: tuple[str, ...]
    seen: tuple[SourceSeen, ...]
    last_event: str | None
    honesty: str
    limit: str
    severity_cap: str
    data_source: str
    data_component: str
    detection_strategies: tuple[str, ...]
    analytics: tuple[str, ...]


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """All rows at one event time."""

    time: str | None
    attack_version: str
    counts: dict[str, int]
    rows: tuple[RowCoverage, ...]


def coverage(seen: Seen, rules: Iterable[Rule] | None = None) -> Coverage:
    """Judge every row by what was seen.

    Parameters
    ----------
    rules
        Indicators the engine runs with; None means those that come with the program.
    """
    known = None if rules is None else tuple(rules)
    rows = tuple(_judged(row, detections_of(row, known), seen) for row in ROWS)
    return Coverage(
        time=_shown(seen.now_ms),
        attack_version=ATTACK_VERSION,
        counts={status.value: sum(row.status is status for row in rows) for status in Status},
        rows=rows,
    )


def _judged(row: Row, detections: tuple[Detection, ...], seen: Seen) -> RowCoverage:
    needs = tuple(_need(footprint, seen) for footprint in row.needed)
    missing = [_missing(footprint, seen) for footprint, need in zip(row.needed, needs, strict=True) if not need.is_met]
    status = Status.BLIND if len(missing) == len(needs) else Status.DEGRADED if missing else Status.LIVE
    if all(detection.role is not Role.DETECTS for detection in detections):
        status = Status.BLIND
        missing.append("no detection built in")
    footprints = (*row.needed, *row.helpful)
    attack = row.attack
    return RowCoverage(
        technique=row.technique,
        parent=attack.parent,
        name=attack.name,
        tactics=attack.tactics,
        status=status,
        detections=detections,
        needs=needs,
        helps=tuple(_need(footprint, seen) for footprint in row.helpful),
        missing=tuple(missing),
        seen=tuple(found for footprint in footprints for found in _sightings(footprint, seen)),
        last_event=_shown(max((_last_event(footprint, seen) for footprint in row.needed), default=-1)),
        honesty=row.honesty.value,
        limit=row.limit,
        severity_cap=row.severity_cap,
        data_source=DATA_SOURCE,
        data_component=DATA_COMPONENT,
        detection_strategies=(attack.strategy,),
        analytics=attack.analytics,
    )


def _need(footprint: Footprint, seen: Seen) -> Need:
    is_met = any(_is_fresh(_heard(carrier, seen), seen) for carrier in footprint.carriers)
    return Need(footprint.name, footprint.sources, is_met)


def _missing(footprint: Footprint, seen: Seen) -> str:
    """Say which footprint is missing, who could carry it, and what is known of those."""
    vendors = [source for source in footprint.sources if source not in ANY_VENDOR] or list(footprint.sources)
    return f"{footprint.name}: {_any_of(vendors)}{_known_of(footprint, seen)}"


def _known_of(footprint: Footprint, seen: Seen) -> str:
    """What is known of the sources that could carry a missing footprint."""
    stale = {carrier.source: _heard(carrier, seen) for carrier in footprint.carriers if _heard(carrier, seen) >= 0}
    if stale:
        source = max(stale, key=lambda name: stale[name])
        return f" ({source} was last heard {_shown(stale[source])})"
    vendors = (source for source in footprint.sources if source not in ANY_VENDOR)
    silent = [source for source in vendors if _is_fresh(_source_heard(source, seen), seen)]
    return f" ({silent[0]} is heard, but logs none of these)" if silent else ""


def _any_of(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _sightings(footprint: Footprint, seen: Seen) -> list[SourceSeen]:
    """What each source carried of a footprint."""
    return [
        SourceSeen(
            footprint.name,
            carrier.source,
            str(_shown(heard)),
            _shown(_newest(carrier.records, seen)),
            sum(seen.by_records[one.key].count for one in carrier.records if one.key in seen.by_records),
        )
        for carrier in footprint.carriers
        if (heard := _heard(carrier, seen)) >= 0
    ]


def _heard(carrier: Carrier, seen: Seen) -> int:
    """When the log that carries a footprint was last heard of, ms; -1 when never."""
    return max((seen.by_records[one.key].last_ms for one in carrier.pulse if one.key in seen.by_records), default=-1)


def _source_heard(source: str, seen: Seen) -> int:
    """When anything of a source was last heard, ms; -1 when never."""
    return max((found.last_ms for key, found in seen.by_records.items() if key.startswith(source + "|")), default=-1)


def _last_event(footprint: Footprint, seen: Seen) -> int:
    return max((_newest(carrier.records, seen) for carrier in footprint.carriers), default=-1)


def _newest(records: Iterable[Records], seen: Seen) -> int:
    """When one of these records was last seen, ms; -1 when never, or when only their source is known."""
    found = (seen.by_records.get(one.key) for one in records)
    return max((sighting.last_ms for sighting in found if sighting is not None and sighting.count), default=-1)


def _is_fresh(time_ms: int, seen: Seen) -> bool:
    return time_ms >= 0 and time_ms >= seen.now_ms - FRESH_MS


def _shown(time_ms: int) -> str | None:
    if time_ms < 0:
        return None
    return datetime.fromtimestamp(time_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

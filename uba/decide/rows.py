"""Rows worth telling: which observations of a segment are over a threshold, or evidence for what may come."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from uba.batch import EventBatch
from uba.decide.batch import Segment
from uba.decide.pace import WIDEST
from uba.findings.finding import Entity
from uba.indicators import IndicatorHit, Rule

HITS = -1
"""In the place of an entity kind: what indicators say of the event."""
WORTH_TELLING = 1.3
"""Calibrated surprise (p = 0.05) from which an observation is remembered as evidence."""


WORTH_NAMING = 2.0
"""Calibrated surprise (p = 0.01) from which the events behind an observation are remembered with it."""


class Row(NamedTuple):
    """One event at one entity, by the event's place in the segment, the kind's and its row of the observations.

    `above` are the decades by which it exceeds the plain threshold: -inf where it could not be told at any pace,
    inf for indicators that must be told.
    """

    event: int
    kind: int
    row: int
    above: float


def worth_telling(segment: Segment, plain: Sequence[NDArray[np.float64]]) -> list[Row]:
    """Rows with evidence to remember, those that the laxest pace would tell, and hits that must be told; by event.

    `plain` are the plain thresholds of the rows of each kind, shape (rows,).
    """
    rows: list[Row] = []
    for k, kind in enumerate(segment.kinds):
        above = kind.verdicts.surprise - plain[k]
        above[~kind.verdicts.carries | (above < -WIDEST)] = -math.inf
        notable = np.flatnonzero(kind.verdicts.is_maximum & (kind.verdicts.calibrated >= WORTH_TELLING))
        counted = np.flatnonzero(above > -math.inf)
        if not notable.size and not counted.size:
            continue
        with_evidence = np.searchsorted(kind.seen.start, notable, side="right") - 1
        for row in np.union1d(with_evidence, counted):
            rows.append(Row(int(kind.seen.event[row]), k, int(row), float(above[row])))
    rows += [Row(event, HITS, 0, math.inf) for event in segment.batch.hits if must_be_told(segment.batch, event)]
    return sorted(rows)


def must_be_told(batch: EventBatch, event: int) -> list[tuple[Rule, IndicatorHit]]:
    """Indicators that fired on an event and are told whatever else there is."""
    return [(rule, hit) for rule, hit in batch.hits.get(event, ()) if rule.must_fire]


def accused(segment: Segment, row: Row) -> list[Entity]:
    """Whom a row is about."""
    if row.kind == HITS:
        hits = must_be_told(segment.batch, row.event)
        return list(dict.fromkeys(hit.entities[0] for _, hit in hits if hit.entities))
    kind = segment.kinds[row.kind]
    return [Entity(kind.state.kind, kind.names[int(kind.seen.entity[row.row])])]

"""What the laws of the engine compare: everything a run of it says, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import numpy as np

from uba.baselines.rings import content_in
from uba.engine import Engine
from uba.events import Event
from uba.findings.ocsf import to_ocsf


class Answer(msgspec.Struct):
    """Everything said about a stream, event by event in order of arrival, and the findings at the end."""

    decisions: list[bytes]
    """The bytes that are answered, empty for a duplicate."""
    score: list[float]
    p_value: list[float]
    late: list[bool]
    duplicate: list[bool]
    findings: list[dict[str, Any]]
    days: list[dict[str, Any]]


def run(engine: Engine, events: Sequence[Event], size: int | None = None) -> Answer:
    """Feed a stream in batches of `size` (all at once by default); what was said."""
    return collect(engine, cut(events, size or max(len(events), 1)))


def cut(events: Sequence[Event], size: int) -> list[Sequence[Event]]:
    """Cut a stream into batches of one size."""
    return [events[i : i + size] for i in range(0, len(events), size)]


def collect(engine: Engine, batches: Iterable[Sequence[Event]]) -> Answer:
    """Feed batches; what was said."""
    answer = Answer([], [], [], [], [], [], [])
    for batch in batches:
        said = engine.process(batch)
        assert len(said) == len(batch)
        answer.decisions += [b"" if said.is_duplicate[i] else said.encode(i) for i in range(len(batch))]
        answer.score += said.score.tolist()
        answer.p_value += said.p_value.tolist()
        answer.late += said.is_late.tolist()
        answer.duplicate += said.is_duplicate.tolist()
    answer.findings = [to_ocsf(finding) for finding in engine.findings.all()]
    answer.days = [msgspec.to_builtins(day) for day in engine.statistics().days]
    return answer


def learned(engine: Engine) -> dict[str, Any]:
    """What an engine knows of each entity, by name: window contents, discounted sums, activity, rare values."""
    known: dict[str, Any] = {}
    for kind, state in engine.kinds.items():
        table, totals = state.entities, state.rarity.totals
        for name, i in table.index.items():
            entity = known[f"{kind} {name}"] = {
                "activity": table.activity[i].tolist(),
                "rhythm": np.round(table.rhythm[i], 6).tolist(),
                "daily": round(float(table.daily[i]), 6),
                "active_days": round(float(table.active_days[i]), 6),
                "values": totals[i].tolist() if i < totals.shape[0] else np.zeros(totals.shape[1:]).tolist(),
            }
            for features in state.windows:
                series = features.series
                for f, spec in enumerate(features.specs):
                    row = int(series.rows[i, f]) if i < series.rows.shape[0] else -1
                    if row >= 0:
                        newest = int(series.head[row])
                        windows = range(newest - series.narrow.shape[1] + 1, newest + 1)
                        contents = [content_in(series.rings, row, window) for window in windows]
                        sums = (series.total[row], series.exposure[row], series.excess[row], series.square[row])
                        entity[spec.name] = (contents, [round(float(x), 6) for x in sums])
    return known


def alike(one: Any, other: Any, path: str = "") -> list[str]:
    """Where two pieces of plain data differ by more than the rounding of sums taken in another order."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = [*one, *(key for key in other if key not in one)]
        return [found for key in keys for found in alike(one.get(key), other.get(key), f"{path}/{key}")]
    if isinstance(one, list | tuple) and isinstance(other, list | tuple) and len(one) == len(other):
        return [found for i in range(len(one)) for found in alike(one[i], other[i], f"{path}/{i}")]
    if isinstance(one, float) and isinstance(other, float) and np.isclose(one, other, rtol=1e-5, atol=1e-6):
        return []
    return [] if one == other else [f"{path}: {one} {other}"]

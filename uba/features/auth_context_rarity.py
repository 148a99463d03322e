"""F07: where, with what and when somebody acts, against their own habits, their peers' and the organisation's."""

from collections.abc import Callable

import numpy as np

from uba.batch import EventBatch
from uba.features.select import succeeded
from uba.features.spec import BaselineKind, FeatureSpec, Hashes, Mask

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _hour_block(batch: EventBatch) -> Hashes:
    """Three-hour block of the local day, as a small non-zero number."""
    return (1 + batch.hour_of_week % 24 // 3).astype(np.uint64)


def _hour_text(batch: EventBatch, i: int) -> str:
    how = int(batch.hour_of_week[i])
    return f"{_WEEKDAYS[how // 24]} {how % 24:02d}:00"


def _present(value: Callable[[EventBatch], Hashes]) -> Callable[[EventBatch], Mask]:
    return lambda batch: succeeded(batch) & (batch.user != 0) & (value(batch) != 0)


def _spec(
    attribute: str,
    evidence: str,
    value: Callable[[EventBatch], Hashes],
    text: Callable[[EventBatch, int], str],
    sentence: str,
) -> FeatureSpec:
    return FeatureSpec(
        name=f"auth.context_rarity.{attribute}",
        family="F07",
        evidence=evidence,
        entity="user",
        baseline=BaselineKind.RARITY,
        select=_present(value),
        value=value,
        value_text=text,
        techniques=("T1550", "T1133"),
        sentence=sentence,
    )


SPECS = (
    _spec(
        "network",
        "location",
        lambda batch: batch.network,
        lambda batch, i: batch.networks[i],
        "from network {value}, {seen}",
    ),
    _spec(
        "country",
        "location",
        lambda batch: batch.country,
        lambda batch, i: batch.countries[i],
        "from country {value}, {seen}",
    ),
    _spec(
        "device",
        "client",
        lambda batch: batch.device,
        lambda batch, i: batch.events[i].device_uid,
        "on device {value}, {seen}",
    ),
    _spec(
        "agent",
        "client",
        lambda batch: batch.agent,
        lambda batch, i: batch.agents[i],
        "with {value}, {seen}",
    ),
    _spec("hour", "hour", _hour_block, _hour_text, "active around {value} local time, {seen}"),
)

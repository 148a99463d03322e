"""Indicators that fired on an entity: how usual such a hit is for it, for its peers and for the organisation."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from uba.batch import EventBatch
from uba.features.spec import BaselineKind, FeatureSpec, Mask

if TYPE_CHECKING:
    from uba.indicators.hit import IndicatorHit

KINDS = ("user", "src_ip", "service", "host", "sender", "mailbox")


def _accuses(hit: "IndicatorHit", kind: str) -> bool:
    return bool(hit.entities) and hit.entities[0].type == kind


def _hit(kind: str) -> Callable[[EventBatch], Mask]:
    def select(batch: EventBatch) -> Mask:
        mask = np.zeros(len(batch), dtype=np.bool_)
        mask[[i for i, hits in batch.hits.items() if any(_accuses(hit, kind) for _, hit in hits)]] = True
        return mask

    return select


def _names(batch: EventBatch, i: int, kind: str) -> Sequence[str]:
    return [rule.name for rule, hit in batch.hits.get(i, ()) if _accuses(hit, kind)]


def _said(batch: EventBatch, i: int, kind: str) -> str:
    return "; ".join(hit.sentence for _, hit in batch.hits.get(i, ()) if _accuses(hit, kind))


def _weight(batch: EventBatch, i: int, kind: str) -> float:
    """What the rules' authors think of a hit, half believed: the other half must come from how rare it is."""
    return max((0.5 * rule.weight for rule, hit in batch.hits.get(i, ()) if _accuses(hit, kind)), default=0.0)


def _techniques(batch: EventBatch, i: int, kind: str) -> tuple[str, ...]:
    named = (technique for rule, hit in batch.hits.get(i, ()) if _accuses(hit, kind) for technique in rule.techniques)
    return tuple(dict.fromkeys(named))


SPECS = tuple(
    FeatureSpec(
        name=f"indicator.hit.{kind}",
        family="R00",
        evidence="indicator",
        entity=kind,
        baseline=BaselineKind.RARITY,
        select=_hit(kind),
        each=partial(_names, kind=kind),
        value_text=partial(_said, kind=kind),
        bonus=partial(_weight, kind=kind),
        techniques_of=partial(_techniques, kind=kind),
        techniques=(),
        sentence="{value}, {seen}",
    )
    for kind in KINDS
)

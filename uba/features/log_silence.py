"""F39: a host or service that always speaks and is silent; observed when its day closes, not by events."""

from uba.batch import EventBatch
from uba.features.select import everything
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Mask

FAMILY = "F39"
KINDS = ("host", "service")
"""Entity kinds whose silence is looked at."""


def _none(batch: EventBatch) -> Mask:
    return ~everything(batch)


SPECS = tuple(
    FeatureSpec(
        name=f"log.silence.{kind}.1d",
        family=FAMILY,
        evidence="silence",
        entity=kind,
        baseline=BaselineKind.SIZE,
        select=_none,
        aggregation=Aggregation.MAXIMUM,
        floor=30.0,
        prior_mean=3.0,
        techniques=("T1562.002",),
        sentence="{observed} records missing in a silence of this "
        + kind
        + "; usual {low}–{high}, others {peers_low}–{peers_high}",
    )
    for kind in KINDS
)

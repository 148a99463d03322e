"""F37: how much time of a service its answers take, in all and for one address, of which a twentieth is little."""

from uba.batch import EventBatch
from uba.features.select import requests
from uba.features.spec import BaselineKind, FeatureSpec, Mask, Window
from uba.features.values import column


def _timed(batch: EventBatch) -> Mask:
    return requests(batch) & (batch.latency > 0.0)


SPECS = tuple(
    FeatureSpec(
        name=f"svc.time.{entity}.1h",
        family="F37",
        evidence="cost",
        entity=entity,
        baseline=baseline,
        select=_timed,
        weight=column("latency"),
        is_wide=True,
        window=Window.HOUR,
        floor=floor,
        prior_mean=prior,
        techniques=("T1499.003", "T1499"),
        sentence=f"answers took {{observed}} ms of this {noun}'s time in an hour; usual {{low}}–{{high}}, "
        f"{others} {{peers_low}}–{{peers_high}}",
    )
    for entity, noun, others, baseline, floor, prior in (
        ("service", "service", "services like it", BaselineKind.SIZE, 60_000.0, 100_000.0),
        ("src_ip", "server", "for addresses like it", BaselineKind.SIZE, 180_000.0, 1_000.0),
    )
)

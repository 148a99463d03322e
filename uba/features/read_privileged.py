"""F14: what a privileged account reads: administrators administer, they seldom read."""

from uba.features.select import reads
from uba.features.spec import BaselineKind, FeatureSpec
from uba.features.values import column

SPECS = (
    FeatureSpec(
        name="read.privileged.1d",
        family="F14",
        evidence="reading",
        entity="user",
        baseline=BaselineKind.COUNT,
        select=lambda batch: reads(batch) & batch.is_privileged,
        weight=column("count"),
        floor=10.0,
        prior_mean=0.5,
        techniques=("T1213", "T1213.001", "T1213.002", "T1213.003"),
        sentence="read {observed} documents in a day with a privileged account; usual {low}–{high}, "
        "peers {peers_low}–{peers_high}",
    ),
)

"""F15: how machine-like somebody works: minutes of an hour with activity in them.

A crawler that says that it is one works around the clock: what it asks for, and how often, is for other
features to judge.
"""

import numpy as np

from uba.batch import EventBatch
from uba.features.select import reads, requests
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Hashes, Indices, Mask, Window


def _undeclared(batch: EventBatch) -> Mask:
    return batch.among(requests(batch), lambda event: not batch.identity.is_crawler(event))


def _minute(batch: EventBatch, at: Indices) -> Hashes:
    return (batch.time[at] // 60_000).astype(np.uint64)


SPECS = (
    FeatureSpec(
        name="seq.active_minutes.user.1h",
        family="F15",
        evidence="reading",
        entity="user",
        baseline=BaselineKind.SIZE,
        select=reads,
        window=Window.HOUR,
        aggregation=Aggregation.DISTINCT,
        value=_minute,
        floor=20.0,
        prior_mean=10.0,
        techniques=("T1213",),
        sentence="read documents in {observed} of the 60 minutes of an hour; usual {low}–{high}, "
        "peers {peers_low}–{peers_high}",
    ),
    FeatureSpec(
        name="seq.active_minutes.src_ip.1h",
        family="F15",
        evidence="web",
        entity="src_ip",
        baseline=BaselineKind.SIZE,
        select=_undeclared,
        window=Window.HOUR,
        aggregation=Aggregation.DISTINCT,
        value=_minute,
        floor=20.0,
        prior_mean=3.0,
        techniques=("T1594",),
        sentence="sent requests in {observed} of the 60 minutes of an hour; usual {low}–{high}, "
        "addresses like it {peers_low}–{peers_high}",
    ),
)

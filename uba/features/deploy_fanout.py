"""F19: machines that one actor's deployments go to, and deployments at an hour this actor does not deploy."""

import numpy as np

from uba import activities as a
from uba.batch import EventBatch
from uba.events import APPLICATION_LIFECYCLE
from uba.features.select import has_user, is_of, succeeded
from uba.features.spec import BaselineKind, FeatureSpec, Hashes, Indices, Mask, Window
from uba.features.values import column


def _deployments(batch: EventBatch) -> Mask:
    installs = is_of(batch, APPLICATION_LIFECYCLE, a.APP_INSTALL, a.APP_UPDATE, a.APP_REMOVE)
    return installs & succeeded(batch) & has_user(batch)


def _quarter(batch: EventBatch, at: Indices) -> Hashes:
    """Six-hour block of the local day, apart for weekends, as a small non-zero number."""
    how = batch.hour_of_week[at]
    return (1 + how % 24 // 6 + 4 * (how >= 120)).astype(np.uint64)


def _quarter_text(batch: EventBatch, i: int) -> str:
    how = int(batch.hour_of_week[i])
    return f"{'weekend' if how >= 120 else 'working day'} {how % 24:02d}:00"


SPECS = (
    FeatureSpec(
        name="deploy.targets.1h",
        family="F19",
        evidence="deployment",
        entity="user",
        baseline=BaselineKind.SIZE,
        select=_deployments,
        weight=column("count"),
        window=Window.HOUR,
        floor=20.0,
        prior_mean=5.0,
        techniques=("T1072",),
        sentence="deployed to {observed} machines in an hour; usual {low}–{high}, peers {peers_low}–{peers_high}",
    ),
    FeatureSpec(
        name="deploy.hour_rarity",
        family="F19",
        evidence="deployment",
        entity="user",
        baseline=BaselineKind.RARITY,
        select=_deployments,
        value=_quarter,
        value_text=_quarter_text,
        techniques=("T1072",),
        sentence="deployed around {value} local time, {seen}",
    ),
)

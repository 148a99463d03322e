"""F36: requests, different addresses and server errors of one web service."""

from uba.batch import EventBatch
from uba.features.select import requests
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Mask, Window
from uba.features.values import column


def _server_errors(batch: EventBatch) -> Mask:
    return requests(batch) & (batch.http_status >= 500)


SPECS = (
    FeatureSpec(
        name="svc.requests.1h",
        is_wide=True,
        family="F36",
        evidence="load",
        entity="service",
        baseline=BaselineKind.COUNT,
        select=requests,
        window=Window.HOUR,
        floor=300.0,
        prior_mean=2000.0,
        techniques=("T1499.002", "T1499"),
        sentence="got {observed} requests in an hour; usual at this hour {low}–{high}, "
        "services like it {peers_low}–{peers_high}",
    ),
    FeatureSpec(
        name="svc.sources.1h",
        family="F36",
        evidence="load",
        entity="service",
        baseline=BaselineKind.COUNT,
        select=requests,
        window=Window.HOUR,
        aggregation=Aggregation.DISTINCT,
        value=column("src_ip"),
        floor=50.0,
        prior_mean=300.0,
        techniques=("T1499.002", "T1499"),
        sentence="was used by {observed} addresses in an hour; usual at this hour {low}–{high}, "
        "services like it {peers_low}–{peers_high}",
    ),
    FeatureSpec(
        name="svc.server_errors.1h",
        family="F36",
        evidence="errors",
        entity="service",
        baseline=BaselineKind.SIZE,
        select=_server_errors,
        window=Window.HOUR,
        floor=20.0,
        prior_mean=5.0,
        techniques=("T1499", "T1499.002"),
        sentence="failed to answer {observed} requests in an hour; usual {low}–{high}, "
        "services like it {peers_low}–{peers_high}",
    ),
)

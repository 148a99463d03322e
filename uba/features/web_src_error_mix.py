"""F33: requests of one address that the server refused or did not know."""

from uba.batch import EventBatch
from uba.features.select import requests
from uba.features.spec import BaselineKind, FeatureSpec, Mask, Window
from uba.features.values import from_where


def _client_errors(batch: EventBatch) -> Mask:
    return requests(batch) & (batch.http_status >= 400) & (batch.http_status < 500)


_TECHNIQUES = ("T1190", "T1594")

SPECS = tuple(
    FeatureSpec(
        name=f"web.client_errors.{label}",
        family="F33",
        evidence="web_errors",
        entity="src_ip",
        baseline=BaselineKind.SIZE,
        select=_client_errors,
        window=window,
        floor=5.0,
        prior_mean=2.0,
        techniques=_TECHNIQUES,
        techniques_of=from_where(_TECHNIQUES),
        sentence="sent {observed} requests that were refused or found nothing {window}; usual {low}–{high}, "
        "addresses like it {peers_low}–{peers_high}",
    )
    for label, window in (("1h", Window.HOUR), ("1d", Window.DAY))
)

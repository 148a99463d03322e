"""F32: requests and different paths of one address; a page that one person opens is dozens of requests."""

from uba.features.select import requests, unreferred
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Window
from uba.features.values import column

SPECS = (
    *(
        FeatureSpec(
            name=f"web.requests.{label}",
            family="F32",
            evidence="web",
            entity="src_ip",
            baseline=BaselineKind.SIZE,
            select=requests,
            window=window,
            floor=floor,
            prior_mean=10.0,
            techniques=("T1499.002", "T1499", "T1594"),
            sentence="sent {observed} requests {window}; usual {low}–{high}, "
            "addresses like it {peers_low}–{peers_high}",
        )
        for label, window, floor in (("1h", Window.HOUR, 200.0), ("1d", Window.DAY, 600.0))
    ),
    FeatureSpec(
        name="web.distinct_paths.1h",
        family="F32",
        evidence="web",
        entity="src_ip",
        baseline=BaselineKind.SIZE,
        select=requests,
        window=Window.HOUR,
        aggregation=Aggregation.DISTINCT,
        value=column("path"),
        floor=30.0,
        prior_mean=8.0,
        techniques=("T1594",),
        sentence="requested {observed} different paths in an hour; usual {low}–{high}, "
        "addresses like it {peers_low}–{peers_high}",
    ),
    FeatureSpec(
        name="web.unreferred_paths.1h",
        family="F32",
        evidence="web",
        entity="src_ip",
        baseline=BaselineKind.SIZE,
        select=unreferred,
        window=Window.HOUR,
        aggregation=Aggregation.DISTINCT,
        value=column("path"),
        floor=30.0,
        prior_mean=4.0,
        techniques=("T1594",),
        sentence="requested {observed} different paths in an hour that no page led to; usual {low}–{high}, "
        "addresses like it {peers_low}–{peers_high}",
    ),
)

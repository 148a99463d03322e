"""F02: different accounts that fail to sign in from one address."""

from uba.features.select import logon_failures
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Window
from uba.features.values import column

SPECS = tuple(
    FeatureSpec(
        name=f"auth.users_per_src.{label}",
        family="F02",
        evidence="signin",
        entity="src_ip",
        baseline=BaselineKind.SIZE,
        select=logon_failures,
        window=window,
        aggregation=Aggregation.DISTINCT,
        value=column("user"),
        floor=5.0,
        prior_mean=0.5,
        techniques=("T1110.003", "T1110.004", "T1110"),
        sentence="failed to sign in to {observed} accounts {window}; usual {low}–{high}, "
        "addresses like it {peers_low}–{peers_high}",
    )
    for label, window in (("1h", Window.HOUR), ("1d", Window.DAY))
)

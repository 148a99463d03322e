"""F03: different addresses that fail to sign in to one account."""

from uba.features.select import logon_failures, present
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Window
from uba.features.values import column

SPECS = tuple(
    FeatureSpec(
        name=f"auth.srcs_per_user.{label}",
        family="F03",
        evidence="signin",
        entity="user",
        baseline=BaselineKind.SIZE,
        select=lambda batch: logon_failures(batch) & present(batch.src_ip),
        window=window,
        aggregation=Aggregation.DISTINCT,
        value=column("src_ip"),
        floor=4.0,
        prior_mean=0.5,
        techniques=("T1110.004", "T1110.001", "T1110"),
        sentence="{observed} addresses failed to sign in to this account {window}; usual {low}–{high}, "
        "peers {peers_low}–{peers_high}",
    )
    for label, window in (("1h", Window.HOUR), ("1d", Window.DAY))
)

"""F05: denied sign-ins at one service, and the accounts they were for, whatever address they come from."""

from uba.features.select import logon_failures
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Window
from uba.features.values import column

SPECS = (
    *(
        FeatureSpec(
            name=f"auth.service_fail_count.{label}",
            family="F05",
            evidence="signin",
            entity="service",
            baseline=BaselineKind.SIZE,
            select=logon_failures,
            window=window,
            floor=15.0,
            prior_mean=5.0,
            techniques=("T1110", "T1110.004"),
            sentence="denied {observed} sign-ins {window}; usual {low}–{high}, "
            "services like it {peers_low}–{peers_high}",
        )
        for label, window in (("1h", Window.HOUR), ("1d", Window.DAY))
    ),
    *(
        FeatureSpec(
            name=f"auth.service_failed_users.{label}",
            family="F05",
            evidence="signin",
            entity="service",
            baseline=BaselineKind.SIZE,
            select=logon_failures,
            window=window,
            aggregation=Aggregation.DISTINCT,
            value=column("user"),
            floor=10.0,
            prior_mean=3.0,
            techniques=("T1110.003", "T1110.004", "T1110"),
            sentence="denied {observed} different accounts {window}; usual {low}–{high}, "
            "services like it {peers_low}–{peers_high}",
        )
        for label, window in (("1h", Window.HOUR), ("1d", Window.DAY))
    ),
)

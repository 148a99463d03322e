"""F04: denied sign-ins from one address, whoever they are for."""

from uba.features.select import logon_failures
from uba.features.spec import BaselineKind, FeatureSpec, Window

SPECS = (
    FeatureSpec(
        name="auth.src_fail_count.1h",
        family="F04",
        evidence="signin",
        entity="src_ip",
        baseline=BaselineKind.SIZE,
        select=logon_failures,
        window=Window.HOUR,
        floor=8.0,
        prior_mean=0.5,
        techniques=("T1110", "T1110.001"),
        sentence="was denied {observed} sign-ins in an hour; usual {low}–{high}, "
        "addresses like it {peers_low}–{peers_high}",
    ),
)

"""F01: denied sign-ins of one account."""

from uba.features.select import logon_failures
from uba.features.spec import BaselineKind, FeatureSpec, Window

SPECS = tuple(
    FeatureSpec(
        name=f"auth.fail_count.{label}",
        family="F01",
        evidence="signin",
        entity="user",
        baseline=BaselineKind.SIZE,
        select=logon_failures,
        window=window,
        floor=floor,
        prior_mean=0.5,
        techniques=("T1110.001", "T1110"),
        sentence="was denied {observed} sign-ins {window}; usual {low}–{high}, peers {peers_low}–{peers_high}",
    )
    for label, window, floor in (("1h", Window.HOUR, 6.0), ("1d", Window.DAY, 10.0))
)

"""F38: programs that crash, by host, by service and by the program wherever it runs."""

from uba.features.select import crashes
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Window
from uba.features.values import text

SPECS = (
    *(
        FeatureSpec(
            name=f"svc.crashes.{entity}.{label}",
            family="F38",
            evidence="crash",
            entity=entity,
            baseline=BaselineKind.SIZE,
            select=crashes,
            window=window,
            floor=3.0,
            prior_mean=0.2,
            techniques=("T1499.004", "T1190", "T1210", "T1203"),
            sentence=f"crashed {{observed}} times {{window}}; usual {{low}}–{{high}}, "
            f"{entity}s like it {{peers_low}}–{{peers_high}}",
        )
        for entity in ("host", "service")
        for label, window in (("1h", Window.HOUR), ("1d", Window.DAY))
    ),
    FeatureSpec(
        name="svc.crashed_hosts.1d",
        family="F38",
        evidence="crash",
        entity="service",
        baseline=BaselineKind.SIZE,
        select=crashes,
        aggregation=Aggregation.DISTINCT,
        value=text(lambda event: event.device_hostname),
        floor=2.0,
        prior_mean=0.2,
        techniques=("T1203", "T1210"),
        sentence="crashed on {observed} hosts in a day; usual {low}–{high}, services like it {peers_low}–{peers_high}",
    ),
)

"""F38: programs that crash, by host, by service and by the program wherever it runs.

What runs on every desk crashes on many at once when it, or what is plugged into it, was rolled out; an exploit of it
shows by what came right before, which indicators look for, and by the host.
"""

import re

from uba.batch import EventBatch
from uba.events import Event
from uba.features.select import crashes
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Mask, Window
from uba.features.values import text

_ON_EVERY_DESK = re.compile(
    r"^(winword|excel|powerpnt|outlook|olk|onenote|msaccess|visio|teams|ms-teams|acrord32|acrobat|foxit\w*|sumatrapdf|"
    r"chrome|msedge|firefox|brave|iexplore|explorer|slack|zoom)(\.exe)?$",
    re.IGNORECASE,
)


def _is_of_a_service(event: Event) -> bool:
    return _ON_EVERY_DESK.match(event.service_name or event.app_name) is None


def _of_services(batch: EventBatch) -> Mask:
    return batch.among(crashes(batch), _is_of_a_service)


SPECS = (
    *(
        FeatureSpec(
            name=f"svc.crashes.{entity}.{label}",
            family="F38",
            evidence="crash",
            entity=entity,
            baseline=BaselineKind.SIZE,
            select=crashes if entity == "host" else _of_services,
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
        select=_of_services,
        aggregation=Aggregation.DISTINCT,
        value=text(lambda event: event.device_hostname),
        floor=2.0,
        prior_mean=0.2,
        techniques=("T1210", "T1203"),
        sentence="crashed on {observed} hosts in a day; usual {low}–{high}, services like it {peers_low}–{peers_high}",
    ),
)

"""F40: addresses refused, declined or run out of, and hardware addresses that ask, at one DHCP service."""

from uba import activities as a
from uba.batch import EventBatch
from uba.events import DHCP_ACTIVITY
from uba.features.select import is_of
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Mask, Window
from uba.features.values import text


def _refused(batch: EventBatch) -> Mask:
    return is_of(batch, DHCP_ACTIVITY, a.DHCP_NAK, a.DHCP_DECLINE)


def _asking(batch: EventBatch) -> Mask:
    return batch.among(is_of(batch, DHCP_ACTIVITY), lambda event: bool(event.src_mac))


SPECS = (
    FeatureSpec(
        name="dhcp.refused.1h",
        family="F40",
        evidence="dhcp",
        entity="service",
        baseline=BaselineKind.SIZE,
        select=_refused,
        window=Window.HOUR,
        floor=5.0,
        prior_mean=1.0,
        techniques=("T1557.003", "T1557"),
        sentence="{observed} leases refused or declined in an hour; usual {low}–{high}, "
        "services like it {peers_low}–{peers_high}",
    ),
    FeatureSpec(
        name="dhcp.clients.1h",
        family="F40",
        evidence="dhcp",
        entity="service",
        baseline=BaselineKind.COUNT,
        select=_asking,
        window=Window.HOUR,
        aggregation=Aggregation.DISTINCT,
        value=text(lambda event: event.src_mac),
        floor=30.0,
        prior_mean=20.0,
        techniques=("T1557.003",),
        sentence="{observed} different machines asked for an address in an hour; usual at this hour {low}–{high}, "
        "services like it {peers_low}–{peers_high}",
    ),
)

"""F24: how many people of the organisation one outside sender reaches, by mail or chat."""

from collections.abc import Sequence

from uba.batch import EventBatch
from uba.features.select import mails_received
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Window


def _reached(batch: EventBatch, i: int) -> Sequence[str]:
    event = batch.events[i]
    return (
        event.email_to or tuple(name for name in (event.user_name, *event.access_list, event.resource_uid) if name)[:1]
    )


SPECS = tuple(
    FeatureSpec(
        name=f"msg.sender_reach.{label}",
        family="F24",
        evidence="reach",
        entity="sender",
        baseline=BaselineKind.SIZE,
        select=mails_received,
        window=window,
        aggregation=Aggregation.DISTINCT,
        each=_reached,
        floor=6.0,
        prior_mean=1.0,
        techniques=("T1566", "T1598", "T1566.003"),
        sentence="reached {observed} people {window}; usual for this sender {low}–{high}, "
        "senders like it {peers_low}–{peers_high}",
    )
    for label, window in (("1h", Window.HOUR), ("1d", Window.DAY))
)

"""F23: how many colleagues one user writes to, by mail and chat, and how many of them for the first time."""

from collections.abc import Sequence

from uba.batch import EventBatch
from uba.features.select import messages_sent
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Window


def _colleagues(batch: EventBatch, i: int) -> Sequence[str]:
    """Recipients of the organisation; where nothing says which are, all of them. A chat lists its sender, too."""
    identity = batch.identity
    found = [name for name in batch.events[i].email_to if name != batch.events[i].actor_user_name]
    return [name for name in found if identity.is_own(name)] if identity.knows_own else found


SPECS = (
    FeatureSpec(
        name="mail.colleagues.1h",
        family="F23",
        evidence="mail",
        entity="user",
        baseline=BaselineKind.SIZE,
        select=messages_sent,
        window=Window.HOUR,
        aggregation=Aggregation.DISTINCT,
        each=_colleagues,
        floor=15.0,
        prior_mean=5.0,
        techniques=("T1534", "T1098.002"),
        sentence="wrote to {observed} colleagues in an hour; usual {low}–{high}, peers {peers_low}–{peers_high}",
    ),
    FeatureSpec(
        name="mail.new_colleagues.1d",
        family="F23",
        evidence="mail",
        entity="user",
        baseline=BaselineKind.COUNT,
        select=messages_sent,
        aggregation=Aggregation.NOVEL,
        each=_colleagues,
        floor=12.0,
        prior_mean=3.0,
        techniques=("T1534", "T1098.002"),
        sentence="wrote to {observed} colleagues for the first time in a day; usual {low}–{high}, "
        "peers {peers_low}–{peers_high}",
    ),
)

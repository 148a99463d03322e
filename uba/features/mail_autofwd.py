"""F28: mails that leave a mailbox by themselves, and where they go."""

from collections.abc import Sequence

from uba.batch import EventBatch
from uba.events import EMAIL_ACTIVITY
from uba.features.select import is_of, present
from uba.features.spec import BaselineKind, FeatureSpec, Mask


def _forwarded(batch: EventBatch) -> Mask:
    return is_of(batch, EMAIL_ACTIVITY) & present(batch.mailbox)  # a mail has a mailbox where it forwards itself


def _outside(batch: EventBatch, i: int) -> Sequence[str]:
    own = batch.identity
    return [name for name in batch.events[i].email_to if not (own.knows_own and own.is_own(name))]


SPECS = (
    FeatureSpec(
        name="mail.forwarded.1d",
        family="F28",
        evidence="forwarding",
        entity="mailbox",
        baseline=BaselineKind.SIZE,
        select=_forwarded,
        floor=3.0,
        prior_mean=0.1,
        techniques=("T1114.003", "T1114"),
        sentence="{observed} mails left this mailbox by themselves in a day; usual {low}–{high}, "
        "mailboxes like it {peers_low}–{peers_high}",
    ),
    FeatureSpec(
        name="mail.forwarded_to",
        family="F28",
        evidence="forwarding",
        entity="mailbox",
        baseline=BaselineKind.RARITY,
        select=_forwarded,
        each=_outside,
        value_text=lambda batch, i: ", ".join(_outside(batch, i)[:3]),
        techniques=("T1114.003", "T1114"),
        sentence="forwarded mail by itself to {value}, {seen}",
    ),
)

"""F24: how many people of the organisation one outside sender reaches, by mail or chat, and how many of them anew.

Newsletters reach thousands, the same ones as last week; a new supplier writes to two or three. A stranger
who writes to many at once is the start of a campaign, and for somebody who was met today all of them are new. Of
a sender who is known for days count those to whom it never wrote before, and all whom it sends a file or elsewhere:
something to sign at its own site is its business.
"""

from collections.abc import Sequence

from uba.batch import EventBatch
from uba.events import EMAIL_ACTIVITY
from uba.features.select import mails_received
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Mask, Window
from uba.features.url_domain import linked


def _reached(batch: EventBatch, i: int) -> Sequence[str]:
    """Whom a message reaches: its recipients, else whoever or whatever it is left with."""
    event = batch.events[i]
    return (
        event.email_to or tuple(name for name in (event.user_name, *event.access_list, event.resource_uid) if name)[:1]
    )


def _leads_away(batch: EventBatch) -> Mask:
    """Messages that bring a file, or a link to somebody else's site than the sender's own."""

    def leads_away(i: int) -> bool:
        event = batch.events[i]
        own = batch.identity.domain_of_host(event.email_from.rpartition("@")[2].lower())
        return bool(event.email_files) or any(domain != own for domain in linked(batch, i))

    return batch.where(mails_received(batch), leads_away)


def _techniques(batch: EventBatch, i: int) -> tuple[str, ...]:
    """Techniques by what a message brings: to run something and to learn something look the same from here."""
    event = batch.events[i]
    if event.class_uid != EMAIL_ACTIVITY:
        return ("T1566.003", "T1598.001")
    if event.email_files:
        return ("T1566.001", "T1598.002", "T1566")
    return ("T1566.002", "T1598.003", "T1566") if event.email_urls else ("T1566", "T1598", "T1566.002")


SPECS = (
    *(
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
            of_strangers=True,
            floor=6.0,
            prior_mean=1.0,
            techniques=("T1566", "T1598", "T1566.003"),
            techniques_of=_techniques,
            sentence="reached {observed} people {window}; usual for this sender {low}–{high}, "
            "senders like it {peers_low}–{peers_high}",
        )
        for label, window in (("1h", Window.HOUR), ("1d", Window.DAY))
    ),
    FeatureSpec(
        name="msg.sender_reach_elsewhere.1h",
        family="F24",
        evidence="reach",
        entity="sender",
        baseline=BaselineKind.SIZE,
        select=_leads_away,
        window=Window.HOUR,
        aggregation=Aggregation.DISTINCT,
        each=_reached,
        floor=6.0,
        prior_mean=1.0,
        techniques=("T1566", "T1598", "T1566.003"),
        techniques_of=_techniques,
        sentence="reached {observed} people in an hour with more than its own site; usual {low}–{high}, "
        "senders like it {peers_low}–{peers_high}",
    ),
    FeatureSpec(
        name="msg.new_recipients.1h",
        family="F24",
        evidence="reach",
        entity="sender",
        baseline=BaselineKind.COUNT,
        select=mails_received,
        window=Window.HOUR,
        aggregation=Aggregation.NOVEL,
        each=_reached,
        floor=8.0,
        prior_mean=1.0,
        techniques=("T1566", "T1598", "T1566.003"),
        techniques_of=_techniques,
        sentence="wrote to {observed} people for the first time in an hour; usual {low}–{high}, "
        "senders like it {peers_low}–{peers_high}",
    ),
)

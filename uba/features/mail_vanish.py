"""F31: items that disappear from a mailbox."""

from uba import activities as a
from uba.batch import EventBatch
from uba.events import WEB_RESOURCES
from uba.features.select import is_of, succeeded
from uba.features.spec import BaselineKind, FeatureSpec, Mask, Window
from uba.features.values import column


def _deletions(batch: EventBatch) -> Mask:
    """What is deleted for good or moved elsewhere; what lies in the bin is still there, and many clear up."""
    gone = is_of(batch, WEB_RESOURCES, a.WEB_DELETE, a.WEB_UPDATE) & batch.is_mailbox & succeeded(batch)
    return batch.among(gone, lambda event: event.event_code != "MoveToDeletedItems")


def _hard(batch: EventBatch) -> Mask:
    deleted = is_of(batch, WEB_RESOURCES, a.WEB_DELETE) & batch.is_mailbox & succeeded(batch)
    return batch.among(deleted, lambda event: "hard" in event.event_code.lower())


SPECS = (
    *(
        FeatureSpec(
            name=f"mail.vanish.{label}",
            family="F31",
            evidence="vanishing",
            entity="mailbox",
            baseline=BaselineKind.SIZE,
            select=_deletions,
            weight=column("count"),
            window=window,
            floor=floor,
            prior_mean=5.0,
            techniques=("T1564", "T1564.008"),
            sentence="{observed} mails deleted or moved out of this mailbox {window}; usual {low}–{high}, "
            "mailboxes like it {peers_low}–{peers_high}",
        )
        for label, window, floor in (("1h", Window.HOUR, 30.0), ("1d", Window.DAY, 60.0))
    ),
    FeatureSpec(
        name="mail.hard_deleted.1h",
        family="F31",
        evidence="vanishing",
        entity="mailbox",
        baseline=BaselineKind.SIZE,
        select=_hard,
        weight=column("count"),
        window=Window.HOUR,
        floor=10.0,
        prior_mean=0.5,
        techniques=("T1564", "T1564.008"),
        sentence="{observed} mails of this mailbox deleted beyond recovery in an hour; usual {low}–{high}, "
        "mailboxes like it {peers_low}–{peers_high}",
    ),
)

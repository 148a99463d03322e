"""F30: mailboxes of others that one actor reads, and rights to mailboxes that one actor grants."""

from uba.batch import EventBatch
from uba.events import ENTITY_MANAGEMENT, Event
from uba.features.select import has_user, is_of, mail_reads, succeeded
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Mask, Window
from uba.features.values import documents, text


def _grants(batch: EventBatch) -> Mask:
    """Rights to people's mailboxes: those that the directory calls shared are there to be given away."""
    managed = is_of(batch, ENTITY_MANAGEMENT) & succeeded(batch) & has_user(batch)
    context = batch.identity.context

    def is_somebodys(i: int) -> bool:
        owner = context.user(batch.mailboxes[i])
        return owner is None or owner.kind != "shared"

    return batch.where(batch.among(managed, _is_grant), is_somebodys)


def _is_grant(event: Event) -> bool:
    return bool(event.access_list or event.user_name) and event.entity_type == "mailbox"


def _foreign(batch: EventBatch) -> Mask:
    read = mail_reads(batch) & has_user(batch)
    found = read.copy()
    for i in read.nonzero()[0].tolist():
        found[i] = batch.mailboxes[i] != batch.users[i]
    return found


SPECS = (
    FeatureSpec(
        name="mail.grants.1d",
        family="F30",
        evidence="delegation",
        entity="user",
        baseline=BaselineKind.SIZE,
        select=_grants,
        aggregation=Aggregation.DISTINCT,
        value=text(lambda event: f"{event.entity_uid} {event.user_name}"),
        floor=4.0,
        prior_mean=0.3,
        techniques=("T1098.002",),
        sentence="granted {observed} rights to mailboxes in a day; usual {low}–{high}, peers {peers_low}–{peers_high}",
    ),
    *(
        FeatureSpec(
            name=f"mail.foreign_mailboxes.{label}",
            family="F30",
            evidence="mail_reading",
            entity="user",
            baseline=BaselineKind.SIZE,
            select=_foreign,
            window=window,
            aggregation=Aggregation.DISTINCT,
            value=text(lambda event: event.resource_uid),
            floor=3.0,
            prior_mean=0.5,
            techniques=("T1114", "T1098.002"),
            sentence="read {observed} mailboxes of others {window}; usual {low}–{high}, peers {peers_low}–{peers_high}",
        )
        for label, window in (("1h", Window.HOUR), ("1d", Window.DAY))
    ),
    *(
        FeatureSpec(
            name=f"mail.items_read.{label}",
            family="F30",
            evidence="mail_reading",
            entity="user",
            baseline=BaselineKind.SIZE,
            select=lambda batch: mail_reads(batch) & has_user(batch),
            weight=documents,
            window=window,
            floor=floor,
            prior_mean=20.0,
            techniques=("T1114",),
            sentence="read {observed} mails {window}; usual {low}–{high}, peers {peers_low}–{peers_high}",
        )
        for label, window, floor in (("1h", Window.HOUR, 150.0), ("1d", Window.DAY, 300.0))
    ),
)

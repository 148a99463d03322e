"""F26: kinds of attachment a sender sends, against what the organisation is sent."""

from collections.abc import Sequence

from uba.batch import EventBatch
from uba.features.select import mails_received
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Mask, Window

_MOST = 20


def _with_files(batch: EventBatch) -> Mask:
    return batch.among(mails_received(batch), lambda event: bool(event.email_files))


def extension(name: str) -> str:
    """The last two endings of a file name where both are short (`pdf.iso`), else the last; lower case.

    Examples
    --------
    >>> extension("Invoice 12.PDF.iso"), extension("plan v1.2 final.docx"), extension("README")
    ('pdf.iso', 'docx', '')
    """
    parts = name.lower().strip().split(".")[1:]
    ends = [part for part in parts[-2:] if part.isalnum() and len(part) <= 5 and not part.isdecimal()]
    return ".".join(ends)


def _extensions(batch: EventBatch, i: int) -> Sequence[str]:
    return sorted({extension(name) or "none" for name in batch.events[i].email_files})[:_MOST]


def _names(batch: EventBatch, i: int) -> Sequence[str]:
    event = batch.events[i]
    return [f"{name} {person}" for name in event.email_files[:_MOST] for person in event.email_to]


SPECS = (
    FeatureSpec(
        name="mail.attachment_kind",
        family="F26",
        evidence="attachment",
        entity="sender",
        baseline=BaselineKind.RARITY,
        select=_with_files,
        each=_extensions,
        value_text=lambda batch, i: ", ".join(_extensions(batch, i)),
        techniques=("T1566.001", "T1204", "T1203", "T1598.002"),
        sentence="sent a file of kind {value}, {seen}",
    ),
    FeatureSpec(
        name="mail.attachment_reach.1h",
        family="F26",
        evidence="reach",
        entity="sender",
        baseline=BaselineKind.SIZE,
        select=_with_files,
        window=Window.HOUR,
        aggregation=Aggregation.DISTINCT,
        each=_names,
        floor=5.0,
        prior_mean=1.0,
        techniques=("T1566.001", "T1598.002"),
        sentence="sent files to {observed} people in an hour; usual for this sender {low}–{high}, "
        "senders like it {peers_low}–{peers_high}",
    ),
)

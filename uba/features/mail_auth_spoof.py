"""F25: whether mail of a sender passes the checks it usually passes, and where answers go."""

from uba.batch import EventBatch
from uba.events import Event
from uba.features.select import mails_received
from uba.features.spec import BaselineKind, FeatureSpec, Mask
from uba.features.values import shown, text


def _results(event: Event) -> str:
    return f"SPF {event.spf or 'none'}, DKIM {event.dkim or 'none'}, DMARC {event.dmarc or 'none'}"


def _checked(batch: EventBatch) -> Mask:
    return batch.among(mails_received(batch), lambda event: bool(event.spf or event.dkim or event.dmarc))


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _elsewhere(event: Event) -> str:
    """Where answers or bounces go, when that is not where the mail says it is from."""
    home = _domain(event.email_from)
    other = [_domain(address) for address in (event.email_reply_to, event.email_smtp_from) if address]
    return next((domain for domain in other if domain and domain != home), "as sent")


def _answered(batch: EventBatch) -> Mask:
    return batch.among(mails_received(batch), lambda event: bool(event.email_reply_to or event.email_smtp_from))


SPECS = (
    FeatureSpec(
        name="mail.auth_results",
        family="F25",
        evidence="spoof",
        entity="sender",
        baseline=BaselineKind.RARITY,
        select=_checked,
        value=text(_results),
        value_text=shown(_results),
        techniques=("T1566", "T1598", "T1534"),
        sentence="its mail came with {value}, {seen}",
    ),
    FeatureSpec(
        name="mail.reply_elsewhere",
        family="F25",
        evidence="spoof",
        entity="sender",
        baseline=BaselineKind.RARITY,
        select=_answered,
        value=text(_elsewhere),
        value_text=shown(_elsewhere),
        techniques=("T1566", "T1598"),
        sentence="answers to its mail go to {value}, {seen}",
    ),
)

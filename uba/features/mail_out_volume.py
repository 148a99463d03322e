"""F22: messages and recipients of one sender."""

from uba.events import Event
from uba.features.select import mails_sent
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Window
from uba.features.values import column, text

_WINDOWS = (
    ("1h", Window.HOUR, BaselineKind.SIZE, 15.0),  # bursts, against the sender's busiest hours
    ("1d", Window.DAY, BaselineKind.COUNT, 40.0),  # volume, against the sender's rate on such a weekday
)


def _message(event: Event) -> str:
    """The mail's message id, the record's own id where it has none."""
    return event.email_message_uid or event.uid


SPECS = (
    *(
        FeatureSpec(
            name=f"mail.messages.{label}",
            family="F22",
            evidence="mail",
            entity="user",
            baseline=baseline,
            select=mails_sent,
            aggregation=Aggregation.DISTINCT,
            value=text(_message),
            window=window,
            floor=floor,
            prior_mean=15.0,
            techniques=("T1534", "T1566"),
            sentence="sent {observed} messages {window}; usual {low}–{high}, peers {peers_low}–{peers_high}",
        )
        for label, window, baseline, floor in _WINDOWS
    ),
    *(
        FeatureSpec(
            name=f"mail.recipients.{label}",
            family="F22",
            evidence="mail",
            entity="user",
            baseline=baseline,
            select=mails_sent,
            weight=column("recipients"),
            window=window,
            floor=2 * floor,
            prior_mean=30.0,
            techniques=("T1534", "T1566"),
            sentence="mailed {observed} recipients {window}; usual {low}–{high}, peers {peers_low}–{peers_high}",
        )
        for label, window, baseline, floor in _WINDOWS
    ),
)

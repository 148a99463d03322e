"""F10: second-factor requests that one user refused or let run out."""

from uba import activities as a
from uba.batch import EventBatch
from uba.events import AUTHENTICATION, FAILURE, Event
from uba.features.select import is_of
from uba.features.spec import BaselineKind, FeatureSpec, Mask, Window

_UNANSWERED = ("timeout", "timed out", "no_response", "no response", "expired", "abandoned", "unanswered")


def _is_refused(event: Event) -> bool:
    if event.is_mfa is not True:
        return False
    said = f"{event.status_detail} {event.status_code}".lower()
    return event.status_id == FAILURE or any(word in said for word in _UNANSWERED)


def _refused(batch: EventBatch) -> Mask:
    return batch.among(is_of(batch, AUTHENTICATION, a.AUTH_LOGON), _is_refused)


SPECS = tuple(
    FeatureSpec(
        name=f"mfa.pressure.{label}",
        family="F10",
        evidence="mfa",
        entity="user",
        baseline=BaselineKind.SIZE,
        select=_refused,
        window=window,
        floor=floor,
        prior_mean=0.3,
        techniques=("T1621",),
        sentence="refused or left unanswered {observed} requests for a second factor {window}; usual {low}–{high}, "
        "peers {peers_low}–{peers_high}",
    )
    for label, window, floor in (("1h", Window.HOUR, 4.0), ("1d", Window.DAY, 5.0))
)

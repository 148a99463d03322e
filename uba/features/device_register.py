"""F21: devices and authenticators that one user enrols."""

from uba import activities as a
from uba.batch import EventBatch
from uba.events import ACCOUNT_CHANGE, ENTITY_MANAGEMENT
from uba.features.select import has_user, is_of, succeeded
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Mask, Window
from uba.features.values import text


def _enrolments(batch: EventBatch) -> Mask:
    enrolled = is_of(batch, ENTITY_MANAGEMENT, a.ENTITY_ENROLL) | is_of(batch, ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE)
    return enrolled & succeeded(batch) & has_user(batch)


SPECS = tuple(
    FeatureSpec(
        name=f"device.register_count.{label}",
        family="F21",
        evidence="change",
        entity="user",
        baseline=BaselineKind.SIZE,
        select=_enrolments,
        window=window,
        aggregation=Aggregation.DISTINCT,
        value=text(lambda event: event.entity_name or event.entity_uid or event.uid),
        floor=floor,
        prior_mean=0.1,
        techniques=("T1098.005",),
        sentence="enrolled {observed} devices or authenticators {window}; usual {low}–{high}, "
        "peers {peers_low}–{peers_high}",
    )
    for label, window, floor in (("1h", Window.HOUR, 2.0), ("1d", Window.DAY, 2.0))
)

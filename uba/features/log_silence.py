"""F39: a host or service that always speaks and is silent; observed when its day closes, not by events."""

from uba.activities import EVENT_LOG_STOP
from uba.batch import EventBatch
from uba.events import EVENT_LOG, Event
from uba.features.select import everything
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Mask

FAMILY = "F39"
KINDS = ("host", "service")
"""Entity kinds whose silence is looked at."""


def silence_of(kind: str, name: str, day: int, time_ms: int) -> Event:
    """The event that stands for a silence: nobody logged it, so it has a source of its own."""
    return Event(
        time=time_ms,
        uid=f"silence-{kind}-{name}-{day}",
        source="uba",
        class_uid=EVENT_LOG,
        activity_id=EVENT_LOG_STOP,
        event_code="silence",
        device_hostname=name if kind == "host" else "",
        service_name=name if kind == "service" else "",
    )


def _none(batch: EventBatch) -> Mask:
    return ~everything(batch)


SPECS = tuple(
    FeatureSpec(
        name=f"log.silence.{kind}.1d",
        family=FAMILY,
        evidence="silence",
        entity=kind,
        baseline=BaselineKind.SIZE,
        select=_none,
        aggregation=Aggregation.MAXIMUM,
        floor=30.0,
        prior_mean=3.0,
        techniques=("T1562.002",),
        sentence="{observed} records missing in a silence of this "
        + kind
        + "; usual {low}–{high}, others {peers_low}–{peers_high}",
    )
    for kind in KINDS
)
